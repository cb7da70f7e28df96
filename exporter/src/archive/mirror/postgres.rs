//! Mirrors in PostgreSQL: connecting, encrypted over a network, and moving rows with its binary protocol.

use std::error::Error as _;
use std::net::IpAddr;
use std::time::Duration;

use ::postgres::binary_copy::BinaryCopyInWriter;
use ::postgres::config::{Host, SslMode};
use ::postgres::fallible_iterator::FallibleIterator as _;
use ::postgres::types::{ToSql, Type};
use ::postgres::{Client, Config, NoTls, Row};
use rusqlite::types::{ToSqlOutput, Value as Owned, ValueRef};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::address::Address;
use super::database::{Database, Purpose, Rows, Target, Visit};
use super::error::MirrorError;
use super::value::{Dialect, Kind, Value, time_text};

/// How long to wait for a connection, unless the address says otherwise.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a connection may be silent before the server is taken for dead.
const SILENCE: Duration = Duration::from_mins(1);
/// The class of errors about values; their messages repeat the value.
const DATA_EXCEPTION: &str = "22";
/// The class of errors that end a connection.
const OPERATOR_INTERVENTION: &str = "57P";
/// The class of errors about connections.
const CONNECTION_EXCEPTION: &str = "08";

/// A connection.
pub(super) struct Postgres {
    client: Client,
    address: String,
}

impl Postgres {
    /// Connects, encrypted unless the host is this one or the address says `sslmode=disable`.
    pub(super) fn connect(address: &Address, purpose: Purpose) -> Result<Self, MirrorError> {
        let Address::Postgres(url) = address else {
            return Err(MirrorError::Address("the address is that of a file".to_owned()));
        };
        let shown = address.to_string();
        let mut config: Config =
            url.parse().map_err(|error: ::postgres::Error| MirrorError::Address(reason(&error)))?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        config.tcp_user_timeout(SILENCE).keepalives_idle(SILENCE);
        config.application_name("agentexport");
        let is_encrypted = needs_encryption(&mut config);
        let connected =
            if is_encrypted { config.connect(encryption(&shown)?) } else { config.connect(NoTls) };
        let client = connected
            .map_err(|error| MirrorError::Connect { address: shown.clone(), message: message(&error) })?;
        let mut database = Self { client, address: shown };
        // Texts of a mirror are UTF-8 whatever the server keeps them in, and times have no zone of their own.
        database.execute(
            "SET client_encoding TO 'UTF8'; SET TimeZone TO 'UTC'; SET standard_conforming_strings TO on",
        )?;
        if purpose == Purpose::Read {
            database.execute("SET default_transaction_read_only TO on")?;
        }
        Ok(database)
    }

    fn error(&self, error: &::postgres::Error) -> MirrorError {
        error_of(&self.address, error)
    }
}

fn error_of(address: &str, error: &::postgres::Error) -> MirrorError {
    let (address, message) = (address.to_owned(), message(error));
    let ends_connection = error.code().map_or(error.is_closed() || is_io(error), |code| {
        code.code().starts_with(OPERATOR_INTERVENTION) || code.code().starts_with(CONNECTION_EXCEPTION)
    });
    if ends_connection {
        MirrorError::Lost { address, message }
    } else {
        MirrorError::Refused { address, message }
    }
}

/// Turns "if possible" into "always" where a network lies between, and tells whether to encrypt at all.
fn needs_encryption(config: &mut Config) -> bool {
    let is_here = config.get_hosts().iter().all(|host| match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse().is_ok_and(|address: IpAddr| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    }) && config.get_hostaddrs().iter().all(IpAddr::is_loopback);
    match config.get_ssl_mode() {
        SslMode::Disable => false,
        SslMode::Prefer if is_here => false,
        _ => {
            config.ssl_mode(SslMode::Require);
            true
        }
    }
}

/// Encryption that trusts the certificates that this machine trusts.
fn encryption(address: &str) -> Result<MakeRustlsConnect, MirrorError> {
    MakeRustlsConnect::with_native_certs().map(|(connect, _)| connect).map_err(|_| MirrorError::Connect {
        address: address.to_owned(),
        message: "this machine has no certificates to check the server by (SSL_CERT_FILE names others)"
            .to_owned(),
    })
}

/// True when the connection itself failed.
fn is_io(error: &::postgres::Error) -> bool {
    error.source().and_then(|source| source.downcast_ref::<std::io::Error>()).is_some()
}

/// What the server or the driver said, without values of rows.
fn message(error: &::postgres::Error) -> String {
    match error.as_db_error() {
        Some(told) if told.code().code().starts_with(DATA_EXCEPTION) => {
            format!("a value does not fit (SQLSTATE {})", told.code().code())
        }
        Some(told) => format!("{} (SQLSTATE {})", told.message(), told.code().code()),
        None => reason(error),
    }
}

