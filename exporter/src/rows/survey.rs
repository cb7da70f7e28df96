//! Rows counted and looked at from outside, for diagnosis: how many there are, which cells no report could use, which
//! rows no report reaches. Nothing here says how bad that is.

use super::cell::{RowError, Source};
use super::money::Money;
use crate::archive::Snapshot;

/// How many rows the tables have.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[expect(missing_docs, reason = "one number for each table, by its name")]
pub struct RowCounts {
    pub sessions: u64,
    pub messages: u64,
    pub usage_events: u64,
    /// `None` without the table.
    pub cursor_usage_events: Option<u64>,
    pub model_pricing: u64,
    pub project_identity_observations: u64,
    pub worktree_project_mappings: u64,
}

/// Cells of a column that hold what the column cannot mean.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WrongCells {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// How many rows.
    pub rows: u64,
}

/// Rows that reports pass over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unreached {
    /// Messages of no session.
    MessagesWithoutSession,
    /// Usage events of no session.
    EventsWithoutSession,
    /// Messages with token counts and no model.
    MessagesWithoutModel,
    /// Usage events without a model.
    EventsWithoutModel,
    /// Sessions whose stored number of messages is not the number of their rows.
    SessionsMiscounted,
}

impl Unreached {
    /// Each of them.
    pub const ALL: [Self; 5] = [
        Self::MessagesWithoutSession,
        Self::EventsWithoutSession,
        Self::MessagesWithoutModel,
        Self::EventsWithoutModel,
        Self::SessionsMiscounted,
    ];

    fn source(self) -> (Source, &'static str) {
        let of = |table, rest| (Source { table, columns: &["count(*)"] }, rest);
        match self {
            Self::MessagesWithoutSession => {
                of("messages", "WHERE session_id NOT IN (SELECT id FROM sessions)")
            }
            Self::EventsWithoutSession => {
                of("usage_events", "WHERE session_id NOT IN (SELECT id FROM sessions)")
            }
            Self::MessagesWithoutModel => of("messages", "WHERE token_usage <> '' AND model = ''"),
            Self::EventsWithoutModel => of("usage_events", "WHERE model = ''"),
            Self::SessionsMiscounted => of(
                "sessions",
                "WHERE message_count <> (SELECT count(*) FROM messages WHERE session_id = sessions.id)",
            ),
        }
    }
}

/// What the cells of a column must be.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    NullableText,
    Integer,
    NullableInteger,
    Money,
    NullableMoney,
}

impl Kind {
    /// The storage classes that a report can use, for the unit that the archive's amounts have.
    fn classes(self, money: Money) -> &'static str {
        match (self, money) {
            (Self::Text, _) => "'text', 'blob'",
            (Self::NullableText, _) => "'text', 'blob', 'null'",
            (Self::Integer, _) | (Self::Money, Money::Microdollars) => "'integer'",
            (Self::NullableInteger, _) | (Self::NullableMoney, Money::Microdollars) => "'integer', 'null'",
            (Self::Money, Money::Dollars) => "'real', 'integer'",
            (Self::NullableMoney, Money::Dollars) => "'real', 'integer', 'null'",
        }
    }
}

