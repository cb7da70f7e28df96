//! Usage summary: the days of usage daily with their sums by project, model and agent, for usage that filters choose.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::pricing::PricingBlock;
use super::projects::ProjectMap;
use super::usage_daily::{AgentBreakdown, DailyUsage, ProjectBreakdown, UsageTotals};
use crate::scalar::{Number, SchemaVersion1, absent_or_value, count, integer, nullable_count_map};

/// What one model used on all days.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ModelTotal {
    /// The model's name, as recorded.
    pub model: String,
    /// Uncached input tokens.
    #[serde(deserialize_with = "integer")]
    pub input_tokens: i64,
    /// Output tokens.
    #[serde(deserialize_with = "integer")]
    pub output_tokens: i64,
    /// Input tokens written to the prompt cache.
    #[serde(deserialize_with = "integer")]
    pub cache_creation_tokens: i64,
    /// Input tokens read from the prompt cache.
    #[serde(deserialize_with = "integer")]
    pub cache_read_tokens: i64,
    /// US dollars.
    pub cost: Number,
}

/// Distinct sessions with counted usage. Each is counted once, under the project and agent of its first record.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SummarySessionCounts {
    /// Number of sessions; 0 when counts were not asked for.
    #[serde(deserialize_with = "count")]
    pub total: u64,
    /// Sessions by project label, which may be the empty text; null when counts were not asked for.
    #[serde(deserialize_with = "nullable_count_map")]
    pub by_project: Option<BTreeMap<String, u64>>,
    /// Sessions by agent, which may be the empty text; null when counts were not asked for.
    #[serde(deserialize_with = "nullable_count_map")]
    pub by_agent: Option<BTreeMap<String, u64>>,
}

/// What the prompt cache did, over the whole report.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CacheStats {
    /// Input tokens read from the prompt cache.
    #[serde(deserialize_with = "integer")]
    pub cache_read_tokens: i64,
    /// Input tokens written to the prompt cache.
    #[serde(deserialize_with = "integer")]
    pub cache_creation_tokens: i64,
    /// Uncached input tokens.
    #[serde(deserialize_with = "integer")]
    pub uncached_input_tokens: i64,
    /// Output tokens.
    #[serde(deserialize_with = "integer")]
    pub output_tokens: i64,
    /// Tokens read from the cache as a share of those read and of uncached input; 0 when there are neither.
    pub hit_rate: Number,
    /// The same as `cacheSavings` of the totals: US dollars.
    pub savings_vs_uncached: Number,
}

/// Why figures are zero although sessions were at work.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum UnsupportedUsageKind {
    /// All agents asked for are Copilot's, which record no tokens per message.
    CopilotNoTokenData,
    /// The agents asked for record no tokens per message.
    NoTokenData,
}

/// Usage that no figure shows.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UnsupportedUsage {
    /// Why it shows nowhere.
    pub kind: UnsupportedUsageKind,
}

/// Tokens and cost of chosen usage, per day and in all: `usage summary`, and `GET /api/v1/usage/summary`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UsageSummary {
    /// Version of this shape: always 1.
    #[serde(rename = "schema_version")]
    pub schema_version: SchemaVersion1,
    /// Provenance of the costs.
    pub pricing: PricingBlock,
    /// What the project labels of the counted sessions stand for; empty when none has a label.
    pub projects: ProjectMap,
    /// The first day of the report, `YYYY-MM-DD`; the empty text when it is open.
    pub from: String,
    /// The last day of the report, `YYYY-MM-DD`; the empty text when it is open.
    pub to: String,
    /// Sums over all days.
    pub totals: UsageTotals,
    /// Days with at least one counted record, ascending by bytes.
    pub daily: Vec<DailyUsage>,
    /// Sums over all days by project label: cost descending, then label ascending by bytes; empty unless breakdowns
    /// were asked for.
    pub project_totals: Vec<ProjectBreakdown>,
    /// Sums over all days by model: cost descending, then name ascending by bytes; empty unless breakdowns were asked
    /// for.
    pub model_totals: Vec<ModelTotal>,
    /// Sums over all days by agent: cost descending, then name ascending by bytes; empty unless breakdowns were asked
    /// for.
    pub agent_totals: Vec<AgentBreakdown>,
    /// Sessions behind the figures.
    pub session_counts: SummarySessionCounts,
    /// What the prompt cache did.
    pub cache_stats: CacheStats,
    /// Why all figures are zero although there were sessions; absent otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "absent_or_value")]
    #[cfg_attr(feature = "schema", schemars(with = "UnsupportedUsage"))]
    pub unsupported_usage: Option<UnsupportedUsage>,
}
