//! A look at a whole archive before anybody relies on it: what each report would contain, and which rows stay out of them
//! or look wrong. It asks the reports themselves, so that it cannot say other than they do.

use std::collections::{BTreeMap, BTreeSet};

use agent_contracts::identity::{KeySource, Resolution, sanitize_remote};
use agent_contracts::pricing::Tokens;
use jiff::tz::TimeZone;

use super::activity_report::{ActivityFilter, ActivityPlan, RangeTexts, report_activity};
use super::collect::{Collector, Sliced, WantedSessions, all_sessions};
use super::daily::{DailyContext, DailyRequest, Day, UsageFilter, Window, report_daily};
use super::julian_day::JulianDay;
use super::selection::{Selection, is_visible};
use super::sessions::{Context, ReportError, SessionsReport, SessionsRequest, report_sessions};
use super::token_usage::TokenCounts;
use crate::archive::{Header, Scrutiny, Snapshot};
use crate::rows::{self, MessageRow, RowCounts, RowError, SessionRow, Unreached, WrongCells};

/// The most sentences that are asked of SQLite about a damaged file.
const MOST_DEFECTS: u32 = 20;

/// How sessions and their places are known.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct IdentityCoverage {
    /// Labels that stand for a repository.
    pub git_remote: u64,
    /// Labels that stand for a directory of one machine.
    pub root_path: u64,
    /// Labels with several identities.
    pub ambiguous: Vec<Vec<u8>>,
    /// Labels without usable evidence.
    pub unknown: Vec<Vec<u8>>,
}

/// What `export sessions` would contain.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExportOutlook {
    /// Sessions of an export without filters.
    pub by_default: u64,
    /// Sessions with one-shot, automated and child sessions included.
    pub at_most: u64,
    /// Labels of those.
    pub identity: IdentityCoverage,
}

/// What `usage daily --all` would contain, in UTC.
#[derive(Clone, PartialEq, Debug)]
pub struct UsageOutlook {
    /// Days with usage.
    pub days: u64,
    /// The first one.
    pub first: Vec<u8>,
    /// The last one.
    pub last: Vec<u8>,
    /// Sessions behind it.
    pub sessions: u64,
    /// Tokens.
    pub tokens: Tokens,
    /// US dollars.
    pub cost: f64,
    /// Models with tokens and no price.
    pub unpriced: Vec<Vec<u8>>,
}

/// What `activity report` would contain for the month of the latest activity, in UTC.
#[derive(Clone, PartialEq, Debug)]
pub struct ActivityOutlook {
    /// The month, as `YYYY-MM`.
    pub month: String,
    /// Sessions.
    pub sessions: u64,
    /// Those without activity of known time.
    pub untimed_sessions: u64,
    /// Minutes during which anything was active.
    pub active_minutes: f64,
    /// The most sessions at once.
    pub peak: u64,
}

/// Rows that are odd: they stay out of reports, or go in with a value that may not be meant.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct OddRows {
    /// Sessions that were deleted.
    pub deleted_sessions: u64,
    /// Sessions without messages.
    pub empty_sessions: u64,
    /// Sessions that end before they start.
    pub reversed_sessions: u64,
    /// Sessions whose parent is not in the archive.
    pub parentless_sessions: u64,
    /// Messages with usage whose own time cannot be read.
    pub unreadable_times: u64,
    /// Messages whose token counts give nothing.
    pub empty_usage: u64,
    /// Messages with a count that no single message can have; it is cut down.
    pub implausible_usage: u64,
    /// Observations whose remote is not as a careful writer stores it: it may hold a password.
    pub raw_remotes: u64,
}

