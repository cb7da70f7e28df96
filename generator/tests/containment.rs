//! Containment against pairs of schemas whose verdicts are known: our own, and where the shared corpus is at hand, all of
//! it. No breaking pair may be proved and no compatible one refuted; how many stay open is committed here.

#![expect(clippy::expect_used, reason = "pairs that cannot be read fail the test")]

use std::path::{Path, PathBuf};

use contractgen::diff::containment::{Containment, SchemaPair};
use serde_json::{Map, Value, json};

/// Compatible pairs that may stay unproved, by id. Those of the shared corpus are known to it only.
const UNPROVED: [&str; 0] = [];
/// Breaking pairs that may stay without a document, by id.
const UNREFUTED: [&str; 0] = [];

/// A pair of schemas with its verdict.
struct Pair {
    id: String,
    breaking: bool,
    tags: Vec<String>,
    old: Value,
    new: Value,
}

fn pairs(path: &Path, verdict: &str) -> Vec<Pair> {
    let text = std::fs::read_to_string(path).expect("the pairs can be read");
    let pairs: Vec<Value> = serde_json::from_str(&text).expect("the pairs are a JSON array");
    let tags = |pair: &Value| {
        let tags = pair["tags"].as_array().into_iter().flatten();
        tags.filter_map(Value::as_str).map(ToOwned::to_owned).collect()
    };
    let pair = |pair: &Value| Pair {
        id: pair["id"].as_str().expect("a pair has an id").to_owned(),
        breaking: pair[verdict].as_bool().expect("a pair has a verdict"),
        tags: tags(pair),
        old: pair["old"].clone(),
        new: pair["new"].clone(),
    };
    pairs.iter().map(pair).collect()
}

/// What went wrong, and what stayed open.
#[derive(Default)]
struct Tally {
    wrong: Vec<String>,
    unproved: Vec<String>,
    unrefuted: Vec<String>,
    compatible: usize,
}

fn tally(pairs: &[Pair]) -> Tally {
    let mut tally = Tally::default();
    for pair in pairs {
        // Formats are annotations here, and a schema without documents says nothing about precision.
        let counts =
            !pair.tags.iter().any(|tag| ["format_sensitive", "new_uninhabited"].contains(&tag.as_str()));
        tally.compatible += usize::from(counts && !pair.breaking);
        let id = pair.id.clone();
        let answer = match SchemaPair::new(&pair.old, &pair.new) {
            Ok(schemas) => schemas.whole(),
            Err(error) => {
                tally.wrong.push(format!("{id}: refused, {error}"));
                continue;
            }
        };
        match (answer, pair.breaking) {
            (Containment::Proved, true) => tally.wrong.push(format!("{id}: proved, but it is breaking")),
            (Containment::Refuted(document), false) => {
                tally.wrong.push(format!("{id}: refuted by {document}, but it is compatible"));
            }
            (Containment::Undecided, true) => tally.unrefuted.push(id),
            (Containment::Undecided, false) if counts => tally.unproved.push(id),
            _ => {}
        }
    }
    tally
}

/// The shared corpus, if it is at hand.
fn shared() -> Option<PathBuf> {
    let folder = std::env::var_os("AGENT_CONTRACTS_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"), PathBuf::from);
    Some(folder.join("schema-diff/pairs.json")).filter(|path| path.exists())
}

fn check(pairs: &[Pair]) {
    let tally = tally(pairs);
    let compatible = tally.compatible;
    assert!(tally.wrong.is_empty(), "wrong answers; correct the search:\n{}", tally.wrong.join("\n"));
    assert_eq!(
        tally.unproved, UNPROVED,
        "neither proof nor document, within the limits, for these of {compatible} compatible pairs; prove or list them"
    );
    assert_eq!(
        tally.unrefuted, UNREFUTED,
        "no document was found for these breaking pairs; find it, or list them"
    );
}

#[test]
fn our_own_pairs_come_out_as_they_should() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data/schema-diff/pairs.json");
    check(&pairs(&path, "breaking"));
}

#[test]
fn the_shared_pairs_come_out_as_they_should() {
    let Some(path) = shared() else {
        println!("skipped: no shared corpus; name its folder in AGENT_CONTRACTS_SHARED");
        return;
    };
    check(&pairs(&path, "breaking_for_output"));
}

fn whole(old: &Value, new: &Value) -> Containment {
    SchemaPair::new(old, new).expect("both schemas are usable").whole()
}

#[test]
fn keywords_that_are_not_modelled_are_never_passed_over() {
    let with = |needs: &str| json!({"type": "object", "dependencies": {"a": [needs]}});
    assert_eq!(whole(&with("b"), &with("b")), Containment::Proved, "what is equal needs no understanding");
    assert_eq!(whole(&with("b"), &with("c")), Containment::Undecided);
    let lookahead = |letter: &str| json!({"type": "string", "pattern": format!("^(?!{letter})")});
    assert_eq!(whole(&lookahead("a"), &lookahead("a")), Containment::Proved);
    assert_ne!(whole(&lookahead("a"), &lookahead("b")), Containment::Proved);
}

#[test]
fn long_chains_of_definitions_overflow_no_stack() {
    const LENGTH: usize = 10_000;
    let chain = |last: &Value| {
        let definition = |index: usize| {
            let next = if index + 1 == LENGTH {
                last.clone()
            } else {
                json!({"$ref": format!("#/$defs/D{}", index + 1)})
            };
            (format!("D{index}"), json!({"type": "object", "properties": {"next": next}, "required": ["id"]}))
        };
        json!({"$ref": "#/$defs/D0", "$defs": (0..LENGTH).map(definition).collect::<Map<_, _>>()})
    };
    let (wide, narrow) = (chain(&json!({"type": "number"})), chain(&json!({"type": "integer"})));
    assert_eq!(whole(&wide, &narrow), Containment::Proved);
    assert_eq!(whole(&narrow, &wide), Containment::Undecided, "nobody writes a document 10,000 levels deep");
}

#[test]
fn small_edits_of_the_published_schemas_are_told_apart() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas/v1");
    let read = |name: &str| -> Value {
        let text = std::fs::read_to_string(folder.join(name)).expect("the schemas are committed");
        serde_json::from_str(&text).expect("a schema is JSON")
    };
    for name in ["usage-daily.json", "session-export.json", "activity-report.json", "cursor-reset.json"] {
        let old = read(name);
        assert_eq!(whole(&old, &old), Containment::Proved, "{name} lies within itself");
        let mut more = old.clone();
        more["properties"]["added"] = json!({"type": "string"});
        assert_eq!(whole(&old, &more), Containment::Proved, "a member more breaks nobody who reads {name}");
        let mut less = old.clone();
        let dropped = less["required"].as_array_mut().expect("members are required").pop().expect("some are");
        let Containment::Refuted(document) = whole(&old, &less) else {
            panic!("{name} without {dropped} breaks readers")
        };
        assert_eq!(
            document.get(dropped.as_str().expect("a name")),
            None,
            "{name}: the document lacks {dropped}"
        );
    }
}
