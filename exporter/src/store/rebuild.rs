//! Making an archive anew in a file beside it. Until the swap at the end nobody sees that file, so it needs no
//! journal, and indexes can wait until the tables are full.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use agent_contracts::identity::Mappings;
use rusqlite::Connection;

use super::error::AtPath as _;
use super::write::{self, Circumstances};
use super::{
    Condition, Entry, Store, StoreError, carry_over, connect, prices, read_mappings, settings, swap,
};

/// Behind the archive's name.
const SUFFIX: &str = "-rebuild";

/// What is made behind the last one.
const FINISH: &str = include_str!("finish.sql");

/// An archive that is being made.
#[derive(Debug)]
pub struct Rebuild<'s> {
    store: &'s Store,
    path: PathBuf,
    connection: Connection,
    written: usize,
}

impl<'s> Rebuild<'s> {
    pub(super) fn begin(store: &'s Store) -> Result<Self, StoreError> {
        let mut name = store.path.clone().into_os_string();
        name.push(SUFFIX);
        let path = PathBuf::from(name);
        remove_leftovers(&path)?;
        let prepare = || -> rusqlite::Result<Connection> {
            let connection = connect(&path)?;
            // Nothing here needs to survive a crash, and nobody else looks at it. The old archive is not meant.
            let own = Some("main");
            connection.pragma_update(own, "journal_mode", "OFF")?;
            connection.pragma_update(own, "synchronous", "OFF")?;
            connection.pragma_update(own, "locking_mode", "EXCLUSIVE")?;
            connection.pragma_update(own, "cache_size", -32_000)?;
            if store.condition != Condition::Missing {
                carry_over::attach(&connection, &store.path)?;
            }
            connection.execute_batch("BEGIN")?;
            connection.execute_batch(crate::archive::TABLES)?;
            settings::introduce(&connection, &store.settings, &store.now)?;
            if store.condition != Condition::Missing {
                carry_over::before(&connection)?;
            }
            Ok(connection)
        };
        let connection = prepare().at(&path)?;
        Ok(Self { store, path, connection, written: 0 })
    }

    /// What users said about directories in the old archive.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn mappings(&self) -> Result<Mappings, StoreError> {
        read_mappings(&self.connection).at(&self.path)
    }

    /// Writes what a file holds.
    ///
    /// # Errors
    ///
    /// What SQLite says; this rebuild then cannot go on.
    pub fn write(&mut self, entry: &Entry) -> Result<(), StoreError> {
        let around = Circumstances { keep_titles: self.store.settings.keep_titles, now: &self.store.now };
        self.written += 1;
        write::put(&self.connection, entry, &around).at(&self.path)
    }

    /// Takes over from the old archive what logs do not tell, and puts the new one in its place. `found` is how many
    /// log files there are.
    ///
    /// # Errors
    ///
    /// [`StoreError::NothingFound`], [`StoreError::InUse`], or what SQLite or the system says. The old archive is
    /// as it was then.
    pub fn finish(self, found: usize) -> Result<(), StoreError> {
        let Self { store, path, connection, written } = self;
        let has_old = store.condition != Condition::Missing;
        let complete = || -> rusqlite::Result<bool> {
            if has_old {
                if written * 2 <= found && carry_over::has_logs(&connection)? {
                    return Ok(false);
                }
                carry_over::after(&connection, &store.settings, &store.now)?;
            }
            prices::fill_in(&connection, &store.prices, &store.now)?;
            connection.execute_batch(FINISH)?;
            connection.execute_batch("COMMIT")?;
            if has_old {
                carry_over::detach(&connection)?;
            }
            connection.pragma_update(Some("main"), "journal_mode", "WAL")?;
            Ok(true)
        };
        let is_usable = complete().at(&path)?;
        connection.close().map_err(|(_, cause)| cause).at(&path)?;
        if !is_usable {
            remove_leftovers(&path)?;
            let directory = store.path.parent().unwrap_or(Path::new("")).to_owned();
            return Err(StoreError::NothingFound { read: written, found, directory });
        }
        swap::put_in_place(&path, &store.path, has_old)
    }
}

/// Removes what an interrupted rebuild left.
fn remove_leftovers(path: &Path) -> Result<(), StoreError> {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let mut name = path.to_owned().into_os_string();
        name.push(suffix);
        let leftover = PathBuf::from(name);
        match fs::remove_file(&leftover) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(cause).at(&leftover),
            _ => {}
        }
    }
    Ok(())
}