/// What was found.
#[derive(Debug)]
pub struct Checkup {
    /// The newest release that left its mark on the layout.
    pub release: &'static str,
    /// What the file's header says.
    pub header: Header,
    /// The archive's identifier.
    pub database_id: Option<Vec<u8>>,
    /// What SQLite finds wrong with the file.
    pub defects: Vec<String>,
    /// Rows of each table.
    pub counts: Result<RowCounts, RowError>,
    /// Cells that no report can use.
    pub wrong_cells: Result<Vec<WrongCells>, RowError>,
    /// Rows that no report reaches.
    pub unreached: Result<Vec<(Unreached, u64)>, RowError>,
    /// Other odd rows.
    pub odd: Result<OddRows, RowError>,
    /// The session export, or why there is none.
    pub export: Result<ExportOutlook, ReportError>,
    /// The daily usage, or why there is none.
    pub usage: Result<UsageOutlook, RowError>,
    /// The activity report, or why there is none; nothing when no session has a time.
    pub activity: Option<Result<ActivityOutlook, RowError>>,
}

/// Looks at an archive.
///
/// # Errors
///
/// What SQLite says when the file cannot be looked at. What is wrong with a report, a table or its rows is part of the
/// result.
pub fn check_up(
    snapshot: &Snapshot,
    scrutiny: Scrutiny,
    now: jiff::Timestamp,
    context: &Context<'_>,
) -> Result<Checkup, RowError> {
    let everything = Selection {
        include_one_shot: true,
        include_automated: true,
        include_children: true,
        ..Selection::default()
    };
    let export = |selection: Selection| {
        let request = SessionsRequest { selection, ..SessionsRequest::default() };
        report_sessions(snapshot, &request, context)
    };
    let report = export(everything);
    let latest = report.as_ref().ok().and_then(|report| {
        let newest = report.entries.first()?;
        JulianDay::parse(&newest.last_activity).map(JulianDay::to_date)
    });
    let by_default = export(Selection::default());
    let count = |rows: Unreached| Ok((rows, rows::unreached(snapshot, rows)?));
    Ok(Checkup {
        release: snapshot.release()?,
        header: snapshot.header()?,
        database_id: rows::database_id(snapshot)?,
        defects: snapshot.defects(scrutiny, MOST_DEFECTS)?,
        counts: rows::row_counts(snapshot),
        wrong_cells: rows::wrong_cells(snapshot),
        unreached: Unreached::ALL.into_iter().map(count).collect(),
        odd: odd_rows(snapshot, context),
        export: by_default.and_then(|by_default| Ok(export_outlook(&by_default, &report?))),
        usage: usage_outlook(snapshot, context),
        activity: latest.and_then(|date| activity_outlook(snapshot, date, now, context)),
    })
}

fn export_outlook(by_default: &SessionsReport, at_most: &SessionsReport) -> ExportOutlook {
    let mut identity = IdentityCoverage::default();
    for (label, resolution) in &at_most.projects {
        match resolution {
            Resolution::Resolved(found) if found.source == KeySource::RootPath => identity.root_path += 1,
            Resolution::Resolved(_) => identity.git_remote += 1,
            Resolution::Ambiguous => identity.ambiguous.push(label.clone()),
            Resolution::Unknown => identity.unknown.push(label.clone()),
        }
    }
    ExportOutlook {
        by_default: by_default.entries.len() as u64,
        at_most: at_most.entries.len() as u64,
        identity,
    }
}

fn usage_outlook(snapshot: &Snapshot, context: &Context<'_>) -> Result<UsageOutlook, RowError> {
    let request = DailyRequest {
        window: Window { from: None, to: None },
        filter: UsageFilter::default(),
        zone: TimeZone::UTC,
    };
    let prices = context.prices;
    let report = report_daily(snapshot, &request, &DailyContext { prices, checkouts: context.checkouts })?;
    let date = |day: Option<&Day>| day.map(|day| day.date.clone()).unwrap_or_default();
    let models = report.days.iter().flat_map(|day| &day.models);
    let mut tokens: BTreeMap<&[u8], Tokens> = BTreeMap::new();
    for share in models {
        tokens.entry(&share.name).or_default().add(&share.tokens);
    }
    let is_unpriced =
        |(model, tokens): &(&[u8], Tokens)| !tokens.are_zero() && prices.matching(model).is_none();
    Ok(UsageOutlook {
        days: report.days.len() as u64,
        first: date(report.days.first()),
        last: date(report.days.last()),
        sessions: report.sessions.total,
        tokens: report.totals.tokens,
        cost: report.totals.cost,
        unpriced: tokens.into_iter().filter(is_unpriced).map(|(model, _)| model.to_vec()).collect(),
    })
}

