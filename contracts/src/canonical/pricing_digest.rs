//! The digest of a price table: which bytes are hashed, in which row order.
//!
//! Takes effective rows; which rows are effective is the business of [`crate::pricing`].

use std::borrow::Cow;

use serde::Serialize;

use crate::scalar::{NonFinite, Number, Sha256Digest};
use crate::timestamp::Timestamp;
use crate::v1::{PriceRowSource, PricingDigestInput};

/// One effective price row on its way into the digest. Rates are US dollars per million tokens.
#[derive(Clone, Debug, PartialEq)]
pub struct DigestRow<'a> {
    /// The pattern's bytes as stored; need not be valid UTF-8.
    pub pattern: &'a [u8],
    /// Where the row came from.
    pub source: PriceRowSource,
    /// Rate for uncached input tokens.
    pub input: f64,
    /// Rate for output tokens.
    pub output: f64,
    /// Rate for tokens written to the prompt cache.
    pub cache_write: f64,
    /// Rate for tokens read from the prompt cache.
    pub cache_read: f64,
    /// Time of the row; its fraction does not take part.
    pub updated_at: Option<Timestamp>,
}

/// The digest of a table, in whatever order its rows are listed.
///
/// # Errors
///
/// [`NonFinite`] when a rate is infinite or not a number: there is no such thing as an empty digest.
///
/// # Examples
///
/// ```
/// use agent_contracts::canonical::pricing_digest;
///
/// let digest = pricing_digest(&[])?;
/// assert_eq!(digest.as_str(), "sha256:1633902c6cbba5e7770dbed172df754a25078bb76efe1f23474edc87f1a47655");
/// # Ok::<(), agent_contracts::scalar::NonFinite>(())
/// ```
pub fn pricing_digest(rows: &[DigestRow<'_>]) -> Result<Sha256Digest, NonFinite> {
    Ok(Sha256Digest::of(&pricing_bytes(rows)?))
}

/// The bytes that [`pricing_digest`] hashes.
///
/// # Errors
///
/// [`NonFinite`] when a rate is infinite or not a number.
pub fn pricing_bytes(rows: &[DigestRow<'_>]) -> Result<Vec<u8>, NonFinite> {
    let rows = rows
        .iter()
        .map(|row| {
            Ok(Row {
                pattern: row.pattern,
                source: row.source,
                input: Number::new(row.input)?,
                output: Number::new(row.output)?,
                cache_write: Number::new(row.cache_write)?,
                cache_read: Number::new(row.cache_read)?,
                updated_at: row.updated_at.map(|time| time.to_second_text().into()),
            })
        })
        .collect::<Result<_, _>>()?;
    Ok(canonical_bytes(rows))
}

impl PricingDigestInput {
    /// The digest of these rows, in whatever order they are listed.
    ///
    /// # Examples
    ///
    /// ```
    /// use agent_contracts::v1::PricingDigestInput;
    ///
    /// let input: PricingDigestInput = serde_json::from_str(
    ///     r#"{"rows":[{"cache_read_per_mtok":0.25,"cache_write_per_mtok":0,"input_per_mtok":2,
    ///         "model_pattern":"acme.ultra-2.1","output_per_mtok":8.5,"source":"custom","updated_at":null}]}"#,
    /// )?;
    /// assert!(input.digest().as_str().starts_with("sha256:6a1af2b1d2be5407"));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn digest(&self) -> Sha256Digest {
        Sha256Digest::of(&self.canonical_bytes())
    }

    /// The bytes that [`Self::digest`] hashes. `updated_at` takes part as it stands, so that any change of
    /// it changes the digest.
    pub fn canonical_bytes(&self) -> Vec<u8> {
        let rows = self.rows.iter().map(|row| Row {
            pattern: row.model_pattern.as_bytes(),
            source: row.source,
            input: row.input_per_mtok,
            output: row.output_per_mtok,
            cache_write: row.cache_write_per_mtok,
            cache_read: row.cache_read_per_mtok,
            updated_at: row.updated_at.as_deref().map(Cow::Borrowed),
        });
        canonical_bytes(rows.collect())
    }
}

struct Row<'a> {
    pattern: &'a [u8],
    source: PriceRowSource,
    input: Number,
    output: Number,
    cache_write: Number,
    cache_read: Number,
    updated_at: Option<Cow<'a, str>>,
}

/// A row as the canonicalizer sees it.
#[derive(Serialize)]
struct CanonicalRow<'a> {
    cache_read_per_mtok: Number,
    cache_write_per_mtok: Number,
    input_per_mtok: Number,
    model_pattern: String,
    output_per_mtok: Number,
    source: PriceRowSource,
    updated_at: Option<&'a str>,
}

#[derive(Serialize)]
struct CanonicalRows<'a> {
    rows: Vec<CanonicalRow<'a>>,
}

