//! `usage daily` against the cases recorded from the reference program, in `data/usage`.
//!
//! A case is an archive (`NAME.sql`), arguments as a shell would read them (`NAME.flags`), perhaps settings
//! (`NAME.config.toml`) and variables (`NAME.env`), and what was printed (`NAME.expected.json`).

#![expect(clippy::expect_used, reason = "a case that cannot be read fails the test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use agent_contracts::Surface;
use conformance::{Archive, Directory, Output, check_report};
use serde_json::{Value, json};

use crate::sessions::comparison::differences;

/// Cases are run in so many groups, by their place in the list, because the groups can run side by side.
const GROUPS: usize = 4;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/usage")
}

fn read(name: &str) -> Option<String> {
    fs::read_to_string(folder().join(name)).ok()
}

/// The names of all cases.
fn cases() -> BTreeSet<String> {
    fs::read_dir(folder())
        .expect("tests/data/usage is there")
        .filter_map(|entry| entry.expect("the folder can be listed").file_name().into_string().ok())
        .filter_map(|file| Some(file.strip_suffix(".sql")?.to_owned()))
        .collect()
}

/// The words of a line of flags; double quotes keep blanks.
fn words(flags: &str) -> Vec<String> {
    let mut words = vec!["usage".to_owned(), "daily".to_owned()];
    for (part, text) in flags.split('"').enumerate() {
        match part % 2 {
            0 => words.extend(text.split_whitespace().map(str::to_owned)),
            _ => words.push(text.to_owned()),
        }
    }
    words
}

/// Runs a case; the data directory must not change.
fn run(name: &str) -> Output {
    let archive = Archive::from_sql(&read(&format!("{name}.sql")).expect("a case has SQL"));
    if let Some(settings) = read(&format!("{name}.config.toml")) {
        fs::write(archive.directory().join("config.toml"), settings).expect("the settings can be written");
    }
    let variables = read(&format!("{name}.env")).unwrap_or_default();
    let variables: Vec<(&str, &str)> = variables.lines().filter_map(|line| line.split_once('=')).collect();
    let before = Directory::observe(archive.directory());
    let output = archive.run(&words(&read(&format!("{name}.flags")).expect("a case has flags")), &variables);
    before.assert_unchanged(archive.directory());
    output
}

/// Everything in which a case differs from what is recorded.
fn compare(name: &str) -> Vec<String> {
    let output = run(name);
    let expected = read(&format!("{name}.expected.json")).expect("a case has an expectation");
    let expected: Value = serde_json::from_str(&expected).expect("an expectation is JSON");
    let found = match expected.get("$exit_code") {
        Some(code) => differences("exit code", code, &json!(output.code)),
        None if output.code != 0 => differences("exit code", &json!(0), &json!([output.code, output.stderr])),
        None => differences("$", &expected, &serde_json::from_slice(&output.stdout).unwrap_or_default()),
    };
    let invalid = check_report(Surface::UsageDaily, &output).err();
    found.iter().map(ToString::to_string).chain(invalid).map(|found| format!("{name}: {found}")).collect()
}

fn run_group(group: usize) {
    let cases: Vec<String> = cases().into_iter().skip(group).step_by(GROUPS).collect();
    let found: Vec<String> = cases.iter().flat_map(|name| compare(name)).collect();
    assert!(
        found.is_empty(),
        "{} differences from recorded behaviour; the recordings are right, change the exporter:\n{}",
        found.len(),
        found.join("\n")
    );
}

#[test]
fn no_case_is_lost() {
    let count = cases().len();
    assert!(count >= 75, "only {count} cases are left; restore tests/data/usage");
}

#[test]
fn first_quarter() {
    run_group(0);
}

#[test]
fn second_quarter() {
    run_group(1);
}

#[test]
fn third_quarter() {
    run_group(2);
}

#[test]
fn fourth_quarter() {
    run_group(3);
}

#[test]
fn refusals_say_which_kind_they_are() {
    let archive = Archive::from_rows(&[]);
    for (flags, start) in [
        (&["--format", "yaml"][..], "fatal: invalid argument \"yaml\""),
        (&["--nonsense"], "fatal: unknown flag: --nonsense"),
        (&["--timezone", "Mars/Phobos"], "error: invalid --timezone: "),
        (
            &["--since", "yesterday"],
            "error: invalid --since: expected Nd, Nh, or YYYY-MM-DD, got \"yesterday\"",
        ),
        (&["--since", "106752d"], "error: invalid --since: 106752d is too long"),
        (
            &["--since", "2026-07-02", "--until", "2026-07-01"],
            "error: --since (2026-07-02) must not be after --until (2026-07-01)",
        ),
    ] {
        let words = [&["usage", "daily"], flags].concat();
        let output = archive.run(&words, &[]);
        assert!(output.refusal(1).starts_with(start), "{flags:?}: {}", output.stderr);
    }
    let output = archive.run(&["usage", "statusline", "--format", "{price}"], &[]);
    assert!(output.refusal(1).starts_with("error: invalid --format: there is no {price}"), "{output:?}");
}
