//! The two small objects, which no release changed.

use super::Kind::{Constant, List, Nullable, Number, Object, Text, Word};
use super::{Member, member};

pub(super) const CURSOR_RESET: &[Member] =
    &[member("error", Constant("cursor_reset")), member("message", Text), member("database_id", Text)];

pub(super) const PRICING_DIGEST_INPUT: &[Member] = &[member("rows", List(&Object(PRICE_ROW)))];

const PRICE_ROW: &[Member] = &[
    member("cache_read_per_mtok", Number),
    member("cache_write_per_mtok", Number),
    member("input_per_mtok", Number),
    member("model_pattern", Text),
    member("output_per_mtok", Number),
    member("source", Word(&["custom", "embedded", "fetched"])),
    member("updated_at", Nullable(&Text)),
];
