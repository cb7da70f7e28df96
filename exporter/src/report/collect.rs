//! Messages and usage events of some sessions, handed to a collector: in one pass over the table, or session by
//! session when not all are wanted; on two threads when it pays.

use std::ops::RangeInclusive;
use std::thread;

use rustc_hash::FxHashMap;

use crate::archive::Snapshot;
use crate::rows::{self, MessageRow, RowError, SessionRow, UsageEventRow};

/// Up to this fraction of all sessions, messages are looked up by session; beyond it one pass over the table is
/// quicker.
const LOOK_UP_AT_MOST_ONE_IN: usize = 2;

/// A second thread costs about as much as reading this many messages in a row.
pub(super) const MESSAGES_WORTH_A_THREAD: u64 = 10_000;

/// A second thread costs about as much as reading this many sessions in a row.
const SESSION_ROWS_WORTH_A_THREAD: u64 = 2_000;

/// A second thread costs about as much as looking up the messages of this many sessions.
const SESSIONS_WORTH_A_THREAD: usize = 200;

/// Hears how many more messages were read.
pub(super) type Progress<'a> = &'a (dyn Fn(u64) + Sync);

/// What is collected in slices, side by side.
pub(super) trait Sliced: Send {
    /// An empty one of the same kind.
    fn fresh(&self) -> Self;

    /// Adds what was collected from later messages.
    fn append(&mut self, later: Self);
}

/// Takes messages, with the row index of their session and its row.
pub(super) trait Collector: Sliced {
    /// Takes one message.
    fn take(&mut self, row: usize, session: &SessionRow, message: &MessageRow<'_>);
}

/// The sessions whose messages are wanted.
pub(super) struct WantedSessions<'a> {
    /// Every session.
    rows: &'a [SessionRow],
    /// Indexes of the wanted ones.
    wanted: &'a [usize],
}

impl<'a> WantedSessions<'a> {
    pub(super) fn new(rows: &'a [SessionRow], wanted: &'a [usize]) -> Self {
        Self { rows, wanted }
    }

    fn are_few(&self) -> bool {
        self.wanted.len() <= self.rows.len() / LOOK_UP_AT_MOST_ONE_IN
    }

    fn by_id(&self) -> FxHashMap<&'a [u8], usize> {
        self.wanted.iter().map(|&row| (self.rows[row].id.as_slice(), row)).collect()
    }

    fn ids(&self, wanted: &'a [usize]) -> impl Iterator<Item = (usize, &'a [u8])> {
        wanted.iter().map(|&row| (row, self.rows[row].id.as_slice()))
    }

    /// Reads their messages. Two threads read two slices, which are appended in order, so that their number does
    /// not show.
    pub(super) fn messages<C: Collector>(
        &self,
        snapshot: &Snapshot,
        collector: &mut C,
        progress: Progress<'_>,
    ) -> Result<(), RowError> {
        if self.are_few() {
            let (first, second) = if self.wanted.len() < SESSIONS_WORTH_A_THREAD {
                (self.wanted, None)
            } else {
                let (first, second) = self.wanted.split_at(self.wanted.len() / 2);
                (first, Some(second))
            };
            return slices(snapshot, collector, first, second, |snapshot, collector, slice| {
                rows::messages_of(snapshot, self.ids(slice), |row, message| {
                    collector.take(row, &self.rows[row], message);
                })
            });
        }
        let Some(numbers) = rows::message_numbers(snapshot)? else { return Ok(()) };
        let (first, second) = halves(numbers, MESSAGES_WORTH_A_THREAD);
        let by_id = self.by_id();
        let scan = |snapshot: &Snapshot, collector: &mut C, numbers: RangeInclusive<i64>| {
            let row_of = |id: &[u8]| by_id.get(id).copied();
            let take = |row: usize, message: &MessageRow<'_>| collector.take(row, &self.rows[row], message);
            rows::scan_messages(snapshot, numbers, row_of, take, progress)
        };
        slices(snapshot, collector, first, second, scan)
    }

    /// Reads their usage events, always on this thread: there are few.
    pub(super) fn usage_events(
        &self,
        snapshot: &Snapshot,
        mut take: impl FnMut(usize, &SessionRow, &UsageEventRow<'_>),
    ) -> Result<(), RowError> {
        let take = |row: usize, event: &UsageEventRow<'_>| take(row, &self.rows[row], event);
        if self.are_few() {
            return rows::usage_events_of(snapshot, self.ids(self.wanted), take);
        }
        let by_id = self.by_id();
        rows::scan_usage_events(snapshot, |id| by_id.get(id).copied(), take)
    }
}

/// Every session, in stored order.
pub(super) fn all_sessions(snapshot: &Snapshot) -> Result<Vec<SessionRow>, RowError> {
    let mut sessions = Vec::new();
    if let Some(numbers) = rows::session_numbers(snapshot)? {
        let (first, second) = halves(numbers, SESSION_ROWS_WORTH_A_THREAD);
        slices(snapshot, &mut sessions, first, second, |snapshot, sessions, numbers| {
            sessions.append(&mut rows::sessions(snapshot, numbers)?);
            Ok(())
        })?;
    }
    Ok(sessions)
}

impl Sliced for Vec<SessionRow> {
    fn fresh(&self) -> Self {
        Self::new()
    }

    fn append(&mut self, mut later: Self) {
        Self::append(self, &mut later);
    }
}

/// Row numbers in two halves, or in one piece when there are too few.
fn halves(
    numbers: RangeInclusive<i64>,
    worth_a_thread: u64,
) -> (RangeInclusive<i64>, Option<RangeInclusive<i64>>) {
    let (first, last) = (*numbers.start(), *numbers.end());
    if last.abs_diff(first) < worth_a_thread {
        return (numbers, None);
    }
    let middle = first.midpoint(last);
    (first..=middle, Some(middle + 1..=last))
}

/// Reads one slice, or two at once when the snapshot can be had twice; either way the second one is appended to the first.
pub(super) fn slices<C: Sliced, S: Send>(
    snapshot: &Snapshot,
    collector: &mut C,
    first: S,
    second: Option<S>,
    read: impl Fn(&Snapshot, &mut C, S) -> Result<(), RowError> + Sync,
) -> Result<(), RowError> {
    let Some(second) = second else { return read(snapshot, collector, first) };
    let Some(twin) = snapshot.twin()? else {
        read(snapshot, collector, first)?;
        return read(snapshot, collector, second);
    };
    let mut later = collector.fresh();
    thread::scope(|scope| {
        let second = scope.spawn(|| {
            // The connection may move to this thread, but not be shared with it.
            let twin = twin;
            read(&twin, &mut later, second)
        });
        let first = read(snapshot, collector, first);
        first.and(second.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })?;
    collector.append(later);
    Ok(())
}
