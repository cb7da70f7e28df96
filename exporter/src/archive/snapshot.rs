//! Reading an archive: one connection, one read transaction, and a second try when the files moved meanwhile.
//! The caller's statements run against a [`Snapshot`]; what they ask is no concern of this module.

use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::SystemTime;

use rusqlite::Connection;

use super::connect::{connect, needs_other_access};
use super::error::ArchiveError;
use super::files::{Access, CLOCK_GRAIN, Files};
use super::layout::{self, Generation};

/// How often to begin again when the archive changes under a reader without locks.
const ATTEMPTS: usize = 16;

/// An archive as it was at one moment, open for reading.
#[derive(Debug)]
pub struct Snapshot {
    connection: Connection,
    path: PathBuf,
    generation: Generation,
    access: Access,
    /// The files as they were before the snapshot was opened.
    files: Files,
    /// Whether any later change would show in the files' modification times.
    changes_would_show: bool,
}

impl Snapshot {
    /// The connection, inside its read transaction.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// The archive's path, as it was given.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Which tables and columns to expect.
    pub fn generation(&self) -> Generation {
        self.generation
    }

    /// True when this is the copy of a mirror.
    pub fn is_replica(&self) -> bool {
        self.generation == Generation::Replica
    }

    /// Bytes on disk, for progress: what a full read may have to go through.
    pub fn bytes(&self) -> u64 {
        self.files.bytes()
    }

    /// The same snapshot once more, for another thread; none when a writer may have committed in between, so that
    /// it may not be the same.
    ///
    /// # Errors
    ///
    /// SQLite's, as an [`ArchiveError`].
    pub fn twin(&self) -> Result<Option<Self>, ArchiveError> {
        if self.access == Access::LockedWithLog && !self.changes_would_show {
            return Ok(None);
        }
        let connection = connect(&self.path, self.access).map_err(|error| self.error(&error))?;
        // Every commit writes to the log, and is in both snapshots or shows here. The other ways of reading keep
        // writers out or look at the files afterwards anyway.
        if self.access == Access::LockedWithLog && Files::observe(&self.path)? != self.files {
            return Ok(None);
        }
        let (path, files) = (self.path.clone(), self.files.clone());
        Ok(Some(Self { connection, path, files, ..*self }))
    }

    /// The archive error that an SQLite error on this archive amounts to.
    pub fn error(&self, error: &rusqlite::Error) -> ArchiveError {
        ArchiveError::from_sqlite(&self.path, error)
    }

    fn open(path: &Path, files: &Files, changes_would_show: bool, access: Access) -> Result<Self, OpenError> {
        let sqlite = |error: rusqlite::Error| OpenError {
            needs_other_access: needs_other_access(&error),
            error: ArchiveError::from_sqlite(path, &error),
        };
        let connection = connect(path, access).map_err(sqlite)?;
        if let Some(error) = truncation(&connection, path, access).map_err(sqlite)? {
            return Err(OpenError { needs_other_access: false, error });
        }
        let generation = match layout::recognise(&connection).map_err(sqlite)? {
            Ok(generation) => generation,
            Err(missing) => {
                let user_version =
                    connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(sqlite)?;
                let error = ArchiveError::UnknownLayout { path: path.to_owned(), missing, user_version };
                return Err(OpenError { needs_other_access: false, error });
            }
        };
        let (path, files) = (path.to_owned(), files.clone());
        Ok(Self { connection, path, generation, access, files, changes_would_show })
    }
}

/// The error of a file that ends within a page: SQLite misses whole pages itself, but takes what a page lacks for
/// zeros. With a log, pages need not be in the file yet.
fn truncation(
    connection: &Connection,
    path: &Path,
    access: Access,
) -> rusqlite::Result<Option<ArchiveError>> {
    if access.reads_log() {
        return Ok(None);
    }
    let sql = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
    let announced = connection.query_row(sql, [], |row| row.get::<_, i64>(0))?.unsigned_abs();
    let present = path.metadata().map_or(announced, |metadata| metadata.len());
    Ok((present < announced).then(|| ArchiveError::Truncated { path: path.to_owned(), announced, present }))
}

/// Why a snapshot could not be opened in one of the ways.
struct OpenError {
    needs_other_access: bool,
    error: ArchiveError,
}

/// Runs `body` on one snapshot of the archive at `path`, and returns what it returns.
///
/// Nothing is written, neither to the archive nor beside it. Where SQLite's locks cannot keep the snapshot
/// without writing, the files are compared before and after; when they changed, what `body` returned is
/// dropped and it runs again on a new snapshot. So `body` must not have effects of its own.
///
/// # Errors
///
/// What `body` returns, or an [`ArchiveError`] when the archive cannot be opened, is of no known layout, or
/// keeps changing.
pub fn read_file<T, E: From<ArchiveError>>(
    path: &Path,
    mut body: impl FnMut(&Snapshot) -> Result<T, E>,
) -> Result<T, E> {
    for _ in 0..ATTEMPTS {
        // Taken first: a change that has only just been made must count as fresh.
        let now = SystemTime::now();
        let files = Files::observe(path)?;
        let changes_would_show = !files.are_fresh(now);
        if let Some(result) = attempt(path, &files, changes_would_show, &mut body) {
            return result;
        }
        sleep(CLOCK_GRAIN);
    }
    Err(ArchiveError::KeptChanging(path.to_owned()).into())
}

/// One attempt; none when the files changed, so that neither its value nor its error can be trusted.
fn attempt<T, E: From<ArchiveError>>(
    path: &Path,
    files: &Files,
    changes_would_show: bool,
    body: &mut impl FnMut(&Snapshot) -> Result<T, E>,
) -> Option<Result<T, E>> {
    let mut refusal = None;
    for &access in files.accesses() {
        if access.is_unlocked() {
            if files.has_journal_content() {
                return Some(Err(ArchiveError::InterruptedWrite(path.to_owned()).into()));
            }
            if !changes_would_show {
                return None;
            }
        }
        match Snapshot::open(path, files, changes_would_show, access) {
            Ok(snapshot) if access.is_unlocked() => {
                let result = body(&snapshot);
                return is_undisturbed(path, files, access).then_some(result);
            }
            // Locks keep the snapshot from here on.
            Ok(snapshot) => return is_undisturbed(path, files, access).then(|| body(&snapshot)),
            Err(OpenError { needs_other_access: true, error }) => refusal = Some(error),
            Err(OpenError { error, .. }) => {
                return is_undisturbed(path, files, access).then(|| Err(error.into()));
            }
        }
    }
    refusal.filter(|_| is_undisturbed(path, files, Access::FileAndLog)).map(|error| Err(error.into()))
}

/// True when what was read through `access` is one archive at one moment. Under locks it is enough that no other
/// archive was put in the place of this one while its files were being opened.
fn is_undisturbed(path: &Path, files: &Files, access: Access) -> bool {
    Files::observe(path)
        .is_ok_and(|now| if access.is_unlocked() { now == *files } else { now.is_same_database(files) })
}
