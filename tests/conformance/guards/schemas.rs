//! Guards that are rules on schemas, through `contractgen diff` as a reviewer runs it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use contractgen::rules::BumpRow;
use serde_json::{Value, json};

use super::{BY_SCHEMAS, documented_table, vectors_of};

/// What `contractgen` prints with `--format json`, and its exit code.
fn run(words: &[&str]) -> (u8, Value) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let words = ["contractgen"].iter().chain(words).chain(&["--format", "json"]);
    let code = contractgen::run(words, &mut std::io::empty(), &mut out, &mut err);
    let printed = serde_json::from_slice(&out);
    (code, printed.unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&err))))
}

/// Every rule.
fn rules() -> Vec<Value> {
    let (code, printed) = run(&["rules"]);
    assert_eq!(code, 0);
    printed["rules"].as_array().expect("rules are a list").clone()
}

/// The published schemas and vectors, copied.
fn copy() -> tempfile::TempDir {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let published = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas/v1");
    fs::create_dir(directory.path().join("vectors")).expect("a folder can be made");
    for folder in ["", "vectors"] {
        for entry in fs::read_dir(published.join(folder)).expect("schemas/v1 can be listed") {
            let path = entry.expect("an entry of the folder").path();
            if path.is_file() {
                let name = path.file_name().expect("a file has a name");
                fs::copy(&path, directory.path().join(folder).join(name)).expect("a file can be copied");
            }
        }
    }
    directory
}

/// Compares the published contract with one in which a file is changed.
fn diff(file: &str, change: impl FnOnce(&mut Value)) -> (u8, Value) {
    let (old, new) = (copy(), copy());
    let path = new.path().join(file);
    let mut document =
        serde_json::from_slice(&fs::read(&path).expect("the file is there")).expect("it is JSON");
    change(&mut document);
    fs::write(&path, document.to_string()).expect("the file can be written");
    let name = |directory: &tempfile::TempDir| directory.path().to_str().expect("a name in UTF-8").to_owned();
    run(&["diff", &name(&old), &name(&new)])
}

type Change = fn(&mut Value);

/// For each row a change of `session-export.json` that trips its guard.
const CHANGES: [(BumpRow, &str, Change); 6] = [
    (BumpRow::FieldType, "a count becomes a text", |schema| {
        schema["$defs"]["SessionSummary"]["properties"]["message_count"] = json!({"type": "string"});
    }),
    (BumpRow::FieldType, "a text may be null", |schema| {
        schema["$defs"]["SessionSummary"]["properties"]["agent"]["type"] = json!(["string", "null"]);
    }),
    (BumpRow::RequiredFieldMeaning, "a member may be absent", |schema| {
        let required = schema["$defs"]["SessionSummary"]["required"].as_array_mut();
        required.expect("required is a list").retain(|name| *name != "agent");
    }),
    (BumpRow::FieldRemoval, "a member is gone", |schema| {
        let summary = &mut schema["$defs"]["SessionSummary"];
        summary["properties"].as_object_mut().expect("properties are an object").remove("cwd");
    }),
    (BumpRow::ClosedEnumValues, "a closed list has another value", |schema| {
        let values = schema["$defs"]["ProjectResolution"]["enum"].as_array_mut();
        values.expect("enum is a list").push(json!("guessed"));
    }),
    (BumpRow::ClosedEnumValues, "a closed list is open", |schema| {
        schema["$defs"]["ProjectResolution"].as_object_mut().expect("an object").remove("enum");
    }),
];

#[test]
fn changes_of_schemas_trip_the_guard_of_their_row() {
    let rules = rules();
    for (row, what, change) in CHANGES {
        let (code, printed) = diff("session-export.json", change);
        assert_eq!((code, &printed["verdict"]), (1, &json!("breaking")), "{what}");
        let findings = printed["findings"].as_array().expect("findings are a list");
        let serves = |finding: &Value| {
            rules.iter().any(|rule| rule["id"] == finding["rule"] && rule["bump"] == row.name())
        };
        assert!(
            findings.iter().any(serves),
            "{what}: a rule of the row {:?} must fire: {findings:?}",
            row.name()
        );
    }
    let shown: BTreeSet<BumpRow> = CHANGES.iter().map(|(row, _, _)| *row).collect();
    assert_eq!(shown, BY_SCHEMAS.into(), "show for each row a change that trips its guard");
}

#[test]
fn changes_of_vectors_are_changes_of_the_contract() {
    let (code, printed) = diff("vectors/sort-order.json", |file| file["vectors"][0]["output"] = json!([]));
    assert_eq!((code, &printed["verdict"]), (1, &json!("breaking")));
    let finding = &printed["findings"][0];
    assert_eq!(finding["rule"], "vector-changed");
    assert_eq!(finding["bump"], "sort order", "a finding on a vector has the row of its file");
    let (code, printed) =
        diff("vectors/sort-order.json", |file| file["vectors"][0]["why"] = json!("So it is."));
    assert_eq!((code, &printed["verdict"]), (0, &json!("documentation")));
}

#[test]
fn a_new_member_needs_no_new_version() {
    let (code, printed) = diff("session-export.json", |schema| {
        schema["$defs"]["SessionSummary"]["properties"]["mood"] = json!({"type": "string"});
    });
    assert_eq!((code, &printed["verdict"]), (0, &json!("additive")), "{printed}");
}

#[test]
fn the_documentation_shows_every_guard() {
    let rules = rules();
    let mut expected = String::from("| what changes | rules | vectors |\n|---|---|---|\n");
    for row in BumpRow::ALL.into_iter().filter(|row| *row != BumpRow::NoneNeeded) {
        let vectors = vectors_of(row);
        let guards = rules.iter().filter(|rule| {
            let is_of_row = rule["bump"] == row.name() || (rule["area"] == "vector" && !vectors.is_empty());
            is_of_row && rule["severity"] == "breaking"
        });
        let ids: BTreeSet<&str> = guards.filter_map(|rule| rule["id"].as_str()).collect();
        let ids: Vec<String> = ids.into_iter().map(|id| format!("`{id}`")).collect();
        let line = [row.name(), &ids.join(", "), &vectors].join(" | ");
        expected.extend(["| ", &line, " |\n"]);
    }
    assert_eq!(documented_table(), expected, "put this table into docs/contract.md:\n{expected}");
}
