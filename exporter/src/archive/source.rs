//! What a report reads: the file of an archive, or a mirror in another database.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::error::ArchiveError;
use super::locate::locate;
use super::mirror::{Address, Mirror};
use super::snapshot::{Snapshot, read_file};

/// An archive, wherever it is.
#[derive(Debug)]
#[non_exhaustive]
pub enum Source {
    /// The file of an archive.
    File(PathBuf),
    /// A copy in another database.
    Mirror(Mirror),
}

impl Source {
    /// What `text` names: an address, the file of an archive, or the directory that holds one. `schema` and `archive` select
    /// within a mirror.
    ///
    /// # Errors
    ///
    /// [`ArchiveError`] when nothing is there, or `schema` or `archive` is given for a file.
    pub fn named(
        text: &OsStr,
        schema: Option<String>,
        archive: Option<String>,
    ) -> Result<Self, ArchiveError> {
        if let Some(address) = Address::recognise(text) {
            return Ok(Self::Mirror(Mirror::new(address, schema, archive)?));
        }
        let path = Path::new(text);
        if schema.is_some() || archive.is_some() {
            return Err(ArchiveError::NotAMirror(path.to_owned()));
        }
        if path.is_dir() { Self::of_directory(path) } else { Ok(Self::File(path.to_owned())) }
    }

    /// The archive in a data directory.
    ///
    /// # Errors
    ///
    /// As [`locate`].
    pub fn of_directory(data_directory: &Path) -> Result<Self, ArchiveError> {
        locate(data_directory).map(Self::File)
    }
}

/// Runs `body` on one snapshot of the archive, and returns what it returns. As `body` may run again, it must not have
/// effects of its own.
///
/// # Errors
///
/// What `body` returns, or an [`ArchiveError`] when the archive cannot be read, is of no known layout, or keeps changing.
pub fn read<T, E: From<ArchiveError>>(
    source: &Source,
    body: impl FnMut(&Snapshot) -> Result<T, E>,
) -> Result<T, E> {
    match source {
        Source::File(path) => read_file(path, body),
        Source::Mirror(mirror) => {
            // Kept until the end: the file goes away with the last use of the replica.
            let replica = mirror.replica().map_err(ArchiveError::from)?;
            read_file(replica.path(), body)
        }
    }
}
