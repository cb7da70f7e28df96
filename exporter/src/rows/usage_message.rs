//! The usage of messages, for reports over days: mostly one index holds all of it. Which messages are read in one piece is
//! for [`super::usage_part`] to say.
//!
//! Half of all messages have no usage, and the rest of a message is long; [`super::message`] reads the table for
//! reports that need every message.

use super::cell::{Cells, RowError, Source};
use super::message::MessageUsage;
use super::usage_part::{HAS_USAGE, TextBounds, UsagePart};
use crate::archive::Snapshot;

const SOURCE: Source = Source {
    table: "messages",
    columns: &[
        "session_id",
        "timestamp",
        "ordinal",
        "model",
        "token_usage",
        "claude_message_id",
        "claude_request_id",
        // Outside the index up to 0.41, and wanted only where a provider's identifier is missing. SQLite looks
        // the row up when, and only when, the cell is asked for.
        "CASE WHEN claude_message_id = '' OR claude_request_id = '' THEN source_uuid ELSE '' END",
    ],
};

/// Visits the usage of the messages of a part, those with a time only where it lies within `bounds`, with the identifier of
/// their session and their time, which is empty when there is none. Their order is that of an index, any of them.
///
/// # Errors
///
/// What SQLite says, cells of the wrong type, and what `visit` returns.
pub fn scan_message_usage(
    snapshot: &Snapshot,
    bounds: &TextBounds,
    part: &UsagePart,
    mut visit: impl FnMut(&[u8], &[u8], &MessageUsage<'_>) -> Result<(), RowError>,
) -> Result<(), RowError> {
    for (condition, values) in part.conditions(bounds) {
        let sqlite = |error| snapshot.error(&error);
        let sql = SOURCE.select(&format!("{} WHERE {HAS_USAGE} AND {condition}", part.access));
        let mut statement = snapshot.connection().prepare(&sql).map_err(sqlite)?;
        let mut found = statement.query(rusqlite::params_from_iter(values)).map_err(sqlite)?;
        while let Some(row) = found.next().map_err(sqlite)? {
            let cells = Cells { source: SOURCE, row };
            let session_id = cells.text(0)?;
            let read = || {
                Ok(MessageUsage {
                    ordinal: cells.integer(2)?,
                    model: cells.text(3)?,
                    token_usage: cells.text(4)?,
                    claude_message_id: cells.nullable_text(5)?.unwrap_or_default(),
                    claude_request_id: cells.nullable_text(6)?.unwrap_or_default(),
                    source_uuid: cells.nullable_text(7)?.unwrap_or_default(),
                })
            };
            let usage = read().map_err(|error: RowError| error.of_row(session_id))?;
            visit(session_id, cells.nullable_text(1)?.unwrap_or_default(), &usage)?;
        }
    }
    Ok(())
}
