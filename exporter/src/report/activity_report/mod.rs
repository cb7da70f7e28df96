//! The activity report's figures: which sessions were active when, how many at once, and at what cost.
//!
//! One pass over the candidates' messages gives intervals and usage records; everything else is sums over these
//! two lists, in orders that are fixed: docs/activity.md names them.

mod bucket;
mod calendar;
mod candidates;
mod instant;
mod plan;
mod session;
mod sums;
mod survivors;
mod sweep;
mod timeline;

use std::collections::{BTreeMap, BTreeSet};

use agent_contracts::identity::Resolution;
use agent_contracts::pricing::Provenance;

pub use bucket::BucketWindow;
pub use candidates::{ActivityFilter, Automation, AutomationError};
pub use instant::{Instant, timestamp_of};
pub use plan::{ActivityPlan, RangeError, RangeTexts};
pub use session::{ActivitySessionFigures, ActivitySpan};
pub use sums::{BreakdownFigures, Split};
pub use sweep::Concurrency;

use super::collect::{WantedSessions, all_sessions};
use super::projects::ObservationIndex;
use super::sessions::Context;
use crate::archive::Snapshot;
use crate::rows::{self, RowError, SessionRow};
use candidates::candidates;
use instant::minutes;
use session::SessionSums;
use sums::Breakdown;
use survivors::{Survivor, survivors};
use sweep::{Sweep, sweep};
use timeline::{Interval, Timeline, UNKNOWN_MODEL};

/// The figures of one bucket.
#[derive(Clone, PartialEq, Debug)]
pub struct BucketFigures {
    /// The bucket.
    pub window: BucketWindow,
    /// The most intervals running at once, at the first instant with so many.
    pub most: Concurrency,
    /// Minutes of activity, added up over all intervals.
    pub minutes: f64,
    /// Output tokens.
    pub output_tokens: i64,
    /// US dollars.
    pub cost: f64,
}

/// Sums over the range.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ActivityTotals {
    /// Minutes during which anything was active.
    pub active_minutes: f64,
    /// Minutes of the elapsed range during which nothing was.
    pub idle_minutes: f64,
    /// Minutes of activity, added up over all intervals.
    pub minutes: Split,
    /// US dollars.
    pub cost: Split,
    /// Output tokens.
    pub output_tokens: i64,
    /// Automated sessions.
    pub automated_sessions: usize,
    /// Sessions without activity in the range.
    pub untimed_sessions: usize,
    /// Distinct models over all sessions' lists.
    pub distinct_models: usize,
}

/// A stretch of activity.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct IntervalFigures {
    /// Index of the session's row.
    pub row: usize,
    /// Start, included.
    pub start: Instant,
    /// End, excluded.
    pub end: Instant,
}

/// The figures of an activity report.
#[derive(Debug)]
pub struct ActivityFigures {
    /// Every session of the archive, in stored order.
    pub rows: Vec<SessionRow>,
    /// Every bucket, in order.
    pub buckets: Vec<BucketFigures>,
    /// The most intervals running at once, and the first instant with so many.
    pub peak: Option<(u64, Instant)>,
    /// Sums.
    pub totals: ActivityTotals,
    /// By project label.
    pub by_project: Vec<BreakdownFigures>,
    /// By model.
    pub by_model: Vec<BreakdownFigures>,
    /// By agent.
    pub by_agent: Vec<BreakdownFigures>,
    /// The sessions: minutes descending, untimed ones last, then identifier.
    pub sessions: Vec<ActivitySessionFigures>,
    /// Every interval, by start, end and session.
    pub intervals: Vec<IntervalFigures>,
    /// What the labels of the sessions stand for, by label.
    pub projects: BTreeMap<Vec<u8>, Resolution>,
    /// Where the costs of each model came from, by its name.
    pub models: BTreeMap<Vec<u8>, Provenance>,
}

