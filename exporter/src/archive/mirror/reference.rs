//! What is copied out of a mirror that release 0.37.1 of the reference pushed, in either database. It keeps instants instead
//! of texts, no row numbers, and no directories of users.

use std::collections::BTreeSet;

use agent_contracts::scalar::Sha256Digest;

use super::copies::Copy;
use super::database::{Database, text_of};
use super::error::MirrorError;
use super::value::{Dialect, Kind};
use Kind::{Flag, Integer, Real, Text, Time};

/// The schema that its mirrors have unless told otherwise.
pub(crate) fn default_schema(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres => "agentsview",
        Dialect::DuckDb => "main",
    }
}

/// The key under which its mirrors note that remotes were cleaned.
pub(crate) fn repair_marker(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres => "git_remote_credentials_scrub_v1",
        Dialect::DuckDb => "agentsview_project_identity_remote_scrub_v1",
    }
}

/// What the key of a pushing program begins with, in `sync_metadata`.
const PUSH_MARKER: &str = "push_marker:";

/// True for a schema that has its tables.
pub(crate) fn is_recognised(names: &BTreeSet<String>) -> bool {
    ["sync_metadata.key", "sessions.id", "messages.session_id"].iter().all(|name| names.contains(*name))
}

/// The statements, once every column that they name is known to be there.
///
/// # Errors
///
/// The first `table` or `table.column` that is missing.
pub(super) fn copies(dialect: Dialect, schema: &str, names: &BTreeSet<String>) -> Result<Vec<Copy>, String> {
    let table = |name: &str, order: &str| format!("FROM \"{schema}\".{name} t ORDER BY {order}");
    let bytes = |column: &str| match dialect {
        Dialect::Postgres => format!("{column} COLLATE \"C\""),
        Dialect::DuckDb => column.to_owned(),
    };
    let in_session = format!("{}, t.ordinal", bytes("t.session_id"));
    // Only DuckDB's mirrors know where a session's log was.
    let file_path = if dialect == Dialect::DuckDb { "t.file_path" } else { "''" };
    // Observations keep `local` where sessions have the name of the machine; with one machine it is clear which.
    let machines = format!("FROM \"{schema}\".sessions");
    let machine = format!(
        "CASE WHEN t.machine = 'local' AND (SELECT count(DISTINCT machine) {machines}) = 1 \
         THEN (SELECT max(machine) {machines}) ELSE t.machine END"
    );
    let mut copies = vec![
        Copy::new("sessions", table("sessions", &bytes("t.id")), &session_columns(file_path)),
        Copy::new("messages", table("messages", &in_session), &MESSAGES),
        Copy::new(
            "usage_events",
            table("usage_events", &format!("{}, t.id", bytes("t.session_id"))),
            &USAGE_EVENTS,
        ),
        Copy::new("model_pricing", table("model_pricing", &bytes("t.model_pattern")), &PRICES),
        Copy::new(
            "project_identity_observations",
            table("project_identity_observations", &bytes("t.project")),
            &observation_columns(&machine),
        ),
    ];
    // Early mirrors lack it, as early archives do.
    if names.contains("cursor_usage_events") {
        copies.push(Copy::new("cursor_usage_events", table("cursor_usage_events", "t.id"), &CURSOR_EVENTS));
    }
    match copies.iter().find_map(|copy| missing(copy, names)) {
        Some(missing) => Err(missing),
        None => Ok(copies),
    }
}

/// The first table or column of a statement that is not there.
fn missing(copy: &Copy, names: &BTreeSet<String>) -> Option<String> {
    // Source and target of a copy have the same name in this layout.
    if !names.contains(copy.into) {
        return Some(format!("table {}", copy.into));
    }
    copy.columns.iter().find_map(|(_, expression, _)| {
        let column = expression.split_once("t.").map(|(_, rest)| rest.trim_matches('"'))?;
        let column =
            column.split(|character: char| !character.is_alphanumeric() && character != '_').next()?;
        let name = format!("{}.{column}", copy.into);
        (!names.contains(&name)).then_some(name)
    })
}

/// An identifier that stays the same as long as the same programs push: these mirrors have none of their own.
pub(super) fn database_id(database: &mut dyn Database, schema: &str) -> Result<String, MirrorError> {
    let key = database.dialect().cast("key", Text);
    let sql = format!("SELECT {key} FROM \"{schema}\".sync_metadata");
    let mut markers = BTreeSet::new();
    database.visit(&sql, &[Text], &mut |cells| {
        let key = text_of(&cells[0]);
        if let Some(marker) = key.strip_prefix(PUSH_MARKER) {
            // A push of some projects only has its scope behind the marker.
            markers.extend(marker.split(':').next().map(str::to_owned));
        }
        Ok(())
    })?;
    let lines: String = markers.into_iter().map(|marker| marker + "\n").collect();
    let digest = Sha256Digest::of(lines.as_bytes());
    let digest = digest.as_str().trim_start_matches("sha256:");
    Ok(format!("mirror-{}", &digest[..32]))
}

