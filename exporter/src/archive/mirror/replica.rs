//! The copy of a mirror that reports read: a private SQLite file with the tables of an archive, filled in one read
//! transaction of the mirror. From there on a mirror is an archive like any other.

use std::path::Path;

use rusqlite::{Connection, params_from_iter};
use tempfile::TempPath;

use super::copies::Copy;
use super::database::Database;
use super::error::MirrorError;
use crate::archive::TABLES;

/// Turns the tables into those of a replica: what Cursor charged is kept in dollars, as it is known.
const ADAPT: &str = "ALTER TABLE cursor_usage_events RENAME COLUMN charged_cents TO charged_usd";

/// Made when the tables are full, for reports over days.
const INDEX: &str = "CREATE INDEX idx_messages_usage_covering
    ON messages(timestamp, session_id, ordinal, model, claude_message_id, claude_request_id, token_usage)
    WHERE token_usage != '' AND model != '' AND model != '<synthetic>'";

/// A finished copy; the file goes away with it.
#[derive(Debug)]
pub(crate) struct Replica {
    path: TempPath,
}

impl Replica {
    /// The file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Fills a new file.
    ///
    /// # Errors
    ///
    /// Of the mirror, and [`MirrorError::Replica`] of the file.
    pub(super) fn fill(
        database: &mut dyn Database,
        copies: &[Copy],
        database_id: &str,
    ) -> Result<Self, MirrorError> {
        let io = |error: std::io::Error| MirrorError::Replica(error.to_string());
        let path = tempfile::Builder::new()
            .prefix("agentexport-")
            .suffix(".db")
            .tempfile()
            .map_err(io)?
            .into_temp_path();
        let connection = create(&path).map_err(sqlite)?;
        for copy in copies {
            fill_table(database, copy, &connection)?;
        }
        let finish = || {
            connection.execute(
                "INSERT INTO archive_metadata (key, value) VALUES ('database_id', ?1)",
                [database_id],
            )?;
            connection.execute_batch(INDEX)?;
            connection.execute_batch("COMMIT")
        };
        finish().map_err(sqlite)?;
        Ok(Self { path })
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the form in which errors are mapped")]
fn sqlite(error: rusqlite::Error) -> MirrorError {
    MirrorError::Replica(error.to_string())
}

fn create(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    // Nobody else reads the file while it is made, and nobody misses it after a crash.
    connection.pragma_update(None, "journal_mode", "OFF")?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    connection.pragma_update(None, "cache_size", -32_000)?;
    connection.execute_batch("BEGIN")?;
    connection.execute_batch(TABLES)?;
    connection.execute_batch(ADAPT)?;
    Ok(connection)
}

fn fill_table(database: &mut dyn Database, copy: &Copy, connection: &Connection) -> Result<(), MirrorError> {
    let columns: Vec<_> = copy.columns.iter().map(|(column, ..)| *column).collect();
    // Columns that must not be NULL in an archive may be so in a mirror.
    let places: Vec<_> = columns
        .iter()
        .enumerate()
        .map(|(index, column)| match (copy.into, *column) {
            ("sessions", "created_at") | ("cursor_usage_events", "occurred_at") => {
                format!("coalesce(?{}, '')", index + 1)
            }
            _ => format!("?{}", index + 1),
        })
        .collect();
    // Where archives agree on a key, the first row stays.
    let sql = format!(
        "INSERT OR IGNORE INTO {} ({}) VALUES ({})",
        copy.into,
        columns.join(", "),
        places.join(", ")
    );
    let mut insert = connection.prepare(&sql).map_err(sqlite)?;
    database.visit(&copy.select(database.dialect()), &copy.kinds(), &mut |cells| {
        insert.execute(params_from_iter(cells)).map(|_| ()).map_err(sqlite)
    })
}
