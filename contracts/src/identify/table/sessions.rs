//! The session export: the document, the meta line and the session line.

use super::Kind::{Any, Boolean, Count, Integer, List, Map, Nullable, Number, Object, Text, Word};
use super::shared::{IDENTITY, MONEY, PROJECTS, SESSION_PRICING};
use super::{Kind, Member, member};
use crate::identify::stage::Stage::{Between, R0_37, R0_38, R0_39, R0_43, R0_45, R0_46};

pub(super) const EXPORT: &[Member] = &[
    member("schema_version", Integer),
    member("archive_id", Text).since(R0_43),
    member("database_id", Text),
    member("cursor", CURSOR),
    member("pricing", SESSION_PRICING),
    member("projects", PROJECTS),
    member("sessions", List(&Object(SESSION))),
];

pub(super) const META: &[Member] = &[
    member("type", Kind::Constant("meta")),
    member("schema_version", Integer),
    member("archive_id", Text).since(R0_43),
    member("database_id", Text),
    member("cursor", CURSOR),
    member("pricing", SESSION_PRICING),
    member("projects", PROJECTS),
];

const CURSOR: Kind = Object(&[member("next", Text)]);

pub(super) const SESSION: &[Member] = &[
    member("id", Text),
    member("transcript_revision", Text).since(R0_43),
    member("local_modified_at", Nullable(&Text)).since(R0_43),
    member("project", Text).until(R0_37),
    member("project", Object(PROJECT)).since(R0_38),
    member("machine", Text).until(R0_37),
    member("agent", Text),
    member("cwd", Text).until(R0_37).optional(),
    member("git_branch", Text).until(R0_37).optional(),
    member("started_at", Nullable(&Text)),
    member("ended_at", Nullable(&Text)),
    member("last_activity_at", Text),
    member("duration_seconds", Nullable(&Count)),
    member("message_count", Integer),
    member("user_message_count", Integer),
    member("assistant_message_count", Count),
    member("turn_count", Integer),
    member("classification", Word(&["automated", "interactive"])),
    member("is_automated", Boolean),
    member("model_usage", Object(MODEL_USAGE)).until(R0_45),
    member("model_usage", Nullable(&Object(MODEL_USAGE))).since(R0_46),
    member("plan_usage", Any).since(R0_46).optional(),
    member("capture_coverage", Any).since(R0_46).optional(),
    member("parent_session_id", Nullable(&Text)),
    member("relationship_type", Nullable(&Text)),
    member("worktree", Nullable(&Object(WORKTREE))).until(R0_37),
    member("total_output_tokens", Integer),
    member("peak_context_tokens", Integer),
    member("has_total_output_tokens", Boolean),
    member("has_peak_context_tokens", Boolean),
];

const WORKTREE: &[Member] = &[member("name", Nullable(&Text)), member("root_path", Nullable(&Text))];

const PROJECT: &[Member] = &[
    member("project_key", Text),
    member("display_label", Text),
    member("resolution", Text),
    member("identity", Object(IDENTITY)).optional(),
    member(
        "worktree",
        Object(&[
            member("relationship", Text),
            member("worktree_key", Text).optional(),
            member("repository_key", Text).optional(),
        ]),
    ),
    member("checkout", Object(&[member("state", Text), member("branch", Text).optional()])),
];

const MODEL_USAGE: &[Member] = &[
    member("models", List(&Text)),
    member("input_tokens", Integer),
    member("output_tokens", Integer),
    member("cache_creation_input_tokens", Integer),
    member("cache_read_input_tokens", Integer),
    member("reasoning_tokens", Integer),
    member("cost_usd", Number).until(R0_39),
    member("cost", MONEY).since(Between),
    member("has_cost", Boolean),
    member("by_model", Map(&Object(BY_MODEL))),
];

const BY_MODEL: &[Member] = &[
    member("model", Text),
    member("input_tokens", Integer),
    member("output_tokens", Integer),
    member("cache_creation_input_tokens", Integer),
    member("cache_read_input_tokens", Integer),
    member("reasoning_tokens", Integer),
    member("cost_usd", Number).until(R0_39),
    member("cost", MONEY).since(Between),
    member("has_cost", Boolean),
    member("cost_source", Word(&["computed", "reported", "mixed"])),
];
