//! What is on disk around an archive (the database, its `-wal`, `-shm` and `-journal`), which ways of reading
//! leave all of that untouched, and whether it changed meanwhile. Never opens a file that SQLite may have locked:
//! closing it would drop all POSIX locks of this process on it, those of open snapshots included.

use std::ffi::OsString;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::error::ArchiveError;

/// A change within this time of the previous one may leave the same modification time on disk.
pub(super) const CLOCK_GRAIN: Duration = Duration::from_millis(20);

/// One page of the smallest size there is.
const SMALLEST_DATABASE: u64 = 512;

/// A way to read an archive without writing a byte beside it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Access {
    /// The database file alone, under SQLite's shared lock; refused by SQLite when the file calls for a `-wal`.
    Locked,
    /// The database file and its `-wal` under SQLite's locks; the `-shm` is read and locked, never written.
    LockedWithLog,
    /// The database file alone, without locks: correct only while nothing changes.
    FileAlone,
    /// The database file and its `-wal`, indexed in memory, without locks: correct only while nothing changes.
    FileAndLog,
}

impl Access {
    /// True when nothing but a look at the files afterwards shows whether the snapshot was kept.
    pub(super) fn is_unlocked(self) -> bool {
        matches!(self, Self::FileAlone | Self::FileAndLog)
    }

    /// True when pages are also read from the log.
    pub(super) fn reads_log(self) -> bool {
        matches!(self, Self::LockedWithLog | Self::FileAndLog)
    }
}

/// What tells one state of a file from another without reading it.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    identity: Identity,
}

/// Which file a path leads to. The time of the last change of its metadata says nothing: run as root, SQLite
/// sets the owner of the files beside the database whenever it opens them.
#[cfg(unix)]
#[derive(Clone, PartialEq, Eq, Debug)]
struct Identity {
    device: u64,
    inode: u64,
}

/// Which file a path leads to: not to be had here without opening it.
#[cfg(not(unix))]
#[derive(Clone, PartialEq, Eq, Debug)]
struct Identity;

impl Stamp {
    #[cfg(unix)]
    fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        let identity = Identity { device: metadata.dev(), inode: metadata.ino() };
        Self { length: metadata.len(), modified: metadata.modified().ok(), identity }
    }

    #[cfg(not(unix))]
    fn of(metadata: &Metadata) -> Self {
        Self { length: metadata.len(), modified: metadata.modified().ok(), identity: Identity }
    }

    fn is_same_file(&self, other: &Self) -> bool {
        self.identity == other.identity
    }

    fn is_fresh(&self, now: SystemTime) -> bool {
        self.modified
            .and_then(|modified| now.duration_since(modified).ok())
            .is_some_and(|age| age < CLOCK_GRAIN)
    }
}

/// The files of an archive at one moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Files {
    database: Stamp,
    log: Option<Stamp>,
    has_log_index: bool,
    has_journal_content: bool,
}

impl Files {
    /// Looks at the archive at `path` and the files beside it.
    ///
    /// # Errors
    ///
    /// When there is no archive, it is empty or not a regular file, or one of the files cannot be looked at.
    pub(super) fn observe(path: &Path) -> Result<Self, ArchiveError> {
        let database = path.metadata().map_err(|cause| ArchiveError::from_io(path, cause))?;
        if database.is_dir() {
            return Err(ArchiveError::IsDirectory(path.to_owned()));
        }
        // Opening a pipe would wait for its other end.
        if !database.is_file() {
            return Err(ArchiveError::NotAFile(path.to_owned()));
        }
        if database.len() == 0 {
            return Err(ArchiveError::Empty(path.to_owned()));
        }
        // SQLite takes a file of one byte for an empty database.
        if database.len() < SMALLEST_DATABASE {
            return Err(ArchiveError::NotADatabase(path.to_owned()));
        }
        // SQLite follows links before it looks for the other files.
        let real = path.canonicalize().map_err(|cause| ArchiveError::from_io(path, cause))?;
        let log = metadata(&beside(&real, "-wal"))?;
        let log_index = metadata(&beside(&real, "-shm"))?;
        Ok(Self {
            database: Stamp::of(&database),
            log: log.as_ref().map(Stamp::of),
            has_log_index: log_index.is_some(),
            has_journal_content: has_content(&beside(&real, "-journal"))?,
        })
    }

    /// The ways to read these files, best first; a later one is for when SQLite refuses the one before it.
    pub(super) fn accesses(&self) -> &'static [Access] {
        use Access::{FileAlone, FileAndLog, Locked, LockedWithLog};
        match (self.log.as_ref().map(|log| log.length), self.has_log_index) {
            (None, _) => &[Locked, FileAlone],
            (Some(0), true) => &[LockedWithLog, FileAlone],
            (Some(0), false) => &[FileAlone],
            (Some(_), true) => &[LockedWithLog, FileAndLog],
            (Some(_), false) => &[FileAndLog],
        }
    }

    /// True when a rollback journal holds what may be the old content of a half-written database file.
    /// Where SQLite has locks finds out itself, and knows whether the writer is still at work.
    pub(super) fn has_journal_content(&self) -> bool {
        self.has_journal_content
    }

    /// True when a further change of the files right now might not show in their modification times.
    pub(super) fn are_fresh(&self, now: SystemTime) -> bool {
        self.database.is_fresh(now) || self.log.as_ref().is_some_and(|log| log.is_fresh(now))
    }

    /// True when the path still leads to the same database file.
    pub(super) fn is_same_database(&self, other: &Self) -> bool {
        self.database.is_same_file(&other.database)
    }

    /// Bytes of database and log together: what a full read may have to go through.
    pub(super) fn bytes(&self) -> u64 {
        self.database.length + self.log.as_ref().map_or(0, |log| log.length)
    }
}

/// The path of a file that SQLite keeps beside the database.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}

/// The metadata of a file that may be absent.
fn metadata(path: &Path) -> Result<Option<Metadata>, ArchiveError> {
    present(path, path.metadata())
}

/// True when the rollback journal at `path` has not been emptied or invalidated by its writer.
fn has_content(path: &Path) -> Result<bool, ArchiveError> {
    let mut first = Vec::new();
    let read = File::open(path).and_then(|file| file.take(1).read_to_end(&mut first));
    Ok(present(path, read)?.is_some() && first.first().is_some_and(|&byte| byte != 0))
}

fn present<T>(path: &Path, result: io::Result<T>) -> Result<Option<T>, ArchiveError> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(ArchiveError::from_io(path, cause)),
    }
}
