//! The table `messages`: what activity, counting and usage need of a message. Never its content.

use std::ops::RangeInclusive;

use rusqlite::types::ValueRef;

use super::cell::{AsText, Cells, RowError, Source};
use crate::archive::Snapshot;

const SOURCE: Source = Source {
    table: "messages",
    columns: &[
        "session_id",
        "ordinal",
        "role",
        "timestamp",
        "is_system",
        "model",
        "token_usage",
        "claude_message_id",
        "claude_request_id",
        "source_uuid",
    ],
};

/// The same, and behind it the row number.
const COPIED: Source = Source {
    table: "messages",
    columns: &[
        SOURCE.columns[0],
        SOURCE.columns[1],
        SOURCE.columns[2],
        SOURCE.columns[3],
        SOURCE.columns[4],
        SOURCE.columns[5],
        SOURCE.columns[6],
        SOURCE.columns[7],
        SOURCE.columns[8],
        SOURCE.columns[9],
        "rowid",
    ],
};

/// Where the row number is.
const ROW_NUMBER: usize = SOURCE.columns.len();

/// One message. Text is borrowed from SQLite until the next row.
#[derive(Debug)]
pub struct MessageRow<'r> {
    /// Position within the session.
    pub ordinal: i64,
    /// `role` is exactly `assistant`, whatever `is_system` says.
    pub has_assistant_role: bool,
    /// Model name; empty when none.
    pub model: &'r [u8],
    /// `role` is exactly `assistant` and `is_system` is 0 or NULL.
    pub is_from_assistant: bool,
    /// Time text; empty when NULL.
    pub timestamp: &'r [u8],
    /// Its usage; `None` without a model or token counts, and for messages that agents made up themselves.
    pub usage: Option<MessageUsage<'r>>,
}

/// What a message used. Text is borrowed from SQLite until the next row.
#[derive(Debug)]
pub struct MessageUsage<'r> {
    /// Position within the session.
    pub ordinal: i64,
    /// Model name; never empty.
    pub model: &'r [u8],
    /// Token counts as the agent wrote them, more or less JSON; never empty.
    pub token_usage: &'r [u8],
    /// Provider's message identifier; empty when none.
    pub claude_message_id: &'r [u8],
    /// Provider's request identifier; empty when none.
    pub claude_request_id: &'r [u8],
    /// Identifier of the log entry; empty when none.
    pub source_uuid: &'r [u8],
}

