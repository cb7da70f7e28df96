//! The titles of some sessions: long texts that most reports never look at.

use super::cell::{AsText, Cells, RowError, Source};
use crate::archive::Snapshot;

const SOURCE: Source =
    Source { table: "sessions", columns: &["display_name", "session_name", "first_message"] };

/// What a session may be called. Text is borrowed from SQLite until the next row, and empty when NULL.
#[derive(Debug)]
pub struct TitleRow<'r> {
    /// The name a person gave it.
    pub display_name: &'r [u8],
    /// The name its agent gave it.
    pub session_name: &'r [u8],
    /// What it began with.
    pub first_message: &'r [u8],
}

/// Visits the titles of some sessions.
///
/// # Errors
///
/// What SQLite says, and cells of the wrong type.
pub fn titles_of<'i, W: Copy>(
    snapshot: &Snapshot,
    sessions: impl IntoIterator<Item = (W, &'i [u8])>,
    mut visit: impl FnMut(W, &TitleRow<'_>),
) -> Result<(), RowError> {
    let sqlite = |error| snapshot.error(&error);
    let mut statement = snapshot.connection().prepare(&SOURCE.select("WHERE id = ?1")).map_err(sqlite)?;
    for (wanted, id) in sessions {
        let mut found = statement.query([AsText(id)]).map_err(sqlite)?;
        while let Some(row) = found.next().map_err(sqlite)? {
            let cells = Cells { source: SOURCE, row };
            let text = |index| cells.nullable_text(index).map(Option::unwrap_or_default);
            let title =
                || Ok(TitleRow { display_name: text(0)?, session_name: text(1)?, first_message: text(2)? });
            visit(wanted, &title().map_err(|error: RowError| error.of_row(id))?);
        }
    }
    Ok(())
}
