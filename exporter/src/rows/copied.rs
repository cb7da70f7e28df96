//! Messages and usage events as a copy of the archive needs them: session by session, with their row numbers, and each row
//! by itself, so that one that cannot be read does not take the others with it.

use rusqlite::types::ValueRef;

use super::cell::{AsText, Cells, RowError, Source};
use super::message::MessageUsage;
use crate::archive::Snapshot;

const MESSAGES: Source = Source {
    table: "messages",
    columns: &[
        "rowid",
        "ordinal",
        "role",
        "is_system",
        "timestamp",
        "model",
        "token_usage",
        "claude_message_id",
        "claude_request_id",
        "source_uuid",
    ],
};

/// One message. Text is borrowed from SQLite until the next row.
#[derive(Debug)]
pub struct CopiedMessage<'r> {
    /// Row number.
    pub position: i64,
    /// Position within the session.
    pub ordinal: i64,
    /// `role` is exactly `assistant`.
    pub is_assistant: bool,
    /// `is_system` is neither 0 nor NULL.
    pub is_system: bool,
    /// Time text.
    pub timestamp: Option<&'r [u8]>,
    /// Model name; empty when none.
    pub model: &'r [u8],
    /// Its usage, as in [`MessageRow`](super::MessageRow).
    pub usage: Option<MessageUsage<'r>>,
}

/// Visits every message of a session in stored order, or why it cannot be read.
///
/// # Errors
///
/// What SQLite says.
pub fn copied_messages(
    snapshot: &Snapshot,
    session_id: &[u8],
    mut visit: impl FnMut(Result<CopiedMessage<'_>, RowError>),
) -> Result<(), RowError> {
    let sqlite = |error| snapshot.error(&error);
    let sql = MESSAGES.select("WHERE session_id = ?1 ORDER BY rowid");
    let mut statement = snapshot.connection().prepare_cached(&sql).map_err(sqlite)?;
    let mut found = statement.query([AsText(session_id)]).map_err(sqlite)?;
    while let Some(row) = found.next().map_err(sqlite)? {
        let cells = Cells { source: MESSAGES, row };
        visit(message(&cells).map_err(|error| error.of_row(session_id)));
    }
    Ok(())
}

fn message<'r>(cells: &Cells<'r>) -> Result<CopiedMessage<'r>, RowError> {
    let text = |index| cells.nullable_text(index).map(Option::unwrap_or_default);
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
    Ok(CopiedMessage {
        position: cells.integer(0)?,
        ordinal,
        is_assistant: text(2)? == b"assistant",
        is_system: !matches!(cells.get(3), ValueRef::Null | ValueRef::Integer(0)),
        timestamp: cells.nullable_text(4)?,
        model,
        usage,
    })
}
