//! Every row of v1's table of changes has a guard, and each guard fires when somebody makes that change: to the vectors,
//! to an implementation of them, or, in [`schemas`], to the schemas.

#![expect(clippy::expect_used, reason = "a file of vectors that cannot be read fails the test")]

mod schemas;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use agent_contracts::scalar::Sha256Digest;
use conformance::answers;
use contractgen::diff::Verdict;
use contractgen::rules::BumpRow;
use contractgen::vectors::{first_difference, review_vectors};
use serde_json::{Value, json};

use crate::vectors::{files, folder};

/// The rows that vectors guard.
const BY_VECTORS: [BumpRow; 8] = [
    BumpRow::RowSemantics,
    BumpRow::SortOrder,
    BumpRow::CursorSemantics,
    BumpRow::RequiredFieldMeaning,
    BumpRow::DigestCanonicalisation,
    BumpRow::ProjectKeyDerivation,
    BumpRow::RemoteNormalisation,
    BumpRow::PathFallbackNormalisation,
];

/// The rows that rules on schemas guard.
const BY_SCHEMAS: [BumpRow; 4] =
    [BumpRow::FieldType, BumpRow::RequiredFieldMeaning, BumpRow::FieldRemoval, BumpRow::ClosedEnumValues];

/// The table of `docs/contract.md`, between its marks.
fn documented_table() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/contract.md");
    let text = fs::read_to_string(path).expect("docs/contract.md is there");
    let (_, rest) = text.split_once("<!-- guards -->\n").expect("docs/contract.md marks the table of guards");
    let (table, _) =
        rest.split_once("<!-- end of guards -->").expect("docs/contract.md marks the table's end");
    table.to_owned()
}

/// The kinds of vectors that guard a row, as links.
fn vectors_of(row: BumpRow) -> String {
    let link = |kind: &str| format!("[`{kind}`](../schemas/v1/vectors/{kind}.json)");
    let files = files();
    let kinds: Vec<String> =
        files.iter().filter(|file| file.bump_row == row).map(|file| link(&file.kind)).collect();
    kinds.join(", ")
}

/// The published files of vectors as they are.
fn published() -> BTreeMap<String, Value> {
    let read = |kind: &str| {
        let text = fs::read(folder().join(format!("{kind}.json"))).expect("the file is there");
        serde_json::from_slice(&text).expect("the file is JSON")
    };
    files().iter().map(|file| (file.kind.clone(), read(&file.kind))).collect()
}

#[test]
fn every_row_has_a_guard() {
    let guarded: BTreeSet<BumpRow> = BY_VECTORS.into_iter().chain(BY_SCHEMAS).collect();
    let rows: BTreeSet<BumpRow> =
        BumpRow::ALL.into_iter().filter(|row| *row != BumpRow::NoneNeeded).collect();
    assert_eq!(guarded, rows, "guard the new row by vectors or by a rule, and show here that it fires");
    let with_vectors: BTreeSet<BumpRow> = files().iter().map(|file| file.bump_row).collect();
    assert_eq!(
        with_vectors,
        BY_VECTORS.into(),
        "the rows of the files of vectors are those shown to fire here"
    );
}

#[test]
fn the_documentation_names_the_vectors_of_each_row() {
    let table = documented_table();
    for row in BumpRow::ALL.into_iter().filter(|row| *row != BumpRow::NoneNeeded) {
        let start = format!("| {} |", row.name());
        let end = format!("| {} |", vectors_of(row));
        let found = table.lines().find(|line| line.starts_with(&start));
        let found = found.unwrap_or_else(|| panic!("add the row {:?} to docs/contract.md", row.name()));
        assert!(found.ends_with(&end), "in docs/contract.md, end the row {:?} with {end}", row.name());
    }
}

#[test]
fn changed_and_removed_vectors_trip_the_guard_of_their_row() {
    let old = published();
    let mut tripped = BTreeSet::new();
    for file in files() {
        let mut changed = old.clone();
        let place = &mut changed.get_mut(&file.kind).expect("the same files")["vectors"][0]["output"];
        *place = json!([place.take(), "another"]);
        let mut removed = old.clone();
        let list = removed.get_mut(&file.kind).expect("the same files")["vectors"].as_array_mut();
        list.expect("vectors are a list").pop();
        let mut gone = old.clone();
        gone.remove(&file.kind);
        for (new, rule) in
            [(changed, "vector-changed"), (removed, "vector-removed"), (gone, "vector-removed")]
        {
            let reviews = review_vectors(&old, &new);
            for review in &reviews {
                let is_this = review.surface == format!("vectors/{}", file.kind);
                let verdict = if is_this { Verdict::Breaking } else { Verdict::Identical };
                assert_eq!(review.verdict(), verdict, "{rule} in {}: {}", file.kind, review.surface);
                for finding in &review.findings {
                    assert_eq!((finding.rule.id, finding.bump), (rule, file.bump_row), "{}", file.kind);
                    tripped.insert(finding.bump);
                }
            }
        }
    }
    assert_eq!(tripped, BY_VECTORS.into(), "each of these guards must fire");
}

