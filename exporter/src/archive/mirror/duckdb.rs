//! Mirrors in a file of DuckDB. One process at a time may write to it, and none read it meanwhile: DuckDB's own lock.

use std::path::{Path, PathBuf};

use ::duckdb::types::{ToSql, ValueRef as DuckRef};
use ::duckdb::{AccessMode, Config, Connection, appender_params_from_iter, params_from_iter};
use rusqlite::types::{ToSqlOutput, Value as Owned, ValueRef};

use super::database::{Database, Purpose, Rows, Target, Visit};
use super::error::MirrorError;
use super::value::{Dialect, Kind, Value, time_text};

/// What DuckDB says when another process has the file open.
const LOCK_CONFLICT: &str = "Could not set lock";
/// Errors about values; their messages repeat the value.
const DATA_ERRORS: [&str; 2] = ["Conversion Error", "Constraint Error"];

/// A connection.
pub(super) struct DuckDb {
    connection: Connection,
    path: PathBuf,
}

impl DuckDb {
    /// Opens the file, or makes it when it is to be written.
    pub(super) fn open(path: &Path, purpose: Purpose) -> Result<Self, MirrorError> {
        if purpose == Purpose::Read && !path.exists() {
            return Err(MirrorError::Missing(path.to_owned()));
        }
        let mode = match purpose {
            Purpose::Read => AccessMode::ReadOnly,
            Purpose::Write => AccessMode::ReadWrite,
        };
        // A mirror is data: nothing in it may reach files or load code.
        let opened = Config::default()
            .access_mode(mode)
            .and_then(|config| config.enable_autoload_extension(false))
            .and_then(|config| config.with("autoinstall_known_extensions", "false"))
            .and_then(|config| config.enable_external_access(false))
            .and_then(|config| Connection::open_with_flags(path, config));
        let connection = opened.map_err(|error| error_of(path, &error))?;
        Ok(Self { connection, path: path.to_owned() })
    }
}

fn error_of(path: &Path, error: &::duckdb::Error) -> MirrorError {
    let message = error.to_string();
    if message.contains(LOCK_CONFLICT) {
        return MirrorError::InUse(path.to_owned());
    }
    let class = DATA_ERRORS.into_iter().find(|class| message.contains(class));
    let message = class.map_or(message, |class| format!("a value does not fit ({class})"));
    MirrorError::Refused { address: path.display().to_string(), message }
}

impl Database for DuckDb {
    fn dialect(&self) -> Dialect {
        Dialect::DuckDb
    }

    fn execute(&mut self, sql: &str) -> Result<(), MirrorError> {
        self.connection.execute_batch(sql).map_err(|error| error_of(&self.path, &error))
    }

    fn execute_with(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, MirrorError> {
        let touched = self.connection.execute(sql, params_from_iter(values.iter().map(parameter)));
        touched.map(|rows| rows as u64).map_err(|error| error_of(&self.path, &error))
    }

    fn execute_among(&mut self, sql: &str, column: &str, texts: &[&str]) -> Result<u64, MirrorError> {
        // The driver binds no lists.
        let places = vec!["?"; texts.len()].join(", ");
        let touched =
            self.connection.execute(&format!("{sql} AND {column} IN ({places})"), params_from_iter(texts));
        touched.map(|rows| rows as u64).map_err(|error| error_of(&self.path, &error))
    }

    fn visit(&mut self, sql: &str, kinds: &[Kind], visit: Visit<'_>) -> Result<(), MirrorError> {
        let duckdb = |error: ::duckdb::Error| error_of(&self.path, &error);
        let mut statement = self.connection.prepare(sql).map_err(duckdb)?;
        let mut rows = statement.query([]).map_err(duckdb)?;
        while let Some(row) = rows.next().map_err(duckdb)? {
            let mut cells = Vec::with_capacity(kinds.len());
            for (index, &kind) in kinds.iter().enumerate() {
                cells.push(cell(row.get_ref(index).map_err(duckdb)?, kind));
            }
            visit(&cells)?;
        }
        Ok(())
    }

    fn append(&mut self, target: Target<'_>, rows: Rows<'_, '_>) -> Result<(), MirrorError> {
        let duckdb = |error: ::duckdb::Error| error_of(&self.path, &error);
        let mut appender = self.connection.appender_to_db(target.table, target.schema).map_err(duckdb)?;
        for row in rows {
            appender.append_row(appender_params_from_iter(row.iter().map(parameter))).map_err(duckdb)?;
        }
        appender.flush().map_err(duckdb)
    }

    fn begin_read(&mut self) -> Result<(), MirrorError> {
        self.execute("BEGIN TRANSACTION")
    }

    fn try_lock(&mut self, _schema: &str) -> Result<bool, MirrorError> {
        // Whoever has the file open has it alone.
        Ok(true)
    }
}

fn parameter<'v>(value: &'v Value<'_>) -> &'v dyn ToSql {
    match value {
        Value::Null => &::duckdb::types::Null,
        Value::Text(text) => text,
        Value::Integer(value) => value,
        Value::Real(value) => value,
        Value::Flag(value) => value,
    }
}

/// Statements cast every column to one of these types; anything else counts as NULL.
fn cell(value: DuckRef<'_>, kind: Kind) -> ToSqlOutput<'_> {
    match value {
        DuckRef::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text)),
        DuckRef::BigInt(value) if kind == Kind::Time => time_text(value)
            .map_or(ToSqlOutput::Borrowed(ValueRef::Null), |text| ToSqlOutput::Owned(Owned::Text(text))),
        DuckRef::BigInt(value) => ToSqlOutput::Borrowed(ValueRef::Integer(value)),
        DuckRef::Double(value) => ToSqlOutput::Borrowed(ValueRef::Real(value)),
        _ => ToSqlOutput::Borrowed(ValueRef::Null),
    }
}
