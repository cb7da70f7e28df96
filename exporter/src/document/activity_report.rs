//! The activity report as a contract document.

use agent_contracts::pricing::{BlockBuilder, PriceTable};
use agent_contracts::scalar::{NonFinite, Number, SchemaVersion1};
use agent_contracts::text::lossy;
use agent_contracts::v1::{
    ActivityBreakdown, ActivityBucket, ActivityInterval, ActivityPeak, ActivityReport, ActivitySession,
    ActivityTotals, TimingQuality,
};

use super::DocumentError;
use crate::report::{self, ActivityFigures, ActivityPlan, ActivitySessionFigures, Instant, timestamp_of};

/// The document without its intervals, which are [`activity_intervals`]; `timezone` is the name that the zone was asked for by.
///
/// # Errors
///
/// [`DocumentError`] for figures that JSON cannot carry.
pub fn activity_report(
    figures: &ActivityFigures,
    plan: &ActivityPlan,
    prices: &PriceTable,
    timezone: String,
) -> Result<ActivityReport, DocumentError> {
    let mut block = BlockBuilder::new(prices);
    for (model, provenance) in &figures.models {
        block.note(model, prices.matching(model), *provenance);
    }
    let effective_end = time(plan.effective_end);
    let projects = figures.projects.iter();
    Ok(ActivityReport {
        schema_version: SchemaVersion1,
        pricing: block.build()?,
        projects: projects.map(|(label, resolution)| (text(label), resolution.to_document())).collect(),
        timezone,
        range_start: time(plan.start),
        range_end: time(plan.end),
        bucket_unit: plan.unit,
        bucket_seconds: plan.bucket_seconds,
        bucket_count: figures.buckets.len() as u64,
        partial: plan.is_partial,
        as_of: plan.is_partial.then(|| effective_end.clone()),
        effective_end,
        elapsed_bucket_count: plan.windows.partition_point(|window| window.start < plan.effective_end) as u64,
        buckets: figures.buckets.iter().map(bucket).collect::<Result<_, _>>()?,
        peak: ActivityPeak {
            agents: figures.peak.map_or(0, |(agents, _)| agents),
            at: figures.peak.map(|(_, instant)| time(instant)),
        },
        totals: totals(figures)?,
        by_project: breakdown("by_project", &figures.by_project)?,
        by_model: breakdown("by_model", &figures.by_model)?,
        by_agent: breakdown("by_agent", &figures.by_agent)?,
        by_session: figures
            .sessions
            .iter()
            .map(|session| self::session(figures, session))
            .collect::<Result<_, _>>()?,
        intervals: Vec::new(),
    })
}

/// The intervals of the document, which may be many, one at a time.
pub fn activity_intervals(figures: &ActivityFigures) -> impl Iterator<Item = ActivityInterval> {
    figures.intervals.iter().map(|interval| ActivityInterval {
        session_id: text(&figures.rows[interval.row].id),
        start: time(interval.start),
        end: time(interval.end),
    })
}

fn text(bytes: &[u8]) -> String {
    lossy(bytes).into_owned()
}

fn time(instant: Instant) -> String {
    timestamp_of(instant).to_second_text()
}

fn number(what: &'static str, value: f64) -> Result<Number, DocumentError> {
    Number::new(value).map_err(|NonFinite(value)| DocumentError::Total { what, value })
}

fn bucket(bucket: &report::BucketFigures) -> Result<ActivityBucket, DocumentError> {
    Ok(ActivityBucket {
        start: time(bucket.window.start),
        end: time(bucket.window.end),
        max_agents: bucket.most.total(),
        agent_minutes: number("buckets[].agent_minutes", bucket.minutes)?,
        output_tokens: bucket.output_tokens,
        cost: number("buckets[].cost", bucket.cost)?,
        automated_at_peak: bucket.most.automated,
        interactive_at_peak: bucket.most.interactive,
    })
}

fn totals(figures: &ActivityFigures) -> Result<ActivityTotals, DocumentError> {
    let totals = &figures.totals;
    let sessions = figures.sessions.len();
    Ok(ActivityTotals {
        active_minutes: number("totals.active_minutes", totals.active_minutes)?,
        idle_minutes: number("totals.idle_minutes", totals.idle_minutes)?,
        agent_minutes: number("totals.agent_minutes", totals.minutes.total)?,
        sessions: sessions as u64,
        untimed_sessions: totals.untimed_sessions as u64,
        distinct_projects: figures.projects.len() as u64,
        distinct_models: totals.distinct_models as u64,
        output_tokens: totals.output_tokens,
        cost: number("totals.cost", totals.cost.total)?,
        automated_agent_minutes: number("totals.automated_agent_minutes", totals.minutes.automated)?,
        interactive_agent_minutes: number("totals.interactive_agent_minutes", totals.minutes.interactive)?,
        automated_cost: number("totals.automated_cost", totals.cost.automated)?,
        interactive_cost: number("totals.interactive_cost", totals.cost.interactive)?,
        automated_sessions: totals.automated_sessions as u64,
        interactive_sessions: (sessions - totals.automated_sessions) as u64,
    })
}

fn breakdown(
    list: &'static str,
    rows: &[report::BreakdownFigures],
) -> Result<Vec<ActivityBreakdown>, DocumentError> {
    rows.iter()
        .map(|row| {
            Ok(ActivityBreakdown {
                key: text(&row.key),
                agent_minutes: number(list, row.minutes.total)?,
                cost: number(list, row.cost.total)?,
                automated_agent_minutes: number(list, row.minutes.automated)?,
                interactive_agent_minutes: number(list, row.minutes.interactive)?,
                automated_cost: number(list, row.cost.automated)?,
                interactive_cost: number(list, row.cost.interactive)?,
            })
        })
        .collect()
}

fn session(
    figures: &ActivityFigures,
    session: &ActivitySessionFigures,
) -> Result<ActivitySession, DocumentError> {
    let row = &figures.rows[session.row];
    let session_id = text(&row.id);
    let cost = Number::new(session.cost)
        .map_err(|NonFinite(cost)| DocumentError::Cost { session: session_id.clone(), cost })?;
    let activity = session.activity;
    Ok(ActivitySession {
        session_id,
        title: text(&session.title),
        project: text(&row.project),
        agent: text(&row.agent),
        primary_model: text(&session.primary_model),
        models: Some(session.models.iter().map(|model| text(model)).collect())
            .filter(|models: &Vec<String>| !models.is_empty()),
        agent_minutes: activity.map(|span| number("by_session[].agent_minutes", span.minutes)).transpose()?,
        cost,
        output_tokens: session.output_tokens,
        first_active: activity.map(|span| time(span.first)),
        last_active: activity.map(|span| time(span.last)),
        timing_quality: if activity.is_some() { TimingQuality::Timed } else { TimingQuality::Untimed },
        is_automated: row.is_automated == 1,
    })
}
