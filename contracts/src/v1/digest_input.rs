//! The object whose canonical bytes are hashed into `pricing.digest`.

use serde::{Deserialize, Serialize};

use crate::scalar::{Number, required_nullable};

/// Where a price row came from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum PriceRowSource {
    /// From the user's configuration.
    Custom,
    /// Equal to the list built into the program.
    Embedded,
    /// Any other row: downloaded or edited.
    Fetched,
}

/// One effective price row. Rates are US dollars per million tokens.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PriceRow {
    /// Rate for tokens read from the prompt cache.
    pub cache_read_per_mtok: Number,
    /// Rate for tokens written to the prompt cache.
    pub cache_write_per_mtok: Number,
    /// Rate for uncached input tokens.
    pub input_per_mtok: Number,
    /// The pattern that model names are matched against; may be empty, and then matches nothing.
    pub model_pattern: String,
    /// Rate for output tokens.
    pub output_per_mtok: Number,
    /// Where the row came from.
    pub source: PriceRowSource,
    /// Time of the row, UTC, `YYYY-MM-DDThh:mm:ssZ` with the fraction cut; null when it has no readable time.
    #[serde(deserialize_with = "required_nullable")]
    pub updated_at: Option<String>,
}

/// The effective price rows of a report. `pricing.digest` is the SHA-256 of this object's canonical JSON
/// (RFC 8785; the characters U+2028 and U+2029 are escaped as well), rows sorted by the bytes of pattern,
/// source, the four rates as printed (input, output, cache write, cache read) and time.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PricingDigestInput {
    /// Every effective row, used or not, in any order: the digest sorts them.
    pub rows: Vec<PriceRow>,
}
