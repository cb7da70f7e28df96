//! The contest: every contender answers every pair once for the tally, then again for the clock.

#![expect(clippy::expect_used, clippy::print_stdout, reason = "a bench reports to its terminal and may fail")]

use std::hint::black_box;
use std::path::Path;

use contractgen::diff::containment::{Containment, SchemaPair};
use criterion::Criterion;
use jsonschema::canonical::Containment as Canonical;
use serde_json::Value;

/// What a contender says: compatible, breaking, or that it does not know.
pub(crate) type Answer = Option<bool>;

/// A contender: its name and its answer to an old and a new schema.
pub(crate) type Contender = (&'static str, fn(&Value, &Value) -> Answer);

/// Pairs with verdict: whether it is breaking, whether it counts, old and new.
type Pair = (bool, Value, Value);

/// Runs the contest with these contenders beside ours and the canonical forms.
pub(crate) fn run(criterion: &mut Criterion, others: &[Contender]) {
    let pairs = pairs();
    let contenders =
        [&[("ours", ours as fn(&Value, &Value) -> Answer), ("canonical", canonical)], others].concat();
    println!(
        "{:<12} {:>6} {:>20} {:>18} {:>6}",
        "contender", "missed", "unknown, compatible", "unknown, breaking", "wrong"
    );
    for (name, answer) in &contenders {
        let count = |breaking: bool, given: Answer| {
            pairs.iter().filter(|pair| pair.0 == breaking && answer(&pair.1, &pair.2) == given).count()
        };
        let (missed, wrong) = (count(true, Some(true)), count(false, Some(false)));
        println!("{name:<12} {missed:>6} {:>20} {:>18} {wrong:>6}", count(false, None), count(true, None));
    }
    let mut group = criterion.benchmark_group(format!("containment of {} pairs", pairs.len()));
    group.sample_size(10);
    for (name, answer) in &contenders {
        group.bench_function(*name, |bencher| {
            bencher.iter(|| {
                for (_, old, new) in &pairs {
                    black_box(answer(old, new));
                }
            });
        });
    }
    group.finish();
}

fn pairs() -> Vec<Pair> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("tests/data/schema-diff/pairs.json"));
    let path = path.into_iter().find(|path| path.exists()).expect("the pairs are in the workspace");
    let text = std::fs::read_to_string(path).expect("the pairs can be read");
    let pairs: Vec<Value> = serde_json::from_str(&text).expect("the pairs are a JSON array");
    let counts = |pair: &&Value| {
        let tags = pair["tags"].as_array().into_iter().flatten().filter_map(Value::as_str);
        !tags.into_iter().any(|tag| ["format_sensitive", "new_uninhabited"].contains(&tag))
    };
    let counted = pairs.iter().filter(counts);
    counted.map(|pair| (pair["breaking"] == true, pair["old"].clone(), pair["new"].clone())).collect()
}

fn ours(old: &Value, new: &Value) -> Answer {
    match SchemaPair::new(old, new).ok()?.whole() {
        Containment::Proved => Some(true),
        Containment::Refuted(_) => Some(false),
        Containment::Undecided => None,
    }
}

fn canonical(old: &Value, new: &Value) -> Answer {
    let (old, new) = (jsonschema::canonicalize(old).ok()?, jsonschema::canonicalize(new).ok()?);
    match old.covers(&new).ok()? {
        Canonical::Yes => Some(true),
        Canonical::No => Some(false),
        Canonical::Unknown => None,
    }
}
