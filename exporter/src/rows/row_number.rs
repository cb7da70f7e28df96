//! The row numbers of a table, by which a scan can be cut into slices.

use std::ops::RangeInclusive;

use super::cell::{RowError, Source};
use crate::archive::Snapshot;

/// The smallest and the largest row number of `messages`; `None` without messages. What lies between is at most as many
/// rows.
///
/// # Errors
///
/// What SQLite says.
pub fn message_numbers(snapshot: &Snapshot) -> Result<Option<RangeInclusive<i64>>, RowError> {
    row_numbers(snapshot, "messages")
}

/// As [`message_numbers`], of `sessions`.
///
/// # Errors
///
/// What SQLite says.
pub fn session_numbers(snapshot: &Snapshot) -> Result<Option<RangeInclusive<i64>>, RowError> {
    row_numbers(snapshot, "sessions")
}

fn row_numbers(snapshot: &Snapshot, table: &'static str) -> Result<Option<RangeInclusive<i64>>, RowError> {
    // Two statements: SQLite looks up one extreme at once, but scans for two.
    let extreme = |columns| {
        let found = Source { table, columns }.read_all(snapshot, "", |cells| cells.nullable_integer(0))?;
        Ok::<_, RowError>(found.into_iter().flatten().next())
    };
    let (smallest, largest) = (extreme(&["min(rowid)"])?, extreme(&["max(rowid)"])?);
    Ok(smallest.zip(largest).map(|(smallest, largest)| smallest..=largest))
}
