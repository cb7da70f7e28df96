//! The archive that `sync` writes: layout, rows, and the two ways to get there. The near end of the stream that
//! begins in [`logs`](crate::logs).
//!
//! An archive is [updated](Store::update) in place, one transaction for each log file, or [rebuilt](Store::rebuild)
//! beside itself and swapped at the end. Either way a reader sees whole sessions only, and a crash leaves what was
//! there. Archives that other programs made are not touched.

mod carry_over;
mod error;
mod identity;
mod prices;
mod rebuild;
mod settings;
mod swap;
mod update;
mod write;

use std::collections::HashMap;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use agent_contracts::identity::{Mapping, Mappings};
use agent_contracts::pricing::EmbeddedList;
use rusqlite::Connection;

use self::error::AtPath as _;
pub use error::StoreError;
pub use rebuild::Rebuild;
pub use settings::Settings;
pub use update::Update;

use crate::archive::ARCHIVE_FILE;
use crate::capture::Place;
use crate::logs::{FileStamp, LogFile, Session};

/// The file whose lock lets one sync in at a time.
const LOCK_FILE: &str = "sync.lock";

/// How long to wait for readers and other writers.
const PATIENCE: Duration = Duration::from_secs(5);

/// What one log file comes to.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// The file.
    pub file: LogFile,
    /// Its path, as it is stored.
    pub path: String,
    /// Its sessions, each with its place.
    pub sessions: Vec<(Session, Place)>,
    /// Sessions that are not to be stored.
    pub usage_probes: Vec<String>,
}

/// What there is in a data directory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Condition {
    /// No archive yet.
    Missing,
    /// One whose rows follow other rules or settings.
    Outdated,
    /// One that can be updated.
    Ready,
}

/// The archive of a data directory, which no other sync touches while this value lives.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    settings: Settings,
    prices: EmbeddedList,
    /// The time of this sync, as text.
    now: String,
    /// What is in the directory.
    condition: Condition,
    _lock: File,
}

impl Store {
    /// Takes possession of the archive in `directory`, which is made if need be. `prices` are
    /// those that reports go by, `now` is the time, as archives store it.
    ///
    /// # Errors
    ///
    /// [`StoreError::Foreign`], [`StoreError::Busy`], or what the system says.
    pub fn open(
        directory: &Path,
        settings: Settings,
        prices: EmbeddedList,
        now: String,
    ) -> Result<Self, StoreError> {
        let path = directory.join(ARCHIVE_FILE);
        // First of all, so that nothing is left behind in a directory of another program.
        let is_there = check_ownership(&path)?;
        make_private(directory).at(directory)?;
        let lock_path = directory.join(LOCK_FILE);
        let lock = File::create(&lock_path).at(&lock_path)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StoreError::Busy(directory.to_owned())),
            Err(TryLockError::Error(cause)) => return Err(cause).at(&lock_path),
        }
        let condition = if is_there {
            let stored =
                connect(&path).and_then(|connection| settings::fingerprint_of(&connection)).at(&path)?;
            let is_ready = stored.as_deref() == Some(settings.fingerprint().as_str());
            if is_ready { Condition::Ready } else { Condition::Outdated }
        } else {
            Condition::Missing
        };
        Ok(Self { path, settings, prices, now, condition, _lock: lock })
    }

    /// What was found.
    pub fn condition(&self) -> Condition {
        self.condition
    }

    /// Where the archive is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The log files that the archive was made from, as they were then, by path as stored.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn known_files(&self) -> Result<HashMap<String, FileStamp>, StoreError> {
        if self.condition == Condition::Missing {
            return Ok(HashMap::new());
        }
        let read = || -> rusqlite::Result<HashMap<String, FileStamp>> {
            let connection = connect(&self.path)?;
            let mut statement =
                connection.prepare("SELECT path, size, modified, inode, device FROM agentexport_files")?;
            let rows = statement.query_map([], |row| {
                let (size, modified, inode, device) = (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
                Ok((row.get(0)?, FileStamp { size, modified, inode, device }))
            })?;
            rows.collect()
        };
        read().at(&self.path)
    }

    /// What users say about directories.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn mappings(&self) -> Result<Mappings, StoreError> {
        if self.condition == Condition::Missing {
            return Ok(Mappings::default());
        }
        connect(&self.path).and_then(|connection| read_mappings(&connection)).at(&self.path)
    }

    /// Begins to update the archive in place.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn update(&self) -> Result<Update<'_>, StoreError> {
        Update::begin(self)
    }

    /// Begins to make the archive anew, beside the old one.
    ///
    /// # Errors
    ///
    /// What SQLite or the system says.
    pub fn rebuild(&self) -> Result<Rebuild<'_>, StoreError> {
        Rebuild::begin(self)
    }
}

/// Makes a directory that only its owner may look into; one that is there stays as it is.
fn make_private(directory: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}

/// A connection that may write and keeps rows whole.
fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(connection)
}

fn read_mappings(connection: &Connection) -> rusqlite::Result<Mappings> {
    let mut statement = connection.prepare(
        "SELECT machine, path_prefix, layout, project FROM worktree_project_mappings WHERE enabled = 1",
    )?;
    let text = |row: &rusqlite::Row<'_>, index| row.get(index).map(String::into_bytes);
    let mappings: Vec<Mapping> = statement
        .query_map([], |row| {
            Ok(Mapping {
                machine: text(row, 0)?,
                path_prefix: text(row, 1)?,
                layout: text(row, 2)?,
                project: text(row, 3)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Mappings::new(mappings))
}

/// Whether there is an archive, which must be one of this program. The file's header tells; to ask SQLite could
/// already change a file of somebody else.
fn check_ownership(path: &Path) -> Result<bool, StoreError> {
    let mut header = Vec::new();
    match File::open(path) {
        Ok(file) => file.take(100).read_to_end(&mut header).at(path)?,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(cause) => return Err(cause).at(path),
    };
    match header.get(68..72) {
        _ if header.is_empty() => Ok(false),
        Some(application) if application == settings::APPLICATION.to_be_bytes() => Ok(true),
        _ => Err(StoreError::Foreign(path.to_owned())),
    }
}

#[cfg(test)]
mod tests;
