//! Activity report: concurrency, active time and cost over a range, in buckets.

use serde::{Deserialize, Serialize};

use super::pricing::PricingBlock;
use super::projects::ProjectMap;
use crate::scalar::{Number, SchemaVersion1, count, integer, required_nullable};

/// The calendar unit of a bucket.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum BucketUnit {
    /// Fixed steps of minutes.
    Minute,
    /// Fixed steps of one hour.
    Hour,
    /// Local calendar days.
    Day,
    /// Local calendar weeks, from Monday.
    Week,
}

/// Whether a session's activity could be timed from its messages.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum TimingQuality {
    /// At least one activity interval lies in the range.
    Timed,
    /// No activity interval lies in the range.
    Untimed,
}

/// One bucket of the range. Buckets that have not begun yet are listed with zeros.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ActivityBucket {
    /// Start of the bucket, UTC, RFC 3339, included.
    pub start: String,
    /// End of the bucket, UTC, RFC 3339, excluded.
    pub end: String,
    /// Most activity intervals running at one instant of the bucket.
    #[serde(deserialize_with = "count")]
    pub max_agents: u64,
    /// Minutes of activity, added up over all intervals.
    pub agent_minutes: Number,
    /// Output tokens recorded in the bucket.
    #[serde(deserialize_with = "integer")]
    pub output_tokens: i64,
    /// US dollars recorded in the bucket.
    pub cost: Number,
    /// Automated share of `max_agents`, at the first instant that reached it.
    #[serde(deserialize_with = "count")]
    pub automated_at_peak: u64,
    /// Interactive share of `max_agents`, at the first instant that reached it.
    #[serde(deserialize_with = "count")]
    pub interactive_at_peak: u64,
}

/// The highest concurrency of the whole range.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ActivityPeak {
    /// Most activity intervals running at one instant.
    #[serde(deserialize_with = "count")]
    pub agents: u64,
    /// First instant that reached it, UTC, RFC 3339; null when there was no activity.
    #[serde(deserialize_with = "required_nullable")]
    pub at: Option<String>,
}

/// Sums over the whole range.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ActivityTotals {
    /// Minutes during which at least one agent was active.
    pub active_minutes: Number,
    /// Minutes of the elapsed range during which none was; at least 0.
    pub idle_minutes: Number,
    /// Minutes of activity, added up over all intervals.
    pub agent_minutes: Number,
    /// Sessions in the range.
    #[serde(deserialize_with = "count")]
    pub sessions: u64,
    /// Sessions in the range without an activity interval.
    #[serde(deserialize_with = "count")]
    pub untimed_sessions: u64,
    /// Distinct project labels of those sessions; the empty label counts.
    #[serde(deserialize_with = "count")]
    pub distinct_projects: u64,
    /// Distinct models over all `by_session[].models`.
    #[serde(deserialize_with = "count")]
    pub distinct_models: u64,
    /// Output tokens.
    #[serde(deserialize_with = "integer")]
    pub output_tokens: i64,
    /// US dollars.
    pub cost: Number,
    /// Automated share of `agent_minutes`.
    pub automated_agent_minutes: Number,
    /// Interactive share of `agent_minutes`.
    pub interactive_agent_minutes: Number,
    /// Automated share of `cost`, US dollars.
    pub automated_cost: Number,
    /// Interactive share of `cost`, US dollars.
    pub interactive_cost: Number,
    /// Automated sessions in the range.
    #[serde(deserialize_with = "count")]
    pub automated_sessions: u64,
    /// Interactive sessions in the range.
    #[serde(deserialize_with = "count")]
    pub interactive_sessions: u64,
}

/// Activity and cost of one project, model or agent.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ActivityBreakdown {
    /// The project's label, the model's name or the agent, depending on the list.
    pub key: String,
    /// Minutes of activity.
    pub agent_minutes: Number,
    /// US dollars.
    pub cost: Number,
    /// Automated share of `agent_minutes`.
    pub automated_agent_minutes: Number,
    /// Interactive share of `agent_minutes`.
    pub interactive_agent_minutes: Number,
    /// Automated share of `cost`, US dollars.
    pub automated_cost: Number,
    /// Interactive share of `cost`, US dollars.
    pub interactive_cost: Number,
}

