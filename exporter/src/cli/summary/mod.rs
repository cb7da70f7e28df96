//! What a usage summary is asked for, as plain data: flags and the parameters of a URL mean the same.
//!
//! What a filter does is the report's business.

mod query;
#[cfg(test)]
mod tests;

pub(super) use query::{INTEGER, SWITCHES, TEXTS};
pub use query::{QueryError, parse};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A usage summary, with the texts of its filters as given: not split, not trimmed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "one member for each parameter")]
pub struct SummaryRequest {
    /// The first day; open when absent.
    pub from: Option<Date>,
    /// The last day; open when absent.
    pub to: Option<Date>,
    /// Whose days.
    pub zone: TimeZone,
    /// When it is asked: some sessions are active at one time and not at another.
    pub now: Timestamp,
    /// Only these project labels: a comma list, or empty.
    pub project: String,
    /// Not these project labels.
    pub exclude_project: String,
    /// Only these agents.
    pub agent: String,
    /// Not these agents.
    pub exclude_agent: String,
    /// Only these models.
    pub model: String,
    /// Not these models.
    pub exclude_model: String,
    /// Only sessions of these machines.
    pub machine: String,
    /// Only sessions on these branches: project, byte 0x1F and branch, separated by byte 0x1E.
    pub git_branch: String,
    /// Fewest user messages of a session.
    pub min_user_messages: i64,
    /// Only sessions whose last known time is this text or greater.
    pub active_since: String,
    /// Only sessions that ended so: a comma list.
    pub termination: String,
    /// Count sessions with at most one user message.
    pub include_one_shot: bool,
    /// Count automated sessions.
    pub include_automated: bool,
    /// Fill the figures by project and agent, and the sums over all days.
    pub breakdowns: bool,
    /// Count sessions.
    pub session_counts: bool,
}
