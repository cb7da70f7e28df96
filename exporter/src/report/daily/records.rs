//! The usage of a window as records: messages, usage events and the rows of Cursor's administration.

use rustc_hash::FxHashMap;

use super::DailyRequest;
use super::dates::Dates;
use super::filter::UsageFilter;
use super::window::Limits;
use crate::archive::Snapshot;
use crate::report::collect::{MESSAGES_WORTH_A_THREAD, Sliced, slices};
use crate::report::usage::Ledger;
use crate::rows::{self, RowError, SessionRow, UsagePart};

/// What v1 calls the agent of rows from Cursor's administration.
pub(super) const CURSOR: &[u8] = b"cursor";

/// Finds the sessions of records, those that count.
pub(super) trait FindSession {
    /// The index of the session with this identifier, and its row.
    fn find(&mut self, snapshot: &Snapshot, id: &[u8]) -> Result<Option<(usize, &SessionRow)>, RowError>;
}

/// The sessions of the archive that count, by identifier.
pub(super) struct AllSessions<'s> {
    rows: &'s [SessionRow],
    by_id: FxHashMap<&'s [u8], usize>,
}

impl<'s> AllSessions<'s> {
    pub(super) fn new(rows: &'s [SessionRow], filter: &UsageFilter) -> Self {
        let counted = rows.iter().enumerate().filter(|(_, row)| filter.admits_session(row));
        Self { rows, by_id: counted.map(|(index, row)| (row.id.as_slice(), index)).collect() }
    }
}

impl FindSession for &AllSessions<'_> {
    fn find(&mut self, _: &Snapshot, id: &[u8]) -> Result<Option<(usize, &SessionRow)>, RowError> {
        Ok(self.by_id.get(id).map(|&index| (index, &self.rows[index])))
    }
}

/// The sessions asked for so far; each is read when it is asked for.
pub(super) struct SessionsOnDemand<'f> {
    pub(super) rows: Vec<SessionRow>,
    filter: &'f UsageFilter,
    by_id: FxHashMap<Vec<u8>, Option<usize>>,
}

impl<'f> SessionsOnDemand<'f> {
    pub(super) fn new(filter: &'f UsageFilter) -> Self {
        Self { rows: Vec::new(), filter, by_id: FxHashMap::default() }
    }
}

impl FindSession for SessionsOnDemand<'_> {
    fn find(&mut self, snapshot: &Snapshot, id: &[u8]) -> Result<Option<(usize, &SessionRow)>, RowError> {
        let index = if let Some(&known) = self.by_id.get(id) {
            known
        } else {
            let row = rows::session_with_id(snapshot, id)?;
            let index = row.filter(|row| self.filter.admits_session(row)).map(|row| {
                self.rows.push(row);
                self.rows.len() - 1
            });
            self.by_id.insert(id.to_vec(), index);
            index
        };
        Ok(index.map(|index| (index, &self.rows[index])))
    }
}

/// The records of a window, in the order of their tables. A record belongs to the window when its time, or else the
/// session's start, lies within the text bounds, and then its date within the window.
pub(super) struct Collected<'r> {
    pub(super) request: &'r DailyRequest,
    pub(super) ledger: Ledger,
    limits: Limits,
    dates: Dates<'r>,
}

impl<'r> Collected<'r> {
    pub(super) fn new(request: &'r DailyRequest) -> Self {
        Self {
            request,
            ledger: Ledger::default(),
            limits: request.window.limits(),
            dates: Dates::new(&request.zone),
        }
    }

    /// Reads the messages of every session, on two threads when there are enough.
    pub(super) fn read_messages_of_all(
        &mut self,
        snapshot: &Snapshot,
        sessions: &AllSessions<'_>,
    ) -> Result<(), RowError> {
        let (first, second) = rows::usage_parts(snapshot, &self.limits.text, MESSAGES_WORTH_A_THREAD)?;
        let second = (!second.is_empty()).then_some(second);
        slices(snapshot, self, first, second, |snapshot, collected, parts| {
            parts.iter().try_for_each(|part| collected.read_messages(snapshot, part, &mut &*sessions))
        })
    }

    /// Reads the messages of a part.
    pub(super) fn read_messages(
        &mut self,
        snapshot: &Snapshot,
        part: &UsagePart,
        sessions: &mut impl FindSession,
    ) -> Result<(), RowError> {
        let bounds = self.limits.text.clone();
        rows::scan_message_usage(snapshot, &bounds, part, |id, timestamp, usage| {
            let own = Some(timestamp).filter(|text| !text.is_empty());
            if self.request.filter.admits_model(usage.model)
                && let Some((index, session)) = self.session_of(snapshot, id, own, sessions)?
            {
                self.ledger.add_message(index, session, timestamp, usage);
            }
            Ok(())
        })
    }

    /// Reads the usage events of sessions.
    pub(super) fn read_events(
        &mut self,
        snapshot: &Snapshot,
        sessions: &mut impl FindSession,
    ) -> Result<(), RowError> {
        rows::scan_unread_usage_events(snapshot, |event| {
            if let Some((index, session)) =
                self.session_of(snapshot, event.session_id, event.occurred_at, sessions)?
            {
                let event = event.read()?;
                if self.request.filter.admits_model(event.model) {
                    self.ledger.add_event(index, session, &event);
                }
            }
            Ok(())
        })
    }

    /// Reads the rows of Cursor's administration. They belong to no session: `none` is the index behind the last one.
    pub(super) fn read_cursor_events(&mut self, snapshot: &Snapshot, none: usize) -> Result<(), RowError> {
        let Self { request: DailyRequest { filter, .. }, limits, dates, ledger } = self;
        if !filter.admits_cursor_events() {
            return Ok(());
        }
        rows::scan_cursor_events(
            snapshot,
            |occurred_at| is_within(limits, dates, Some(occurred_at)),
            |event| {
                if filter.admits_model(event.model) && !(filter.without_automated && event.is_headless) {
                    ledger.add_cursor_event(none, event);
                }
            },
        )
    }

    /// Whether a time lies within the window, and on a day.
    pub(super) fn has_dated(&mut self, time: Option<&[u8]>) -> bool {
        is_within(&self.limits, &mut self.dates, time)
            && (self.limits.are_open() || !self.dates.of(time.unwrap_or_default()).is_empty())
    }

    /// The session of a record, when it counts and the record lies within the window.
    fn session_of<'s>(
        &mut self,
        snapshot: &Snapshot,
        id: &[u8],
        own_time: Option<&[u8]>,
        sessions: &'s mut impl FindSession,
    ) -> Result<Option<(usize, &'s SessionRow)>, RowError> {
        // Its own time goes first: most records outside a window fall out before their session is looked for.
        if own_time.is_some() && !is_within(&self.limits, &mut self.dates, own_time) {
            return Ok(None);
        }
        Ok(sessions.find(snapshot, id)?.filter(|(_, session)| {
            own_time.is_some() || is_within(&self.limits, &mut self.dates, session.started_at.as_deref())
        }))
    }
}

impl Sliced for Collected<'_> {
    fn fresh(&self) -> Self {
        Self::new(self.request)
    }

    fn append(&mut self, later: Self) {
        self.ledger.append(later.ledger);
    }
}

/// Whether a time lies within the window.
fn is_within(limits: &Limits, dates: &mut Dates<'_>, time: Option<&[u8]>) -> bool {
    limits.admit_text(time) && (limits.are_open() || limits.admit_date(dates.of(time.unwrap_or_default())))
}
