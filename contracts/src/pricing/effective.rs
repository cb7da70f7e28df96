//! The effective price table: stored rows, the built-in list and configured rates laid over one another.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use super::matching::CanonicalIndex;
use super::rates::Rates;
use crate::timestamp::Timestamp;
use crate::v1::PriceRowSource;

/// A row of an archive's price table.
#[derive(Clone, PartialEq, Debug)]
pub struct StoredRow {
    /// The pattern's bytes.
    pub pattern: Vec<u8>,
    /// The row's rates.
    pub rates: Rates,
    /// The row's time, as stored.
    pub updated_at: Vec<u8>,
}

/// The price list built into a program. Which rows count as `embedded` depends on it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct EmbeddedList {
    /// The list's version, for instance `litellm-398a0b15378c`.
    pub version: String,
    /// Rates by pattern.
    pub rows: BTreeMap<Vec<u8>, Rates>,
}

/// When the built-in list goes on top of the stored rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Overlay {
    /// Always: usage daily and the activity report, offline.
    Always,
    /// Never: the same reports behind a server.
    Never,
    /// Only when the archive has no price rows of its own: session export.
    WhenEmpty,
}

/// A price row in force.
#[derive(Clone, PartialEq, Debug)]
pub struct EffectiveRow {
    /// The pattern's bytes; an empty pattern matches nothing.
    pub pattern: Vec<u8>,
    /// Where the row came from.
    pub source: PriceRowSource,
    /// The row's rates.
    pub rates: Rates,
    /// The row's time; none for built-in and configured rows and for unreadable texts.
    pub updated_at: Option<Timestamp>,
}

/// The effective price table, one row per pattern, ascending by the pattern's bytes.
#[derive(Debug)]
pub struct PriceTable {
    pub(super) rows: Vec<EffectiveRow>,
    pub(super) embedded_version: String,
    pub(super) canonical: OnceLock<CanonicalIndex>,
    /// Smallest row index by lower-cased pattern.
    pub(super) lower_cased: OnceLock<HashMap<String, usize>>,
}

impl PriceTable {
    /// Lays `custom` over the built-in list (as `overlay` says) over `stored`. Stored rows whose pattern
    /// starts with `_` are bookkeeping and left out.
    pub fn assemble(
        stored: Vec<StoredRow>,
        embedded: &EmbeddedList,
        custom: &BTreeMap<Vec<u8>, Rates>,
        overlay: Overlay,
    ) -> Self {
        let mut rows = Vec::with_capacity(stored.len());
        // Most rows of an archive were written at once.
        let (mut text, mut time) = (Vec::new(), None);
        for row in stored.into_iter().filter(|row| !row.pattern.starts_with(b"_")) {
            let source = match embedded.rows.get(&row.pattern) {
                Some(rates) if *rates == row.rates => PriceRowSource::Embedded,
                _ => PriceRowSource::Fetched,
            };
            if row.updated_at != text {
                time = Timestamp::parse(&row.updated_at);
                text = row.updated_at;
            }
            rows.push(EffectiveRow { pattern: row.pattern, source, rates: row.rates, updated_at: time });
        }
        let is_empty = rows.is_empty();
        let mut overlaid = |source, list: &BTreeMap<Vec<u8>, Rates>| {
            rows.extend(list.iter().map(|(pattern, rates)| EffectiveRow {
                pattern: pattern.clone(),
                source,
                rates: *rates,
                updated_at: None,
            }));
        };
        if overlay == Overlay::Always || (overlay == Overlay::WhenEmpty && is_empty) {
            overlaid(PriceRowSource::Embedded, &embedded.rows);
        }
        overlaid(PriceRowSource::Custom, custom);
        // Stable: of rows with one pattern the one that was laid on last stays.
        rows.sort_by(|a, b| a.pattern.cmp(&b.pattern));
        rows.dedup_by(|later, row| {
            let is_same = later.pattern == row.pattern;
            if is_same {
                std::mem::swap(later, row);
            }
            is_same
        });
        Self {
            rows,
            embedded_version: embedded.version.clone(),
            canonical: OnceLock::new(),
            lower_cased: OnceLock::new(),
        }
    }

    /// A table of configured rates alone.
    pub fn custom<P: Into<Vec<u8>>>(rates: impl IntoIterator<Item = (P, Rates)>) -> Self {
        let custom = rates.into_iter().map(|(pattern, rates)| (pattern.into(), rates)).collect();
        Self::assemble(Vec::new(), &EmbeddedList::default(), &custom, Overlay::Never)
    }

    /// The rows, ascending by the pattern's bytes.
    pub fn rows(&self) -> &[EffectiveRow] {
        &self.rows
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{EmbeddedList, Overlay, PriceTable, StoredRow};
    use crate::pricing::Rates;
    use crate::v1::PriceRowSource::{self, Custom, Embedded, Fetched};

    fn rates(input: f64) -> Rates {
        Rates { input, ..Rates::ZERO }
    }

    fn sources(
        stored: &[(&str, f64)],
        custom: &[(&str, f64)],
        overlay: Overlay,
    ) -> Vec<(String, PriceRowSource)> {
        let row = |&(pattern, input): &(&str, f64)| StoredRow {
            pattern: pattern.into(),
            rates: rates(input),
            updated_at: b"2026-01-01T00:00:00Z".to_vec(),
        };
        let embedded = EmbeddedList { version: "v".into(), rows: [(b"e".to_vec(), rates(1.0))].into() };
        let custom: BTreeMap<_, _> = custom.iter().map(|&(p, input)| (p.into(), rates(input))).collect();
        PriceTable::assemble(stored.iter().map(row).collect(), &embedded, &custom, overlay)
            .rows()
            .iter()
            .map(|row| (String::from_utf8(row.pattern.clone()).unwrap(), row.source))
            .collect()
    }

    #[test]
    fn stored_rows_are_embedded_only_when_all_rates_are_equal() {
        let expected = vec![("e".to_owned(), Embedded), ("f".to_owned(), Fetched)];
        assert_eq!(sources(&[("e", 1.0), ("f", 1.0), ("_version", 0.0)], &[], Overlay::Never), expected);
        assert_eq!(sources(&[("e", 1.5)], &[], Overlay::Never), [("e".to_owned(), Fetched)]);
    }

    #[test]
    fn the_overlay_replaces_stored_rows_and_custom_rows_replace_both() {
        assert_eq!(sources(&[("e", 1.5)], &[], Overlay::Always), [("e".to_owned(), Embedded)]);
        assert_eq!(sources(&[("e", 1.5)], &[("e", 2.0)], Overlay::Always), [("e".to_owned(), Custom)]);
        assert_eq!(sources(&[("_version", 0.0)], &[], Overlay::WhenEmpty), [("e".to_owned(), Embedded)]);
        assert_eq!(sources(&[("f", 1.0)], &[], Overlay::WhenEmpty), [("f".to_owned(), Fetched)]);
        assert_eq!(sources(&[], &[("_c", 1.0)], Overlay::Never), [("_c".to_owned(), Custom)]);
    }
}