/// The driver's message with its cause, neither of which repeats an address.
fn reason(error: &::postgres::Error) -> String {
    match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}

impl Database for Postgres {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn execute(&mut self, sql: &str) -> Result<(), MirrorError> {
        self.client.batch_execute(sql).map_err(|error| self.error(&error))
    }

    fn execute_with(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, MirrorError> {
        let parameters: Vec<_> = values.iter().map(|value| parameter(value, Kind::Text)).collect();
        self.client.execute(sql, &parameters).map_err(|error| self.error(&error))
    }

    fn execute_among(&mut self, sql: &str, column: &str, texts: &[&str]) -> Result<u64, MirrorError> {
        let sql = format!("{sql} AND {column} = ANY($1)");
        self.client.execute(&sql, &[&texts]).map_err(|error| self.error(&error))
    }

    fn visit(&mut self, sql: &str, kinds: &[Kind], visit: Visit<'_>) -> Result<(), MirrorError> {
        let failed = |error: ::postgres::Error| error_of(&self.address, &error);
        let mut rows =
            self.client.query_raw(sql, std::iter::empty::<&(dyn ToSql + Sync)>()).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let cells: Result<Vec<_>, _> =
                kinds.iter().enumerate().map(|(index, &kind)| cell(&row, index, kind)).collect();
            visit(&cells.map_err(failed)?)?;
        }
        Ok(())
    }

    fn append(&mut self, target: Target<'_>, rows: Rows<'_, '_>) -> Result<(), MirrorError> {
        let columns: Vec<_> = target.columns.iter().map(|(name, _)| format!("\"{name}\"")).collect();
        let types: Vec<_> = target.columns.iter().map(|&(_, kind)| type_of(kind)).collect();
        let sql = format!(
            "COPY \"{}\".{} ({}) FROM STDIN (FORMAT binary)",
            target.schema,
            target.table,
            columns.join(", ")
        );
        let copy = || {
            let mut writer = BinaryCopyInWriter::new(self.client.copy_in(&sql)?, &types);
            for row in rows {
                let cells = row.iter().zip(target.columns).map(|(value, &(_, kind))| parameter(value, kind));
                writer.write_raw(cells)?;
            }
            writer.finish()
        };
        copy().map(|_| ()).map_err(|error| self.error(&error))
    }

    fn begin_read(&mut self) -> Result<(), MirrorError> {
        self.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    }

    fn try_lock(&mut self, schema: &str) -> Result<bool, MirrorError> {
        let sql = "SELECT pg_try_advisory_lock(hashtextextended('agent-contracts push ' || $1, 0))";
        let row = self.client.query_one(sql, &[&schema]).map_err(|error| self.error(&error))?;
        row.try_get(0).map_err(|error| self.error(&error))
    }
}

/// A value as the driver takes it; NULL needs the type of its column.
fn parameter<'v>(value: &'v Value<'_>, kind: Kind) -> &'v (dyn ToSql + Sync) {
    match value {
        Value::Text(text) => text,
        Value::Integer(value) => value,
        Value::Real(value) => value,
        Value::Flag(value) => value,
        Value::Null => match kind {
            Kind::Text => &None::<&str>,
            Kind::Integer | Kind::Time => &None::<i64>,
            Kind::Real => &None::<f64>,
            Kind::Flag => &None::<bool>,
        },
    }
}

fn type_of(kind: Kind) -> Type {
    match kind {
        Kind::Text => Type::TEXT,
        Kind::Integer | Kind::Time => Type::INT8,
        Kind::Real => Type::FLOAT8,
        Kind::Flag => Type::BOOL,
    }
}

fn cell(row: &Row, index: usize, kind: Kind) -> Result<ToSqlOutput<'_>, ::postgres::Error> {
    let borrowed = |value: ValueRef<'static>| ToSqlOutput::Borrowed(value);
    Ok(match kind {
        Kind::Text => ToSqlOutput::Borrowed(
            row.try_get::<_, Option<&str>>(index)?
                .map_or(ValueRef::Null, |text| ValueRef::Text(text.as_bytes())),
        ),
        Kind::Integer | Kind::Flag => {
            borrowed(row.try_get::<_, Option<i64>>(index)?.map_or(ValueRef::Null, ValueRef::Integer))
        }
        Kind::Real => borrowed(row.try_get::<_, Option<f64>>(index)?.map_or(ValueRef::Null, ValueRef::Real)),
        Kind::Time => match row.try_get::<_, Option<i64>>(index)?.and_then(time_text) {
            Some(text) => ToSqlOutput::Owned(Owned::Text(text)),
            None => borrowed(ValueRef::Null),
        },
    })
}
