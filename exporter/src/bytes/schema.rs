//! The published schemas, as they were when this program was built.

use agent_contracts::Surface;

/// The text of a surface's published schema.
pub fn published_schema(surface: Surface) -> &'static str {
    match surface {
        Surface::SessionExportLine => include_str!("../../../schemas/v1/session-export-line.json"),
        Surface::CursorReset => include_str!("../../../schemas/v1/cursor-reset.json"),
        Surface::PricingDigestInput => include_str!("../../../schemas/v1/pricing-digest-input.json"),
        Surface::UsageDaily => include_str!("../../../schemas/v1/usage-daily.json"),
        Surface::UsageSummary => include_str!("../../../schemas/v1/usage-summary.json"),
        Surface::ActivityReport => include_str!("../../../schemas/v1/activity-report.json"),
        // Surface may grow; the export is what this program prints.
        _ => include_str!("../../../schemas/v1/session-export.json"),
    }
}
