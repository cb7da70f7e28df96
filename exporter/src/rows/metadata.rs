//! What an archive says about itself: its identifier.

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
