//! Mirrors for tests: an empty one of either kind, what is in one, and changing it behind the program's back.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

use postgres::{Client, NoTls};
use tempfile::TempDir;

use crate::archive::Archive;
use crate::postgres::Postgres;
use crate::program::{Output, run};

/// A database that may hold a mirror; gone when dropped.
#[derive(Debug)]
pub enum Mirror {
    /// In PostgreSQL, by its address.
    Postgres(Arc<Postgres>, String),
    /// In a file of DuckDB.
    DuckDb(TempDir),
}

impl Mirror {
    /// One of each kind.
    pub fn of_each_kind() -> [Self; 2] {
        [Self::in_postgres(), Self::in_duckdb()]
    }

    /// An empty database of the shared server.
    pub fn in_postgres() -> Self {
        Self::on(Postgres::shared())
    }

    /// An empty database of a server.
    pub fn on(server: Arc<Postgres>) -> Self {
        let address = server.database();
        Self::Postgres(server, address)
    }

    /// A file that is yet to be made.
    pub fn in_duckdb() -> Self {
        Self::DuckDb(tempfile::tempdir().expect("a temporary directory"))
    }

    /// The address, as `--source` and `--to` take it.
    pub fn address(&self) -> OsString {
        match self {
            Self::Postgres(_, address) => address.into(),
            Self::DuckDb(_) => format!("duckdb:{}", self.file().display()).into(),
        }
    }

    fn file(&self) -> PathBuf {
        match self {
            Self::Postgres(..) => PathBuf::new(),
            Self::DuckDb(directory) => directory.path().join("mirror.duckdb"),
        }
    }

    /// Pushes an archive with these flags.
    pub fn push(&self, archive: &Archive, flags: &[&str]) -> Output {
        let address = self.address();
        let words = ["push", "--to"].map(OsString::from).into_iter().chain([address]);
        let words = words.chain(flags.iter().map(Into::into));
        run(words, &[("AGENTSVIEW_DATA_DIR", archive.directory().as_os_str())])
    }

    /// Runs a report on it.
    pub fn report<S: AsRef<str>>(&self, words: &[S]) -> Output {
        let words = words.iter().map(|word| word.as_ref().into());
        run(words.chain(["--source".into(), self.address()]), &[])
    }

    /// Runs statements.
    pub fn change(&self, sql: &str) {
        match self {
            Self::Postgres(_, address) => {
                let mut client = Client::connect(address, NoTls).expect("the server accepts connections");
                client.batch_execute(sql).expect("the fixture's SQL runs");
            }
            Self::DuckDb(_) => {
                let connection = duckdb::Connection::open(self.file()).expect("the file can be opened");
                connection.execute_batch(sql).expect("the fixture's SQL runs");
            }
        }
    }

    /// The first column of a result, as texts; it must not be NULL.
    pub fn column(&self, sql: &str) -> Vec<String> {
        match self {
            Self::Postgres(_, address) => {
                let mut client = Client::connect(address, NoTls).expect("the server accepts connections");
                let rows = client.query(sql, &[]).expect("the test's SQL runs");
                rows.iter().map(|row| row.get(0)).collect()
            }
            Self::DuckDb(_) => {
                let connection = duckdb::Connection::open(self.file()).expect("the file can be opened");
                let mut statement = connection.prepare(sql).expect("the test's SQL runs");
                let rows = statement.query_map([], |row| row.get(0)).expect("the test's SQL runs");
                rows.map(|text| text.expect("the column is text")).collect()
            }
        }
    }

    /// Every row of our tables as text, but for what a clock or the number of pushes decides.
    pub fn contents(&self) -> Vec<String> {
        let tables = "SELECT CAST(table_name AS text) FROM information_schema.tables \
                      WHERE table_schema = 'agent_contracts' ORDER BY 1";
        let mut contents = Vec::new();
        for table in self.column(tables) {
            let columns = match table.as_str() {
                "archives" => "(archive, database_id, machine, is_complete, settings_fingerprint)",
                _ => "t",
            };
            let rows = format!(
                "SELECT CAST({columns} AS text) FROM agent_contracts.{table} t{} ORDER BY 1",
                if table == "metadata" { " WHERE key <> 'revision'" } else { "" }
            );
            contents.extend(self.column(&rows).into_iter().map(|row| format!("{table} {row}")));
        }
        contents
    }
}
