//! The pricing block all three surfaces share: which price list produced the costs, and how.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::scalar::{Number, Sha256Digest, count, required_nullable};

/// Where a cost came from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum CostSource {
    /// Every cost was computed from tokens and rates, also where no rate was known.
    Computed,
    /// Every cost was reported by the agent itself.
    Reported,
    /// Both kinds were added up.
    Mixed,
}

/// Which kinds of price row the effective table holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum PricingSource {
    /// No price rows at all.
    #[serde(rename = "")]
    None,
    /// Only rows equal to the list built into the program.
    #[serde(rename = "embedded")]
    Embedded,
    /// At least one row that was downloaded or edited.
    #[serde(rename = "fetched")]
    Fetched,
    /// Only rows from the user's configuration.
    #[serde(rename = "custom")]
    Custom,
    /// Built-in rows with rows from the configuration on top.
    #[serde(rename = "custom+embedded")]
    CustomEmbedded,
    /// Downloaded rows with rows from the configuration on top.
    #[serde(rename = "custom+fetched")]
    CustomFetched,
}

/// Which models were priced from the built-in list rather than from downloaded or configured rates.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PricingFallback {
    /// True when `models` is not empty.
    pub used: bool,
    /// Names of models whose matched price row equals the built-in list, ascending by bytes; also listed when
    /// all their costs were reported. Models without any price row are not listed.
    pub models: Vec<String>,
}

/// The rates applied to one model, in US dollars per million tokens.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ModelRates {
    /// The price row's pattern that matched the model's name; null when none did, and then all rates are 0
    /// and the model's computed cost is 0 without meaning "free".
    #[serde(deserialize_with = "required_nullable")]
    pub matched_pattern: Option<String>,
    /// US dollars per million uncached input tokens.
    pub input_cost_per_mtok: Number,
    /// US dollars per million output tokens.
    pub output_cost_per_mtok: Number,
    /// US dollars per million tokens written to the prompt cache.
    pub cache_write_cost_per_mtok: Number,
    /// US dollars per million tokens read from the prompt cache.
    pub cache_read_cost_per_mtok: Number,
    /// Where this model's costs came from.
    pub cost_source: CostSource,
}

/// Provenance of every cost in the document: the price list in force, its digest, and the rates applied.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PricingBlock {
    /// Which kinds of price row the effective table holds; the empty text when it holds none.
    pub source: PricingSource,
    /// The table's version: the newest row's time (UTC, whole seconds) or the word `fetched` for downloaded
    /// rows, the built-in list's version for built-in rows, the word `custom` when only configured rows
    /// exist, and the empty text when there are no rows.
    pub table_version: String,
    /// Time of the newest price row, UTC, RFC 3339 with up to nine fraction digits; null when no row has a
    /// readable time.
    #[serde(deserialize_with = "required_nullable")]
    pub latest_row_updated_at: Option<String>,
    /// Number of effective rows that come from the user's configuration.
    #[serde(deserialize_with = "count")]
    pub custom_override_count: u64,
    /// Number of effective price rows.
    #[serde(deserialize_with = "count")]
    pub effective_row_count: u64,
    /// SHA-256 over the canonical JSON of all effective rows (see the pricing-digest-input schema): two
    /// documents with equal digests were priced from identical tables.
    pub digest: Sha256Digest,
    /// Where the document's costs came from as a whole; `computed` when no usage was counted.
    pub cost_source: CostSource,
    /// Which models were priced from the built-in list.
    pub fallback: PricingFallback,
    /// The rates applied, keyed by the model's name as it stands in the usage records; empty when no usage
    /// was counted.
    pub models: BTreeMap<String, ModelRates>,
}
