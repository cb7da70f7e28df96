//! The table of prices: every archive has the list built into the program that wrote it, so that reports have costs.

use agent_contracts::pricing::EmbeddedList;
use rusqlite::{Connection, OptionalExtension as _, params};

/// The row that says which list is in the table; its time is the list's version.
const MARKER: &str = "_fallback_version";

/// Puts the list into the table, unless it is there. Other rows stay.
///
/// # Errors
///
/// SQLite's, unchanged.
pub(super) fn fill_in(connection: &Connection, list: &EmbeddedList, now: &str) -> rusqlite::Result<()> {
    let version: Option<String> = connection
        .query_row("SELECT updated_at FROM model_pricing WHERE model_pattern = ?1", [MARKER], |row| {
            row.get(0)
        })
        .optional()?;
    if version.as_deref() == Some(list.version.as_str()) {
        return Ok(());
    }
    let mut insert =
        connection.prepare("INSERT OR REPLACE INTO model_pricing VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    for (pattern, rates) in &list.rows {
        let pattern = String::from_utf8_lossy(pattern);
        let [input, output, cache_write, cache_read] = rates.in_order();
        insert.execute(params![pattern, input, output, cache_write, cache_read, now])?;
    }
    insert.execute(params![MARKER, 0.0, 0.0, 0.0, 0.0, list.version])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_filled_in_once() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(crate::archive::TABLES).unwrap();
        let list = crate::prices::embedded_list();
        let count = || -> (i64, i64) {
            let counts = "SELECT count(*), count(*) FILTER (WHERE updated_at = 'now') FROM model_pricing";
            connection.query_row(counts, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
        };
        fill_in(&connection, &list, "now").unwrap();
        assert_eq!(count(), (2427, 2426));
        fill_in(&connection, &list, "later").unwrap();
        assert_eq!(count(), (2427, 2426), "the same list is not written again");
        fill_in(&connection, &EmbeddedList { version: "other".to_owned(), ..list }, "later").unwrap();
        assert_eq!(count(), (2427, 0));
    }
}
