//! What an archive says about itself: its identifier, and how many rows a scan will pass.

use agent_contracts::text::trim;

use super::cell::{RowError, Source};
use crate::archive::Snapshot;

const SOURCE: Source = Source { table: "archive_metadata", columns: &["value"] };

/// The archive's identifier, trimmed; `None` when it is absent or blank.
///
/// # Errors
///
/// What SQLite says, and a value of the wrong type.
pub fn database_id(snapshot: &Snapshot) -> Result<Option<Vec<u8>>, RowError> {
    let values = SOURCE.read_all(snapshot, "WHERE key = 'database_id'", |cells| {
        cells.text(0).map(|value| trim(value).to_vec())
    })?;
    Ok(values.into_iter().find(|value| !value.is_empty()))
}

/// The largest row number of `messages`: a cheap upper bound of the rows a scan passes, for progress only.
///
/// # Errors
///
/// What SQLite says.
pub fn count_estimate(snapshot: &Snapshot) -> Result<u64, RowError> {
    const MESSAGES: Source = Source { table: "messages", columns: &["max(rowid)"] };
    let largest = MESSAGES.read_all(snapshot, "", |cells| cells.nullable_integer(0))?;
    Ok(largest.into_iter().flatten().next().and_then(|largest| u64::try_from(largest).ok()).unwrap_or(0))
}
