//! Recomputes `pricing.digest` from a price table, in either of two forms, and reads it from a document.
//!
//! The digest itself is defined by [`agent_contracts::canonical`]; this module brings tables into its form.

use std::borrow::Cow;
use std::fmt;

use agent_contracts::canonical::{DigestRow, pricing_digest};
use agent_contracts::scalar::{NonFinite, Sha256Digest};
use agent_contracts::timestamp::Timestamp;
use agent_contracts::v1::{PriceRowSource, PricingDigestInput};
use serde::de::{Deserialize, Deserializer, Error, Visitor};

/// The digest of a price table, and how it came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Recomputed {
    /// The digest.
    pub digest: Sha256Digest,
    /// Number of rows hashed.
    pub rows: usize,
    /// Rows without a `source` that were taken as fetched.
    pub assumed_fetched: usize,
    /// Bookkeeping rows left out.
    pub left_out: usize,
}

/// The digest that a document states.
#[derive(Clone, Debug, PartialEq)]
pub struct Stated {
    /// `pricing.digest`.
    pub digest: String,
    /// `pricing.effective_row_count`.
    pub rows: Option<u64>,
}

/// Why there is no digest.
#[derive(Debug, thiserror::Error)]
pub enum DigestError {
    /// Text that is neither form of a price table.
    #[error(
        "expected a pricing-digest-input document ({{\"rows\": [...]}}) or an array of price rows as \
         `sqlite3 -json` prints them: {0}"
    )]
    NotATable(serde_json::Error),
    /// A rate that cannot be hashed.
    #[error("the row of pattern {pattern:?} has a rate that cannot be hashed: {source}")]
    Rate {
        /// The row's pattern.
        pattern: String,
        /// What is wrong with the rate.
        source: NonFinite,
    },
    /// Text that is not a document.
    #[error("expected a v1 document or an NDJSON export: {0}")]
    NotADocument(serde_json::Error),
    /// A document without a digest.
    #[error("the document has no pricing.digest; a session export without sessions has none")]
    NoDigest,
}

/// One row of an archive's `model_pricing` table, as `sqlite3 -json` prints it.
#[derive(serde::Deserialize)]
struct ArchiveRow<'t> {
    #[serde(borrow)]
    model_pattern: Bytes<'t>,
    input_per_mtok: f64,
    output_per_mtok: f64,
    cache_creation_per_mtok: f64,
    cache_read_per_mtok: f64,
    #[serde(borrow, default)]
    updated_at: Option<Bytes<'t>>,
    #[serde(default)]
    source: Option<PriceRowSource>,
}

/// Recomputes the digest of `table`: a pricing-digest-input document, or price rows as a JSON array.
///
/// Price rows may come in any order. Of those without a `source`, the bookkeeping ones (pattern starting with
/// `_`) are left out and the others are taken as fetched.
///
/// # Errors
///
/// [`DigestError`] when the text is neither form or holds a rate that is not finite.
///
/// # Examples
///
/// ```
/// let rows = br#"[{"model_pattern": "m", "input_per_mtok": 1, "output_per_mtok": 2,
///     "cache_creation_per_mtok": 0, "cache_read_per_mtok": 0, "updated_at": "2026-07-03T12:00:00.5Z"}]"#;
/// let recomputed = contractgen::digest::recompute(rows)?;
/// assert_eq!((recomputed.rows, recomputed.assumed_fetched), (1, 1));
/// # Ok::<(), contractgen::digest::DigestError>(())
/// ```
pub fn recompute(table: &[u8]) -> Result<Recomputed, DigestError> {
    if !table.trim_ascii_start().starts_with(b"[") {
        let input: PricingDigestInput = serde_json::from_slice(table).map_err(DigestError::NotATable)?;
        return Ok(Recomputed {
            digest: input.digest(),
            rows: input.rows.len(),
            assumed_fetched: 0,
            left_out: 0,
        });
    }
    let stored: Vec<ArchiveRow<'_>> = serde_json::from_slice(table).map_err(DigestError::NotATable)?;
    let is_price = |row: &&ArchiveRow<'_>| row.source.is_some() || !row.model_pattern.0.starts_with(b"_");
    let rows: Vec<DigestRow<'_>> = stored
        .iter()
        .filter(is_price)
        .map(|row| DigestRow {
            pattern: &row.model_pattern.0,
            source: row.source.unwrap_or(PriceRowSource::Fetched),
            input: row.input_per_mtok,
            output: row.output_per_mtok,
            cache_write: row.cache_creation_per_mtok,
            cache_read: row.cache_read_per_mtok,
            updated_at: row.updated_at.as_ref().and_then(|text| Timestamp::parse(&text.0)),
        })
        .collect();
    Ok(Recomputed {
        digest: pricing_digest(&rows).map_err(|source| not_finite(&rows, source))?,
        rows: rows.len(),
        assumed_fetched: stored.iter().filter(is_price).filter(|row| row.source.is_none()).count(),
        left_out: stored.len() - rows.len(),
    })
}

