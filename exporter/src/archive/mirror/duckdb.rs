//! Mirrors in a file of DuckDB. One at a time may write to it, and none read it meanwhile: DuckDB's own lock between
//! processes, [`FileUse`] within ours.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use ::duckdb::types::{ToSql, ValueRef as DuckRef};
use ::duckdb::{AccessMode, Config, Connection, appender_params_from_iter, params_from_iter};
use rusqlite::types::{ToSqlOutput, Value as Owned, ValueRef};
use tempfile::TempPath;

use super::database::{Database, Purpose, Rows, Target, Visit};
use super::error::MirrorError;
use super::file_use::FileUse;
use super::value::{Dialect, Kind, Value, time_text};

/// What DuckDB says when another process has the file open.
const LOCK_CONFLICT: &str = "Could not set lock";
/// Errors about values; their messages repeat the value.
const DATA_ERRORS: [&str; 2] = ["Conversion Error", "Constraint Error"];

/// A connection.
pub(super) struct DuckDb {
    connection: Connection,
    path: PathBuf,
    /// Given up after the connection has ended: fields are dropped in this order.
    _file_use: FileUse,
}

impl DuckDb {
    /// Opens the file, or makes it when it is to be written.
    pub(super) fn open(path: &Path, purpose: Purpose) -> Result<Self, MirrorError> {
        if !path.exists() {
            match purpose {
                Purpose::Read | Purpose::Change => return Err(MirrorError::Missing(path.to_owned())),
                Purpose::Fill => create(path)?,
            }
        }
        let canonical = path.canonicalize().map_err(|error| refused(path, &error))?;
        let file_use =
            FileUse::claim(canonical, purpose).ok_or_else(|| MirrorError::InUse(path.to_owned()))?;
        let mode = match purpose {
            Purpose::Read => AccessMode::ReadOnly,
            Purpose::Change | Purpose::Fill => AccessMode::ReadWrite,
        };
        let connection = connect(path, mode).map_err(|error| error_of(path, &error))?;
        Ok(Self { connection, path: path.to_owned(), _file_use: file_use })
    }
}

fn connect(path: &Path, mode: AccessMode) -> ::duckdb::Result<Connection> {
    // A mirror is data: nothing in it may reach files or load code.
    let config = Config::default()
        .access_mode(mode)?
        .enable_autoload_extension(false)?
        .with("autoinstall_known_extensions", "false")?
        .enable_external_access(false)?;
    Connection::open_with_flags(path, config)
}

/// Makes an empty database. It appears under its name when it is whole, as a push may be killed here and another one come;
/// one that somebody else has made meanwhile is as good.
fn create(path: &Path) -> Result<(), MirrorError> {
    let io = |error: std::io::Error| refused(path, &error);
    let beside = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let directory = tempfile::Builder::new().prefix(".agentexport-").tempdir_in(beside).map_err(io)?;
    let new = directory.path().join("new.duckdb");
    connect(&new, AccessMode::ReadWrite)
        .and_then(|connection| connection.close().map_err(|(_, error)| error))
        .map_err(|error| error_of(path, &error))?;
    match TempPath::try_from_path(new).map_err(io)?.persist_noclobber(path) {
        Err(failed) if failed.error.kind() != ErrorKind::AlreadyExists => Err(refused(path, &failed.error)),
        _ => Ok(()),
    }
}

fn refused(path: &Path, error: &std::io::Error) -> MirrorError {
    MirrorError::Refused { address: path.display().to_string(), message: error.to_string() }
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
