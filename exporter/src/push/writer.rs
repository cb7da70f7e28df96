//! Transactions on a mirror: batches of sessions, removals, and the end of a push.

use std::collections::HashMap;

use super::session::SessionRows;
use super::settings::Settings;
use super::{PushError, PushOptions, Pushed};
use crate::archive::mirror::layout;
use crate::archive::mirror::tables::{ARCHIVES, MESSAGES, SESSIONS, Table, USAGE_EVENTS};
use crate::archive::mirror::{Database, Kind, MirrorError, Target, Value, text_of};

/// So many messages are written in one transaction, and then the rest of the last session.
const MESSAGES_AT_ONCE: usize = 50_000;
/// So many sessions are written or removed in one transaction.
const SESSIONS_AT_ONCE: usize = 2_000;

/// Sessions to be written together.
#[derive(Debug, Default)]
pub(super) struct Batch {
    sessions: Vec<SessionRows>,
    /// Those that are in the mirror already.
    replaced: Vec<String>,
    messages: usize,
}

impl Batch {
    /// Adds a session; `is_known` when it replaces one.
    pub(super) fn add(&mut self, session: SessionRows, is_known: bool) {
        self.messages += session.messages.len();
        if is_known {
            self.replaced.push(session.id.clone());
        }
        self.sessions.push(session);
    }

    /// True when it should be written.
    pub(super) fn is_full(&self) -> bool {
        self.messages >= MESSAGES_AT_ONCE || self.sessions.len() >= SESSIONS_AT_ONCE
    }
}

/// An archive's part of a mirror.
pub(super) struct Writer<'d> {
    database: &'d mut dyn Database,
    schema: &'d str,
    entry: layout::ArchiveEntry,
    /// Why the last session that was refused was.
    refusal: Option<MirrorError>,
}

impl<'d> Writer<'d> {
    /// Finds the archive in the mirror, or gives it a number there.
    pub(super) fn open(
        database: &'d mut dyn Database,
        schema: &'d str,
        database_id: &str,
        options: &PushOptions,
    ) -> Result<Self, PushError> {
        let entries = layout::archives(database, schema)?;
        if let Some(entry) = entries.iter().find(|entry| entry.database_id == database_id) {
            return Ok(Self { database, schema, entry: entry.clone(), refusal: None });
        }
        let archive = entries.iter().map(|entry| entry.archive).max().unwrap_or(0) + 1;
        let entry = layout::ArchiveEntry {
            archive,
            database_id: database_id.to_owned(),
            machine: options.machine.clone(),
            is_complete: false,
            settings_fingerprint: String::new(),
        };
        let row = vec![
            Value::Integer(archive),
            Value::text(database_id.as_bytes()).into_owned(),
            Value::text(options.machine.as_bytes()).into_owned(),
            Value::Flag(false),
            Value::text(b""),
            Value::text(options.now.as_bytes()).into_owned(),
        ];
        database.append(target(schema, &ARCHIVES), &mut [row.as_slice()].into_iter())?;
        Ok(Self { database, schema, entry, refusal: None })
    }

    /// The number of the archive in the mirror.
    pub(super) fn archive(&self) -> i64 {
        self.entry.archive
    }

    /// The fingerprints of the sessions in the mirror, by identifier.
    pub(super) fn fingerprints(&mut self) -> Result<HashMap<String, String>, PushError> {
        let dialect = self.database.dialect();
        let sql = format!(
            "SELECT {}, {} FROM \"{}\".sessions WHERE archive = {}",
            dialect.cast("id", Kind::Text),
            dialect.cast("fingerprint", Kind::Text),
            self.schema,
            self.entry.archive
        );
        let mut fingerprints = HashMap::new();
        self.database.visit(&sql, &[Kind::Text, Kind::Text], &mut |cells| {
            fingerprints.insert(text_of(&cells[0]), text_of(&cells[1]));
            Ok(())
        })?;
        Ok(fingerprints)
    }

