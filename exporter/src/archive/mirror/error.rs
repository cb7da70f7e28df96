//! Why a mirror could not be reached, read or written. Messages name the database, never its credentials, and never a
//! value that is stored in it.

use std::path::PathBuf;

use thiserror::Error;

/// Why a mirror could not be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum MirrorError {
    /// The text is no address. It is not repeated: whoever mistypes an address mistypes one with a password.
    #[error("not an address of a PostgreSQL database (expected postgres://USER@HOST:PORT/DATABASE): {0}")]
    Address(String),
    /// The name of a schema is none.
    #[error("{0:?} cannot be the name of a schema: letters, digits and _ only, not beginning with a digit")]
    SchemaName(String),
    /// This program was built without a driver.
    #[error("this agentexport was built without {0}; build it with `--features {1}`")]
    NotBuiltIn(&'static str, &'static str),
    /// No connection.
    #[error(
        "cannot connect to {address}: {message}; check that the server runs and that the address is right"
    )]
    Connect {
        /// Where.
        address: String,
        /// What the driver said.
        message: String,
    },
    /// The connection ended.
    #[error("the connection to {address} was lost: {message}; try again")]
    Lost {
        /// Where.
        address: String,
        /// What the driver said.
        message: String,
    },
    /// A statement was refused.
    #[error("{address}: {message}")]
    Refused {
        /// Where.
        address: String,
        /// What the driver said.
        message: String,
    },
    /// The file of the mirror is in use.
    #[error("{} is in use by another push or report; try again when it has finished", .0.display())]
    InUse(PathBuf),
    /// The file is not there. Reading never makes one.
    #[error("{}: no such file; make it with `agentexport push --to duckdb:FILE`", .0.display())]
    Missing(PathBuf),
    /// The database holds no mirror.
    #[error(
        "{address} holds no mirror in the schema {schema}; fill it with `agentexport push`, or pass --schema"
    )]
    NoMirror {
        /// Where.
        address: String,
        /// The schemas that were looked at.
        schema: String,
    },
    /// A mirror of the reference lacks something.
    #[error(
        "{address}: the mirror in the schema {schema} lacks {missing}; mirrors that release 0.37.1 pushed can be read"
    )]
    UnknownLayout {
        /// Where.
        address: String,
        /// Its schema.
        schema: String,
        /// A table or `table.column`.
        missing: String,
    },
    /// The mirror was made by a later version of this program.
    #[error(
        "{address}: the mirror in the schema {schema} has layout {found}, this agentexport knows up to {known}; use a newer agentexport"
    )]
    Newer {
        /// Where.
        address: String,
        /// Its schema.
        schema: String,
        /// The layout of the mirror.
        found: String,
        /// The newest layout known here.
        known: usize,
    },
    /// The mirror was made by an earlier version, and reading does not change it.
    #[error(
        "{address}: the mirror in the schema {schema} has layout {found}, and layout {known} is needed; push to it once, which upgrades it"
    )]
    Older {
        /// Where.
        address: String,
        /// Its schema.
        schema: String,
        /// The layout of the mirror.
        found: usize,
        /// The layout that is read.
        known: usize,
    },
    /// None of the archives can be read.
    #[error(
        "{address}: the mirror holds no archive whose first push has finished; run `agentexport push` again"
    )]
    Incomplete {
        /// Where.
        address: String,
    },
    /// An archive that is not in the mirror.
    #[error("{address}: the mirror holds no archive {wanted:?}; it has {present}")]
    NoSuchArchive {
        /// Where.
        address: String,
        /// The identifier asked for.
        wanted: String,
        /// The identifiers there are.
        present: String,
    },
    /// The copy that a report reads could not be made.
    #[error("cannot make a temporary copy of the mirror: {0}; check the space in the temporary directory")]
    Replica(String),
    /// Another push took too long.
    #[error("{address}: another push has held the mirror for {seconds} seconds; try again later")]
    Locked {
        /// Where.
        address: String,
        /// How long was waited.
        seconds: u64,
    },
}

impl MirrorError {
    /// True when the same attempt may succeed on a new connection.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Connect { .. } | Self::Lost { .. })
    }
}
