//! Project identity against the vectors observed on the reference program; this part needs no disk.
//!
//! The vectors are in `data/identity`. Those whose text has `@BASE@` need files and are in [`disk`].

#![expect(clippy::expect_used, reason = "a vector or a fixture that cannot be read fails the test")]

#[cfg(unix)]
mod disk;
#[cfg(unix)]
mod stored;

use agent_contracts::identity::{
    Checkouts, Mapping, Mappings, Observation, SessionPlace, StoredTextOnly, normalize_remote,
    normalize_root, resolve_label, sanitize_remote,
};
use agent_contracts::scalar::Sha256Digest;
use agent_contracts::text::lossy;
use serde_json::{Value, json};

/// Stands for the directory of the fixture in vectors.
const BASE: &str = "@BASE@";

/// The vectors of one file, with `@BASE@` replaced; only those that have it when `base` is given, else the others.
fn vectors(file: &str, base: Option<&str>) -> Vec<Value> {
    let document: Value = serde_json::from_str(file).expect("a vector file is JSON");
    let all = document["vectors"].as_array().expect("a vector file has vectors");
    let chosen: Vec<Value> = all
        .iter()
        .filter(|vector| vector.to_string().contains(BASE) == base.is_some())
        .map(|vector| replace_base(vector, base.unwrap_or_default()))
        .collect();
    assert!(!chosen.is_empty(), "no vectors were chosen; restore the files in tests/data/identity");
    chosen
}

fn replace_base(value: &Value, base: &str) -> Value {
    match value {
        Value::String(text) => Value::String(text.replace(BASE, base)),
        Value::Array(items) => items.iter().map(|item| replace_base(item, base)).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, member)| (name.clone(), replace_base(member, base))).collect()
        }
        other => other.clone(),
    }
}

/// Text of a member, empty when it is absent or null.
fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap_or_default()
}

/// Bytes of a member, `default` when it is absent.
fn bytes_or(value: &Value, member: &str, default: &str) -> Vec<u8> {
    value[member].as_str().unwrap_or(default).as_bytes().to_vec()
}

fn shown(bytes: &[u8]) -> Value {
    json!(lossy(bytes))
}

fn hex(bytes: &[u8]) -> Value {
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    json!(digits.concat())
}

fn key_of(source: &str, value: &[u8]) -> Value {
    json!(Sha256Digest::of(&[source.as_bytes(), b"\n", value].concat()))
}

/// Fails with every difference at once.
fn report(differences: &[String]) {
    assert!(
        differences.is_empty(),
        "{} results differ from the reference program; correct contracts/src/identity:\n{}",
        differences.len(),
        differences.join("\n")
    );
}

/// Notes a difference between what a vector expects and what came out.
fn compare(differences: &mut Vec<String>, what: &str, expected: &Value, actual: &Value) {
    if expected != actual {
        differences.push(format!("{what}: expected {expected}, got {actual}"));
    }
}

#[test]
fn remotes_are_normalised_and_sanitised() {
    let mut differences = Vec::new();
    for vector in vectors(include_str!("../data/identity/remotes.json"), None) {
        let remote = text(&vector, "remote");
        let label = normalize_remote(remote.as_bytes());
        let mut check = |what: &str, expected: &Value, actual: Value| {
            compare(&mut differences, &format!("{what} of {remote:?}"), expected, &actual);
        };
        check("label", &vector["normalized"], label.as_deref().map_or(Value::Null, shown));
        check(
            "key",
            &vector["key"],
            label.as_deref().map_or(Value::Null, |label| key_of("git_remote", label)),
        );
        if let Some(expected) = vector.get("normalized_bytes_hex") {
            check("bytes of the label", expected, label.as_deref().map_or(Value::Null, hex));
        }
        let stored = sanitize_remote(remote.as_bytes());
        check("stored spelling", &vector["sanitized"], shown(&stored));
        let expected = vector.get("normalized_of_sanitized").unwrap_or(&vector["normalized"]);
        let label = normalize_remote(&stored);
        check("label of the stored spelling", expected, label.as_deref().map_or(Value::Null, shown));
        let expected = vector.get("after_scrub").unwrap_or(&vector["sanitized"]);
        check("second pass", expected, shown(&sanitize_remote(&stored)));
    }
    report(&differences);
}