fn canonical_bytes(mut rows: Vec<Row<'_>>) -> Vec<u8> {
    // Raw pattern bytes first (RFC 8785 would compare UTF-16), numbers by their printed form. Sources are
    // declared in the order of their texts.
    rows.sort_by(|a, b| {
        let printed = |row: &Row<'_>| {
            [row.input, row.output, row.cache_write, row.cache_read].map(|rate| rate.to_string())
        };
        (a.pattern, a.source)
            .cmp(&(b.pattern, b.source))
            .then_with(|| printed(a).cmp(&printed(b)))
            .then_with(|| a.updated_at.cmp(&b.updated_at))
    });
    let substitute = invalid_byte_substitute(&rows);
    let canonical = CanonicalRows {
        rows: rows
            .iter()
            .map(|row| CanonicalRow {
                cache_read_per_mtok: row.cache_read,
                cache_write_per_mtok: row.cache_write,
                input_per_mtok: row.input,
                model_pattern: pattern_text(row.pattern, substitute),
                output_per_mtok: row.output,
                source: row.source,
                updated_at: row.updated_at.as_deref(),
            })
            .collect(),
    };
    #[expect(
        clippy::expect_used,
        reason = "finite numbers, text keys and a growing buffer: nothing can fail"
    )]
    let text = serde_json_canonicalizer::to_string(&canonical).expect("finite rows have a canonical form");
    escape_departures(text, substitute).into_bytes()
}

/// A private-use character that stands for invalid bytes while the canonicalizer works: one that no pattern
/// holds, so that it can be told apart afterwards. None when every pattern is valid.
fn invalid_byte_substitute(rows: &[Row<'_>]) -> Option<char> {
    rows.iter().any(|row| std::str::from_utf8(row.pattern).is_err()).then(|| {
        let used: String = rows.iter().map(|row| pattern_text(row.pattern, None)).collect();
        #[expect(clippy::expect_used, reason = "the private planes hold more characters than a table has")]
        ('\u{F0000}'..='\u{10FFFD}')
            .find(|&candidate| !used.contains(candidate))
            .expect("an unused character")
    })
}

fn pattern_text(pattern: &[u8], substitute: Option<char>) -> String {
    let mut text = String::with_capacity(pattern.len());
    for chunk in pattern.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(std::iter::repeat_n(substitute.unwrap_or('\u{FFFD}'), chunk.invalid().len()));
    }
    text
}

/// Applies v1's departures from RFC 8785: U+2028, U+2029 and invalid bytes are escaped. All of them can only
/// occur inside strings.
fn escape_departures(canonical: String, substitute: Option<char>) -> String {
    let departs = |c: char| matches!(c, '\u{2028}' | '\u{2029}') || Some(c) == substitute;
    if !canonical.contains(departs) {
        return canonical;
    }
    let mut out = String::with_capacity(canonical.len() + 16);
    for character in canonical.chars() {
        match character {
            '\u{2028}' => out.push_str(r"\u2028"),
            '\u{2029}' => out.push_str(r"\u2029"),
            other if Some(other) == substitute => out.push_str(r"\ufffd"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{DigestRow, canonical_bytes, pricing_digest};
    use crate::timestamp::Timestamp;
    use crate::v1::{PriceRowSource, PricingDigestInput};

    fn row(pattern: &[u8], rate: f64) -> DigestRow<'_> {
        DigestRow {
            pattern,
            source: PriceRowSource::Fetched,
            input: rate,
            output: 0.0,
            cache_write: -0.0,
            cache_read: 0.0,
            updated_at: None,
        }
    }

    #[test]
    fn the_published_example_hashes_to_its_recorded_digest() {
        let updated_at = Timestamp::parse(b"2026-07-03T12:00:00Z");
        let rows = [
            DigestRow {
                pattern: b"gpt-*",
                source: PriceRowSource::Custom,
                input: 1.0,
                output: 5.0,
                cache_write: 1.25,
                cache_read: 0.1,
                updated_at: None,
            },
            DigestRow {
                pattern: b"claude-*",
                source: PriceRowSource::Embedded,
                input: 3.0,
                output: 15.0,
                cache_write: 3.75,
                cache_read: 0.3,
                updated_at,
            },
        ];
        assert_eq!(
            pricing_digest(&rows).unwrap().as_str(),
            "sha256:2fefcc08c76a96e8972e858bf83d9f90e394ba1558c9d71a4a488ebcc6e925f1"
        );
    }

    #[test]
    fn a_rate_that_is_not_finite_is_an_error() {
        for rate in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(pricing_digest(&[row(b"m", rate)]).is_err(), "{rate} must not be hashed");
        }
    }

    #[test]
    fn invalid_bytes_differ_from_the_replacement_character() {
        let broken = pricing_digest(&[row(b"m\xff", 1.0)]).unwrap();
        let genuine = pricing_digest(&[row("m\u{FFFD}".as_bytes(), 1.0)]).unwrap();
        assert_ne!(broken, genuine, "an invalid byte is escaped, a genuine U+FFFD is not");
    }

    #[test]
    fn line_separators_are_escaped_and_rows_sorted_by_bytes() {
        let input: PricingDigestInput = serde_json::from_value(serde_json::json!({"rows": [
            {"cache_read_per_mtok": 0, "cache_write_per_mtok": 0, "input_per_mtok": 1, "output_per_mtok": 0,
             "model_pattern": "\u{1F600}", "source": "fetched", "updated_at": null},
            {"cache_read_per_mtok": 0, "cache_write_per_mtok": 0, "input_per_mtok": 1, "output_per_mtok": 0,
             "model_pattern": "\u{E000}\u{2028}", "source": "fetched", "updated_at": null},
        ]}))
        .unwrap();
        let text = String::from_utf8(input.canonical_bytes()).unwrap();
        let (first, second) = (text.find("\\u2028").unwrap(), text.find('\u{1F600}').unwrap());
        assert!(first < second, "U+E000 sorts before U+1F600 by bytes: {text}");
    }

    #[test]
    fn an_empty_table_has_canonical_bytes() {
        assert_eq!(canonical_bytes(Vec::new()), br#"{"rows":[]}"#);
    }
}
