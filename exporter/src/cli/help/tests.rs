//! Help texts against those that were reviewed, their width, and examples that must parse.

use super::{
    ACTIVITY, ACTIVITY_REPORT, COMPLETIONS, DEMO, DOCTOR, EXPORT, EXPORT_SESSIONS, PUSH, REPAIR, ROOT, SERVE,
    SYNC, USAGE, USAGE_DAILY, USAGE_STATUSLINE, USAGE_SUMMARY, WIDTH, painted,
};
use crate::cli::{arguments, parse};
use std::ffi::OsString;
use std::path::Path;

const COMMANDS: [(&str, &[&str]); 16] = [
    ("agentexport", &[]),
    ("sync", &["sync"]),
    ("push", &["push"]),
    ("repair", &["repair"]),
    ("export", &["export"]),
    ("export-sessions", &["export", "sessions"]),
    ("usage", &["usage"]),
    ("usage-daily", &["usage", "daily"]),
    ("usage-statusline", &["usage", "statusline"]),
    ("usage-summary", &["usage", "summary"]),
    ("activity", &["activity"]),
    ("activity-report", &["activity", "report"]),
    ("doctor", &["doctor"]),
    ("serve", &["serve"]),
    ("demo", &["demo"]),
    ("completions", &["completions"]),
];

/// The help of a command at full width, whatever terminal the test runs in.
fn help(path: &[&str]) -> String {
    let line = path.iter().chain(&["--help"]);
    let finding = arguments::command().term_width(WIDTH).try_get_matches_from(line).unwrap_err();
    finding.render().to_string()
}

#[test]
fn help_is_what_was_reviewed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data/help");
    for (name, path) in COMMANDS {
        let file = folder.join(format!("{name}.txt"));
        let now = help(path);
        if std::env::var_os("UPDATE_HELP").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&file, &now).unwrap();
        }
        let reviewed = std::fs::read_to_string(&file).unwrap_or_default();
        assert_eq!(
            now, reviewed,
            "the help of \"{name}\" differs from tests/data/help/{name}.txt; when the new text is meant, \
             run UPDATE_HELP=1 cargo test -p agentexport help_is_what_was_reviewed and commit the file"
        );
    }
}

#[test]
fn help_fits_its_width() {
    for (name, path) in COMMANDS {
        for line in help(path).lines() {
            assert!(line.chars().count() <= WIDTH, "help of {name}: shorten {line:?}");
            assert_eq!(line, line.trim_end(), "help of {name}: blanks at the end");
        }
    }
}

#[test]
fn every_example_is_a_line_that_parses() {
    let mut examples = 0;
    for text in [
        &ROOT,
        &SYNC,
        &PUSH,
        &REPAIR,
        &EXPORT,
        &EXPORT_SESSIONS,
        &USAGE,
        &USAGE_DAILY,
        &USAGE_STATUSLINE,
        &USAGE_SUMMARY,
        &ACTIVITY,
        &ACTIVITY_REPORT,
        &DOCTOR,
        &SERVE,
        &DEMO,
        &COMPLETIONS,
    ] {
        for (_, lines) in text.examples {
            for line in lines.join("\n").replace("\\\n", " ").lines() {
                // What the shell would make of it: one word per quoted part, nothing of a redirection.
                let command = line.trim().trim_start_matches("source <(").trim_end_matches(')');
                let command = command.split(" > ").next().unwrap_or_default();
                let words = command.split('"').enumerate().flat_map(|(part, words)| match part % 2 {
                    0 => words.split_whitespace().map(OsString::from).collect::<Vec<_>>(),
                    _ => vec![OsString::from(words)],
                });
                let parsed = parse(words, String::new);
                assert!(
                    parsed.is_ok_and(|parsed| parsed.warnings.is_empty()),
                    "this example does not work: {line}"
                );
                examples += 1;
            }
        }
    }
    assert!(examples >= 12, "examples were lost: {examples}");
}

#[test]
fn colour_can_be_taken_away() {
    let styled =
        arguments::command().try_get_matches_from(["--help"]).unwrap_err().render().ansi().to_string();
    assert!(styled.contains('\u{1b}'), "help has colours");
    assert!(!painted(&styled, false).contains('\u{1b}'), "and loses them where they are not wanted");
    assert_eq!(painted(&styled, true), styled);
}
