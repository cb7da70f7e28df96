//! `contractgen digest` against the digests that the reference program printed.
//!
//! `data/pricing/digests.json` has the effective rows of one recorded case per distinct digest. Where a case
//! runs offline the built-in list belongs to its table too: rows of the exporter's price list are added.

#![expect(clippy::expect_used, reason = "a fixture that cannot be read fails the test")]

use std::collections::BTreeSet;

use agent_contracts::timestamp::Timestamp;
use serde_json::{Value, json};

const CASES: &str = include_str!("../data/pricing/digests.json");
const EMBEDDED: &str = include_str!("../../exporter/data/embedded_prices.tsv");

/// A row of the built-in list in the form of an archive's rows.
fn embedded_row(line: &str) -> Value {
    let fields: Vec<&str> = line.split('\t').collect();
    let [pattern, input, output, cache_write, cache_read] = fields[..] else {
        panic!("five columns: {line}")
    };
    let rate = |text: &str| text.parse::<f64>().expect("a rate");
    json!({
        "model_pattern": pattern,
        "source": "embedded",
        "updated_at": null,
        "input_per_mtok": rate(input),
        "output_per_mtok": rate(output),
        "cache_creation_per_mtok": rate(cache_write),
        "cache_read_per_mtok": rate(cache_read),
    })
}

/// The case's whole effective table. The case's own rows lie over the built-in ones.
fn table(case: &Value) -> Vec<Value> {
    let mut rows = case["rows"].as_array().expect("a case has rows").clone();
    if case["embedded_list"] == true {
        let own: BTreeSet<String> = rows.iter().map(|row| row["model_pattern"].to_string()).collect();
        let embedded = EMBEDDED.lines().map(embedded_row);
        rows.extend(embedded.filter(|row| !own.contains(&row["model_pattern"].to_string())));
    }
    rows
}

fn digest(table: &[u8]) -> String {
    contractgen::digest::recompute(table).expect("a price table").digest.to_string()
}

#[test]
fn recorded_digests_are_recomputed_from_price_rows_in_any_order() {
    let cases: Vec<Value> = serde_json::from_str(CASES).expect("digests.json is JSON");
    assert!(cases.len() >= 25, "restore tests/data/pricing/digests.json");
    for case in &cases {
        let mut rows = table(case);
        assert_eq!(digest(json!(rows).to_string().as_bytes()), case["digest"], "{}", case["case"]);
        rows.reverse();
        assert_eq!(digest(json!(rows).to_string().as_bytes()), case["digest"], "{} reversed", case["case"]);
    }
}

#[test]
fn recorded_digests_are_recomputed_from_digest_inputs() {
    let cases: Vec<Value> = serde_json::from_str(CASES).expect("digests.json is JSON");
    for case in &cases {
        let rows: Vec<Value> = table(case)
            .into_iter()
            .map(|row| {
                let text = row["updated_at"].as_str().unwrap_or_default();
                let time = Timestamp::parse(text.as_bytes());
                json!({
                    "model_pattern": row["model_pattern"],
                    "source": row["source"],
                    "updated_at": time.map(Timestamp::to_second_text),
                    "input_per_mtok": row["input_per_mtok"],
                    "output_per_mtok": row["output_per_mtok"],
                    "cache_write_per_mtok": row["cache_creation_per_mtok"],
                    "cache_read_per_mtok": row["cache_read_per_mtok"],
                })
            })
            .collect();
        let input = json!({ "rows": rows }).to_string();
        assert_eq!(digest(input.as_bytes()), case["digest"], "{}", case["case"]);
    }
}

#[test]
fn every_member_of_a_row_takes_part_in_the_digest() {
    let row = json!({
        "model_pattern": "m", "source": "fetched", "updated_at": "2026-07-03T12:00:00Z",
        "input_per_mtok": 1, "output_per_mtok": 2, "cache_creation_per_mtok": 3, "cache_read_per_mtok": 4,
    });
    let original = digest(json!([row]).to_string().as_bytes());
    for (member, value) in [
        ("model_pattern", json!("n")),
        ("source", json!("custom")),
        ("updated_at", json!("2026-07-03T12:00:01Z")),
        ("input_per_mtok", json!(1.5)),
        ("output_per_mtok", json!(2.5)),
        ("cache_creation_per_mtok", json!(3.5)),
        ("cache_read_per_mtok", json!(4.5)),
    ] {
        let mut changed = row.clone();
        changed[member] = value;
        assert_ne!(digest(json!([changed]).to_string().as_bytes()), original, "{member} must count");
    }
}
