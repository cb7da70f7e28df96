//! Where a mirror is: the address of a PostgreSQL database or the file of a DuckDB one. Printed without credentials.

use std::ffi::OsStr;
use std::fmt;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::error::MirrorError;

/// Before the name of a file of DuckDB.
const DUCKDB_PREFIX: &str = "duckdb:";
/// What such a file has at its ninth byte.
const DUCKDB_MAGIC: &[u8; 4] = b"DUCK";

/// The place of a mirror.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Address {
    /// A PostgreSQL database, with its credentials.
    Postgres(String),
    /// A file of DuckDB.
    DuckDb(PathBuf),
}

impl Address {
    /// Reads `postgres://...`, `postgresql://...` or `duckdb:FILE`; also the name of a file that DuckDB wrote. `None` for
    /// anything else, which may be an archive.
    ///
    /// # Examples
    ///
    /// ```
    /// use agentexport::archive::mirror::Address;
    ///
    /// let address = Address::recognise("postgres://me:secret@db.example/team".as_ref()).unwrap();
    /// assert_eq!(address.to_string(), "postgres://db.example/team");
    /// assert_eq!(Address::recognise("sessions.db".as_ref()), None);
    /// ```
    pub fn recognise(text: &OsStr) -> Option<Self> {
        if let Some(text) = text.to_str() {
            let scheme = text.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
            if matches!(scheme.as_deref(), Some("postgres" | "postgresql")) {
                return Some(Self::Postgres(text.to_owned()));
            }
            if let Some(file) = text.strip_prefix(DUCKDB_PREFIX) {
                return Some(Self::DuckDb(file.into()));
            }
        }
        let path = Path::new(text);
        is_of_duckdb(path).then(|| Self::DuckDb(path.to_owned()))
    }
}

fn is_of_duckdb(path: &Path) -> bool {
    let mut head = [0; 12];
    // A pipe must not be opened to look at it.
    path.is_file()
        && File::open(path).and_then(|mut file| file.read_exact(&mut head)).is_ok()
        && head[8..] == *DUCKDB_MAGIC
}

/// Host, port and database; never user, password or parameters, which may hold a password too.
impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DuckDb(path) => write!(formatter, "{DUCKDB_PREFIX}{}", path.display()),
            Self::Postgres(url) => {
                let rest = url.split_once("://").map_or("", |(_, rest)| rest);
                let rest = rest.split(['?', '#']).next().unwrap_or_default();
                // A password may hold an unescaped `/` or `@`: only what is behind the last `@` is shown.
                let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
                write!(formatter, "postgres://{place}")
            }
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Address({self})")
    }
}

/// Fails unless `name` can stand for a schema in a statement as it is.
pub(crate) fn check_schema_name(name: &str) -> Result<(), MirrorError> {
    let mut characters = name.chars();
    let is_name = characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && characters.all(|character| character.is_ascii_alphanumeric() || character == '_');
    if is_name { Ok(()) } else { Err(MirrorError::SchemaName(name.to_owned())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_shown_without_credentials() {
        for (text, shown) in [
            ("postgres://u:p@h:5432/d", "postgres://h:5432/d"),
            ("PostgreSQL://u:p%40@h/d?password=x&sslmode=require", "postgres://h/d"),
            ("postgres://u:a/b@c@h/d", "postgres://h/d"),
            ("postgres://h/d#x", "postgres://h/d"),
            ("duckdb:/a/b.duckdb", "duckdb:/a/b.duckdb"),
        ] {
            let address = Address::recognise(text.as_ref()).unwrap();
            assert_eq!(address.to_string(), shown);
            assert_eq!(format!("{address:?}"), format!("Address({shown})"));
        }
    }

    #[test]
    fn a_file_of_duckdb_is_known_by_its_content() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("any.name");
        std::fs::write(&path, b"checksumDUCKmore").unwrap();
        assert_eq!(Address::recognise(path.as_os_str()), Some(Address::DuckDb(path.clone())));
        std::fs::write(&path, b"SQLite format 3\0").unwrap();
        assert_eq!(Address::recognise(path.as_os_str()), None);
        assert_eq!(Address::recognise("mysql://h/d".as_ref()), None);
    }

    #[test]
    fn names_of_schemas_need_no_quotes() {
        for name in ["agent_contracts", "_a1", "A"] {
            check_schema_name(name).unwrap();
        }
        for name in ["", "1a", "a-b", "a.b", "a\"", "ä"] {
            assert!(check_schema_name(name).is_err(), "{name:?} must be refused");
        }
    }
}
