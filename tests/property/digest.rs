//! The digest of a price table: the order of its rows does not matter, and everything in a row does.

#![expect(clippy::expect_used, reason = "what cannot be read fails the test")]

use agent_contracts::canonical::{DigestRow, pricing_digest};
use agent_contracts::timestamp::Timestamp;
use agent_contracts::v1::PriceRowSource;
use conformance::{Archive, Price, Row, Session};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// A row with its texts owned.
#[derive(Clone, Debug, PartialEq)]
struct Owned {
    pattern: Vec<u8>,
    source: PriceRowSource,
    rates: [f64; 4],
    /// Seconds after some moment.
    updated_at: Option<u32>,
}

impl Owned {
    fn borrowed(&self) -> DigestRow<'_> {
        let [input, output, cache_write, cache_read] = self.rates;
        let updated_at = self.updated_at.and_then(|seconds| {
            Timestamp::parse(
                format!("2026-07-01T{:02}:{:02}:{:02}Z", seconds / 3600, seconds / 60 % 60, seconds % 60)
                    .as_bytes(),
            )
        });
        DigestRow {
            pattern: &self.pattern,
            source: self.source,
            input,
            output,
            cache_write,
            cache_read,
            updated_at,
        }
    }
}

fn digest(rows: &[Owned]) -> String {
    let rows: Vec<DigestRow<'_>> = rows.iter().map(Owned::borrowed).collect();
    pricing_digest(&rows).expect("finite rates have a digest").as_str().to_owned()
}

fn rate() -> impl Strategy<Value = f64> {
    let special =
        select(&[0.0, 0.5, 1e-7, 1e21, 5e-324, f64::MAX, 1.0 / 3.0, 0.1, 0.300_000_000_000_000_04, 0.3][..]);
    prop_oneof![3 => special, 1 => prop::num::f64::NORMAL]
}

fn row() -> impl Strategy<Value = Owned> {
    const PATTERNS: [&[u8]; 7] =
        [b"m", b"m1", b"", b"\xff", b"\xef\xbf\xbd", b"<&>", b"\xe2\x80\xa8\"\\\x01"];
    let source = select(&[PriceRowSource::Custom, PriceRowSource::Embedded, PriceRowSource::Fetched][..]);
    (select(&PATTERNS[..]), source, [rate(), rate(), rate(), rate()], option::of(0..86_400_u32)).prop_map(
        |(pattern, source, rates, updated_at)| Owned { pattern: pattern.to_vec(), source, rates, updated_at },
    )
}

/// The row with one thing about it changed.
fn changed(mut row: Owned, field: usize, to: &Owned) -> Owned {
    match field {
        0 => row.pattern.clone_from(&to.pattern),
        1 => row.source = to.source,
        2 => row.updated_at = to.updated_at,
        rate => row.rates[rate - 3] = to.rates[rate - 3],
    }
    row
}

/// Rows of which some are nearly equal, which is where order is hard to keep.
fn rows() -> impl Strategy<Value = Vec<Owned>> {
    let twins = vec((any::<Index>(), 0..7_usize, row()), 0..4);
    (vec(row(), 1..6), twins).prop_map(|(mut rows, twins)| {
        for (index, field, other) in twins {
            rows.push(changed(index.get(&rows).clone(), field, &other));
        }
        rows
    })
}

/// What tells rows apart in the digest: every invalid byte of a pattern is the same, and not the replacement character.
fn shown(rows: &[Owned]) -> Vec<String> {
    let pattern = |row: &Owned| -> String {
        let invalid = |bytes: &[u8]| "<invalid>".repeat(bytes.len());
        row.pattern.utf8_chunks().map(|chunk| chunk.valid().to_owned() + &invalid(chunk.invalid())).collect()
    };
    let mut shown: Vec<String> = rows
        .iter()
        .map(|row| format!("{} {:?} {:?} {:?}", pattern(row), row.source, row.rates, row.updated_at))
        .collect();
    shown.sort();
    shown
}

proptest! {
    #[test]
    fn the_order_of_rows_does_not_matter(
        (rows, shuffled) in rows().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
    ) {
        prop_assert_eq!(digest(&rows), digest(&shuffled));
    }

    #[test]
    fn every_field_matters(rows in rows(), index: Index, field in 0..7_usize, other in row()) {
        let mut altered = rows.clone();
        let at = index.index(rows.len());
        altered[at] = changed(altered[at].clone(), field, &other);
        prop_assert_eq!(digest(&rows) == digest(&altered), shown(&rows) == shown(&altered), "{:?} and {:?}", rows, altered);
        prop_assert_ne!(digest(&rows), digest(&rows[1..]), "the number of rows matters");
    }
}

/// The digest that an export publishes for these price rows.
fn published(prices: &[Price]) -> String {
    let rows: Vec<Row> = prices.iter().map(Row::from).chain([Row::from(&Session::default())]).collect();
    let document = Archive::from_rows(&rows).export(&["--all"]).document();
    document["pricing"]["digest"].as_str().expect("a digest is text").to_owned()
}

#[test]
fn an_export_publishes_a_digest_of_every_cell_in_any_order() {
    let price = |pattern: &str, input: f64| Price {
        pattern: pattern.into(),
        rates: [input, 8.0, 3.0, 0.5],
        updated_at: b"2026-01-02T03:04:05Z".to_vec(),
    };
    let plain = vec![price("a", 1.0), price("b", 2.0), price("c", 3.0)];
    let digest = published(&plain);
    assert_eq!(
        published(&[plain[2].clone(), plain[0].clone(), plain[1].clone()]),
        digest,
        "row order must not matter"
    );
    let changes: [fn(&mut Price); 6] = [
        |price| price.pattern.push(b'x'),
        |price| price.rates[0] += 1e-9,
        |price| price.rates[1] += 1e-9,
        |price| price.rates[2] = -3.0,
        |price| price.rates[3] = 0.0,
        |price| price.updated_at = b"2026-01-02T03:04:06Z".to_vec(),
    ];
    for (number, change) in changes.into_iter().enumerate() {
        let mut prices = plain.clone();
        change(&mut prices[1]);
        assert_ne!(published(&prices), digest, "change {number} of a price row must change the digest");
    }
    let mut prices = plain.clone();
    prices[1].updated_at = b"2026-01-02T04:04:05.999+01:00".to_vec();
    assert_eq!(published(&prices), digest, "the same second, otherwise written, is the same time");
    prices.push(Price { pattern: b"_bookkeeping".to_vec(), ..prices[0].clone() });
    assert_eq!(published(&prices), digest, "bookkeeping rows are no prices");
}
