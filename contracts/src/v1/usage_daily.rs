//! Usage daily: tokens and cost per calendar day.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::pricing::PricingBlock;
use super::projects::ProjectMap;
use crate::scalar::{Number, SchemaVersion1, absent_or_value, count, count_map, integer};

/// What one model used on one day.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ModelBreakdown {
    /// The model's name, as recorded.
    pub model_name: String,
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

/// What one project used, on one day or on all.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProjectBreakdown {
    /// The project's label; the empty text for usage without a project.
    pub project: String,
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

/// What one agent program used, on one day or on all.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AgentBreakdown {
    /// The agent program, for instance `claude` or `codex`.
    pub agent: String,
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

/// One calendar day in the report's time zone.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DailyUsage {
    /// The day, `YYYY-MM-DD`. A record whose time cannot be read counts under its first ten bytes, one without
    /// any time under the empty text.
    pub date: String,
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
    /// US dollars, summed over `modelBreakdowns` in their order.
    pub total_cost: Number,
    /// Names of the models used, in the order of `modelBreakdowns`.
    pub models_used: Vec<String>,
    /// By model: cost descending, then name ascending by bytes.
    pub model_breakdowns: Vec<ModelBreakdown>,
    /// By project label: cost descending, then label ascending by bytes; empty unless breakdowns were asked for.
    pub project_breakdowns: Vec<ProjectBreakdown>,
    /// By agent: cost descending, then name ascending by bytes; empty unless breakdowns were asked for.
    pub agent_breakdowns: Vec<AgentBreakdown>,
}

/// Sums over the whole report.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UsageTotals {
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
    /// US dollars, summed over the days in order.
    pub total_cost: Number,
    /// Copilot AI credits, one per US cent of Copilot and Windsurf cost; absent unless positive.
    #[serde(
        rename = "copilotAICredits",
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "absent_or_value"
    )]
    #[cfg_attr(feature = "schema", schemars(with = "Number"))]
    pub copilot_ai_credits: Option<Number>,
    /// US dollars saved by the prompt cache against paying every token at the input rate; writes usually count
    /// negative.
    pub cache_savings: Number,
}

/// Distinct sessions with counted usage. Each is counted once, under the project and agent of its first record.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SessionCounts {
    /// Number of sessions.
    #[serde(deserialize_with = "count")]
    pub total: u64,
    /// Sessions by project label, which may be the empty text.
    #[serde(deserialize_with = "count_map")]
    pub by_project: BTreeMap<String, u64>,
    /// Sessions by agent, which may be the empty text.
    #[serde(deserialize_with = "count_map")]
    pub by_agent: BTreeMap<String, u64>,
}

/// Tokens and cost per calendar day: `usage daily --json`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UsageDaily {
    /// Version of this shape: always 1.
    #[serde(rename = "schema_version")]
    pub schema_version: SchemaVersion1,
    /// Provenance of the costs.
    pub pricing: PricingBlock,
    /// What the project labels of the counted sessions stand for; empty when none has a label.
    pub projects: ProjectMap,
    /// Days with at least one counted record, ascending by bytes.
    pub daily: Vec<DailyUsage>,
    /// Sums over all days.
    pub totals: UsageTotals,
    /// Sessions behind the figures.
    pub session_counts: SessionCounts,
}
