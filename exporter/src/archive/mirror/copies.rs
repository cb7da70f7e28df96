//! What is copied out of a mirror that `push` keeps: one statement for each table of an archive.
//! The mirrors of the reference are for [`super::reference`].

use std::fmt::Write as _;

use super::database::Database;
use super::error::MirrorError;
use super::layout::{self, ArchiveEntry};
use super::value::{Dialect, Kind};
use Kind::{Flag, Integer, Real, Text};

/// One table of an archive, and the statement that fills it.
#[derive(Debug)]
pub(super) struct Copy {
    /// The table.
    pub(super) into: &'static str,
    /// Its columns, each with the expression and the kind of what it is filled with.
    pub(super) columns: Vec<(&'static str, String, Kind)>,
    /// `FROM` and what follows.
    pub(super) from: String,
    /// For a large table: the integer by which it can be read part by part. `from` ends with a condition then.
    pub(super) parts_of: Option<&'static str>,
}

impl Copy {
    pub(super) fn new(into: &'static str, from: String, columns: &[(&'static str, &str, Kind)]) -> Self {
        let columns =
            columns.iter().map(|&(name, expression, kind)| (name, expression.to_owned(), kind)).collect();
        Self { into, columns, from, parts_of: None }
    }

    /// The statement.
    pub(super) fn select(&self, dialect: Dialect) -> String {
        let expressions: Vec<_> =
            self.columns.iter().map(|(_, expression, kind)| dialect.cast(expression, *kind)).collect();
        format!("SELECT {} {}", expressions.join(", "), self.from)
    }

    /// The kinds of the columns.
    pub(super) fn kinds(&self) -> Vec<Kind> {
        self.columns.iter().map(|&(_, _, kind)| kind).collect()
    }
}

/// The archives that are read, of those in a mirror: the one asked for, or all that are complete.
pub(super) fn chosen(
    database: &mut dyn Database,
    address: &str,
    schema: &str,
    wanted: Option<&str>,
) -> Result<Vec<ArchiveEntry>, MirrorError> {
    let mut entries = layout::archives(database, schema)?;
    if let Some(wanted) = wanted {
        let present: Vec<_> = entries.iter().map(|entry| entry.database_id.clone()).collect();
        entries.retain(|entry| entry.database_id == wanted);
        if entries.is_empty() {
            return Err(MirrorError::NoSuchArchive {
                address: address.to_owned(),
                wanted: wanted.to_owned(),
                present: present.join(", "),
            });
        }
    }
    entries.retain(|entry| entry.is_complete);
    if entries.is_empty() {
        return Err(MirrorError::Incomplete { address: address.to_owned() });
    }
    Ok(entries)
}

/// The statements for some archives. With several, `local` becomes the name of the machine, and a session that is in more
/// than one of them is taken from the one that has most messages of it.
pub(super) fn of_archives(schema: &str, entries: &[ArchiveEntry]) -> Vec<Copy> {
    let numbers: Vec<_> = entries.iter().map(|entry| entry.archive.to_string()).collect();
    let chosen = format!("t.archive IN ({})", numbers.join(", "));
    let is_merged = entries.len() > 1;
    let table = |name: &str| format!("FROM \"{schema}\".{name} t");
    let named = if is_merged {
        format!("{{}} JOIN \"{schema}\".archives a ON a.archive = t.archive WHERE {chosen}")
    } else {
        format!("{{}} WHERE {chosen}")
    };
    let with_machine = |name: &str| named.replace("{}", &table(name));
    let machine = if is_merged {
        "CASE WHEN t.machine IN ('', 'local') THEN a.machine ELSE t.machine END"
    } else {
        "t.machine"
    };
    // Nobody else's copy of the session has more messages, nor as many in an earlier archive.
    let best = |s: &str| {
        format!(
            "NOT EXISTS (SELECT 1 FROM \"{schema}\".sessions o WHERE o.id = {s}.id AND o.archive IN ({}) AND \
             (o.message_count > {s}.message_count OR \
             (o.message_count = {s}.message_count AND o.archive < {s}.archive)))",
            numbers.join(", ")
        )
    };
    let of_sessions = |name: &str| {
        if is_merged {
            format!(
                "{} JOIN \"{schema}\".sessions s ON s.archive = t.archive AND s.id = t.session_id WHERE {chosen} AND {}",
                table(name),
                best("s")
            )
        } else {
            format!("{} WHERE {chosen}", table(name))
        }
    };
    let sessions = if is_merged {
        format!("{} AND {}", with_machine("sessions"), best("t"))
    } else {
        with_machine("sessions")
    };
    // Row numbers keep the order of the archive; those of a further one come behind.
    let rank = |column: &str| {
        let mut ranks = String::new();
        for (rank, entry) in (0_u64..).zip(entries).skip(1) {
            // Formatting into a String cannot fail.
            let _ = write!(ranks, " WHEN {} THEN {}", entry.archive, rank << 40);
        }
        if ranks.is_empty() {
            format!("t.{column}")
        } else {
            format!("t.{column} + CASE t.archive{ranks} ELSE 0 END")
        }
    };
    vec![
        Copy::new("sessions", sessions, &session_columns(&rank("position"), machine)),
        Copy {
            parts_of: Some("t.position"),
            ..Copy::new("messages", of_sessions("messages"), &message_columns(&rank("position")))
        },
        Copy::new("usage_events", of_sessions("usage_events"), &event_columns(&rank("id"))),
        Copy::new(
            "cursor_usage_events",
            format!("{} WHERE {chosen}", table("cursor_events")),
            &cursor_columns(&rank("id")),
        ),
        // Of rates for one pattern the newest is kept.
        Copy::new(
            "model_pricing",
            format!("{} WHERE {chosen} ORDER BY t.updated_at DESC, t.archive, t.pattern", table("prices")),
            &PRICES,
        ),
        Copy::new(
            "project_identity_observations",
            format!(
                "{} ORDER BY t.archive, t.project, t.machine, t.root_path, t.git_remote",
                with_machine("observations")
            ),
            &observation_columns(machine),
        ),
        Copy::new(
            "worktree_project_mappings",
            format!("{} ORDER BY t.archive, t.machine, t.path_prefix", with_machine("mappings")),
            &mapping_columns(machine),
        ),
    ]
}

