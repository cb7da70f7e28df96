//! Recorded syncs: logs, and the rows that 0.37.1 made of them.
//!
//! A case is a folder with `claude` and `codex`, staged as a user's home, and `expected.json`. Some have scripts that
//! set up checkouts or change logs between syncs; those are read from the folder of recorded cases when it is there.

#![expect(clippy::expect_used, reason = "a case that cannot be read fails the test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use conformance::{Home, rows, shared};
use rusqlite::Connection;
use serde_json::Value;

/// Columns that are compared.
const SESSION: &str = "id, project, machine, agent, cwd, git_branch, started_at, ended_at, message_count, \
    user_message_count, parent_session_id, relationship_type, total_output_tokens, peak_context_tokens, \
    has_total_output_tokens, has_peak_context_tokens, is_automated, deleted_at, display_name, session_name, \
    first_message, source_session_id, parser_malformed_lines, is_truncated, file_path, termination_status";
const MESSAGE: &str = "session_id, ordinal, role, timestamp, model, claude_message_id, claude_request_id, source_uuid, \
    is_system, source_type, source_subtype, source_parent_uuid, is_sidechain, is_compact_boundary, context_tokens, \
    output_tokens, has_context_tokens, has_output_tokens, token_usage";
const OBSERVATION: &str = "project, machine, root_path, git_remote, git_remote_name, worktree_name, \
    worktree_root_path, normalized_remote, key_source";

/// Cases whose recorded rows show what reading an appended part by itself does; reading the whole gives others.
const ARTEFACTS: [&str; 3] = ["i03", "i05", "i15"];

/// Columns that depend on how a changed log was read, in the cases with several syncs.
const READING: [&str; 1] = ["termination_status"];

