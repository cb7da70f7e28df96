//! The table `sessions`: every column that selection, activity, projects or a summary needs.

use std::ops::RangeInclusive;

use super::cell::{AsText, Cells, RowError, Source};
use crate::archive::Snapshot;

const SOURCE: Source = Source {
    table: "sessions",
    columns: &[
        "id",
        "project",
        "machine",
        "agent",
        "started_at",
        "ended_at",
        "created_at",
        "message_count",
        "user_message_count",
        "is_automated",
        "parent_session_id",
        "relationship_type",
        "total_output_tokens",
        "peak_context_tokens",
        "has_total_output_tokens",
        "has_peak_context_tokens",
        "cwd",
        "git_branch",
        "file_path",
        "deleted_at IS NULL",
        "outcome",
        "health_grade",
        "tool_failure_signal_count",
        "secret_leak_count",
        "termination_status",
    ],
};

/// How a log ended, as its reader noted it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Termination {
    /// `clean`.
    Clean,
    /// `awaiting_user`.
    AwaitingUser,
    /// `tool_call_pending` or `truncated`: in the middle of something.
    Interrupted,
    /// Nothing, or a word that no filter asks for.
    Other,
}

impl Termination {
    fn of(status: &[u8]) -> Self {
        match status {
            b"clean" => Self::Clean,
            b"awaiting_user" => Self::AwaitingUser,
            b"tool_call_pending" | b"truncated" => Self::Interrupted,
            _ => Self::Other,
        }
    }
}

/// One session, as stored.
///
/// A cell of the wrong type does not fail the read, since the session may never be asked for: it is kept as
/// [`Self::defect`], and the value stands where SQLite sorts such a cell (text above every number).
#[derive(Debug)]
pub struct SessionRow {
    /// Primary key.
    pub id: Vec<u8>,
    /// Project label.
    pub project: Vec<u8>,
    /// Machine label.
    pub machine: Vec<u8>,
    /// Agent program.
    pub agent: Vec<u8>,
    /// Start time text.
    pub started_at: Option<Vec<u8>>,
    /// End time text.
    pub ended_at: Option<Vec<u8>>,
    /// Creation time text.
    pub created_at: Vec<u8>,
    /// Stored number of messages.
    pub message_count: i64,
    /// Stored number of user messages.
    pub user_message_count: i64,
    /// Automated flag as stored; 0 or 1 unless there is a [`Self::defect`].
    pub is_automated: i64,
    /// Identifier of the parent.
    pub parent_session_id: Option<Vec<u8>>,
    /// Relationship to the parent.
    pub relationship_type: Vec<u8>,
    /// Output tokens as totalled by the agent.
    pub total_output_tokens: i64,
    /// Largest context in tokens.
    pub peak_context_tokens: i64,
    /// Whether `total_output_tokens` was recorded.
    pub has_total_output_tokens: bool,
    /// Whether `peak_context_tokens` was recorded.
    pub has_peak_context_tokens: bool,
    /// Working directory.
    pub cwd: Vec<u8>,
    /// Git branch.
    pub git_branch: Vec<u8>,
    /// Path of the session's log; empty when NULL.
    pub file_path: Vec<u8>,
    /// `deleted_at` is NULL.
    pub is_alive: bool,
    /// Outcome label.
    pub outcome: Vec<u8>,
    /// Health grade.
    pub health_grade: Option<Vec<u8>>,
    /// Number of failed tool calls.
    pub tool_failure_signal_count: i64,
    /// Number of leaked secrets.
    pub secret_leak_count: i64,
    /// How the session's log ended.
    pub termination: Termination,
    /// The first cell of an unusable type.
    pub defect: Option<Box<RowError>>,
}

/// Reads cells one after the other, keeping the first defect.
struct Reader<'r> {
    cells: &'r Cells<'r>,
    next: usize,
    defect: Option<Box<RowError>>,
}

impl Reader<'_> {
    fn keep<T>(&mut self, value: Result<T, RowError>, otherwise: T) -> T {
        value.unwrap_or_else(|defect| {
            self.defect.get_or_insert_with(|| Box::new(defect));
            otherwise
        })
    }

    fn position(&mut self) -> usize {
        self.next += 1;
        self.next - 1
    }

    fn text(&mut self) -> Vec<u8> {
        let index = self.position();
        let value = self.cells.text(index).map(<[u8]>::to_vec);
        self.keep(value, Vec::new())
    }

    fn nullable_text(&mut self) -> Option<Vec<u8>> {
        let index = self.position();
        let value = self.cells.nullable_text(index).map(|text| text.map(<[u8]>::to_vec));
        self.keep(value, None)
    }

    fn integer(&mut self) -> i64 {
        let index = self.position();
        let value = self.cells.integer(index);
        self.keep(value, i64::MAX)
    }

    fn termination(&mut self) -> Termination {
        let index = self.position();
        let status = self.cells.nullable_text(index).map(|text| Termination::of(text.unwrap_or_default()));
        self.keep(status, Termination::Other)
    }

    fn flag(&mut self) -> i64 {
        let value = self.integer();
        let checked = self.cells.expect_flag(self.next - 1, value);
        self.keep(checked, ());
        value
    }
}

/// The sessions in a range of row numbers, in stored order.
///
/// # Errors
///
/// What SQLite says; cells of the wrong type are kept in [`SessionRow::defect`].
pub fn sessions(snapshot: &Snapshot, numbers: RangeInclusive<i64>) -> Result<Vec<SessionRow>, RowError> {
    let (first, last) = numbers.into_inner();
    let range = format!("NOT INDEXED WHERE rowid BETWEEN {first} AND {last} ORDER BY rowid");
    SOURCE.read_all(snapshot, &range, |cells| Ok(session(cells)))
}

/// The session with this identifier.
///
/// # Errors
///
/// As [`sessions`].
pub fn session_with_id(snapshot: &Snapshot, id: &[u8]) -> Result<Option<SessionRow>, RowError> {
    let sqlite = |error| snapshot.error(&error);
    let mut statement =
        snapshot.connection().prepare_cached(&SOURCE.select("WHERE id = ?1")).map_err(sqlite)?;
    let mut found = statement.query([AsText(id)]).map_err(sqlite)?;
    let row = found.next().map_err(sqlite)?;
    Ok(row.map(|row| session(&Cells { source: SOURCE, row })))
}

/// Reads the cells in the order of [`SOURCE`], which is the order of the fields.
fn session(cells: &Cells<'_>) -> SessionRow {
    let mut reader = Reader { cells, next: 0, defect: None };
    let mut session = SessionRow {
        id: reader.text(),
        project: reader.text(),
        machine: reader.text(),
        agent: reader.text(),
        started_at: reader.nullable_text(),
        ended_at: reader.nullable_text(),
        created_at: reader.text(),
        message_count: reader.integer(),
        user_message_count: reader.integer(),
        is_automated: reader.flag(),
        parent_session_id: reader.nullable_text(),
        relationship_type: reader.text(),
        total_output_tokens: reader.integer(),
        peak_context_tokens: reader.integer(),
        has_total_output_tokens: reader.flag() != 0,
        has_peak_context_tokens: reader.flag() != 0,
        cwd: reader.text(),
        git_branch: reader.text(),
        file_path: reader.nullable_text().unwrap_or_default(),
        is_alive: reader.integer() == 1,
        outcome: reader.text(),
        health_grade: reader.nullable_text(),
        tool_failure_signal_count: reader.integer(),
        secret_leak_count: reader.integer(),
        termination: reader.termination(),
        defect: None,
    };
    session.defect = reader.defect.map(|defect| Box::new(defect.of_row(&session.id)));
    session
}
