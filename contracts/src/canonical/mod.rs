//! Canonical JSON and the pricing digest built on it.
//!
//! The bytes follow RFC 8785 (through `serde_json_canonicalizer`): members sorted, no blanks, ECMAScript
//! numbers. [`pricing_digest`] adds v1's own departures, which only matter for price patterns that no
//! published catalogue contains; `docs/canonical-json.md` lists them.

mod pricing_digest;

pub use pricing_digest::{DigestRow, pricing_bytes, pricing_digest};

use serde::Serialize;

/// `value` as RFC 8785 canonical JSON.
///
/// Integers beyond 2^53 lose digits, as the RFC prescribes; v1 hashes none.
///
/// # Errors
///
/// A number that is not finite, or a map whose keys are not text.
///
/// # Examples
///
/// ```
/// let value = serde_json::json!({"b": 1.0, "a": [1e-7, "é"]});
/// assert_eq!(agent_contracts::canonical::to_vec(&value)?, r#"{"a":[1e-7,"é"],"b":1}"#.as_bytes());
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn to_vec<T: Serialize>(value: &T) -> Result<Vec<u8>, serde_json::Error> {
    serde_json_canonicalizer::to_vec(value)
}