fn folders(parent: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = fs::read_dir(parent)
        .expect("the folder of cases is there")
        .map(|entry| entry.expect("the folder can be listed").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

/// Syncs a case as often as it says.
fn sync(case: &Path, home: &Home) {
    home.stage(&case.join("claude"), "home/.claude/projects");
    home.stage(&case.join("codex"), "home/.codex");
    let scripts = std::iter::once(("setup.sh".to_owned(), true))
        .chain((1..).map(|step| (format!("step{step}.sh"), false)));
    for (name, is_first) in scripts {
        let script = case.join(name);
        let mut flags = vec!["--keep-titles".to_owned()];
        if let Ok(text) = fs::read_to_string(&script) {
            let line = text.lines().next().unwrap_or_default();
            flags.extend(
                line.strip_prefix("# sync:").unwrap_or_default().split_whitespace().map(str::to_owned),
            );
            run_script(&script, home);
        } else if !is_first {
            break;
        }
        if flags.last().is_none_or(|flag| flag != "none") {
            home.sync(&flags.iter().map(String::as_str).collect::<Vec<_>>());
        }
    }
}

fn run_script(script: &Path, home: &Home) {
    let status = Command::new("bash")
        .arg("-e")
        .arg(script)
        .current_dir(home.base())
        .env("W", home.base())
        .env("HOME", home.base().join("home"))
        .env("AGENTSVIEW_DATA_DIR", home.data())
        .env("DB", home.archive())
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .envs([("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_AUTHOR_NAME", "t"), ("GIT_AUTHOR_EMAIL", "t@e")])
        .envs([("GIT_COMMITTER_NAME", "t"), ("GIT_COMMITTER_EMAIL", "t@e")])
        .output()
        .expect("bash can be run");
    assert!(status.status.success(), "{}: {}", script.display(), String::from_utf8_lossy(&status.stderr));
}

/// A table as it is compared: rows by their key, each member by name.
type Table = BTreeMap<String, BTreeMap<String, Value>>;

fn table<'v>(rows: impl IntoIterator<Item = &'v Value>, key: &[&str], base: &str) -> Table {
    rows.into_iter()
        .map(|row| {
            let row = row.as_object().expect("a row is an object");
            let members = row.iter().map(|(name, value)| {
                let value = match (name.as_str(), value) {
                    ("token_usage", Value::String(text)) => {
                        serde_json::from_str(text).unwrap_or_else(|_| value.clone())
                    }
                    (_, Value::String(text)) => Value::String(text.replace(base, "@W@")),
                    _ => value.clone(),
                };
                (name.clone(), value)
            });
            let members: BTreeMap<String, Value> = members.collect();
            let key: Vec<String> =
                key.iter().map(|name| members.get(*name).unwrap_or(&Value::Null).to_string()).collect();
            (key.join(" "), members)
        })
        .collect()
}

/// What differs between the expected and the actual rows of a table.
fn differences(name: &str, expected: &Table, actual: &Table, ignored: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for key in expected.keys().filter(|key| !actual.contains_key(*key)) {
        found.push(format!("{name} {key} is missing"));
    }
    for (key, row) in actual {
        let Some(wanted) = expected.get(key) else {
            found.push(format!("{name} {key} should not be there"));
            continue;
        };
        for (column, value) in row.iter().filter(|(column, _)| !ignored.contains(&column.as_str())) {
            if wanted.get(column).is_some_and(|wanted| wanted != value) {
                found.push(format!("{name} {key}: {column} is {value}, not {}", wanted[column]));
            }
        }
    }
    found
}

fn check(case: &Path) -> Vec<String> {
    let home = Home::new();
    sync(case, &home);
    let text = fs::read_to_string(case.join("expected.json")).expect("a case has expected rows");
    let expected: Value = serde_json::from_str(&text).expect("expected rows are JSON");
    let base = home.base().to_str().expect("the temporary directory's path is UTF-8");
    let connection: Connection = home.open();
    let select = |columns: &str, name: &str| rows(&connection, &format!("SELECT {columns} FROM {name}"));
    let sessions = expected["sessions"].as_array().expect("sessions");
    let messages: Vec<Value> = sessions
        .iter()
        .flat_map(|session| {
            session["messages"].as_array().expect("messages").iter().map(|message| {
                let mut message = message.clone();
                message["session_id"] = session["id"].clone();
                message
            })
        })
        .collect();
    let ignored: &[&str] = if case.join("step1.sh").exists() { &READING } else { &[] };
    let mut found = differences(
        "session",
        &table(sessions, &["id"], base),
        &table(&select(SESSION, "sessions"), &["id"], base),
        ignored,
    );
    found.extend(differences(
        "message",
        &table(&messages, &["session_id", "ordinal"], base),
        &table(&select(MESSAGE, "messages"), &["session_id", "ordinal"], base),
        &[],
    ));
    let key = ["project", "machine", "root_path", "git_remote"];
    let observations = expected["project_identity_observations"].as_array().expect("observations");
    found.extend(differences(
        "observation",
        &table(observations, &key, base),
        &table(&select(OBSERVATION, "project_identity_observations"), &key, base),
        &[],
    ));
    found
}

fn check_all(cases: &[PathBuf]) {
    let mut found = Vec::new();
    for case in cases {
        let name = case.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !ARTEFACTS.iter().any(|artefact| name.starts_with(artefact)) {
            found.extend(check(case).into_iter().map(|difference| format!("{name}: {difference}")));
        }
    }
    assert!(found.is_empty(), "rows differ from those that 0.37.1 made:\n{}", found.join("\n"));
}

#[test]
fn logs_become_the_rows_that_were_recorded() {
    let cases = folders(&Path::new(env!("CARGO_MANIFEST_DIR")).join("data/ingest"));
    assert!(cases.len() >= 18, "only {} cases are left; restore tests/data/ingest", cases.len());
    check_all(&cases);
}

#[test]
fn every_recorded_case_passes() {
    let Some(shared) = shared() else { return };
    check_all(&folders(&shared.join("cases/ingest")));
}
