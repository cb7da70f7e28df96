//! Which generation of archive this is, found by looking for tables and columns, never by a version number.
//! A further generation is a further row of [`LAYOUTS`]; what its columns mean is for `rows/` to know.

use rusqlite::Connection;

/// A family of archives that are read with the same statements. Each holds what the one before it holds, in the same
/// tables, but for what its description says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub enum Generation {
    /// Made here from a mirror: as that of 0.37, with what Cursor charged in dollars too.
    Replica,
    /// Of release 0.37, which v1 was made for: money as floating-point dollars, a worktree noted only where there is no
    /// remote.
    Dollars,
    /// Of 0.38 and 0.39: observations describe the checkout, so that every one names its worktree.
    Checkouts,
    /// Of 0.40 to 0.45: money as whole millionths of a dollar.
    Microdollars,
    /// Of 0.46 and later: observations also of remotes that only a log names.
    RecordedRemotes,
}

/// The releases whose layouts are known.
pub(super) const KNOWN_RELEASES: &str = "0.37 to 0.46";

/// A table and the columns that a generation needs in it.
struct Table {
    name: &'static str,
    columns: &'static [&'static str],
    /// Whether archives without the table are complete too.
    is_optional: bool,
}

impl Table {
    const fn new(name: &'static str, columns: &'static [&'static str]) -> Self {
        Self { name, columns, is_optional: false }
    }

    const fn optional(name: &'static str, columns: &'static [&'static str]) -> Self {
        Self { name, columns, is_optional: true }
    }
}

/// The tables by which a generation is known.
struct Layout {
    generation: Generation,
    tables: [&'static [Table]; 3],
}

/// Every known layout, newest first; the first one that is complete is taken.
///
/// Complete means every column that release 0.37 defines, also those that no report reads: an archive with less was
/// left behind by an older program or by a broken upgrade, and its figures are not to be trusted. What later releases
/// added is asked for only where it changes how the rest is read.
const LAYOUTS: [Layout; 5] = [
    Layout { generation: Generation::Replica, tables: [RECORDS, MONEY_OF_REPLICA, PLACES] },
    Layout {
        generation: Generation::RecordedRemotes,
        tables: [RECORDS, MONEY_AS_MICRODOLLARS, RECORDED_REMOTES],
    },
    Layout { generation: Generation::Microdollars, tables: [RECORDS, MONEY_AS_MICRODOLLARS, CHECKOUTS] },
    Layout { generation: Generation::Checkouts, tables: [RECORDS, MONEY_AS_DOLLARS, CHECKOUTS] },
    Layout { generation: Generation::Dollars, tables: [RECORDS, MONEY_AS_DOLLARS, PLACES] },
];

const RECORDS: &[Table] = &[
    Table::new("sessions", SESSIONS),
    Table::new("messages", MESSAGES),
    Table::new("usage_events", USAGE_EVENTS),
    Table::new("archive_metadata", &["key", "value", "created_at", "updated_at"]),
    Table::new("worktree_project_mappings", WORKTREE_PROJECT_MAPPINGS),
    Table::optional("cursor_usage_events", CURSOR_USAGE_EVENTS),
];

const PRICES_IN_DOLLARS: Table = Table::new(
    "model_pricing",
    &[
        "model_pattern",
        "input_per_mtok",
        "output_per_mtok",
        "cache_creation_per_mtok",
        "cache_read_per_mtok",
        "updated_at",
    ],
);

const MONEY_AS_DOLLARS: &[Table] = &[
    Table::new("usage_events", &["cost_usd"]),
    PRICES_IN_DOLLARS,
    Table::optional("cursor_usage_events", &["charged_cents"]),
];

const MONEY_OF_REPLICA: &[Table] = &[
    Table::new("usage_events", &["cost_usd"]),
    PRICES_IN_DOLLARS,
    Table::new("cursor_usage_events", &["charged_usd"]),
];

const MONEY_AS_MICRODOLLARS: &[Table] = &[
    Table::new("usage_events", &["cost_microdollars"]),
    Table::new(
        "model_pricing",
        &[
            "model_pattern",
            "input_microdollars_per_mtok",
            "output_microdollars_per_mtok",
            "cache_creation_microdollars_per_mtok",
            "cache_read_microdollars_per_mtok",
            "updated_at",
        ],
    ),
    Table::optional("cursor_usage_events", &["charged_microdollars"]),
];

const PLACES: &[Table] = &[Table::new("project_identity_observations", PROJECT_IDENTITY_OBSERVATIONS)];

const CHECKOUTS: &[Table] = &[
    Table::new("project_identity_observations", PROJECT_IDENTITY_OBSERVATIONS),
    Table::new("project_identity_observations", &["worktree_relationship"]),
];

const RECORDED_REMOTES: &[Table] = &[
    Table::new("project_identity_observations", PROJECT_IDENTITY_OBSERVATIONS),
    Table::new("project_identity_observations", &["worktree_relationship"]),
    Table::new("session_project_identity_snapshots", &["recorded_git_remote"]),
];

const SESSIONS: &[&str] = &[
    "id",
    "project",
    "machine",
    "agent",
    "first_message",
    "display_name",
    "session_name",
    "started_at",
    "ended_at",
    "message_count",
    "user_message_count",
    "file_path",
    "file_size",
    "file_mtime",
    "next_ordinal",
    "last_entry_uuid",
    "file_inode",
    "file_device",
    "file_hash",
    "local_modified_at",
    "parent_session_id",
    "relationship_type",
    "total_output_tokens",
    "peak_context_tokens",
    "has_total_output_tokens",
    "has_peak_context_tokens",
    "is_automated",
    "tool_failure_signal_count",
    "tool_retry_count",
    "edit_churn_count",
    "consecutive_failure_max",
    "outcome",
    "outcome_confidence",
    "ended_with_role",
    "final_failure_streak",
    "signals_pending_since",
    "compaction_count",
    "mid_task_compaction_count",
    "context_pressure_max",
    "health_score",
    "health_grade",
    "has_tool_calls",
    "has_context_data",
    "quality_signal_version",
    "short_prompt_count",
    "unstructured_start",
    "missing_success_criteria_count",
    "missing_verification_count",
    "duplicate_prompt_count",
    "no_code_context_count",
    "runaway_tool_loop_count",
    "data_version",
    "cwd",
    "git_branch",
    "source_session_id",
    "source_version",
    "transcript_fidelity",
    "parser_malformed_lines",
    "is_truncated",
    "last_write_incremental",
    "deleted_at",
    "created_at",
    "termination_status",
    "secret_leak_count",
    "secrets_rules_version",
];

const MESSAGES: &[&str] = &[
    "id",
    "session_id",
    "ordinal",
    "role",
    "content",
    "thinking_text",
    "timestamp",
    "has_thinking",
    "has_tool_use",
    "content_length",
    "is_system",
    "model",
    "token_usage",
    "context_tokens",
    "output_tokens",
    "has_context_tokens",
    "has_output_tokens",
    "claude_message_id",
    "claude_request_id",
    "source_type",
    "source_subtype",
    "source_uuid",
    "source_parent_uuid",
    "is_sidechain",
    "is_compact_boundary",
];

const USAGE_EVENTS: &[&str] = &[
    "id",
    "session_id",
    "message_ordinal",
    "source",
    "model",
    "input_tokens",
    "output_tokens",
    "cache_creation_input_tokens",
    "cache_read_input_tokens",
    "reasoning_tokens",
    "cost_status",
    "cost_source",
    "occurred_at",
    "dedup_key",
];

const CURSOR_USAGE_EVENTS: &[&str] = &[
    "id",
    "occurred_at",
    "model",
    "input_tokens",
    "output_tokens",
    "cache_write_tokens",
    "cache_read_tokens",
    "is_headless",
    "dedup_key",
];

const PROJECT_IDENTITY_OBSERVATIONS: &[&str] = &[
    "project",
    "machine",
    "root_path",
    "git_remote",
    "git_remote_name",
    "worktree_name",
    "worktree_root_path",
    "observed_at",
    "normalized_remote",
    "key_source",
    "key",
];

const WORKTREE_PROJECT_MAPPINGS: &[&str] =
    &["id", "machine", "path_prefix", "layout", "project", "enabled", "created_at", "updated_at"];

/// The generation of the archive, or what it lacks to be of the closest known one: `table x` or `table.column`.
///
/// # Errors
///
/// SQLite's, unchanged, when the schema cannot be read.
pub(super) fn recognise(connection: &Connection) -> rusqlite::Result<Result<Generation, String>> {
    let mut closest: Option<(usize, String)> = None;
    for layout in &LAYOUTS {
        let mut missing = layout.missing(connection)?;
        if missing.is_empty() {
            return Ok(Ok(layout.generation));
        }
        // Of two that are as close, the older one: its columns are those that every release has.
        if closest.as_ref().is_none_or(|(count, _)| missing.len() <= *count) {
            closest = Some((missing.len(), missing.swap_remove(0)));
        }
    }
    Ok(Err(closest.map(|(_, what)| what).unwrap_or_default()))
}

impl Layout {
    /// Everything the archive lacks for this layout, in the order of the layout.
    fn missing(&self, connection: &Connection) -> rusqlite::Result<Vec<String>> {
        let mut missing = Vec::new();
        for table in self.tables.into_iter().flatten() {
            let present = columns(connection, table.name)?;
            if present.is_empty() {
                if !table.is_optional {
                    missing.push(format!("table {}", table.name));
                }
                continue;
            }
            let absent = |column: &&&str| !has(&present, column);
            missing
                .extend(table.columns.iter().filter(absent).map(|column| format!("{}.{column}", table.name)));
        }
        Ok(missing)
    }
}

/// The columns of a table; none when there is no such table.
pub(super) fn columns(connection: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare_cached("SELECT name FROM pragma_table_xinfo(?1)")?;
    statement.query_map([table], |row| row.get(0))?.collect()
}

pub(super) fn has(columns: &[String], column: &str) -> bool {
    columns.iter().any(|name| name.eq_ignore_ascii_case(column))
}
