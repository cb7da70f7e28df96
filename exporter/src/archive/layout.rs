//! Which generation of archive this is, found by looking for tables and columns, never by a version number.
//! A further generation is a further row of [`LAYOUTS`]; what its columns mean is for `rows/` to know.

use rusqlite::Connection;

/// A family of archives that are read with the same statements.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Generation {
    /// As releases 0.37 to 0.39 write it: dollars as floating-point numbers, one identity observation per place.
    Dollars,
}

/// A table and the columns that a generation needs in it.
struct Table {
    name: &'static str,
    columns: &'static [&'static str],
}

/// The tables by which a generation is known.
struct Layout {
    generation: Generation,
    releases: &'static str,
    tables: &'static [Table],
}

/// What the closest layout needs and the archive has not.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Missing {
    /// `table x` or `table.column`.
    pub(super) what: String,
    /// The releases whose layouts are known.
    pub(super) known: String,
}

/// Every known layout, oldest first; the first one that is complete is taken.
///
/// Complete means every column that the release itself defines, also those that no report reads: an archive
/// with less was left behind by an older program or by a broken upgrade, and its figures are not to be trusted.
const LAYOUTS: &[Layout] = &[Layout {
    generation: Generation::Dollars,
    releases: "0.37 to 0.39",
    tables: &[
        Table { name: "sessions", columns: SESSIONS },
        Table { name: "messages", columns: MESSAGES },
        Table { name: "usage_events", columns: USAGE_EVENTS },
        Table { name: "model_pricing", columns: MODEL_PRICING },
        Table { name: "archive_metadata", columns: ARCHIVE_METADATA },
        Table { name: "project_identity_observations", columns: PROJECT_IDENTITY_OBSERVATIONS },
        Table { name: "worktree_project_mappings", columns: WORKTREE_PROJECT_MAPPINGS },
    ],
}];

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
    "cost_usd",
    "cost_status",
    "cost_source",
    "occurred_at",
    "dedup_key",
];

const MODEL_PRICING: &[&str] = &[
    "model_pattern",
    "input_per_mtok",
    "output_per_mtok",
    "cache_creation_per_mtok",
    "cache_read_per_mtok",
    "updated_at",
];

const ARCHIVE_METADATA: &[&str] = &["key", "value", "created_at", "updated_at"];

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

/// The generation of the archive, or what it lacks to be the closest known one.
///
/// # Errors
///
/// SQLite's, unchanged, when the schema cannot be read.
pub(super) fn recognise(connection: &Connection) -> rusqlite::Result<Result<Generation, Missing>> {
    let mut closest: Option<(usize, String)> = None;
    for layout in LAYOUTS {
        let mut missing = layout.missing(connection)?;
        if missing.is_empty() {
            return Ok(Ok(layout.generation));
        }
        if closest.as_ref().is_none_or(|(count, _)| missing.len() < *count) {
            closest = Some((missing.len(), missing.swap_remove(0)));
        }
    }
    let known = LAYOUTS.iter().map(|layout| layout.releases).collect::<Vec<_>>().join(", ");
    Ok(Err(Missing { what: closest.map(|(_, what)| what).unwrap_or_default(), known }))
}

impl Layout {
    /// Everything the archive lacks for this layout, in the order of the layout.
    fn missing(&self, connection: &Connection) -> rusqlite::Result<Vec<String>> {
        let mut statement = connection.prepare("SELECT name FROM pragma_table_xinfo(?1)")?;
        let mut missing = Vec::new();
        for table in self.tables {
            let present: Vec<String> =
                statement.query_map([table.name], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            if present.is_empty() {
                missing.push(format!("table {}", table.name));
            }
            let absent = |column: &&&str| !present.iter().any(|name| name.eq_ignore_ascii_case(column));
            missing
                .extend(table.columns.iter().filter(absent).map(|column| format!("{}.{column}", table.name)));
        }
        Ok(missing)
    }
}
