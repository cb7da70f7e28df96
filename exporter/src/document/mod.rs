//! Figures become contract types: names, presence, nulls. No arithmetic and no formatting.
//!
//! Takes a report from [`crate::report`] and hands values of [`agent_contracts::v1`] to [`crate::bytes`].

mod activity_report;
mod sessions;
mod usage_daily;

pub use activity_report::{activity_intervals, activity_report};
pub use sessions::{DocumentError, session_meta, session_summary};
pub use usage_daily::usage_daily;
