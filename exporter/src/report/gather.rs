//! What messages and usage events say about sessions, gathered in one pass (on two threads) or by looking
//! sessions up.

use std::ops::RangeInclusive;
use std::thread;

use rustc_hash::FxHashMap;

use super::activity::{LatestMessage, depends_on_messages};
use super::usage::Ledger;
use crate::archive::Snapshot;
use crate::rows::{self, MessageRow, RowError, SessionRow};

/// Up to this fraction of all sessions, messages are looked up by session; beyond it one pass over the table is
/// quicker.
const LOOK_UP_AT_MOST_ONE_IN: usize = 8;

/// A second thread costs about as much as reading this many messages.
const ROWS_WORTH_A_THREAD: u64 = 10_000;

/// Hears how many more messages were read.
pub(super) type Progress<'a> = &'a (dyn Fn(u64) + Sync);

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

/// The sessions whose messages are wanted.
struct WantedSessions<'a> {
    rows: &'a [SessionRow],
    by_id: FxHashMap<&'a [u8], usize>,
    what: Wanted,
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
        progress: Progress<'_>,
    ) -> Result<(), RowError> {
        let ids = wanted.iter().map(|&row| (row, rows[row].id.as_slice()));
        if wanted.len() <= rows.len() / LOOK_UP_AT_MOST_ONE_IN {
            rows::messages_of(snapshot, ids.clone(), |row, message| {
                self.take(row, &rows[row], message, what);
            })?;
            if what != Wanted::Activity {
                rows::usage_events_of(snapshot, ids, |row, event| {
                    self.ledger.add_event(row, &rows[row], event);
                })?;
            }
            return Ok(());
        }
        let wanted = WantedSessions { rows, by_id: ids.map(|(row, id)| (id, row)).collect(), what };
        self.scan_in_parallel(snapshot, &wanted, progress)?;
        if what != Wanted::Activity {
            let row_of = |id: &[u8]| wanted.by_id.get(id).copied();
            rows::scan_usage_events(snapshot, row_of, |row, event| {
                self.ledger.add_event(row, &rows[row], event);
            })?;
        }
        Ok(())
    }

    /// Scans the table in slices, one per thread. Slices are appended in stored order, so their number does not
    /// show.
    fn scan_in_parallel(
        &mut self,
        snapshot: &Snapshot,
        wanted: &WantedSessions<'_>,
        progress: Progress<'_>,
    ) -> Result<(), RowError> {
        let Some(numbers) = rows::message_numbers(snapshot)? else { return Ok(()) };
        let (first, last) = (*numbers.start(), *numbers.end());
        if last.abs_diff(first) < ROWS_WORTH_A_THREAD {
            return self.scan(snapshot, numbers, wanted, progress);
        }
        let Some(twin) = snapshot.twin()? else { return self.scan(snapshot, numbers, wanted, progress) };
        let middle = first.midpoint(last);
        let mut second_half = Self::new(wanted.rows);
        thread::scope(|scope| {
            let second = scope.spawn(|| {
                // The connection may move to this thread, but not be shared with it.
                let twin = twin;
                second_half.scan(&twin, middle + 1..=last, wanted, progress)
            });
            let first = self.scan(snapshot, first..=middle, wanted, progress);
            first.and(second.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        })?;
        self.append(second_half);
        Ok(())
    }

    fn scan(
        &mut self,
        snapshot: &Snapshot,
        numbers: RangeInclusive<i64>,
        wanted: &WantedSessions<'_>,
        progress: Progress<'_>,
    ) -> Result<(), RowError> {
        let row_of = |id: &[u8]| wanted.by_id.get(id).copied();
        let take =
            |row: usize, message: &MessageRow<'_>| self.take(row, &wanted.rows[row], message, wanted.what);
        rows::scan_messages(snapshot, numbers, row_of, take, progress)
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

    /// Adds what was gathered from later messages.
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