/// Activity and cost of one session within the range.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ActivitySession {
    /// The session's identifier.
    pub session_id: String,
    /// A title for people. Beware: v1 falls back to the first words of the session's first prompt.
    pub title: String,
    /// The project's label, a key of `projects`; may be empty.
    pub project: String,
    /// The agent program.
    pub agent: String,
    /// The model with the most activity, else the most cost; the empty text when none is known.
    pub primary_model: String,
    /// Names of the models seen, ascending by bytes; null when none is known.
    #[serde(deserialize_with = "required_nullable")]
    pub models: Option<Vec<String>>,
    /// Minutes of activity in the range; null for untimed sessions.
    #[serde(deserialize_with = "required_nullable")]
    pub agent_minutes: Option<Number>,
    /// US dollars.
    pub cost: Number,
    /// Output tokens.
    #[serde(deserialize_with = "integer")]
    pub output_tokens: i64,
    /// Start of the first activity in the range, UTC, RFC 3339; null for untimed sessions.
    #[serde(deserialize_with = "required_nullable")]
    pub first_active: Option<String>,
    /// End of the last activity in the range, UTC, RFC 3339; null for untimed sessions.
    #[serde(deserialize_with = "required_nullable")]
    pub last_active: Option<String>,
    /// Whether the session's activity could be timed.
    pub timing_quality: TimingQuality,
    /// True when the session was classified as automated.
    pub is_automated: bool,
}

/// One stretch of activity: from one message to the next, at most five minutes, cut to the range.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ActivityInterval {
    /// The session's identifier.
    pub session_id: String,
    /// Start, UTC, RFC 3339, whole seconds.
    pub start: String,
    /// End, UTC, RFC 3339, whole seconds; equals `start` when the interval is shorter than a second.
    pub end: String,
}

/// Concurrency, active time and cost over a range of time: `activity report --json`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ActivityReport {
    /// Version of this shape: always 1.
    pub schema_version: SchemaVersion1,
    /// Provenance of the costs.
    pub pricing: PricingBlock,
    /// What the project labels of the sessions in the range stand for; empty when there are none.
    pub projects: ProjectMap,
    /// The time zone of calendar days, as asked for.
    pub timezone: String,
    /// Start of the range, UTC, RFC 3339, included.
    pub range_start: String,
    /// End of the range, UTC, RFC 3339, excluded.
    pub range_end: String,
    /// Calendar unit of the buckets.
    pub bucket_unit: BucketUnit,
    /// Nominal length of a bucket in seconds; real days and weeks may be shorter or longer.
    #[serde(deserialize_with = "count")]
    pub bucket_seconds: u64,
    /// Number of buckets.
    #[serde(deserialize_with = "count")]
    pub bucket_count: u64,
    /// True when the range reaches beyond the time of the report.
    pub partial: bool,
    /// Time of the report, UTC, RFC 3339, when it lies in the range; null when the range is complete.
    #[serde(deserialize_with = "required_nullable")]
    pub as_of: Option<String>,
    /// End of the part of the range that has elapsed, UTC, RFC 3339.
    pub effective_end: String,
    /// Number of buckets that have begun.
    #[serde(deserialize_with = "count")]
    pub elapsed_bucket_count: u64,
    /// Every bucket of the range, in order.
    pub buckets: Vec<ActivityBucket>,
    /// The highest concurrency of the range.
    pub peak: ActivityPeak,
    /// Sums over the range.
    pub totals: ActivityTotals,
    /// By project label: minutes descending, then label ascending by bytes.
    pub by_project: Vec<ActivityBreakdown>,
    /// By model: minutes descending, then name ascending by bytes.
    pub by_model: Vec<ActivityBreakdown>,
    /// By agent: minutes descending, then name ascending by bytes.
    pub by_agent: Vec<ActivityBreakdown>,
    /// One entry per session: minutes descending, untimed sessions last, then identifier ascending by bytes.
    pub by_session: Vec<ActivitySession>,
    /// Every activity interval, by start, end and session.
    pub intervals: Vec<ActivityInterval>,
}
