//! `usage summary` against the answers recorded from the reference program's route, in `data/usage/http`: the archive
//! (`NAME.sql`) and what was asked of it (`NAME.requests.json`): the query, decoded, the time, the status, and the body or
//! the part of it that the query is about.

#![expect(clippy::expect_used, reason = "a recording that cannot be read fails the test")]

use std::fs;
use std::path::Path;

use agent_contracts::Surface;
use agentexport::archive::Source;
use agentexport::cli::summary::parse;
use agentexport::config::Config;
use agentexport::{SummarySources, usage_summary};
use conformance::{Archive, Directory, check_report, run_at};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::sessions::comparison::differences;

/// When a question was asked whose answer does not depend on it.
const SOME_TIME: &str = "2026-07-31T12:00:00Z";

/// The parameters that the command has flags for.
const FLAGS: [&str; 19] = [
    "from",
    "to",
    "timezone",
    "agent",
    "project",
    "machine",
    "git_branch",
    "exclude_project",
    "exclude_agent",
    "exclude_model",
    "model",
    "min_user_messages",
    "active_since",
    "termination",
    "include_one_shot",
    "include_automated",
    "no_default_range",
    "breakdowns",
    "session_counts",
];

fn recorded(name: &str) -> (Archive, Vec<Value>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/usage/http");
    let read = |file: String| fs::read_to_string(folder.join(&file)).expect("the recording is there");
    let requests = serde_json::from_str(&read(format!("{name}.requests.json"))).expect("a list");
    (Archive::from_sql(&read(format!("{name}.sql"))), requests)
}

fn pairs(query: &str) -> Vec<(String, String)> {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// What a server would answer.
fn answer(archive: &Archive, query: &str, now: &str) -> (u64, Vec<u8>) {
    match parse(&pairs(query), now.parse().expect("a time"), &TimeZone::UTC) {
        Ok(request) => {
            let (sources, config) = (SummarySources::default(), Config::default());
            let answer = usage_summary(&request, sources, &config, &Source::File(archive.file()));
            (200, answer.expect("the archive is sound"))
        }
        Err(error) => (400, json!({"error": error.to_string()}).to_string().into_bytes()),
    }
}

/// Everything in which an answer differs from what is recorded.
fn compare(archive: &Archive, request: &Value) -> Vec<String> {
    let query = request["query"].as_str().expect("a query");
    let now = request["now"].as_str().unwrap_or(SOME_TIME);
    let (status, bytes) = answer(archive, query, now);
    let found: Value = serde_json::from_slice(&bytes).expect("an answer is JSON");
    let mut differ = differences("status", &request["status"], &json!(status));
    match request["part"].as_object() {
        Some(part) => {
            for (name, expected) in part {
                differ.extend(differences(&format!("$.{name}"), expected, &found[name]));
            }
        }
        None => differ.extend(differences("$", &request["body"], &found)),
    }
    let mut differ: Vec<String> = differ.iter().map(ToString::to_string).collect();
    if status == 200 {
        differ.extend(command_line(archive, query, now, &bytes).err());
    }
    differ.into_iter().map(|found| format!("{query:?}: {found}")).collect()
}

/// That the command prints the same bytes, and a valid document.
fn command_line(archive: &Archive, query: &str, now: &str, expected: &[u8]) -> Result<(), String> {
    let mut parameters = pairs(query);
    // Of repeated flags the last one counts, of repeated parameters the first.
    parameters.reverse();
    let flags = parameters.iter().filter(|(name, value)| FLAGS.contains(&name.as_str()) && !value.is_empty());
    let flags = flags.map(|(name, value)| format!("--{}={value}", name.replace('_', "-")));
    let words = ["usage".to_owned(), "summary".to_owned()].into_iter().chain(flags);
    let output = run_at(now, words, &[("AGENTSVIEW_DATA_DIR", archive.directory().as_os_str())]);
    check_report(Surface::UsageSummary, &output)?;
    if output.stdout == expected { Ok(()) } else { Err(format!("the command line says {output:?}")) }
}

fn assert_as_recorded(name: &str, at_least: usize) {
    let (archive, requests) = recorded(name);
    assert!(requests.len() >= at_least, "requests were lost from tests/data/usage/http/{name}.requests.json");
    let before = Directory::observe(archive.directory());
    let found: Vec<String> = requests.iter().flat_map(|request| compare(&archive, request)).collect();
    before.assert_unchanged(archive.directory());
    assert!(
        found.is_empty(),
        "{} differences from recorded behaviour; the recordings are right, change the exporter:\n{}",
        found.len(),
        found.join("\n")
    );
}

#[test]
fn whole_answers() {
    assert_as_recorded("summary", 28);
}

#[test]
fn every_parameter_and_its_mistakes() {
    assert_as_recorded("parameters", 142);
}

#[test]
fn sessions_and_those_that_record_no_tokens() {
    assert_as_recorded("sessions", 127);
}

#[test]
fn filters_come_before_duplicates() {
    assert_as_recorded("duplicates", 10);
}

#[test]
fn how_sessions_ended_and_when() {
    assert_as_recorded("terminations", 22);
}

#[test]
fn mistakes_in_flags_name_the_flag() {
    let archive = Archive::from_rows(&[]);
    for (flags, start) in [
        (&["--from", "July"][..], "error: invalid --from: expected YYYY-MM-DD, got \"July\""),
        (&["--min-user-messages", "-1"], "error: invalid --min-user-messages: expected a whole number"),
        (&["--timezone", "Mars/Phobos"], "error: invalid --timezone: "),
        (&["--from", "2026-07-02", "--to", "2026-07-01"], "error: --from (2026-07-02) must not be after"),
        (&["--breakdowns=maybe"], "fatal: invalid argument \"maybe\""),
    ] {
        let output = archive.run(&[&["usage", "summary"], flags].concat(), &[]);
        assert!(output.refusal(1).starts_with(start), "{flags:?}: {}", output.stderr);
    }
}