type Column<'a> = (&'static str, &'a str, Kind);

fn session_columns<'a>(position: &'a str, machine: &'a str) -> [Column<'a>; 29] {
    [
        ("rowid", position, Integer),
        ("id", "t.id", Text),
        ("project", "t.project", Text),
        ("machine", machine, Text),
        ("agent", "t.agent", Text),
        ("started_at", "t.started_at", Text),
        ("ended_at", "t.ended_at", Text),
        ("created_at", "t.created_at", Text),
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
        ("file_path", "t.file_path", Text),
        ("deleted_at", "CASE WHEN t.is_deleted THEN 'deleted' END", Text),
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

/// The counters as an agent would have written them.
const TOKEN_USAGE: &str = "CASE WHEN t.input_tokens IS NULL THEN '' ELSE \
    '{\"input_tokens\":' || CAST(t.input_tokens AS text) || \
    ',\"output_tokens\":' || CAST(t.output_tokens AS text) || \
    ',\"cache_creation_input_tokens\":' || CAST(t.cache_creation_tokens AS text) || \
    ',\"cache_read_input_tokens\":' || CAST(t.cache_read_tokens AS text) || \
    ',\"reasoning_tokens\":' || CAST(t.reasoning_tokens AS text) || '}' END";

fn message_columns(position: &str) -> [Column<'_>; 12] {
    [
        ("id", position, Integer),
        ("session_id", "t.session_id", Text),
        ("ordinal", "t.ordinal", Integer),
        ("role", "CASE WHEN t.is_assistant THEN 'assistant' ELSE '' END", Text),
        ("content", "''", Text),
        ("timestamp", "t.\"timestamp\"", Text),
        ("is_system", "t.is_system", Flag),
        ("model", "t.model", Text),
        ("token_usage", TOKEN_USAGE, Text),
        ("claude_message_id", "t.claude_message_id", Text),
        ("claude_request_id", "t.claude_request_id", Text),
        ("source_uuid", "t.source_uuid", Text),
    ]
}

fn event_columns(id: &str) -> [Column<'_>; 13] {
    [
        ("id", id, Integer),
        ("session_id", "t.session_id", Text),
        ("message_ordinal", "t.message_ordinal", Integer),
        ("source", "t.source", Text),
        ("model", "t.model", Text),
        ("input_tokens", "t.input_tokens", Integer),
        ("output_tokens", "t.output_tokens", Integer),
        ("cache_creation_input_tokens", "t.cache_creation_tokens", Integer),
        ("cache_read_input_tokens", "t.cache_read_tokens", Integer),
        ("reasoning_tokens", "t.reasoning_tokens", Integer),
        ("cost_usd", "t.cost_usd", Real),
        ("occurred_at", "t.occurred_at", Text),
        ("dedup_key", "t.dedup_key", Text),
    ]
}

fn cursor_columns(id: &str) -> [Column<'_>; 10] {
    [
        ("id", id, Integer),
        ("occurred_at", "t.occurred_at", Text),
        ("model", "t.model", Text),
        ("input_tokens", "t.input_tokens", Integer),
        ("output_tokens", "t.output_tokens", Integer),
        ("cache_write_tokens", "t.cache_write_tokens", Integer),
        ("cache_read_tokens", "t.cache_read_tokens", Integer),
        ("charged_usd", "t.charged_usd", Real),
        ("is_headless", "t.is_headless", Flag),
        ("dedup_key", "t.dedup_key", Text),
    ]
}

const PRICES: [Column<'static>; 6] = [
    ("model_pattern", "t.pattern", Text),
    ("input_per_mtok", "t.input_per_mtok", Real),
    ("output_per_mtok", "t.output_per_mtok", Real),
    ("cache_creation_per_mtok", "t.cache_write_per_mtok", Real),
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

fn mapping_columns(machine: &str) -> [Column<'_>; 4] {
    [
        ("machine", machine, Text),
        ("path_prefix", "t.path_prefix", Text),
        ("layout", "t.layout", Text),
        ("project", "t.project", Text),
    ]
}