#[test]
fn secrets_survive_exactly_where_they_are_known_to() {
    let mut differences = Vec::new();
    for vector in vectors(include_str!("../data/identity/credentials.json"), None) {
        let (form, remote) = (text(&vector, "form"), text(&vector, "remote").as_bytes());
        let (stored, label) = (sanitize_remote(remote), normalize_remote(remote));
        let mut check = |what: &str, expected: &Value, actual: Value| {
            compare(&mut differences, &format!("{what} of form {form:?}"), expected, &actual);
        };
        check("stored spelling", &vector["stored_git_remote"], shown(&stored));
        check("label", &vector["normalized"], label.as_deref().map_or(Value::Null, shown));
        let has_secret = |bytes: &[u8]| lossy(bytes).to_ascii_lowercase().contains("s3cr3tt0k");
        let mut leaks = Vec::new();
        if has_secret(&stored) {
            leaks.push("git_remote");
        }
        if has_secret(&label.unwrap_or_default()) {
            leaks.push("normalized_remote");
        }
        check("leaks", &vector["leaked_in"], json!(leaks));
    }
    report(&differences);
}

#[test]
fn roots_are_normalised() {
    let mut differences = Vec::new();
    for vector in vectors(include_str!("../data/identity/roots.json"), None) {
        let path = text(&vector, "root");
        let root = normalize_root(path.as_bytes());
        let (shown, key) = match &root {
            Some(root) => (shown(root), key_of("root_path", root)),
            None => (Value::Null, Value::Null),
        };
        compare(&mut differences, &format!("root of {path:?}"), &vector["normalized"], &shown);
        compare(&mut differences, &format!("key of {path:?}"), &vector["key"], &key);
    }
    report(&differences);
}

#[test]
fn labels_resolve_from_stored_text() {
    let mut differences = Vec::new();
    for case in vectors(include_str!("../data/identity/projects_map.json"), None) {
        compare_resolution(&mut differences, &case, &StoredTextOnly);
    }
    report(&differences);
}

/// Resolves the label of a case of `projects_map.json` and notes a difference.
fn compare_resolution(differences: &mut Vec<String>, case: &Value, checkouts: &dyn Checkouts) {
    let label = text(case, "label");
    let list = |member: &str| case[member].as_array().into_iter().flatten();
    let observations: Vec<Observation> = list("observations")
        .map(|row| Observation {
            project: bytes_or(row, "project", label),
            machine: bytes_or(row, "machine", "vec"),
            root_path: bytes_or(row, "root", ""),
            git_remote: bytes_or(row, "remote", ""),
            worktree_name: Vec::new(),
            worktree_root_path: bytes_or(row, "wroot", ""),
        })
        .collect();
    let mappings = Mappings::new(list("mappings").map(|row| Mapping {
        machine: bytes_or(row, "machine", "vec"),
        path_prefix: bytes_or(row, "prefix", ""),
        layout: bytes_or(row, "layout", "explicit"),
        project: if text(row, "project") == "@" { label.into() } else { bytes_or(row, "project", "") },
    }));
    let sessions = || {
        list("sessions").filter(|row| row.get("deleted_at").is_none()).map(|row| SessionPlace {
            machine: row["machine"].as_str().unwrap_or("vec").as_bytes(),
            cwd: text(row, "cwd").as_bytes(),
            file_path: text(row, "file_path").as_bytes(),
        })
    };
    let resolution = resolve_label(label.as_bytes(), &observations, sessions, &mappings, checkouts);
    let mut expected = case["result"].clone();
    if expected["identity"]["key"] == "@DERIVE@" {
        expected["identity"]["key"] =
            key_of("root_path", text(&expected["identity"], "root_path").as_bytes());
    }
    let actual = serde_json::to_value(resolution.to_document()).expect("an entry is JSON");
    compare(differences, &format!("label of case {:?}", text(case, "name")), &expected, &actual);
}