#[test]
fn new_vectors_need_no_new_version() {
    let new = published();
    let mut old = new.clone();
    for file in old.values_mut() {
        file["vectors"].as_array_mut().expect("vectors are a list").pop();
    }
    for review in review_vectors(&old, &new) {
        assert_eq!(review.verdict(), Verdict::Additive, "{}", review.surface);
    }
}

/// Our answer, from an implementation that departs from version 1 in one respect.
type Departure = fn(&str, &Value) -> Value;

/// For each row of the table a change of it, as somebody could make it in good faith.
const DEPARTURES: [(BumpRow, &str, Departure); 12] = [
    (BumpRow::RowSemantics, "sessions with one question are exported", |kind, input| {
        ours(kind, &with_flag(input, "export", "--include-one-shot"))
    }),
    (BumpRow::RowSemantics, "days are those of Tokyo", |kind, input| {
        ours(kind, &with_flag(input, "usage", "--timezone=Asia/Tokyo"))
    }),
    (BumpRow::SortOrder, "sessions come oldest first", |kind, input| reversed(ours(kind, input), "sessions")),
    (BumpRow::SortOrder, "days come latest first", |kind, input| reversed(ours(kind, input), "daily")),
    (BumpRow::CursorSemantics, "a changed archive is no error", |kind, input| {
        let mut output = ours(kind, input);
        for step in output["steps"].as_array_mut().into_iter().flatten() {
            step["exit_code"] = json!(0);
        }
        output
    }),
    (BumpRow::RequiredFieldMeaning, "what is empty is left out", |kind, input| {
        without_empty(ours(kind, input))
    }),
    (BumpRow::RequiredFieldMeaning, "reasoning is billed like output", |kind, input| {
        let mut input = input.clone();
        if kind == "cost" {
            let tokens = &mut input["tokens"];
            let output = tokens["output"].as_i64().unwrap_or_default();
            tokens["output"] = json!(output + tokens["reasoning"].as_i64().unwrap_or_default());
            tokens["reasoning"] = json!(0);
        }
        ours(kind, &input)
    }),
    (BumpRow::DigestCanonicalisation, "line separators are written as RFC 8785 says", |kind, input| {
        let mut output = ours(kind, input);
        if let Some(text) = output["canonical"].as_str().map(|text| text.replace("\\u2028", "\u{2028}")) {
            output = json!({"digest": Sha256Digest::of(text.as_bytes()).as_str(), "canonical": text});
        }
        output
    }),
    (BumpRow::ProjectKeyDerivation, "the source is left out of the key", |kind, input| {
        let mut output = ours(kind, input);
        let value = output["normalized_remote"].as_str().or(output["root_path"].as_str()).map(str::to_owned);
        if let Some(value) = value {
            output["key"] = json!(Sha256Digest::of(value.as_bytes()).as_str());
        }
        output
    }),
    (BumpRow::ProjectKeyDerivation, "a label with two identities is unknown", |kind, input| {
        let mut output = ours(kind, input);
        if output["resolution"] == "ambiguous" {
            output["resolution"] = json!("unknown");
        }
        output
    }),
    (BumpRow::RemoteNormalisation, "paths of remotes lose their capitals", |kind, input| {
        lower_case(&ours(kind, input))
    }),
    (BumpRow::PathFallbackNormalisation, "directories lose their capitals", |kind, input| {
        lower_case(&ours(kind, input))
    }),
];

fn ours(kind: &str, input: &Value) -> Value {
    answers::output(kind, input).expect("our crates answer every vector").unwrap_or_default()
}

fn with_flag(input: &Value, command: &str, flag: &str) -> Value {
    let mut input = input.clone();
    if input["arguments"][0] == command {
        input["arguments"].as_array_mut().expect("arguments are a list").push(json!(flag));
    }
    input
}

fn reversed(mut output: Value, list: &str) -> Value {
    output.get_mut(list).and_then(Value::as_array_mut).into_iter().for_each(|list| list.reverse());
    output
}

fn lower_case(output: &Value) -> Value {
    output.as_str().map_or_else(|| output.clone(), |text| json!(text.to_lowercase()))
}

/// The same without members that are null or empty.
fn without_empty(output: Value) -> Value {
    match output {
        Value::Object(members) => {
            let is_empty =
                |value: &Value| *value == Value::Null || *value == json!([]) || *value == json!({});
            members
                .into_iter()
                .filter(|(_, value)| !is_empty(value))
                .map(|(name, value)| (name, without_empty(value)))
                .collect()
        }
        Value::Array(items) => items.into_iter().map(without_empty).collect(),
        other => other,
    }
}

#[test]
fn implementations_that_depart_from_a_row_fail_its_vectors() {
    let files = files();
    for (row, what, answer) in DEPARTURES {
        let mut vectors = files
            .iter()
            .filter(|file| file.bump_row == row)
            .flat_map(|file| file.vectors.iter().map(move |vector| (file, vector)));
        let is_noticed = vectors.any(|(file, vector)| {
            let output = answer(&file.kind, &vector.input);
            first_difference(&vector.output, &output, &file.comparison).is_some()
        });
        assert!(is_noticed, "{}: no vector notices that {what}; add one", row.name());
    }
    let shown: BTreeSet<BumpRow> = DEPARTURES.iter().map(|(row, _, _)| *row).collect();
    assert_eq!(shown, BY_VECTORS.into(), "show for each row a departure that its vectors notice");
}
