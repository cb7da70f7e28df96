//! Money, `pricing` and `projects`, which the three surfaces share.

use super::Kind::{
    AllOrNone, Any, Boolean, Count, Digest, Filled, Integer, List, Map, Nullable, Number, Object, Text, Word,
};
use super::{Kind, Member, member};
use crate::identify::stage::Stage::{Between, R0_37, R0_38, R0_39, R0_40, R0_41, R0_42};

const COST_SOURCES: &[&str] = &["computed", "reported", "mixed"];

pub(super) const MONEY: Kind = Object(&[member("microdollars", Integer)]);

pub(super) const PRICING: Kind = Object(PRICING_MEMBERS);

/// In a session export: empty when no session was exported.
pub(super) const SESSION_PRICING: Kind = AllOrNone(PRICING_MEMBERS);

const PRICING_MEMBERS: &[Member] = &[
    member("source", Word(&["", "embedded", "fetched", "custom", "custom+embedded", "custom+fetched"])),
    member("table_version", Text),
    member("latest_row_updated_at", Nullable(&Text)),
    member("custom_override_count", Count),
    member("effective_row_count", Count),
    member("digest", Digest),
    member("cost_source", Word(COST_SOURCES)),
    member("fallback", Object(&[member("used", Boolean), member("models", List(&Text))])),
    member("models", Map(&Object(MODEL))),
];

/// One flat rate until 0.39, in money from version 3 on; from 0.40 every resolution of the name.
const MODEL: &[Member] = &[
    member("matched_pattern", Nullable(&Text)).until(Between),
    member("input_cost_per_mtok", Number).until(R0_39),
    member("input_cost_per_mtok", MONEY).since(Between).until(Between),
    member("output_cost_per_mtok", Number).until(R0_39),
    member("output_cost_per_mtok", MONEY).since(Between).until(Between),
    member("cache_write_cost_per_mtok", Number).until(R0_39),
    member("cache_write_cost_per_mtok", MONEY).since(Between).until(Between),
    member("cache_read_cost_per_mtok", Number).until(R0_39),
    member("cache_read_cost_per_mtok", MONEY).since(Between).until(Between),
    member("cost_source", Word(COST_SOURCES)),
    member("resolutions", List(&Object(RESOLUTION))).since(R0_40),
];

const RESOLUTION: &[Member] = &[
    member("priced_model", Text),
    member("matched_pattern", Nullable(&Text)),
    member("input_cost_per_mtok", MONEY),
    member("output_cost_per_mtok", MONEY),
    member("cache_write_cost_per_mtok", MONEY),
    member("cache_write_1h_cost_per_mtok", MONEY).since(R0_42),
    member("cache_read_cost_per_mtok", MONEY),
    member("cost_source", Text),
    member("bands", Nullable(&Filled(&Object(BAND)))).until(R0_41),
    member("bands", List(&Object(BAND))).since(R0_42),
    member("application", Object(APPLICATION)),
];

const BAND: &[Member] = &[
    member("above_input_tokens", Count),
    member("input_cost_per_mtok", MONEY),
    member("output_cost_per_mtok", MONEY),
    member("cache_write_cost_per_mtok", MONEY),
    member("cache_write_1h_cost_per_mtok", MONEY).since(R0_42),
    member("cache_read_cost_per_mtok", MONEY),
];

const APPLICATION: &[Member] = &[
    member("base_request_count", Count),
    member("aggregate_row_count", Count),
    member("bands", Nullable(&Filled(&Any))).until(R0_41),
    member("bands", List(&Any)).since(R0_42),
];

/// Keyed by label in 0.37, by a salted key since.
pub(super) const PROJECTS: Kind = Map(&Object(&[
    member("display_label", Text).since(R0_38),
    member("resolution", Word(&["resolved", "unknown", "ambiguous"])),
    member("identity", Nullable(&Object(IDENTITY))).until(R0_37),
    member("identity", Object(IDENTITY)).since(R0_38).optional(),
]));

pub(super) const IDENTITY: &[Member] = &[
    member("key_source", Word(&["git_remote", "root_path"])).until(R0_37),
    member("kind", Text).since(R0_38),
    member("key", Digest).until(R0_37),
    member("key", Text).since(R0_38),
    member("normalized_remote", Text).optional(),
    member("root_path", Text).until(R0_37).optional(),
    member("machine_local", Boolean).until(R0_37).optional(),
    member("root_key", Text).since(R0_38).optional(),
    member("repository_key", Text).since(R0_38),
];
