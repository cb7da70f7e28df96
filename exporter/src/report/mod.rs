//! Arithmetic: rows become the figures of a report. Filters' meaning, order, dedup, sums, identity.
//!
//! Takes rows from [`crate::rows`] and hands plain figures to [`crate::document`]. Knows no SQL, no serde and no
//! schema.

mod activity;
mod activity_report;
mod checkup;
mod collect;
mod daily;
mod gather;
mod julian_day;
mod page;
mod projects;
mod selection;
mod sessions;
mod token_usage;
mod tree;
mod usage;

pub use activity_report::{
    ActivityFigures, ActivityFilter, ActivityPlan, ActivitySessionFigures, ActivitySpan, ActivityTotals,
    Automation, AutomationError, BreakdownFigures, BucketFigures, BucketWindow, Concurrency, Instant,
    IntervalFigures, RangeError, RangeTexts, Split, report_activity, timestamp_of,
};
pub use checkup::{
    ActivityOutlook, Checkup, ExportOutlook, IdentityCoverage, OddRows, UsageOutlook, check_up,
};
pub use daily::{
    BranchList, DailyContext, DailyReport, DailyRequest, DailySessions, DailyTotals, Day, NameFilter,
    NameList, Share, SummaryReport, TerminationFilter, TokenlessAgents, UsageFilter, Window, report_daily,
    report_summary, report_window,
};
pub use julian_day::JulianDay;
pub use page::{Fingerprint, Position};
pub use selection::Selection;
pub use sessions::{
    Context, ReportError, SessionEntry, SessionsReport, SessionsRequest, WorktreeFigures, report_sessions,
};
pub use token_usage::TokenCounts;
pub use usage::{ModelFigures, SessionUsage};
