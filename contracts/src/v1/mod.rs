//! The shapes of v1, one module per surface and one per shared block.
//!
//! These types are the source of `schemas/v1/*.json`; their doc comments are the published descriptions.
//! Once released, a shape only grows: a member may be added, nothing else may change
//! (`docs/contract.md`). Arithmetic and identity rules live in [`crate::pricing`] and [`crate::identity`].

mod activity_report;
mod cursor_reset;
mod digest_input;
mod pricing;
mod projects;
mod session_export;
mod session_line;
mod session_pricing;
mod usage_daily;
mod usage_summary;

pub use activity_report::{
    ActivityBreakdown, ActivityBucket, ActivityInterval, ActivityPeak, ActivityReport, ActivitySession,
    ActivityTotals, BucketUnit, TimingQuality,
};
pub use cursor_reset::{CursorReset, CursorResetError};
pub use digest_input::{PriceRow, PriceRowSource, PricingDigestInput};
pub use pricing::{CostSource, ModelRates, PricingBlock, PricingFallback, PricingSource};
pub use projects::{IdentityKeySource, ProjectEntry, ProjectIdentity, ProjectMap, ProjectResolution};
pub use session_export::{
    Classification, ExportCursor, ModelUsage, SessionExport, SessionModelUsage, SessionSummary, Worktree,
};
pub use session_line::{MetaLineType, SessionExportLine, SessionExportMeta};
pub use session_pricing::SessionPricing;
pub use usage_daily::{
    AgentBreakdown, DailyUsage, ModelBreakdown, ProjectBreakdown, SessionCounts, UsageDaily, UsageTotals,
};
pub use usage_summary::{
    CacheStats, ModelTotal, SummarySessionCounts, UnsupportedUsage, UnsupportedUsageKind, UsageSummary,
};
