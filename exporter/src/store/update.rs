//! Updating an archive in place: a transaction for each log file, in the write-ahead log, where readers see it
//! at once and whole.

use rusqlite::{Connection, TransactionBehavior, params};

use super::error::AtPath as _;
use super::write::{self, Circumstances};
use super::{Entry, Store, StoreError, connect, identity, prices};

/// An archive that is being updated.
#[derive(Debug)]
pub struct Update<'s> {
    store: &'s Store,
    connection: Connection,
}

impl<'s> Update<'s> {
    pub(super) fn begin(store: &'s Store) -> Result<Self, StoreError> {
        let prepare = || -> rusqlite::Result<Connection> {
            let mut connection = connect(&store.path)?;
            // The mode is part of the file; a swap that was interrupted may have left another one.
            connection.pragma_update(None, "journal_mode", "WAL")?;
            connection.pragma_update(None, "synchronous", "NORMAL")?;
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            identity::scrub(&transaction, &store.now)?;
            prices::fill_in(&transaction, &store.prices, &store.now)?;
            transaction.commit()?;
            Ok(connection)
        };
        Ok(Self { store, connection: prepare().at(&store.path)? })
    }

    /// Puts what a file holds in place of what it held.
    ///
    /// # Errors
    ///
    /// What SQLite says; the archive then is as it was before this file.
    pub fn write(&mut self, entry: &Entry) -> Result<(), StoreError> {
        let around = Circumstances { keep_titles: self.store.settings.keep_titles, now: &self.store.now };
        let connection = &mut self.connection;
        let mut write = || {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            write::put(&transaction, entry, &around)?;
            transaction.commit()
        };
        write().at(&self.store.path)
    }

    /// Gives sessions the names that users gave them since their logs were read, if names are kept.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn rename<'t>(&mut self, titles: impl Iterator<Item = (&'t str, &'t str)>) -> Result<(), StoreError> {
        if !self.store.settings.keep_titles {
            return Ok(());
        }
        let connection = &mut self.connection;
        let write = || {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for (id, name) in titles {
                transaction
                    .prepare_cached(
                        "UPDATE sessions SET session_name = ?2 \
                         WHERE id = 'codex:' || ?1 AND session_name IS NOT ?2 AND deleted_at IS NULL",
                    )?
                    .execute(params![id, name])?;
            }
            transaction.commit()
        };
        write().at(&self.store.path)
    }

    /// Folds the log into the archive, as far as readers let it.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn finish(self) -> Result<(), StoreError> {
        self.connection.close().map_err(|(_, cause)| cause).at(&self.store.path)
    }
}
