//! The archive: where it is, which generation it is of, and one read-only snapshot of it; also of a mirror of it in another
//! database. Knows files, drivers and layouts; knows nothing of what a row means.
//!
//! Read-only is literal: no byte of the data directory changes and no file appears in it, in any of these states.
//!
//! | on disk | how it is read | what keeps the snapshot |
//! |---|---|---|
//! | no `-wal`, rollback mode | `mode=ro` | SQLite's shared lock |
//! | `-wal` and `-shm`: a writer is at work, or crashed | `mode=ro&readonly_shm=1` | SQLite's shared locks |
//! | no `-wal` or an empty one, write-ahead mode | `immutable=1` | files compared before and after |
//! | `-wal` with content, `-shm` absent or unusable | `vfs=unix-none`, log index in memory | the same |
//! | `-journal` of a crashed writer | not at all: an error | |
//!
//! One window remains: when the last writer closes between our look at the `-wal` and SQLite's, SQLite leaves
//! an empty `-wal` in the place of the one just deleted. And run as root, SQLite makes the owner of the database
//! the owner of the `-wal` and `-shm` that it opens, as it did when it created them.

mod connect;
mod error;
mod files;
mod layout;
mod locate;
#[cfg_attr(
    not(all(feature = "postgres", feature = "duckdb")),
    allow(dead_code, unused_variables, reason = "what only one driver needs is idle without it")
)]
pub mod mirror;
mod release;
mod snapshot;
mod source;

pub use error::ArchiveError;
pub use layout::Generation;
pub use locate::{ARCHIVE_FILE, choice_of_directory, data_directory, locate, own_data_directory};
pub use release::{Header, Scrutiny};
pub use snapshot::{Snapshot, read_file};
pub use source::{Source, read};

/// The tables of an archive that is made here, as SQL.
pub(crate) const TABLES: &str = include_str!("tables.sql");
