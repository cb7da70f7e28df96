//! Vectors that call themselves recorded, against the recordings: somebody who changes both has to mean it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use contractgen::vectors::{Evidence, Vector, VectorFile, first_difference};
use serde_json::{Value, json};

use super::files;

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data")
}

fn json_file(path: &Path) -> Value {
    let text = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn recorded(file: &VectorFile) -> impl Iterator<Item = &Vector> {
    file.vectors.iter().filter(|vector| vector.evidence == Evidence::Recorded)
}

fn file<'f>(files: &'f [VectorFile], kind: &str) -> &'f VectorFile {
    files.iter().find(|file| file.kind == kind).unwrap_or_else(|| panic!("there are vectors of kind {kind}"))
}

/// What was recorded in a file of `data/identity`, by input; bytes that are not UTF-8 in hexadecimal.
fn observed(name: &str, input: &str) -> BTreeMap<String, Value> {
    let document = json_file(&data().join("identity").join(name));
    let entries = document["vectors"].as_array().expect("a recording has vectors");
    let output = |entry: &Value| match entry.get("normalized_bytes_hex") {
        Some(digits) => json!({"hex": digits}),
        None => entry["normalized"].clone(),
    };
    entries.iter().map(|entry| (entry[input].to_string(), output(entry))).collect()
}

#[test]
fn remotes_and_roots_are_what_was_observed() {
    let files = files();
    for (kind, name, input) in [
        ("remote-normalisation", "remotes.json", "remote"),
        ("root-path-normalisation", "roots.json", "root"),
    ] {
        let observed = observed(name, input);
        let mut count = 0;
        for vector in recorded(file(&files, kind)) {
            let expected = observed.get(&vector.input.to_string());
            assert_eq!(
                Some(&vector.output),
                expected,
                "{kind}/{}: see tests/data/identity/{name}",
                vector.name
            );
            count += 1;
        }
        assert!(count > 40, "{kind}: only {count} vectors are recorded");
    }
}

#[test]
fn digests_are_those_that_were_printed() {
    let cases = json_file(&data().join("pricing/digests.json"));
    let printed: Vec<&Value> =
        cases.as_array().expect("a list of cases").iter().map(|case| &case["digest"]).collect();
    let files = files();
    let digests = file(&files, "pricing-digest");
    assert!(recorded(digests).count() > 10, "restore the recorded vectors of pricing-digest");
    for vector in recorded(digests) {
        assert!(printed.contains(&&vector.output["digest"]), "{}: no such digest was printed", vector.name);
    }
}

/// A recorded case: its archive without comments, and what was printed.
struct Case {
    name: String,
    archive: Vec<String>,
    printed: Value,
}

/// The recorded cases of a folder. Of steps only the first is taken.
fn cases(folder: &Path) -> Vec<Case> {
    let mut cases = Vec::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("an entry of the folder").path();
        let expected = path.with_extension("expected.json");
        if path.extension().is_none_or(|extension| extension != "sql") || !expected.exists() {
            continue;
        }
        let sql = fs::read_to_string(&path).expect("SQL is text");
        let mut printed = json_file(&expected);
        if let Some(process) = printed.get("_process") {
            printed = process["stdout_lines"].clone();
        }
        cases.push(Case {
            name: path.display().to_string(),
            archive: sql
                .lines()
                .filter(|line| !line.trim().is_empty() && !line.starts_with("-- "))
                .map(str::to_owned)
                .collect(),
            printed,
        });
    }
    cases
}

#[test]
fn documents_are_those_that_were_printed() {
    let mut known = cases(&data().join("sessions"));
    known.extend(cases(&data().join("usage")));
    known.extend(cases(&data().join("activity")));
    let files = files();
    let mut count = 0;
    for kind in ["row-semantics", "required-field-meaning", "sort-order"] {
        let file = file(&files, kind);
        for vector in recorded(file) {
            let archive = &vector.input["archive"];
            let same: Vec<&Case> = known.iter().filter(|case| json!(case.archive) == *archive).collect();
            assert!(!same.is_empty(), "{kind}/{}: no recorded case has this archive", vector.name);
            let differences: Vec<String> = same
                .iter()
                .filter_map(|case| {
                    let difference = first_difference(&vector.output, &case.printed, &file.comparison)?;
                    Some(format!("{}: {difference:?}", case.name))
                })
                .collect();
            // One archive may have several cases that differ in their arguments.
            assert!(differences.len() < same.len(), "{kind}/{}: {}", vector.name, differences.join("\n"));
            count += 1;
        }
    }
    assert!(count > 80, "only {count} documents are recorded");
}
