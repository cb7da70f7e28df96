//! Why an archive could not be read: one variant per cause, each message one sentence that says what to do.
//! SQLite's own wording is kept at the end of the message; nothing here opens a file, except to tell a
//! truncated database from a corrupt one.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use thiserror::Error;

/// Why an archive could not be found, opened or read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ArchiveError {
    /// Neither a flag nor the environment says where the archive is.
    #[error("no data directory: pass --data-dir DIR, or set AGENTSVIEW_DATA_DIR or {home}", home = super::locate::HOME)]
    NoDataDirectory,
    /// The data directory does not exist, or is not a directory.
    #[error("{}: no such data directory; pass --data-dir DIR or set AGENTSVIEW_DATA_DIR", .0.display())]
    MissingDirectory(PathBuf),
    /// The data directory exists, the archive in it does not.
    #[error("{}: no such file; pass --data-dir with the directory that holds sessions.db", .0.display())]
    Missing(PathBuf),
    /// The archive is a file of zero bytes.
    #[error("{} is empty; let the program that writes it fill it first", .0.display())]
    Empty(PathBuf),
    /// A directory stands where the archive should be.
    #[error("{} is a directory, not an archive; pass the directory that holds sessions.db", .0.display())]
    IsDirectory(PathBuf),
    /// A pipe, socket or device stands where the archive should be.
    #[error("{} is not a regular file (a pipe, socket or device); pass a directory with a real archive", .0.display())]
    NotAFile(PathBuf),
    /// The operating system refuses to let the archive be read.
    #[error("{} cannot be read; check the permissions of it and its directory: {cause}", path.display())]
    Unreadable {
        /// The file that was tried.
        path: PathBuf,
        /// What the operating system said.
        cause: io::Error,
    },
    /// The file does not begin like an SQLite database.
    #[error("{} is not an SQLite database; restore the archive or let its program build it again", .0.display())]
    NotADatabase(PathBuf),
    /// The file ends before the pages its header announces.
    #[error("{} is truncated: its header announces {announced} bytes, the file has {present}; restore it from a backup", path.display())]
    Truncated {
        /// The archive.
        path: PathBuf,
        /// Bytes according to the header.
        announced: u64,
        /// Bytes on disk.
        present: u64,
    },
    /// SQLite met pages that contradict each other.
    #[error("{} is damaged; restore it from a backup or let its program build it again: {message}", path.display())]
    Corrupt {
        /// The archive.
        path: PathBuf,
        /// SQLite's message.
        message: String,
    },
    /// A write to the archive was interrupted and must be rolled back, which a reader must not do.
    #[error("{} holds an interrupted write (its -journal file); start the program that writes the archive once, so that it rolls the write back", .0.display())]
    InterruptedWrite(PathBuf),
    /// Another process kept the archive locked for longer than the busy timeout.
    #[error("{} is locked by another process; try again when its write is finished: {message}", path.display())]
    Locked {
        /// The archive.
        path: PathBuf,
        /// SQLite's message.
        message: String,
    },
    /// The archive changed under every one of several attempts to read it without locks.
    #[error("{} kept changing while it was read; try again when its writer is idle", .0.display())]
    KeptChanging(PathBuf),
    /// A table or column that every known layout needs is absent.
    #[error(
        "{}: schema missing {missing} (user_version {user_version}); the layouts of releases {known} can be read: start the program of an older archive once so that it upgrades it; a newer archive needs an agentexport that knows its layout",
        path.display(), known = super::layout::KNOWN_RELEASES
    )]
    UnknownLayout {
        /// The archive.
        path: PathBuf,
        /// `table x` or `table.column`, the first one absent in the order of the closest layout.
        missing: String,
        /// The archive's `PRAGMA user_version`, for the report only: it decides nothing.
        user_version: i64,
    },
    /// A copy in another database.
    #[error(transparent)]
    Mirror(#[from] super::mirror::MirrorError),
    /// A choice within a mirror, for a file.
    #[error("{} is the file of one archive; --schema and --archive choose within a mirror only", .0.display())]
    NotAMirror(PathBuf),
    /// Any other refusal of SQLite.
    #[error("{} cannot be read: {message}", path.display())]
    Sqlite {
        /// The archive.
        path: PathBuf,
        /// SQLite's message.
        message: String,
    },
}

impl ArchiveError {
    /// The archive error that an SQLite error on the archive at `path` amounts to.
    pub fn from_sqlite(path: &Path, error: &rusqlite::Error) -> Self {
        let path = path.to_owned();
        let message = error.to_string();
        let Some(code) = error.sqlite_error() else { return Self::Sqlite { path, message } };
        match code.code {
            ErrorCode::NotADatabase => Self::NotADatabase(path),
            ErrorCode::DatabaseCorrupt => match truncation(&path) {
                Some((announced, present)) => Self::Truncated { path, announced, present },
                None => Self::Corrupt { path, message },
            },
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed => {
                Self::Locked { path, message }
            }
            ErrorCode::CannotOpen => match File::open(&path) {
                Err(cause) => Self::from_io(&path, cause),
                Ok(_) => Self::Sqlite { path, message },
            },
            ErrorCode::ReadOnly if code.extended_code == rusqlite::ffi::SQLITE_READONLY_ROLLBACK => {
                Self::InterruptedWrite(path)
            }
            _ => Self::Sqlite { path, message },
        }
    }

    /// The archive error that a failed file operation on `path` amounts to.
    pub(super) fn from_io(path: &Path, cause: io::Error) -> Self {
        match cause.kind() {
            io::ErrorKind::NotFound => Self::Missing(path.to_owned()),
            io::ErrorKind::IsADirectory => Self::IsDirectory(path.to_owned()),
            _ => Self::Unreadable { path: path.to_owned(), cause },
        }
    }
}

/// The announced and present sizes of a database file that is too short, when that is what is wrong with it.
/// Opening the file here ends the locks of a snapshot that is still open, which has failed by now.
fn truncation(path: &Path) -> Option<(u64, u64)> {
    let present = path.metadata().ok()?.len();
    let mut header = [0; 100];
    File::open(path).ok()?.read_exact(&mut header).ok()?;
    let number = |at: usize| u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
    let page_size = match u16::from_be_bytes([header[16], header[17]]) {
        1 => 65_536,
        size => u64::from(size),
    };
    let announced = u64::from(number(28)) * page_size;
    // The page count holds only while the change counter equals the one it was written with.
    (number(24) == number(92) && present < announced).then_some((announced, present))
}
