//! Tokens and cost per calendar day: rows of three tables inside a window become records, duplicates go, days add up.
//!
//! What counts and what it costs is shared with the other reports (`usage`, prices); here are days, order and sums.

mod dates;
mod days;
mod filter;
mod fold;
mod records;
mod sum;
mod summary;
mod termination;
mod window;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use agent_contracts::identity::{Checkouts, Resolution};
use agent_contracts::pricing::{PriceTable, Provenance, Tokens};
use jiff::tz::TimeZone;

use super::collect::all_sessions;
use super::projects::ObservationIndex;
use crate::archive::Snapshot;
use crate::rows::{self, RowError, SessionRow};
use fold::Folded;
use records::{AllSessions, Collected, SessionsOnDemand};

pub use filter::{BranchList, NameFilter, NameList, UsageFilter};
pub use summary::{SummaryReport, TokenlessAgents, report_summary};
pub use termination::TerminationFilter;
pub use window::Window;

/// Which usage, and whose days.
#[derive(Clone, Debug)]
pub struct DailyRequest {
    /// The days.
    pub window: Window,
    /// What else usage must be to be counted.
    pub filter: UsageFilter,
    /// The zone whose days are meant.
    pub zone: TimeZone,
}

/// What a report needs besides the archive.
pub struct DailyContext<'a> {
    /// The effective prices.
    pub prices: &'a PriceTable,
    /// Where to look for checkouts on disk, if anywhere.
    pub checkouts: &'a dyn Checkouts,
}

/// What one model, project or agent used on one day.
#[derive(Clone, PartialEq, Debug)]
pub struct Share {
    /// Its name or label.
    pub name: Vec<u8>,
    /// Sums over the records.
    pub tokens: Tokens,
    /// Sum over the records, US dollars.
    pub cost: f64,
}

impl Share {
    /// Cost descending, then name ascending by bytes.
    fn dearest_first(&self, other: &Self) -> Ordering {
        other.cost.total_cmp(&self.cost).then_with(|| self.name.cmp(&other.name))
    }
}

/// One day. Shares come by cost descending, then by name.
#[derive(Clone, PartialEq, Debug)]
pub struct Day {
    /// `YYYY-MM-DD`, or what stands in its place when a time cannot be read.
    pub date: Vec<u8>,
    /// Sums over the models.
    pub tokens: Tokens,
    /// Sum over the models in their order, US dollars.
    pub cost: f64,
    /// By model.
    pub models: Vec<Share>,
    /// By project label.
    pub projects: Vec<Share>,
    /// By agent.
    pub agents: Vec<Share>,
}

/// Sums over all days.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct DailyTotals {
    /// Tokens.
    pub tokens: Tokens,
    /// Sum over the days in order, US dollars.
    pub cost: f64,
    /// AI credits of Copilot agents.
    pub copilot_credits: f64,
    /// What the prompt cache saved, US dollars.
    pub cache_savings: f64,
}

/// The sessions behind the figures.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct DailySessions {
    /// How many.
    pub total: u64,
    /// By project label.
    pub by_project: BTreeMap<Vec<u8>, u64>,
    /// By agent.
    pub by_agent: BTreeMap<Vec<u8>, u64>,
}

/// The figures of `usage daily`.
#[derive(Debug)]
pub struct DailyReport {
    /// Days with records, ascending.
    pub days: Vec<Day>,
    /// Their sums.
    pub totals: DailyTotals,
    /// The sessions behind them.
    pub sessions: DailySessions,
    /// Where the costs of each model came from, by its name.
    pub models: BTreeMap<Vec<u8>, Provenance>,
    /// What the labels of the records' sessions stand for; only non-empty labels are asked about.
    pub projects: BTreeMap<Vec<u8>, Resolution>,
}

/// Reads the usage of a window.
///
/// # Errors
///
/// What SQLite says, and cells of the wrong type in rows of the window.
pub fn report_daily(
    snapshot: &Snapshot,
    request: &DailyRequest,
    context: &DailyContext<'_>,
) -> Result<DailyReport, RowError> {
    report_of(snapshot, &all_sessions(snapshot)?, request, context)
}

/// Reads the usage of a window; `rows` are all sessions.
fn report_of(
    snapshot: &Snapshot,
    rows: &[SessionRow],
    request: &DailyRequest,
    context: &DailyContext<'_>,
) -> Result<DailyReport, RowError> {
    let sessions = AllSessions::new(rows, &request.filter);
    let mut collected = Collected::new(request);
    collected.read_messages_of_all(snapshot, &sessions)?;
    collected.read_events(snapshot, &mut &sessions)?;
    collected.read_cursor_events(snapshot, rows.len())?;
    let Folded { days, totals, sessions: counts, models, labels } = collected.fold(rows, context.prices);
    let observations = ObservationIndex::new(rows::observations(snapshot)?);
    let mappings = rows::mappings(snapshot)?;
    let labels: BTreeSet<Vec<u8>> = labels.into_iter().filter(|label| !label.is_empty()).collect();
    let projects = observations.resolve(labels, rows, &mappings, context.checkouts);
    Ok(DailyReport { days, totals, sessions: counts, models, projects })
}

/// Reads the usage of a short window: only the sessions that have some are looked up, and projects are not resolved.
///
/// # Errors
///
/// As [`report_daily`].
pub fn report_window(
    snapshot: &Snapshot,
    request: &DailyRequest,
    prices: &PriceTable,
) -> Result<DailyReport, RowError> {
    let mut sessions = SessionsOnDemand::new(&request.filter);
    let mut collected = Collected::new(request);
    for part in rows::few_usage_parts(snapshot) {
        collected.read_messages(snapshot, &part, &mut sessions)?;
    }
    collected.read_events(snapshot, &mut sessions)?;
    collected.read_cursor_events(snapshot, sessions.rows.len())?;
    let Folded { days, totals, sessions: counts, models, .. } = collected.fold(&sessions.rows, prices);
    Ok(DailyReport { days, totals, sessions: counts, models, projects: BTreeMap::new() })
}
