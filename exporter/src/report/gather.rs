//! What messages and usage events say about sessions, gathered in one pass or by looking sessions up.

use rustc_hash::FxHashMap;

use super::activity::{LatestMessage, depends_on_messages};
use super::usage::Ledger;
use crate::archive::Snapshot;
use crate::rows::{self, MessageRow, RowError, SessionRow};

/// Up to this fraction of all sessions, messages are looked up by session; beyond it one pass over the table is
/// quicker.
const LOOK_UP_AT_MOST_ONE_IN: usize = 8;

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
        progress: &dyn Fn(u64),
    ) -> Result<(), RowError> {
        if wanted.len() <= rows.len() / LOOK_UP_AT_MOST_ONE_IN {
            let ids = || wanted.iter().map(|&row| (row, rows[row].id.as_slice()));
            rows::messages_of(snapshot, ids(), |row, message| self.take(row, &rows[row], message, what))?;
            if what != Wanted::Activity {
                rows::usage_events_of(snapshot, ids(), |row, event| self.ledger.add_event(row, &rows[row], event))?;
            }
            return Ok(());
        }
        let by_id: FxHashMap<&[u8], usize> = wanted.iter().map(|&row| (rows[row].id.as_slice(), row)).collect();
        let row_of = |id: &[u8]| by_id.get(id).copied();
        let take = |row: usize, message: &MessageRow<'_>| self.take(row, &rows[row], message, what);
        rows::scan_messages(snapshot, row_of, take, progress)?;
        if what != Wanted::Activity {
            rows::scan_usage_events(snapshot, row_of, |row, event| self.ledger.add_event(row, &rows[row], event))?;
        }
        Ok(())
    }

    fn take(&mut self, row: usize, session: &SessionRow, message: &MessageRow<'_>, what: Wanted) {
        if what != Wanted::Usage && self.depends_on_messages[row] {
            self.latest[row].offer(message.timestamp);
        }
        if what != Wanted::Activity {
            self.assistant_messages[row] += u64::from(message.is_from_assistant);
            if let Some(usage) = &message.usage {
                self.ledger.add_message(row, session, message.timestamp, usage);
            }
        }
    }
}