fn not_finite(rows: &[DigestRow<'_>], source: NonFinite) -> DigestError {
    let broken = rows.iter().find(|row| {
        [row.input, row.output, row.cache_write, row.cache_read].iter().any(|rate| !rate.is_finite())
    });
    let pattern = broken.map(|row| String::from_utf8_lossy(row.pattern).into_owned()).unwrap_or_default();
    DigestError::Rate { pattern, source }
}

/// Reads the digest that a document, or the meta line of an NDJSON export, states.
///
/// # Errors
///
/// [`DigestError`] when the text is no document or states no digest.
pub fn stated(document: &[u8]) -> Result<Stated, DigestError> {
    #[derive(serde::Deserialize)]
    struct Document {
        pricing: Option<Pricing>,
    }
    #[derive(serde::Deserialize)]
    struct Pricing {
        digest: Option<String>,
        effective_row_count: Option<u64>,
    }
    let first = serde_json::Deserializer::from_slice(document).into_iter::<Document>().next();
    let first = first.transpose().map_err(DigestError::NotADocument)?;
    let pricing = first.and_then(|document| document.pricing).ok_or(DigestError::NoDigest)?;
    let digest = pricing.digest.ok_or(DigestError::NoDigest)?;
    Ok(Stated { digest, rows: pricing.effective_row_count })
}

/// The bytes of a JSON string, which in an archive's rows need not be UTF-8: such bytes are hashed too.
struct Bytes<'t>(Cow<'t, [u8]>);

impl<'de: 't, 't> Deserialize<'de> for Bytes<'t> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Bytes<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text")
            }

            fn visit_borrowed_bytes<E: Error>(self, bytes: &'de [u8]) -> Result<Bytes<'de>, E> {
                Ok(Bytes(Cow::Borrowed(bytes)))
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Bytes<'de>, E> {
                Ok(Bytes(Cow::Owned(bytes.to_vec())))
            }
        }
        deserializer.deserialize_bytes(Text)
    }
}

#[cfg(test)]
mod tests {
    use agent_contracts::Surface;

    use super::{DigestError, recompute, stated};

    fn row(pattern: &str, more: &str) -> String {
        format!(
            r#"{{"model_pattern":"{pattern}","input_per_mtok":1.0,"output_per_mtok":2.0,
                "cache_creation_per_mtok":0.0,"cache_read_per_mtok":0.1{more}}}"#
        )
    }

    fn digest(rows: &[String]) -> String {
        recompute(format!("[{}]", rows.join(",")).as_bytes()).unwrap().digest.to_string()
    }

    #[test]
    fn both_forms_of_a_table_have_the_same_digest() {
        let rows = [row("m", r#","updated_at":"2026-07-02T00:00:00.9+02:00""#), row("_version", "")];
        let recomputed = recompute(format!("[{},{}]", rows[0], rows[1]).as_bytes()).unwrap();
        assert_eq!((recomputed.rows, recomputed.assumed_fetched, recomputed.left_out), (1, 1, 1));
        let input =
            br#"{"rows":[{"model_pattern":"m","source":"fetched","input_per_mtok":1,"output_per_mtok":2,
            "cache_write_per_mtok":0,"cache_read_per_mtok":0.1,"updated_at":"2026-07-01T22:00:00Z"}]}"#;
        assert_eq!(recompute(input).unwrap().digest, recomputed.digest);
    }

    #[test]
    fn source_counts_and_unreadable_times_do_not() {
        let plain = digest(&[row("m", "")]);
        assert_eq!(digest(&[row("m", r#","updated_at":null"#)]), plain);
        assert_eq!(digest(&[row("m", r#","updated_at":"soon""#)]), plain);
        assert_ne!(digest(&[row("m", r#","source":"custom""#)]), plain);
        let underscore = digest(&[row("_m", r#","source":"custom""#)]);
        assert_ne!(underscore, digest(&[]), "a configured pattern may start with an underscore");
    }

    #[test]
    fn bytes_that_are_not_text_are_hashed_as_v1_does() {
        let mut table = format!("[{}]", row("m?", "")).into_bytes();
        let at = table.iter().position(|&byte| byte == b'?').unwrap();
        table[at] = 0xff;
        let broken = recompute(&table).unwrap().digest.to_string();
        assert_ne!(
            broken,
            digest(&[row("m\u{fffd}", "")]),
            "an invalid byte is escaped, a real U+FFFD is not"
        );
    }

    #[test]
    fn what_is_no_table_says_what_was_expected() {
        for text in ["", "5", "{}", "[5]", r#"[{"model_pattern":"m"}]"#, "[1e999]"] {
            let error = recompute(text.as_bytes()).unwrap_err();
            assert!(matches!(error, DigestError::NotATable(_)), "{text}: {error}");
        }
    }

    #[test]
    fn documents_and_meta_lines_state_a_digest() {
        let whole = stated(Surface::SessionExport.example().as_bytes()).unwrap();
        assert!(whole.digest.starts_with("sha256:") && whole.rows.is_some(), "{whole:?}");
        let lines = b"{\"type\":\"meta\",\"pricing\":{\"digest\":\"sha256:x\"}}\n{\"id\":\"a\"}\n";
        assert_eq!(stated(lines).unwrap().digest, "sha256:x");
        assert!(matches!(stated(br#"{"pricing":{}}"#), Err(DigestError::NoDigest)));
        assert!(matches!(stated(b"no"), Err(DigestError::NotADocument(_))));
    }
}