/// The columns that reports read and whose cells can be wrong, each once.
fn kinds(money: Money) -> [(&'static str, Vec<(&'static str, Kind)>); 4] {
    use Kind::{Integer, Money as Amount, NullableInteger, NullableMoney, NullableText, Text};
    let (cost, rates) = match money {
        Money::Dollars => (
            "cost_usd",
            ["input_per_mtok", "output_per_mtok", "cache_creation_per_mtok", "cache_read_per_mtok"],
        ),
        Money::Microdollars => (
            "cost_microdollars",
            [
                "input_microdollars_per_mtok",
                "output_microdollars_per_mtok",
                "cache_creation_microdollars_per_mtok",
                "cache_read_microdollars_per_mtok",
            ],
        ),
    };
    let of = |kind: Kind, columns: &[&'static str]| {
        columns.iter().map(move |&column| (column, kind)).collect::<Vec<_>>()
    };
    [
        (
            "sessions",
            [
                of(
                    Text,
                    &[
                        "id",
                        "project",
                        "machine",
                        "agent",
                        "created_at",
                        "relationship_type",
                        "cwd",
                        "git_branch",
                    ],
                ),
                of(
                    NullableText,
                    &["started_at", "ended_at", "parent_session_id", "file_path", "health_grade"],
                ),
                of(Text, &["outcome"]),
                of(
                    Integer,
                    &[
                        "message_count",
                        "user_message_count",
                        "is_automated",
                        "total_output_tokens",
                        "peak_context_tokens",
                        "has_total_output_tokens",
                        "has_peak_context_tokens",
                        "tool_failure_signal_count",
                        "secret_leak_count",
                    ],
                ),
            ]
            .concat(),
        ),
        (
            "messages",
            [
                of(Text, &["session_id"]),
                of(Integer, &["ordinal"]),
                of(
                    NullableText,
                    &[
                        "role",
                        "timestamp",
                        "model",
                        "token_usage",
                        "claude_message_id",
                        "claude_request_id",
                        "source_uuid",
                    ],
                ),
            ]
            .concat(),
        ),
        (
            "usage_events",
            [
                of(Text, &["session_id", "source", "model", "dedup_key"]),
                of(NullableText, &["occurred_at"]),
                of(NullableInteger, &["message_ordinal"]),
                of(
                    Integer,
                    &[
                        "input_tokens",
                        "output_tokens",
                        "cache_creation_input_tokens",
                        "cache_read_input_tokens",
                        "reasoning_tokens",
                    ],
                ),
                of(NullableMoney, &[cost]),
            ]
            .concat(),
        ),
        ("model_pricing", [of(NullableText, &["model_pattern", "updated_at"]), of(Amount, &rates)].concat()),
    ]
}

/// Counts the rows of every table.
///
/// # Errors
///
/// What SQLite says.
pub fn row_counts(snapshot: &Snapshot) -> Result<RowCounts, RowError> {
    let of = |table| count(snapshot, Source { table, columns: &["count(*)"] }, "");
    let has_cursor_events = snapshot
        .connection()
        .table_exists(None, "cursor_usage_events")
        .map_err(|error| snapshot.error(&error))?;
    Ok(RowCounts {
        sessions: of("sessions")?,
        messages: of("messages")?,
        usage_events: of("usage_events")?,
        cursor_usage_events: has_cursor_events.then(|| of("cursor_usage_events")).transpose()?,
        model_pricing: of("model_pricing")?,
        project_identity_observations: of("project_identity_observations")?,
        worktree_project_mappings: of("worktree_project_mappings")?,
    })
}

/// Counts rows that reports pass over.
///
/// # Errors
///
/// What SQLite says.
pub fn unreached(snapshot: &Snapshot, rows: Unreached) -> Result<u64, RowError> {
    let (source, rest) = rows.source();
    count(snapshot, source, rest)
}

fn count(snapshot: &Snapshot, source: Source, rest: &str) -> Result<u64, RowError> {
    let found = source.read_all(snapshot, rest, |cells| cells.integer(0))?;
    Ok(found.into_iter().sum::<i64>().unsigned_abs())
}

/// The columns with cells that no report can use, in the order of their tables.
///
/// # Errors
///
/// What SQLite says.
pub fn wrong_cells(snapshot: &Snapshot) -> Result<Vec<WrongCells>, RowError> {
    let money = Money::of(snapshot.generation());
    let sqlite = |error| snapshot.error(&error);
    let mut wrong = Vec::new();
    for (table, columns) in kinds(money) {
        // One pass for all columns. `total` and not `sum`: it gives 0 for a table without rows.
        let sums: Vec<String> = columns
            .iter()
            .map(|(column, kind)| format!("total(typeof({column}) NOT IN ({}))", kind.classes(money)))
            .collect();
        let sql = format!("SELECT {} FROM {table}", sums.join(", "));
        let found: Vec<f64> = snapshot
            .connection()
            .query_row(&sql, [], |row| (0..columns.len()).map(|index| row.get(index)).collect())
            .map_err(sqlite)?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of rows")]
        let counted = columns.into_iter().zip(found).map(|((column, _), rows)| (column, rows as u64));
        wrong.extend(counted.filter(|(_, rows)| *rows > 0).map(|(column, rows)| WrongCells {
            table,
            column,
            rows,
        }));
    }
    Ok(wrong)
}
