//! Figures become contract types: names, presence, nulls. No arithmetic and no formatting.
//!
//! Takes a report from [`crate::report`] and hands values of [`agent_contracts::v1`] to [`crate::bytes`]. The one
//! document that is not of v1, what `doctor` found, has its type here.

mod activity_report;
mod checkup;
mod sessions;
mod usage_daily;
mod usage_summary;

pub use activity_report::{activity_intervals, activity_report};
pub use checkup::{
    ActivityFacts, ArchiveFacts, CheckupDocument, ExportFacts, Finding, Severity, TableCounts, UsageFacts,
};
pub use sessions::{DocumentError, session_meta, session_summary};
pub use usage_daily::usage_daily;
pub use usage_summary::{SummaryParts, usage_summary};
