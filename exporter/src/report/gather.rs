//! What messages and usage events say about sessions, gathered for the session export.

use super::activity::{LatestMessage, depends_on_messages};
use super::collect::{Collector, Progress, Sliced, WantedSessions};
use super::usage::Ledger;
use crate::archive::Snapshot;
use crate::rows::{MessageRow, RowError, SessionRow};

/// What to gather.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The latest time, for sessions whose last activity depends on it.
    Activity,
    /// Counts and usage records.
    Usage,
    /// Both.
    Everything,
}

/// What was gathered, by row index of the session.
pub(super) struct Gathered {
    /// What is being gathered.
    what: Wanted,
    /// Whether the session's last activity depends on its messages.
    pub(super) depends_on_messages: Vec<bool>,
    /// The latest message time, of sessions that depend on it.
    pub(super) latest: Vec<LatestMessage>,
    /// Messages by the assistant that are not system messages.
    pub(super) assistant_messages: Vec<u64>,
    /// Usage records.
    pub(super) ledger: Ledger,
}

impl Gathered {
    pub(super) fn new(rows: &[SessionRow]) -> Self {
        Self {
            what: Wanted::Everything,
            depends_on_messages: rows.iter().map(depends_on_messages).collect(),
            latest: vec![LatestMessage::default(); rows.len()],
            assistant_messages: vec![0; rows.len()],
            ledger: Ledger::default(),
        }
    }

    /// Reads messages, and for usage also events, of the `wanted` rows.
    pub(super) fn read(
        &mut self,
        snapshot: &Snapshot,
        rows: &[SessionRow],
        wanted: &[usize],
        what: Wanted,
        progress: Progress<'_>,
    ) -> Result<(), RowError> {
        self.what = what;
        let wanted = WantedSessions::new(rows, wanted);
        wanted.messages(snapshot, self, progress)?;
        if what != Wanted::Activity {
            wanted
                .usage_events(snapshot, |row, session, event| self.ledger.add_event(row, session, event))?;
        }
        Ok(())
    }
}

impl Sliced for Gathered {
    fn fresh(&self) -> Self {
        Self {
            what: self.what,
            depends_on_messages: self.depends_on_messages.clone(),
            latest: vec![LatestMessage::default(); self.latest.len()],
            assistant_messages: vec![0; self.assistant_messages.len()],
            ledger: Ledger::default(),
        }
    }

    fn append(&mut self, later: Self) {
        for (latest, later) in self.latest.iter_mut().zip(later.latest) {
            latest.merge(later);
        }
        for (count, later) in self.assistant_messages.iter_mut().zip(later.assistant_messages) {
            *count += later;
        }
        self.ledger.append(later.ledger);
    }
}

impl Collector for Gathered {
    fn take(&mut self, row: usize, session: &SessionRow, message: &MessageRow<'_>) {
        if self.what != Wanted::Usage && self.depends_on_messages[row] {
            self.latest[row].offer(message.timestamp);
        }
        if self.what != Wanted::Activity {
            self.assistant_messages[row] += u64::from(message.is_from_assistant);
            if let Some(usage) = &message.usage {
                self.ledger.add_message(row, session, message.timestamp, usage);
            }
        }
    }
}
