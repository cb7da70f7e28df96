//! The copy of a mirror that reports read: a private SQLite file with the tables of an archive, filled in one read
//! transaction of the mirror. From there on a mirror is an archive like any other.

use std::path::Path;

use rusqlite::{Connection, params_from_iter};
use tempfile::TempPath;

use super::copies::Copy;
use super::database::{Database, integer_of};
use super::error::MirrorError;
use super::value::{Dialect, Kind};
use crate::archive::TABLES;

/// Turns the tables into those of a replica: what Cursor charged is kept in dollars, as it is known.
const ADAPT: &str = "ALTER TABLE cursor_usage_events RENAME COLUMN charged_cents TO charged_usd";

/// Made when the tables are full, for reports over days.
const INDEX: &str = "CREATE INDEX idx_messages_usage_covering
    ON messages(timestamp, session_id, ordinal, model, claude_message_id, claude_request_id, token_usage)
    WHERE token_usage != '' AND model != '' AND model != '<synthetic>'";

/// Into so many parts a large table is divided.
const PARTS: i128 = 8;

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
    for select in selects(database, copy)? {
        database.visit(&select, &copy.kinds(), &mut |cells| {
            insert.execute(params_from_iter(cells)).map(|_| ()).map_err(sqlite)
        })?;
    }
    Ok(())
}

/// The statements that together give the rows: several where the driver would hold a large result in memory as a whole.
fn selects(database: &mut dyn Database, copy: &Copy) -> Result<Vec<String>, MirrorError> {
    let dialect = database.dialect();
    let select = copy.select(dialect);
    let Some(column) = copy.parts_of.filter(|_| dialect == Dialect::DuckDb) else {
        return Ok(vec![select]);
    };
    let bound = |function: &str| dialect.cast(&format!("{function}({column})"), Kind::Integer);
    let sql = format!("SELECT {}, {} {}", bound("min"), bound("max"), copy.from);
    let mut bounds = (0, 0);
    database.visit(&sql, &[Kind::Integer; 2], &mut |cells| {
        bounds = (i128::from(integer_of(&cells[0])), i128::from(integer_of(&cells[1])));
        Ok(())
    })?;
    let (first, last) = bounds;
    let width = (last - first) / PARTS + 1;
    let part = |number: i128| {
        let start = first + number * width;
        format!("{select} AND {column} >= {start} AND {column} < {}", start + width)
    };
    Ok((0..PARTS).map(part).collect())
}
