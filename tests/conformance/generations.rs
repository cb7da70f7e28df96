//! One set of logs, eleven releases' archives of it: each gives the documents that 0.37.1 printed, but for the differences
//! in `data/releases/differences.json`, which docs/archives.md explains. The archives are read from a folder beside the
//! project when it is there.

#![expect(clippy::expect_used, reason = "a fixture that cannot be read fails the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read as _;
use std::path::Path;

use conformance::{Archive, Output, check_output, check_report, shared};
use liblzma::read::XzDecoder;
use serde_json::{Value, json};

const DIFFERENCES: &str = include_str!("../data/releases/differences.json");
const EXPLANATIONS: &str = include_str!("../../docs/archives.md");

/// What stands for a member that is not there.
const ABSENT: &str = "(absent)";

/// Sums of the same doubles in another order.
const TOLERANCE: f64 = 1e-9;

/// A document of 0.37.1 and the command that prints it.
const DOCUMENTS: [(&str, &str); 4] = [
    ("sessions.json", "export sessions --all --include-one-shot --include-automated --include-children"),
    ("sessions.page1.ndjson", "export sessions --format ndjson --limit 20"),
    ("usage-daily.json", "usage daily --all --json --offline --timezone UTC"),
    (
        "activity-report.json",
        "activity report --json --offline --timezone UTC --preset week --date 2026-05-06",
    ),
];

/// How often a value became another one, by place; list indexes are `*` in places.
type Changes = BTreeMap<String, BTreeMap<(String, String), u64>>;

/// The scalars and lists of scalars of a value, by JSON Pointer.
fn leaves(value: &Value, path: String, found: &mut BTreeMap<String, Value>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (name, member) in members {
                leaves(member, format!("{path}/{name}"), found);
            }
        }
        Value::Array(elements)
            if elements.iter().any(|element| element.is_object() || element.is_array()) =>
        {
            for (index, element) in elements.iter().enumerate() {
                leaves(element, format!("{path}/{index}"), found);
            }
        }
        leaf => {
            found.insert(path, leaf.clone());
        }
    }
}

fn are_same(a: &Value, b: &Value) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => (a - b).abs() <= TOLERANCE * a.abs().max(b.abs()),
        _ => a == b,
    }
}

fn changes(expected: &Value, found: &Value) -> Changes {
    let [mut before, mut after] = [BTreeMap::new(), BTreeMap::new()];
    leaves(expected, String::new(), &mut before);
    leaves(found, String::new(), &mut after);
    let mut changes = Changes::new();
    let absent = json!(ABSENT);
    for path in before.keys().chain(after.keys()).collect::<BTreeSet<_>>() {
        let (was, is) = (before.get(path).unwrap_or(&absent), after.get(path).unwrap_or(&absent));
        if !are_same(was, is) {
            let is_index = |step: &&str| !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit());
            let place: Vec<&str> =
                path.split('/').map(|step| if is_index(&step) { "*" } else { step }).collect();
            let change = (was.to_string(), is.to_string());
            *changes.entry(place.join("/")).or_default().entry(change).or_default() += 1;
        }
    }
    changes
}

/// The listed differences of one document of one release.
fn listed(differences: &Value, release: &str, document: &str) -> Changes {
    let mut listed = Changes::new();
    let has = |value: &Value, text: &str| {
        value.as_array().is_some_and(|list| list.iter().any(|element| element == text))
    };
    for entry in differences.as_array().expect("a list") {
        if !has(&entry["releases"], release) || !has(&entry["documents"], document) {
            continue;
        }
        let place = entry["path"].as_str().expect("a place");
        for change in entry["changes"].as_array().expect("a list") {
            let count = change[2].as_u64().expect("a number");
            let change = (change[0].to_string(), change[1].to_string());
            listed.entry(place.to_owned()).or_default().insert(change, count);
        }
    }
    listed
}

fn value(document: &str, text: &[u8]) -> Value {
    if document.ends_with("ndjson") {
        let lines = text.split(|&byte| byte == b'\n').filter(|line| !line.is_empty());
        lines.map(|line| serde_json::from_slice::<Value>(line).expect("a line is JSON")).collect()
    } else {
        serde_json::from_slice(text).expect("a document is JSON")
    }
}

/// A position of ours is not one of the reference's: only whether there is one can be compared.
fn without_position(mut document: Value) -> Value {
    let meta = if document.is_array() { &mut document[0] } else { &mut document };
    if let Some(next) = meta.pointer_mut("/cursor/next") {
        *next = json!(next.is_null());
    }
    document
}

fn assert_valid(document: &str, output: &Output) {
    assert_eq!(output.code, 0, "{document}: {}", output.stderr);
    let verdict = match document {
        "usage-daily.json" => check_report(agent_contracts::Surface::UsageDaily, output),
        "activity-report.json" => check_report(agent_contracts::Surface::ActivityReport, output),
        _ => check_output(output),
    };
    assert_eq!(verdict, Ok(()), "{document}");
}

/// The archive of a release.
fn unpacked(release: &Path) -> Archive {
    let packed = fs::read(release.join("sessions.db.xz")).expect("the archive is there");
    let mut archive = Vec::new();
    XzDecoder::new(packed.as_slice()).read_to_end(&mut archive).expect("the archive can be unpacked");
    Archive::from_bytes(&archive)
}

#[test]
fn every_release_gives_the_documents_of_0_37_1_but_for_the_listed_differences() {
    let Some(shared) = shared() else { return };
    let differences: Value = serde_json::from_str(DIFFERENCES).expect("the list is JSON");
    let mut releases: Vec<_> = fs::read_dir(shared.join("releases"))
        .expect("a readable folder")
        .map(|entry| entry.expect("a folder entry").path())
        .filter(|path| path.join("sessions.db.xz").is_file())
        .collect();
    releases.sort();
    assert_eq!(releases.len(), 11, "{releases:?}");
    for release in releases {
        let name = release.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let archive = unpacked(&release);
        for (document, command) in DOCUMENTS {
            let output = archive.run(&command.split(' ').collect::<Vec<_>>(), &[]);
            assert_valid(document, &output);
            let reference = fs::read(shared.join("releases/0.37.1").join(document)).expect("the document");
            let [expected, found] =
                [&reference, &output.stdout].map(|text| without_position(value(document, text)));
            assert_eq!(
                changes(&expected, &found),
                listed(&differences, &name, document),
                "{document} of {name} (left) differs otherwise than data/releases/differences.json says \
                 (right); correct the reader, or list and explain what the release stores"
            );
        }
    }
}

#[test]
fn every_listed_difference_is_explained() {
    let differences: Value = serde_json::from_str(DIFFERENCES).expect("the list is JSON");
    let used: BTreeSet<&str> = differences
        .as_array()
        .expect("a list")
        .iter()
        .map(|entry| entry["why"].as_str().expect("a reason"))
        .collect();
    let explained: BTreeSet<&str> = EXPLANATIONS
        .lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .filter_map(|line| line.split_once("` |").map(|(name, _)| name))
        .collect();
    let unexplained: Vec<_> = used.difference(&explained).collect();
    assert!(unexplained.is_empty(), "give docs/archives.md a row for each of {unexplained:?}");
}