type Column<'a> = (&'static str, &'a str, Kind);

fn session_columns(file_path: &str) -> [Column<'_>; 28] {
    [
        ("id", "t.id", Text),
        ("project", "t.project", Text),
        ("machine", "t.machine", Text),
        ("agent", "t.agent", Text),
        ("started_at", "t.started_at", Time),
        ("ended_at", "t.ended_at", Time),
        ("created_at", "t.created_at", Time),
        ("message_count", "t.message_count", Integer),
        ("user_message_count", "t.user_message_count", Integer),
        ("is_automated", "t.is_automated", Flag),
        ("parent_session_id", "t.parent_session_id", Text),
        ("relationship_type", "t.relationship_type", Text),
        ("total_output_tokens", "t.total_output_tokens", Integer),
        ("peak_context_tokens", "t.peak_context_tokens", Integer),
        ("has_total_output_tokens", "t.has_total_output_tokens", Flag),
        ("has_peak_context_tokens", "t.has_peak_context_tokens", Flag),
        ("cwd", "t.cwd", Text),
        ("git_branch", "t.git_branch", Text),
        ("file_path", file_path, Text),
        ("deleted_at", "t.deleted_at", Time),
        ("termination_status", "t.termination_status", Text),
        ("outcome", "t.outcome", Text),
        ("health_grade", "t.health_grade", Text),
        ("tool_failure_signal_count", "t.tool_failure_signal_count", Integer),
        ("secret_leak_count", "t.secret_leak_count", Integer),
        ("display_name", "t.display_name", Text),
        ("session_name", "t.session_name", Text),
        ("first_message", "t.first_message", Text),
    ]
}

const MESSAGES: [Column<'static>; 11] = [
    ("session_id", "t.session_id", Text),
    ("ordinal", "t.ordinal", Integer),
    ("role", "t.role", Text),
    ("content", "''", Text),
    ("timestamp", "t.\"timestamp\"", Time),
    ("is_system", "t.is_system", Flag),
    ("model", "t.model", Text),
    ("token_usage", "t.token_usage", Text),
    ("claude_message_id", "t.claude_message_id", Text),
    ("claude_request_id", "t.claude_request_id", Text),
    ("source_uuid", "t.source_uuid", Text),
];

const USAGE_EVENTS: [Column<'static>; 12] = [
    ("session_id", "t.session_id", Text),
    ("message_ordinal", "t.message_ordinal", Integer),
    ("source", "t.source", Text),
    ("model", "t.model", Text),
    ("input_tokens", "t.input_tokens", Integer),
    ("output_tokens", "t.output_tokens", Integer),
    ("cache_creation_input_tokens", "t.cache_creation_input_tokens", Integer),
    ("cache_read_input_tokens", "t.cache_read_input_tokens", Integer),
    ("reasoning_tokens", "t.reasoning_tokens", Integer),
    ("cost_usd", "t.cost_usd", Real),
    ("occurred_at", "t.occurred_at", Time),
    ("dedup_key", "t.dedup_key", Text),
];

const CURSOR_EVENTS: [Column<'static>; 9] = [
    ("occurred_at", "t.occurred_at", Time),
    ("model", "t.model", Text),
    ("input_tokens", "t.input_tokens", Integer),
    ("output_tokens", "t.output_tokens", Integer),
    ("cache_write_tokens", "t.cache_write_tokens", Integer),
    ("cache_read_tokens", "t.cache_read_tokens", Integer),
    ("charged_usd", "t.charged_cents / 100", Real),
    ("is_headless", "t.is_headless", Flag),
    ("dedup_key", "t.dedup_key", Text),
];

const PRICES: [Column<'static>; 6] = [
    ("model_pattern", "t.model_pattern", Text),
    ("input_per_mtok", "t.input_per_mtok", Real),
    ("output_per_mtok", "t.output_per_mtok", Real),
    ("cache_creation_per_mtok", "t.cache_creation_per_mtok", Real),
    ("cache_read_per_mtok", "t.cache_read_per_mtok", Real),
    ("updated_at", "t.updated_at", Text),
];

fn observation_columns(machine: &str) -> [Column<'_>; 7] {
    [
        ("project", "t.project", Text),
        ("machine", machine, Text),
        ("root_path", "t.root_path", Text),
        ("git_remote", "t.git_remote", Text),
        ("worktree_name", "t.worktree_name", Text),
        ("worktree_root_path", "t.worktree_root_path", Text),
        ("observed_at", "''", Text),
    ]
}
