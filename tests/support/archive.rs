//! Archives in temporary directories, in the full layout of release 0.37, filled from SQL text or from rows.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use rusqlite::{Connection, params_from_iter};
use tempfile::TempDir;

use crate::cell::Row;
use crate::program::{Output, run};

/// Every table, index and trigger of an archive of release 0.37.
const LAYOUT: &str = include_str!("../../schemas/v1/vectors/archive-layout.sql");

/// The identifier of an archive built from rows.
pub const DATABASE_ID: &str = "00000000-0000-4000-8000-00000000c0de";

/// A data directory with an archive in it, removed when dropped.
#[derive(Debug)]
pub struct Archive {
    directory: TempDir,
}

impl Archive {
    /// An archive without any rows, not even an identifier.
    pub fn empty() -> Self {
        Self::from_bytes(layout())
    }

    /// The archive that this is the file of.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let archive = Self { directory: tempfile::tempdir().expect("a temporary directory") };
        std::fs::write(archive.file(), bytes).expect("the archive can be written");
        archive
    }

    /// An archive with what `sql` puts in it.
    pub fn from_sql(sql: &str) -> Self {
        let archive = Self::empty();
        archive.change(sql);
        archive
    }

    /// An archive with an identifier and these rows, inserted in this order.
    pub fn from_rows(rows: &[Row]) -> Self {
        let archive = Self::empty();
        archive.change(&format!(
            "INSERT INTO archive_metadata(key, value) VALUES ('database_id', '{DATABASE_ID}')"
        ));
        archive.insert(rows);
        archive
    }

    /// The data directory.
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// The archive itself.
    pub fn file(&self) -> PathBuf {
        self.directory().join("sessions.db")
    }

    /// A connection for changing the archive. References to missing rows are allowed, as archives have them.
    pub fn connect(&self) -> Connection {
        connect(&self.file())
    }

    /// Runs SQL statements, in one transaction.
    pub fn change(&self, sql: &str) {
        let connection = self.connect();
        connection.execute_batch(&format!("BEGIN;{sql}\n;COMMIT;")).expect("the fixture's SQL runs");
    }

    /// Inserts rows in this order, in one transaction.
    pub fn insert(&self, rows: &[Row]) {
        let mut connection = self.connect();
        let transaction = connection.transaction().expect("a transaction");
        for row in rows {
            let mut statement =
                transaction.prepare_cached(&row.insert()).expect("the table has these columns");
            let cells = row.cells.iter().map(|(_, cell)| cell);
            statement.execute(params_from_iter(cells)).expect("the row fits its table");
        }
        transaction.commit().expect("the rows can be committed");
    }

    /// Runs the program on it with these arguments, and these variables besides the one that names the archive.
    pub fn run<S: AsRef<str>>(&self, words: &[S], variables: &[(&str, &str)]) -> Output {
        let mut all = vec![("AGENTSVIEW_DATA_DIR", self.directory().as_os_str())];
        all.extend(variables.iter().map(|(name, value)| (*name, OsStr::new(*value))));
        run(words.iter().map(AsRef::as_ref), &all)
    }

    /// Runs `export sessions` on it with these flags.
    pub fn export<S: AsRef<str>>(&self, flags: &[S]) -> Output {
        let words = ["export", "sessions"].into_iter().chain(flags.iter().map(AsRef::as_ref));
        run(words, &[("AGENTSVIEW_DATA_DIR", self.directory().as_os_str())])
    }
}

fn connect(path: &Path) -> Connection {
    let connection = Connection::open(path).expect("the archive can be opened");
    let settings = "PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF;";
    connection.execute_batch(settings).expect("SQLite takes the settings");
    connection.set_prepared_statement_cache_capacity(16);
    connection
}

/// The bytes of an archive without rows. Copying them is much quicker than creating a hundred tables and indexes.
fn layout() -> &'static [u8] {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    BYTES.get_or_init(|| {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let path = directory.path().join("layout.db");
        let connection = connect(&path);
        let sql = format!("PRAGMA journal_mode = DELETE; BEGIN;{LAYOUT}\n;COMMIT;");
        connection.execute_batch(&sql).expect("the layout is SQL");
        drop(connection);
        std::fs::read(path).expect("the archive can be read")
    })
}