/// Visits the messages in a range of row numbers, of the sessions that `wanted` knows, in stored order, with what
/// `wanted` returned.
///
/// `wanted` is asked once for each run of messages of one session. `progress` hears of rows passed, wanted or
/// not, every few thousand.
///
/// # Errors
///
/// What SQLite says, and cells of the wrong type.
pub fn scan_messages<W: Copy>(
    snapshot: &Snapshot,
    numbers: RangeInclusive<i64>,
    mut wanted: impl FnMut(&[u8]) -> Option<W>,
    mut visit: impl FnMut(W, &MessageRow<'_>),
    mut progress: impl FnMut(u64),
) -> Result<(), RowError> {
    const PROGRESS_STEP: u64 = 4096;
    let sqlite = |error| snapshot.error(&error);
    let sql = SOURCE.select("NOT INDEXED WHERE rowid BETWEEN ?1 AND ?2 ORDER BY rowid");
    let mut statement = snapshot.connection().prepare(&sql).map_err(sqlite)?;
    let mut found = statement.query([numbers.start(), numbers.end()]).map_err(sqlite)?;
    let mut current: Option<(Vec<u8>, Option<W>)> = None;
    let mut passed = 0;
    while let Some(row) = found.next().map_err(sqlite)? {
        let cells = Cells { source: SOURCE, row };
        let session_id = cells.text(0)?;
        let answer = match &current {
            Some((id, answer)) if id == session_id => *answer,
            _ => {
                let answer = wanted(session_id);
                current = Some((session_id.to_vec(), answer));
                answer
            }
        };
        if let Some(answer) = answer {
            visit(answer, &message(&cells).map_err(|error| error.of_row(session_id))?);
        }
        passed += 1;
        if passed % PROGRESS_STEP == 0 {
            progress(PROGRESS_STEP);
        }
    }
    progress(passed % PROGRESS_STEP);
    Ok(())
}

/// Visits the messages of some sessions, which are found through the table's index on `session_id`.
///
/// A session that was written in one go stands in one piece, and is read front to back; only one that other sessions'
/// messages interrupt is read message by message.
///
/// # Errors
///
/// As [`scan_messages`].
pub fn messages_of<'i, W: Copy>(
    snapshot: &Snapshot,
    sessions: impl IntoIterator<Item = (W, &'i [u8])>,
    mut visit: impl FnMut(W, &MessageRow<'_>),
) -> Result<(), RowError> {
    const EXTENT: Source = Source {
        table: "messages",
        columns: &["min(rowid)", "max(rowid)", "max(rowid) - min(rowid) = count(*) - 1"],
    };
    let sqlite = |error| snapshot.error(&error);
    let prepare = |sql: String| snapshot.connection().prepare(&sql).map_err(sqlite);
    let mut extent = prepare(EXTENT.select("WHERE session_id = ?1"))?;
    let mut piece = prepare(SOURCE.select("NOT INDEXED WHERE rowid BETWEEN ?1 AND ?2"))?;
    let mut scattered = prepare(SOURCE.select("WHERE session_id = ?1"))?;
    for (wanted, id) in sessions {
        let (first, last, is_one_piece): (Option<i64>, Option<i64>, Option<bool>) = extent
            .query_row([AsText(id)], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .map_err(sqlite)?;
        let mut found = match (first, last, is_one_piece) {
            (Some(first), Some(last), Some(true)) => piece.query([first, last]),
            (None, ..) => continue,
            _ => scattered.query([AsText(id)]),
        }
        .map_err(sqlite)?;
        while let Some(row) = found.next().map_err(sqlite)? {
            let cells = Cells { source: SOURCE, row };
            visit(wanted, &message(&cells).map_err(|error| error.of_row(id))?);
        }
    }
    Ok(())
}

/// Visits the greatest time text of each of some sessions, in byte order; sessions without any are passed over.
///
/// # Errors
///
/// As [`scan_messages`].
pub fn latest_times_of<'i, W: Copy>(
    snapshot: &Snapshot,
    sessions: impl IntoIterator<Item = (W, &'i [u8])>,
    mut visit: impl FnMut(W, &[u8]),
) -> Result<(), RowError> {
    const LATEST: Source = Source { table: "messages", columns: &["max(timestamp)"] };
    let sqlite = |error| snapshot.error(&error);
    let mut statement =
        snapshot.connection().prepare(&LATEST.select("WHERE session_id = ?1")).map_err(sqlite)?;
    for (wanted, id) in sessions {
        let mut found = statement.query([AsText(id)]).map_err(sqlite)?;
        while let Some(row) = found.next().map_err(sqlite)? {
            let latest = Cells { source: LATEST, row }.nullable_text(0).map_err(|error| error.of_row(id))?;
            if let Some(latest) = latest.filter(|text| !text.is_empty()) {
                visit(wanted, latest);
            }
        }
    }
    Ok(())
}

/// Visits every message of a session in stored order, with its row number, or why it cannot be read: for copies, which leave
/// out one message rather than all.
///
/// # Errors
///
/// What SQLite says.
pub fn copied_messages(
    snapshot: &Snapshot,
    session_id: &[u8],
    mut visit: impl FnMut(Result<(i64, MessageRow<'_>), RowError>),
) -> Result<(), RowError> {
    let sqlite = |error| snapshot.error(&error);
    let sql = COPIED.select("WHERE session_id = ?1 ORDER BY rowid");
    let mut statement = snapshot.connection().prepare_cached(&sql).map_err(sqlite)?;
    let mut found = statement.query([AsText(session_id)]).map_err(sqlite)?;
    while let Some(row) = found.next().map_err(sqlite)? {
        let cells = Cells { source: COPIED, row };
        let read = message(&cells).and_then(|message| Ok((cells.integer(ROW_NUMBER)?, message)));
        visit(read.map_err(|error| error.of_row(session_id)));
    }
    Ok(())
}

/// Half of all messages have no usage: their remaining cells are left alone.
fn message<'r>(cells: &Cells<'r>) -> Result<MessageRow<'r>, RowError> {
    let text = |index| cells.nullable_text(index).map(Option::unwrap_or_default);
    let is_system = !matches!(cells.get(4), ValueRef::Null | ValueRef::Integer(0));
    let has_assistant_role = text(2)? == b"assistant";
    let ordinal = cells.integer(1)?;
    let model = text(5)?;
    let token_usage = if matches!(model, b"" | b"<synthetic>") { b"" } else { text(6)? };
    let usage = if token_usage.is_empty() {
        None
    } else {
        Some(MessageUsage {
            ordinal,
            model,
            token_usage,
            claude_message_id: text(7)?,
            claude_request_id: text(8)?,
            source_uuid: text(9)?,
        })
    };
    Ok(MessageRow {
        ordinal,
        has_assistant_role,
        model,
        is_from_assistant: !is_system && has_assistant_role,
        timestamp: text(3)?,
        usage,
    })
}