/// Reports on the range of `plan`.
///
/// # Errors
///
/// What SQLite says, and cells of the wrong type in a session of the report.
pub fn report_activity(
    snapshot: &Snapshot,
    plan: &ActivityPlan,
    filter: &ActivityFilter,
    context: &Context<'_>,
) -> Result<ActivityFigures, RowError> {
    let mut rows = all_sessions(snapshot)?;
    let candidates = candidates(snapshot, &rows, filter, plan)?;
    for &row in &candidates {
        if let Some(defect) = rows[row].defect.take() {
            return Err(*defect);
        }
    }

    let mut timeline = Timeline::default();
    let wanted = WantedSessions::new(&rows, &candidates);
    wanted.messages(snapshot, &mut timeline, context.progress)?;
    wanted.usage_events(snapshot, |row, session, event| timeline.ledger.add_event(row, session, event))?;
    let mut candidate_of = vec![usize::MAX; rows.len()];
    for (position, &row) in candidates.iter().enumerate() {
        candidate_of[row] = position;
    }
    let intervals = timeline.intervals(&candidate_of, plan);
    let (survivors, models) = survivors(&timeline.ledger, &candidate_of, plan, context.prices);
    let names = timeline.ledger.models;

    let is_automated = |candidate: usize| rows[candidates[candidate]].is_automated == 1;
    let swept = sweep(&intervals, is_automated, plan);
    let buckets = buckets(&intervals, &survivors, &swept, plan);
    let sums = session_sums(candidates.len(), &intervals, &survivors);

    let titles = titles(snapshot, &rows, &candidates)?;
    let sessions: Vec<_> = candidates
        .iter()
        .zip(&sums)
        .zip(titles)
        .map(|((&row, sums), title)| {
            let (primary, all) = sums.models(&names);
            ActivitySessionFigures {
                row,
                title,
                primary_model: primary.to_vec(),
                models: all.into_iter().map(<[u8]>::to_vec).collect(),
                activity: sums.activity,
                cost: sums.cost,
                output_tokens: sums.output_tokens,
            }
        })
        .collect();
    let totals = totals(plan, &swept, &intervals, &survivors, &sessions, is_automated);
    let [by_project, by_model, by_agent] = breakdowns(&rows, &candidates, &sums, &names);

    let labels: BTreeSet<Vec<u8>> = candidates.iter().map(|&row| rows[row].project.clone()).collect();
    let projects = ObservationIndex::new(rows::observations(snapshot)?).resolve(
        labels,
        &rows,
        &rows::mappings(snapshot)?,
        context.checkouts,
    );
    Ok(ActivityFigures {
        buckets,
        peak: swept.peak,
        totals,
        by_project,
        by_model,
        by_agent,
        sessions: in_order(sessions),
        intervals: listed(&intervals, &candidates),
        projects,
        models,
        rows,
    })
}

/// The sums of every session: minutes by ordinal, cost in the order of the records.
fn session_sums(sessions: usize, intervals: &[Interval], survivors: &[Survivor]) -> Vec<SessionSums> {
    let mut sums = vec![SessionSums::default(); sessions];
    for interval in intervals {
        sums[interval.candidate].add_interval(interval);
    }
    for survivor in survivors {
        sums[survivor.candidate].add_usage(survivor);
    }
    sums
}

/// An interval is added to the few buckets it touches, so that all of them take one pass.
fn buckets(
    intervals: &[Interval],
    survivors: &[Survivor],
    swept: &Sweep,
    plan: &ActivityPlan,
) -> Vec<BucketFigures> {
    let mut buckets: Vec<BucketFigures> = plan
        .windows
        .iter()
        .zip(&swept.by_window)
        .map(|(&window, &most)| BucketFigures { window, most, minutes: 0.0, output_tokens: 0, cost: 0.0 })
        .collect();
    for interval in intervals {
        for bucket in &mut buckets[plan.window_of(interval.start)..] {
            if bucket.window.start >= interval.end {
                break;
            }
            let (start, end) = (interval.start.max(bucket.window.start), interval.end.min(bucket.window.end));
            bucket.minutes += minutes(end - start);
        }
    }
    for survivor in survivors {
        let bucket = &mut buckets[plan.window_of(survivor.instant)];
        bucket.output_tokens = bucket.output_tokens.wrapping_add(survivor.output_tokens);
        bucket.cost += survivor.cost;
    }
    buckets
}