/// Nothing when the latest activity lies on no day of the calendar.
fn activity_outlook(
    snapshot: &Snapshot,
    date: String,
    now: jiff::Timestamp,
    context: &Context<'_>,
) -> Option<Result<ActivityOutlook, RowError>> {
    let month = date.get(..7)?.to_owned();
    let texts = RangeTexts { preset: "month".to_owned(), date, ..RangeTexts::default() };
    let plan = ActivityPlan::new(&texts, &TimeZone::UTC, now).ok()?;
    let figures = report_activity(snapshot, &plan, &ActivityFilter::default(), context);
    Some(figures.map(|figures| ActivityOutlook {
        month,
        sessions: figures.sessions.len() as u64,
        untimed_sessions: figures.totals.untimed_sessions as u64,
        active_minutes: figures.totals.active_minutes,
        peak: figures.peak.map_or(0, |(agents, _)| agents),
    }))
}

fn odd_rows(snapshot: &Snapshot, context: &Context<'_>) -> Result<OddRows, RowError> {
    let sessions = all_sessions(snapshot)?;
    let ids: BTreeSet<&[u8]> = sessions.iter().map(|session| session.id.as_slice()).collect();
    let count =
        |is_odd: &dyn Fn(&SessionRow) -> bool| sessions.iter().filter(|row| is_odd(row)).count() as u64;
    let time = |text: &Option<Vec<u8>>| text.as_deref().and_then(JulianDay::parse);
    let mut messages = OddMessages::default();
    let all: Vec<usize> = (0..sessions.len()).collect();
    WantedSessions::new(&sessions, &all).messages(snapshot, &mut messages, context.progress)?;
    let raw = |remote: &[u8]| !remote.is_empty() && sanitize_remote(remote) != remote;
    let observations = rows::observations(snapshot)?;
    Ok(OddRows {
        deleted_sessions: count(&|row| !row.is_alive),
        empty_sessions: count(&|row| row.is_alive && !is_visible(row)),
        reversed_sessions: count(&|row| {
            time(&row.started_at).zip(time(&row.ended_at)).is_some_and(|(start, end)| end < start)
        }),
        parentless_sessions: count(&|row| {
            row.parent_session_id.as_deref().is_some_and(|parent| !parent.is_empty() && !ids.contains(parent))
        }),
        unreadable_times: messages.unreadable_times,
        empty_usage: messages.empty_usage,
        implausible_usage: messages.implausible_usage,
        raw_remotes: observations.iter().filter(|seen| raw(&seen.git_remote)).count() as u64,
    })
}

/// Counts of messages that are odd.
#[derive(Default)]
struct OddMessages {
    unreadable_times: u64,
    empty_usage: u64,
    implausible_usage: u64,
}

impl Sliced for OddMessages {
    fn fresh(&self) -> Self {
        Self::default()
    }

    fn append(&mut self, later: Self) {
        self.unreadable_times += later.unreadable_times;
        self.empty_usage += later.empty_usage;
        self.implausible_usage += later.implausible_usage;
    }
}

impl Collector for OddMessages {
    fn take(&mut self, _: usize, _: &SessionRow, message: &MessageRow<'_>) {
        let Some(usage) = &message.usage else { return };
        let counts = TokenCounts::scan(usage.token_usage);
        self.empty_usage += u64::from(counts == TokenCounts::default());
        self.implausible_usage += u64::from(counts != counts.clamp_message());
        let is_unreadable = !message.timestamp.is_empty() && JulianDay::parse(message.timestamp).is_none();
        self.unreadable_times += u64::from(is_unreadable);
    }
}
