//! `export sessions` against the cases recorded from the reference program, in `data/sessions`.
//!
//! A case is an archive (`NAME.sql`), arguments (`NAME.flags`, one a line) and what was printed
//! (`NAME.expected.json`); steps `NAME.stepN` go on with the same archive and the cursor of the step before.
//! What cannot be equal is compared as [`comparison`] says.

#![expect(clippy::expect_used, reason = "a case that cannot be read fails the test")]

pub(crate) mod comparison;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use conformance::{Archive, Directory, Output, check_output};
use serde_json::{Value, json};

use comparison::{Difference, differences};

/// Groups of cases, by the first letter of their names.
const GROUPS: &str = "abcdefgh";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sessions")
}

fn read(name: &str) -> Option<String> {
    fs::read_to_string(folder().join(name)).ok()
}

/// The names of all cases.
fn cases() -> BTreeSet<String> {
    fs::read_dir(folder())
        .expect("tests/data/sessions is there")
        .filter_map(|entry| entry.expect("the folder can be listed").file_name().into_string().ok())
        .filter_map(|file| Some(file.strip_suffix(".sql")?.to_owned()))
        .filter(|name| !name.contains(".step"))
        .collect()
}

/// What one invocation printed, against what is recorded.
fn compare(expected: &Value, output: &Output) -> Vec<Difference> {
    if let Some(process) = expected.get("_process") {
        let mut found = differences("exit code", &process["exit_code"], &json!(output.code));
        let text = String::from_utf8_lossy(&output.stdout);
        let lines: Result<Vec<Value>, _> = text.lines().map(serde_json::from_str).collect();
        found.extend(differences("stdout", &process["stdout_lines"], &json!(lines.ok())));
        if output.code == 4 {
            // Of all messages, only this one is a document.
            let text = process["stderr"].as_str().unwrap_or_default();
            let recorded: Value = serde_json::from_str(text).expect("the recorded message is a document");
            found.extend(differences(
                "stderr",
                &recorded,
                &serde_json::from_str(&output.stderr).unwrap_or_default(),
            ));
        }
        return found;
    }
    if output.code != 0 {
        return differences("exit code", &json!(0), &json!([output.code, output.stderr]));
    }
    differences("$", expected, &serde_json::from_slice(&output.stdout).unwrap_or_default())
}

/// Everything in which a case and its steps differ from what is recorded.
fn run(name: &str) -> Vec<String> {
    let archive = Archive::from_sql(&read(&format!("{name}.sql")).expect("a case has SQL"));
    let configuration = read("default.config.toml").expect("the settings file is there");
    fs::write(archive.directory().join("config.toml"), configuration).expect("the settings can be written");
    let steps = (2..10).map(|step| format!("{name}.step{step}"));
    let mut cursor = String::new();
    let mut found = Vec::new();
    for step in std::iter::once(name.to_owned()).chain(steps) {
        let Some(flags) = read(&format!("{step}.flags")) else { break };
        if let Some(sql) = read(&format!("{step}.sql")).filter(|_| step != name) {
            archive.change(&sql);
        }
        let flags: Vec<String> = flags.lines().map(|flag| flag.replace("@CURSOR@", &cursor)).collect();
        let before = Directory::observe(archive.directory());
        let output = archive.export(&flags);
        before.assert_unchanged(archive.directory());
        let expected = read(&format!("{step}.expected.json")).expect("a step has an expectation");
        let expected = serde_json::from_str(&expected).expect("an expectation is JSON");
        found.extend(compare(&expected, &output).iter().map(|difference| format!("{step}: {difference}")));
        found.extend(check_output(&output).err().map(|reason| format!("{step}: {reason}")));
        let document: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        document["cursor"]["next"].as_str().unwrap_or_default().clone_into(&mut cursor);
    }
    found
}

fn run_group(group: char) {
    let cases: Vec<String> = cases().into_iter().filter(|name| name.starts_with(group)).collect();
    assert!(!cases.is_empty(), "no cases of group {group}; restore tests/data/sessions");
    let found: Vec<String> = cases.iter().flat_map(|name| run(name)).collect();
    assert!(
        found.is_empty(),
        "{} differences from recorded behaviour; the recordings are right, change the exporter:\n{}",
        found.len(),
        found.join("\n")
    );
}

#[test]
fn every_case_belongs_to_a_group() {
    let cases = cases();
    let stray: Vec<_> =
        cases.iter().filter(|name| !name.starts_with(|letter| GROUPS.contains(letter))).collect();
    assert!(stray.is_empty(), "add a group, and a test for it, to run {stray:?}");
    assert!(cases.len() >= 55, "only {} cases are left; restore tests/data/sessions", cases.len());
}

#[test]
fn rows_and_formats() {
    run_group('a');
}

#[test]
fn activity_and_duration() {
    run_group('b');
}

#[test]
fn selection() {
    run_group('c');
}

#[test]
fn usage() {
    run_group('d');
}

#[test]
fn pricing() {
    run_group('e');
}

#[test]
fn projects_and_worktrees() {
    run_group('f');
}

#[test]
fn cursors() {
    run_group('g');
}

#[test]
fn refusals() {
    run_group('h');
}