fn totals(
    plan: &ActivityPlan,
    swept: &Sweep,
    intervals: &[Interval],
    survivors: &[Survivor],
    sessions: &[ActivitySessionFigures],
    is_automated: impl Fn(usize) -> bool,
) -> ActivityTotals {
    let active_minutes = minutes(swept.active);
    let mut totals = ActivityTotals {
        active_minutes,
        idle_minutes: (minutes(plan.effective_end - plan.start) - active_minutes).max(0.0),
        automated_sessions: (0..sessions.len()).filter(|&session| is_automated(session)).count(),
        untimed_sessions: sessions.iter().filter(|session| session.activity.is_none()).count(),
        distinct_models: sessions.iter().flat_map(|session| &session.models).collect::<BTreeSet<_>>().len(),
        ..ActivityTotals::default()
    };
    for interval in intervals {
        totals.minutes.add(minutes(interval.end - interval.start), is_automated(interval.candidate));
    }
    for survivor in survivors {
        totals.cost.add(survivor.cost, is_automated(survivor.candidate));
        totals.output_tokens = totals.output_tokens.wrapping_add(survivor.output_tokens);
    }
    totals
}

/// By project, model and agent: each session's finished sums, by identifier.
fn breakdowns(
    rows: &[SessionRow],
    candidates: &[usize],
    sums: &[SessionSums],
    names: &[Vec<u8>],
) -> [Vec<BreakdownFigures>; 3] {
    let (mut by_project, mut by_model, mut by_agent) =
        (Breakdown::default(), Breakdown::default(), Breakdown::default());
    for (&row, sums) in candidates.iter().zip(sums) {
        let session = &rows[row];
        let is_automated = session.is_automated == 1;
        if let Some(span) = &sums.activity {
            by_project.minutes(&session.project).add(span.minutes, is_automated);
            by_agent.minutes(&session.agent).add(span.minutes, is_automated);
        }
        for &(model, minutes) in &sums.model_minutes {
            by_model.minutes(&names[model]).add(minutes, is_automated);
        }
        if sums.has_usage {
            by_project.cost(&session.project).add(sums.cost, is_automated);
            by_agent.cost(&session.agent).add(sums.cost, is_automated);
        }
        for &(model, cost) in &sums.model_cost {
            by_model.cost(&names[model]).add(cost, is_automated);
        }
    }
    [by_project.rows(b""), by_model.rows(UNKNOWN_MODEL), by_agent.rows(b"")]
}

/// What each candidate is called: the first of its names that is there, down to its identifier.
fn titles(snapshot: &Snapshot, rows: &[SessionRow], candidates: &[usize]) -> Result<Vec<Vec<u8>>, RowError> {
    let mut titles = Vec::with_capacity(candidates.len());
    rows::titles_of(snapshot, candidates.iter().map(|&row| (row, rows[row].id.as_slice())), |row, title| {
        let session = &rows[row];
        let ladder =
            [title.display_name, title.session_name, title.first_message, &session.project, &session.id];
        let title = ladder.into_iter().find(|text| !text.is_empty());
        titles.push(title.unwrap_or_default().to_vec());
    })?;
    Ok(titles)
}

/// Minutes descending, sessions without activity last; equal ones stay in the order of their identifiers.
fn in_order(mut sessions: Vec<ActivitySessionFigures>) -> Vec<ActivitySessionFigures> {
    let weight = |session: &ActivitySessionFigures| session.activity.map_or(-1.0, |span| span.minutes);
    sessions.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    sessions
}

fn listed(intervals: &[Interval], candidates: &[usize]) -> Vec<IntervalFigures> {
    let mut sorted: Vec<&Interval> = intervals.iter().collect();
    sorted.sort_by_key(|interval| (interval.start, interval.end, interval.candidate));
    sorted
        .into_iter()
        .map(|&Interval { candidate, start, end, .. }| IntervalFigures {
            row: candidates[candidate],
            start,
            end,
        })
        .collect()
}
