//! Copying an archive into a mirror: what reports read of it and nothing else. Takes rows and hands them to the database of
//! [`archive::mirror`](crate::archive::mirror); reading a mirror is for `archive` alone.
//!
//! Every push reads the whole archive and sends the sessions whose fingerprint differs from the one in the mirror,
//! each with everything of it, many in a transaction; so a push that was stopped is taken up by the next one, and
//! the order and number of pushes do not show; that is also why a push may run again when the archive changed under
//! it. An archive counts as present once a push of all of it has finished.

mod error;
mod repair;
mod session;
mod settings;
mod writer;

use std::collections::{HashMap, HashSet};
use std::thread::sleep;
use std::time::{Duration, Instant};

use agent_contracts::text::lossy;

pub use error::PushError;
pub use repair::{Repaired, repair};

use crate::archive::Snapshot;
use crate::archive::mirror::{
    Address, Database, MirrorError, OWN_SCHEMA, Purpose, check_schema_name, connect, layout,
};
use crate::rows;
use session::Wanted;
use writer::{Batch, Writer};

/// How long to wait for another push to finish.
const PATIENCE: Duration = Duration::from_mins(10);
/// How often to look whether it has.
const POLL: Duration = Duration::from_millis(200);

/// Where to and what.
#[derive(Clone, Debug)]
pub struct PushOptions {
    /// The database.
    pub to: Address,
    /// The schema in it.
    pub schema: String,
    /// What `local` is called when several archives are read at once.
    pub machine: String,
    /// Whether names of sessions and first prompts go along.
    pub titles: bool,
    /// The time, to be noted in the mirror.
    pub now: String,
}

impl PushOptions {
    /// With the schema of mirrors and without titles.
    pub fn new(to: Address, machine: String, now: String) -> Self {
        Self { to, schema: OWN_SCHEMA.to_owned(), machine, titles: false, now }
    }
}

/// What a push came to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Pushed {
    /// Sessions written.
    pub sessions: usize,
    /// Their messages.
    pub messages: usize,
    /// Sessions that were in the mirror as they are.
    pub unchanged: usize,
    /// Sessions taken out of the mirror, since the archive has them no more.
    pub removed: usize,
    /// Whether prices or project identity were written.
    pub settings: bool,
    /// Rows that were left out, each with the reason.
    pub skipped: Vec<String>,
    /// What was done about remotes of others.
    pub repaired: Repaired,
}

/// A push, which may take several attempts: what it came to counts from before the first of them.
#[derive(Debug)]
pub struct Push {
    options: PushOptions,
    /// The fingerprints that the first attempt found, by session.
    before: Option<HashMap<String, String>>,
    repaired: Repaired,
}

impl Push {
    /// One that has not begun.
    pub fn new(options: PushOptions) -> Self {
        Self { options, before: None, repaired: Repaired::default() }
    }

    /// The database.
    pub fn to(&self) -> &Address {
        &self.options.to
    }

    /// Copies the archive into the mirror. `progress` hears of sessions looked at.
    ///
    /// # Errors
    ///
    /// Of the archive, and of the mirror. What was written until then stays, and a further attempt goes on from there.
    pub fn attempt(&mut self, snapshot: &Snapshot, progress: &dyn Fn(u64)) -> Result<Pushed, PushError> {
        let options = &self.options;
        let database_id = rows::database_id(snapshot)?.ok_or(PushError::NoDatabaseId)?;
        let database_id = lossy(&database_id).replace('\0', "");
        let shown = options.to.to_string();
        let schema = options.schema.as_str();
        check_schema_name(schema)?;
        let mut database = connect_alone(&options.to, schema)?;
        layout::upgrade(database.as_mut(), &shown, schema)?;
        self.repaired.rows += repair::observations(database.as_mut(), schema)?.rows;

        let mut writer = Writer::open(database.as_mut(), schema, &database_id, options)?;
        let mut known = writer.fingerprints()?;
        let before = self.before.get_or_insert_with(|| known.clone());
        let mut pushed = Pushed { repaired: self.repaired, ..Pushed::default() };
        let found = sessions(snapshot, options, &mut writer, before, &mut known, &mut pushed, progress)?;
        // What is left is in the mirror only.
        writer.remove(&known.into_keys().collect::<Vec<_>>())?;
        pushed.removed = before.keys().filter(|id| !found.contains(*id)).count();
        let settings = settings::collect(snapshot, writer.archive())?;
        pushed.settings = writer.finish(&settings, options)?;
        Ok(pushed)
    }
}

/// Connects, and keeps others from pushing meanwhile.
fn connect_alone(address: &Address, schema: &str) -> Result<Box<dyn Database>, PushError> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let waits = match connect(address, Purpose::Fill) {
            Ok(mut database) => {
                if database.try_lock(schema)? {
                    return Ok(database);
                }
                MirrorError::Locked { address: address.to_string(), seconds: PATIENCE.as_secs() }
            }
            Err(error @ MirrorError::InUse(_)) => error,
            Err(error) => return Err(error.into()),
        };
        if Instant::now() >= deadline {
            return Err(waits.into());
        }
        sleep(POLL);
    }
}

/// Writes the sessions that differ from `known`, and takes all that the archive has out of it. Returns which it has.
fn sessions(
    snapshot: &Snapshot,
    options: &PushOptions,
    writer: &mut Writer<'_>,
    before: &HashMap<String, String>,
    known: &mut HashMap<String, String>,
    pushed: &mut Pushed,
    progress: &dyn Fn(u64),
) -> Result<HashSet<String>, PushError> {
    // Repairing a text can make two identifiers equal.
    let mut taken = HashSet::new();
    let Some(numbers) = rows::session_numbers(snapshot)? else { return Ok(taken) };
    let wanted = Wanted { archive: writer.archive(), titles: options.titles };
    let mut batch = Batch::default();
    for (position, row) in rows::numbered_sessions(snapshot, numbers)? {
        let mut skip = |error: &rows::RowError| pushed.skipped.push(error.to_string());
        let found = session::collect(snapshot, wanted, position, &row, &mut skip)?;
        progress(1);
        let Some(found) = found else { continue };
        if !taken.insert(found.id.clone()) {
            pushed.skipped.push(format!("session {:?}: another one has this identifier", found.id));
            continue;
        }
        let is_as = |fingerprint: Option<&String>| fingerprint == Some(&found.fingerprint);
        let in_mirror = known.remove(&found.id);
        if is_as(before.get(&found.id)) && is_as(in_mirror.as_ref()) {
            pushed.unchanged += 1;
        } else if is_as(in_mirror.as_ref()) {
            // By an attempt before this one.
            pushed.sessions += 1;
            pushed.messages += found.messages.len();
        } else {
            batch.add(found, in_mirror.is_some());
        }
        if batch.is_full() {
            writer.write(std::mem::take(&mut batch), pushed)?;
        }
    }
    writer.write(batch, pushed)?;
    writer.check(pushed)?;
    Ok(taken)
}