    /// Writes sessions, all or none of a transaction. When the database refuses them, each gets a transaction of its own, and
    /// one that is refused still is skipped.
    pub(super) fn write(&mut self, batch: Batch, pushed: &mut Pushed) -> Result<(), PushError> {
        if batch.sessions.is_empty() {
            return Ok(());
        }
        let messages = batch.messages;
        match self.transact(|writer| writer.replace(&batch.sessions, &batch.replaced)) {
            Ok(()) => {
                pushed.sessions += batch.sessions.len();
                pushed.messages += messages;
                Ok(())
            }
            Err(error @ MirrorError::Refused { .. }) => {
                if let [session] = batch.sessions.as_slice() {
                    pushed.skipped.push(format!("session {:?}: {error}", session.id));
                    self.refusal = Some(error);
                    return Ok(());
                }
                for session in batch.sessions {
                    let mut alone = Batch::default();
                    let is_known = batch.replaced.contains(&session.id);
                    alone.add(session, is_known);
                    self.write(alone, pushed)?;
                }
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Fails when sessions were refused and none was written: then something is wrong with the mirror, not with a row.
    pub(super) fn check(&mut self, pushed: &Pushed) -> Result<(), PushError> {
        match self.refusal.take() {
            Some(refusal) if pushed.sessions == 0 => Err(refusal.into()),
            _ => Ok(()),
        }
    }

    /// Takes sessions out of the mirror.
    pub(super) fn remove(&mut self, ids: &[String]) -> Result<(), PushError> {
        for some in ids.chunks(SESSIONS_AT_ONCE) {
            self.transact(|writer| writer.delete(some))?;
        }
        Ok(())
    }

    /// Writes what is not of one session, if it differs, and notes that the archive is all there. Returns whether it differed.
    pub(super) fn finish(&mut self, settings: &Settings, options: &PushOptions) -> Result<bool, PushError> {
        let differs = self.entry.settings_fingerprint != settings.fingerprint;
        if !differs && self.entry.is_complete && self.entry.machine == options.machine {
            return Ok(false);
        }
        self.transact(|writer| {
            let (schema, archive) = (writer.schema, writer.entry.archive);
            if differs {
                for (table, rows) in &settings.tables {
                    let sql = format!("DELETE FROM \"{schema}\".{} WHERE archive = {archive}", table.name);
                    writer.database.execute(&sql)?;
                    writer.database.append(target(schema, table), &mut rows.iter().map(Vec::as_slice))?;
                }
            }
            let sql = format!(
                "UPDATE \"{schema}\".archives SET is_complete = true, settings_fingerprint = $1, machine = $2, \
                 pushed_at = $3 WHERE archive = {archive}"
            );
            let values = [&settings.fingerprint, &options.machine, &options.now]
                .map(|text| Value::text(text.as_bytes()));
            writer.database.execute_with(&sql, &values).map(|_| ())
        })?;
        Ok(differs)
    }

    fn replace(&mut self, sessions: &[SessionRows], replaced: &[String]) -> Result<(), MirrorError> {
        if !replaced.is_empty() {
            self.delete(replaced)?;
        }
        let (schema, database) = (self.schema, &mut self.database);
        database.append(target(schema, &SESSIONS), &mut sessions.iter().map(|of| of.session.as_slice()))?;
        let messages = &mut sessions.iter().flat_map(|of| &of.messages).map(Vec::as_slice);
        database.append(target(schema, &MESSAGES), messages)?;
        let usage_events = &mut sessions.iter().flat_map(|of| &of.usage_events).map(Vec::as_slice);
        database.append(target(schema, &USAGE_EVENTS), usage_events)
    }

    fn delete(&mut self, ids: &[String]) -> Result<(), MirrorError> {
        let ids: Vec<_> = ids.iter().map(String::as_str).collect();
        for (table, column) in [(MESSAGES, "session_id"), (USAGE_EVENTS, "session_id"), (SESSIONS, "id")] {
            let sql = format!(
                "DELETE FROM \"{}\".{} WHERE archive = {}",
                self.schema, table.name, self.entry.archive
            );
            self.database.execute_among(&sql, column, &ids)?;
        }
        Ok(())
    }

    /// One transaction, which gives the mirror a new revision.
    fn transact(
        &mut self,
        body: impl FnOnce(&mut Self) -> Result<(), MirrorError>,
    ) -> Result<(), MirrorError> {
        self.database.execute("BEGIN")?;
        let done = body(self).and_then(|()| layout::next_revision(self.database, self.schema));
        match done {
            Ok(()) => self.database.execute("COMMIT"),
            Err(error) => {
                // A lost connection has rolled back by itself.
                let _ = self.database.execute("ROLLBACK");
                Err(error)
            }
        }
    }
}

fn target<'t>(schema: &'t str, table: &Table) -> Target<'t> {
    Target { schema, table: table.name, columns: table.columns }
}
