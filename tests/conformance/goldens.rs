//! The reference's own golden documents of the two reports, byte for byte once the members are sorted by name. They are
//! read from a folder beside the project when it is there.

#![expect(clippy::expect_used, reason = "a fixture that cannot be read fails the test")]

use std::fs;

use conformance::{Archive, run_at, shared};
use serde_json::Value;

/// The golden archive; one of the recorded cases was made on it.
const ARCHIVE: &str = include_str!("../data/usage/offline-golden-custom.sql");

/// When the golden documents were printed.
const NOW: &str = "2026-07-03T12:00:00Z";

/// A golden document, unless the folder is absent.
fn golden(name: &str) -> Option<Vec<u8>> {
    let folder = shared()?.join("golden");
    Some(fs::read(folder.join(name)).expect("the golden document is there"))
}

/// The document with every object's members sorted by name.
fn sorted(document: &[u8]) -> String {
    let document: Value = serde_json::from_slice(document).expect("a document is JSON");
    agent_contracts::json::to_string(&document).expect("a document can be written")
}

fn assert_golden(name: &str, words: &str) {
    let Some(expected) = golden(name) else { return };
    let archive = Archive::from_sql(ARCHIVE);
    let variables = [("AGENTSVIEW_DATA_DIR", archive.directory().as_os_str())];
    let output = run_at(NOW, words.split_whitespace(), &variables);
    assert_eq!(output.code, 0, "{}", output.stderr);
    let (found, expected) = (sorted(&output.stdout), sorted(&expected));
    let differs = found.bytes().zip(expected.bytes()).position(|(found, expected)| found != expected);
    let around =
        |text: &str, at: usize| text.chars().skip(at.saturating_sub(80)).take(160).collect::<String>();
    let at = differs.unwrap_or_else(|| found.len().min(expected.len()));
    assert!(
        found == expected,
        "{name} is right, change the exporter; expected ...{}..., found ...{}...",
        around(&expected, at),
        around(&found, at)
    );
}

#[test]
fn usage_daily_is_golden() {
    let words = "usage daily --json --since 2026-07-01 --until 2026-07-03 --timezone UTC --no-sync --offline";
    assert_golden("usage_daily_v1.json", words);
    assert_golden("usage_daily_breakdown_v1.json", &format!("{words} --breakdown"));
}

#[test]
fn the_activity_report_is_golden() {
    assert_golden(
        "activity_report_v1.json",
        "activity report --json --preset custom --from 2026-07-03T10:00:00Z --to 2026-07-03T13:00:00Z \
         --bucket 1h --timezone UTC --no-sync --offline",
    );
}
