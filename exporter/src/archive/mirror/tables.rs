//! The tables of a mirror that `push` keeps, with the columns in which rows are appended to them. `migrations` makes them.

use super::value::Kind;
use Kind::{Flag, Integer, Real, Text};

/// A table and its columns, in the order of its definition.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its columns.
    pub(crate) columns: &'static [(&'static str, Kind)],
}

/// One archive's row.
pub(crate) const ARCHIVES: Table = Table {
    name: "archives",
    columns: &[
        ("archive", Integer),
        ("database_id", Text),
        ("machine", Text),
        ("is_complete", Flag),
        ("settings_fingerprint", Text),
        ("pushed_at", Text),
    ],
};

/// Sessions.
pub(crate) const SESSIONS: Table = Table {
    name: "sessions",
    columns: &[
        ("archive", Integer),
        ("id", Text),
        ("fingerprint", Text),
        ("position", Integer),
        ("project", Text),
        ("machine", Text),
        ("agent", Text),
        ("started_at", Text),
        ("ended_at", Text),
        ("created_at", Text),
        ("message_count", Integer),
        ("user_message_count", Integer),
        ("is_automated", Flag),
        ("parent_session_id", Text),
        ("relationship_type", Text),
        ("total_output_tokens", Integer),
        ("peak_context_tokens", Integer),
        ("has_total_output_tokens", Flag),
        ("has_peak_context_tokens", Flag),
        ("cwd", Text),
        ("git_branch", Text),
        ("file_path", Text),
        ("is_deleted", Flag),
        ("termination_status", Text),
        ("outcome", Text),
        ("health_grade", Text),
        ("tool_failure_signal_count", Integer),
        ("secret_leak_count", Integer),
        ("display_name", Text),
        ("session_name", Text),
        ("first_message", Text),
    ],
};

/// Messages, without their content.
pub(crate) const MESSAGES: Table = Table {
    name: "messages",
    columns: &[
        ("archive", Integer),
        ("session_id", Text),
        ("position", Integer),
        ("ordinal", Integer),
        ("is_assistant", Flag),
        ("is_system", Flag),
        ("timestamp", Text),
        ("model", Text),
        ("input_tokens", Integer),
        ("output_tokens", Integer),
        ("cache_creation_tokens", Integer),
        ("cache_read_tokens", Integer),
        ("reasoning_tokens", Integer),
        ("claude_message_id", Text),
        ("claude_request_id", Text),
        ("source_uuid", Text),
    ],
};

/// Usage that agents reported outside their messages.
pub(crate) const USAGE_EVENTS: Table = Table {
    name: "usage_events",
    columns: &[
        ("archive", Integer),
        ("session_id", Text),
        ("id", Integer),
        ("message_ordinal", Integer),
        ("source", Text),
        ("model", Text),
        ("input_tokens", Integer),
        ("output_tokens", Integer),
        ("cache_creation_tokens", Integer),
        ("cache_read_tokens", Integer),
        ("reasoning_tokens", Integer),
        ("cost_usd", Real),
        ("occurred_at", Text),
        ("dedup_key", Text),
    ],
};

/// Usage that the administration of Cursor reported.
pub(crate) const CURSOR_EVENTS: Table = Table {
    name: "cursor_events",
    columns: &[
        ("archive", Integer),
        ("id", Integer),
        ("occurred_at", Text),
        ("model", Text),
        ("input_tokens", Integer),
        ("output_tokens", Integer),
        ("cache_write_tokens", Integer),
        ("cache_read_tokens", Integer),
        ("charged_usd", Real),
        ("is_headless", Flag),
        ("dedup_key", Text),
    ],
};

/// Prices.
pub(crate) const PRICES: Table = Table {
    name: "prices",
    columns: &[
        ("archive", Integer),
        ("pattern", Text),
        ("input_per_mtok", Real),
        ("output_per_mtok", Real),
        ("cache_write_per_mtok", Real),
        ("cache_read_per_mtok", Real),
        ("updated_at", Text),
    ],
};

/// Which repository or directory a project label was seen with.
pub(crate) const OBSERVATIONS: Table = Table {
    name: "observations",
    columns: &[
        ("archive", Integer),
        ("project", Text),
        ("machine", Text),
        ("root_path", Text),
        ("git_remote", Text),
        ("worktree_name", Text),
        ("worktree_root_path", Text),
    ],
};

/// Which directories belong to which project label.
pub(crate) const MAPPINGS: Table = Table {
    name: "mappings",
    columns: &[
        ("archive", Integer),
        ("machine", Text),
        ("path_prefix", Text),
        ("layout", Text),
        ("project", Text),
    ],
};
