//! The usage of a window as records: messages, usage events and the rows of Cursor's administration.

use rustc_hash::FxHashMap;

use super::DailyRequest;
use super::dates::Dates;
use super::window::Limits;
use crate::archive::Snapshot;
use crate::report::collect::{MESSAGES_WORTH_A_THREAD, Sliced, slices};
use crate::report::usage::Ledger;
use crate::rows::{self, RowError, SessionRow, UsagePart};

/// What v1 calls the agent of rows from Cursor's administration.
pub(super) const CURSOR: &[u8] = b"cursor";

/// The agents of a report, as a comma list; an empty list means all.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AgentList(Option<Vec<String>>);

impl AgentList {
    /// The list as given. Items are not trimmed, and an empty one is the agent without a name.
    pub fn new(list: &str) -> Self {
        Self((!list.is_empty()).then(|| list.split(',').map(str::to_owned).collect()))
    }

    /// The items; none when all agents are meant.
    pub fn items(&self) -> Option<&[String]> {
        self.0.as_deref()
    }

    fn admits(&self, agent: &[u8]) -> bool {
        self.0.as_ref().is_none_or(|items| items.iter().any(|item| item.as_bytes() == agent))
    }

    /// Whether rows of Cursor's administration are meant; for them, unlike for sessions, v1 trims the items.
    fn admits_cursor_events(&self) -> bool {
        self.0.as_ref().is_none_or(|items| items.iter().any(|item| item.trim().as_bytes() == CURSOR))
    }
}

/// Finds the sessions of records.
pub(super) trait FindSession {
    /// The index of the session with this identifier, and its row.
    fn find(&mut self, snapshot: &Snapshot, id: &[u8]) -> Result<Option<(usize, &SessionRow)>, RowError>;
}

/// Every session of the archive, by identifier.
pub(super) struct AllSessions<'s> {
    rows: &'s [SessionRow],
    by_id: FxHashMap<&'s [u8], usize>,
}

impl<'s> AllSessions<'s> {
    pub(super) fn new(rows: &'s [SessionRow]) -> Self {
        Self { rows, by_id: rows.iter().enumerate().map(|(index, row)| (row.id.as_slice(), index)).collect() }
    }
}

impl FindSession for &AllSessions<'_> {
    fn find(&mut self, _: &Snapshot, id: &[u8]) -> Result<Option<(usize, &SessionRow)>, RowError> {
        Ok(self.by_id.get(id).map(|&index| (index, &self.rows[index])))
    }
}

/// The sessions asked for so far; each is read when it is asked for.
#[derive(Default)]
pub(super) struct SessionsOnDemand {
    pub(super) rows: Vec<SessionRow>,
    by_id: FxHashMap<Vec<u8>, Option<usize>>,
}

impl FindSession for SessionsOnDemand {
    fn find(&mut self, snapshot: &Snapshot, id: &[u8]) -> Result<Option<(usize, &SessionRow)>, RowError> {
        let index = if let Some(&known) = self.by_id.get(id) {
            known
        } else {
            let index = rows::session_with_id(snapshot, id)?.map(|row| {
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
            if let Some((index, session)) = self.session_of(snapshot, id, own, sessions)? {
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
                self.ledger.add_event(index, session, &event.read()?);
            }
            Ok(())
        })
    }

    /// Reads the rows of Cursor's administration. They belong to no session: `none` is the index behind the last one.
    pub(super) fn read_cursor_events(&mut self, snapshot: &Snapshot, none: usize) -> Result<(), RowError> {
        if !self.request.agents.admits_cursor_events() {
            return Ok(());
        }
        let Self { limits, dates, ledger, .. } = self;
        rows::scan_cursor_events(
            snapshot,
            |occurred_at| is_within(limits, dates, Some(occurred_at)),
            |event| ledger.add_cursor_event(none, event),
        )
    }

    /// The session of a record, when it is not deleted, its agent is meant, and the record lies within the window.
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
            session.is_alive
                && self.request.agents.admits(&session.agent)
                && (own_time.is_some()
                    || is_within(&self.limits, &mut self.dates, session.started_at.as_deref()))
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
