//! Why an archive could not be written: one sentence each, with what to do.

use std::io;
use std::path::PathBuf;

use rusqlite::ErrorCode;
use thiserror::Error;

/// Why an archive could not be written. What was there before is as it was.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Another program made what is there.
    #[error(
        "{} was made by another program, and sync writes only archives of its own; pass --data-dir with another directory",
        .0.display()
    )]
    Foreign(PathBuf),
    /// Another sync is at work.
    #[error("another sync is writing into {}; wait for it to end", .0.display())]
    Busy(PathBuf),
    /// Readers keep the archive open, so it cannot be replaced.
    #[error("{} is being read, and cannot be replaced now; end the other program or try again", .0.display())]
    InUse(PathBuf),
    /// A rebuild found next to nothing where there was something.
    #[error(
        "{} of {} log files could be read, but the archive in {} was made from some; it stays as it is. Check the directories of the logs",
        read, found, directory.display()
    )]
    NothingFound {
        /// Files that were read.
        read: usize,
        /// Files that were found.
        found: usize,
        /// The data directory.
        directory: PathBuf,
    },
    /// The operating system refuses.
    #[error("{}: {cause}; check the permissions of the data directory and the space on its disk", path.display())]
    System {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// The archive contradicts itself.
    #[error(
        "{} is damaged: {cause}; restore it from a backup, or move it away and sync again, which brings back what logs hold",
        path.display()
    )]
    Damaged {
        /// The archive.
        path: PathBuf,
        /// What SQLite said.
        cause: rusqlite::Error,
    },
    /// SQLite refuses.
    #[error("{} cannot be written: {cause}", path.display())]
    Sqlite {
        /// The archive.
        path: PathBuf,
        /// What SQLite said.
        cause: rusqlite::Error,
    },
}

/// Puts the archive's path beside what SQLite says.
pub(super) trait AtPath<T> {
    /// The value, or the error with the path.
    fn at(self, path: &std::path::Path) -> Result<T, StoreError>;
}

impl<T> AtPath<T> for rusqlite::Result<T> {
    fn at(self, path: &std::path::Path) -> Result<T, StoreError> {
        self.map_err(|cause| {
            let path = path.to_owned();
            match cause.sqlite_error_code() {
                Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                    StoreError::Damaged { path, cause }
                }
                _ => StoreError::Sqlite { path, cause },
            }
        })
    }
}

impl<T> AtPath<T> for io::Result<T> {
    fn at(self, path: &std::path::Path) -> Result<T, StoreError> {
        self.map_err(|cause| StoreError::System { path: path.to_owned(), cause })
    }
}
