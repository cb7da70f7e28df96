//! The usage of a window as records: messages, usage events and the rows of Cursor's administration.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::DailyRequest;
use super::dates::Dates;
use crate::archive::Snapshot;
use crate::report::usage::Ledger;
use crate::rows::{self, RowError, SessionRow};

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

/// The sessions of records: every one of the archive, or those that were asked for.
pub(super) struct Sessions {
    rows: Vec<SessionRow>,
    by_id: FxHashMap<Vec<u8>, Option<usize>>,
    is_complete: bool,
}

impl Sessions {
    /// All of them, read already.
    pub(super) fn all(rows: Vec<SessionRow>) -> Self {
        let by_id = rows.iter().enumerate().map(|(index, row)| (row.id.clone(), Some(index))).collect();
        Self { rows, by_id, is_complete: true }
    }

    /// None yet; each is read when it is asked for.
    pub(super) fn on_demand() -> Self {
        Self { rows: Vec::new(), by_id: FxHashMap::default(), is_complete: false }
    }

    /// Those read so far.
    pub(super) fn rows(&self) -> &[SessionRow] {
        &self.rows
    }

    /// The index of the session with this identifier.
    fn find(&mut self, snapshot: &Snapshot, id: &[u8]) -> Result<Option<usize>, RowError> {
        if let Some(&found) = self.by_id.get(id) {
            return Ok(found);
        }
        if self.is_complete {
            return Ok(None);
        }
        let row = rows::session_with_id(snapshot, id)?;
        let index = row.map(|row| {
            self.rows.push(row);
            self.rows.len() - 1
        });
        if let Entry::Vacant(vacant) = self.by_id.entry(id.to_vec()) {
            vacant.insert(index);
        }
        Ok(index)
    }
}

/// The records of a window, in the order of their tables.
pub(super) struct Collected<'r> {
    pub(super) request: &'r DailyRequest,
    pub(super) ledger: Ledger,
}

/// Reads the records of sessions that are not deleted and whose agent is meant. A record belongs to the window when
/// its time, or else the session's start, lies within the text bounds, and then its date within the window. Records
/// of no session are those of the session behind the last.
pub(super) fn collect<'r>(
    snapshot: &Snapshot,
    request: &'r DailyRequest,
    sessions: &mut Sessions,
) -> Result<Collected<'r>, RowError> {
    let limits = request.window.limits();
    let mut dates = Dates::new(&request.zone);
    let mut ledger = Ledger::default();
    let mut is_within = |own: Option<&[u8]>, session: Option<&SessionRow>| {
        let text = own.or_else(|| session?.started_at.as_deref());
        limits.admit_text(text)
            && (limits.are_open() || limits.admit_date(dates.of(text.unwrap_or_default())))
    };
    // A record's own time goes first: most records outside a window fall out before their session is looked for.
    let mut session_of = |sessions: &mut Sessions, id: &[u8], own: Option<&[u8]>| -> Result<_, RowError> {
        if own.is_some() && !is_within(own, None) {
            return Ok(None);
        }
        let Some(index) = sessions.find(snapshot, id)? else { return Ok(None) };
        let session = &sessions.rows[index];
        let is_meant = session.is_alive && request.agents.admits(&session.agent);
        Ok((is_meant && (own.is_some() || is_within(None, Some(session)))).then_some(index))
    };
    rows::scan_message_usage(snapshot, &limits.text, |id, timestamp, usage| {
        let own = Some(timestamp).filter(|text| !text.is_empty());
        if let Some(index) = session_of(sessions, id, own)? {
            ledger.add_message(index, &sessions.rows[index], timestamp, usage);
        }
        Ok(())
    })?;
    rows::scan_unread_usage_events(snapshot, |event| {
        if let Some(index) = session_of(sessions, event.session_id, event.occurred_at)? {
            ledger.add_event(index, &sessions.rows[index], &event.read()?);
        }
        Ok(())
    })?;
    if request.agents.admits_cursor_events() {
        let none = sessions.rows.len();
        rows::scan_cursor_events(
            snapshot,
            |occurred_at| is_within(Some(occurred_at), None),
            |event| ledger.add_cursor_event(none, event),
        )?;
    }
    Ok(Collected { request, ledger })
}
