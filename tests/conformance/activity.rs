//! `activity report` against the cases recorded from the reference program, in `data/activity`.

use agent_contracts::Surface;
use conformance::Archive;
use serde_json::Value;

use crate::recorded::{GROUPS, Recorded};

const CASES: Recorded = Recorded {
    folder: "activity",
    command: ["activity", "report"],
    surface: Surface::ActivityReport,
    at_least: 54,
    settle: by_session_in_our_order,
};

/// Sessions of equal length come in no contractual order from the reference; ours come by identifier.
fn by_session_in_our_order(_case: &str, document: &mut Value) {
    if let Some(sessions) = document.get_mut("by_session").and_then(Value::as_array_mut) {
        sessions.sort_by(|a, b| {
            let minutes = |row: &Value| row["agent_minutes"].as_f64().unwrap_or(-1.0);
            let id = |row: &Value| row["session_id"].as_str().map(str::to_owned);
            minutes(b).total_cmp(&minutes(a)).then_with(|| id(a).cmp(&id(b)))
        });
    }
}

#[test]
fn no_case_is_lost() {
    CASES.assert_complete();
}

#[test]
fn first_quarter() {
    CASES.run_group(0);
}

#[test]
fn second_quarter() {
    CASES.run_group(1);
}

#[test]
fn third_quarter() {
    CASES.run_group(2);
}

#[test]
fn fourth_quarter() {
    CASES.run_group(GROUPS - 1);
}

#[test]
fn refusals_say_what_was_wrong() {
    let archive = Archive::from_rows(&[]);
    let custom = |from: &'static str, to: &'static str| ["--preset", "custom", "--from", from, "--to", to];
    let june = custom("2024-06-10T00:00:00Z", "2024-06-11T00:00:00Z");
    for (flags, start) in [
        (vec!["--format", "yaml"], "fatal: invalid argument \"yaml\""),
        (vec!["--nonsense"], "fatal: unknown flag: --nonsense"),
        (vec!["--timezone", "Mars/Phobos"], "error: invalid --timezone: unknown time zone \"Mars/Phobos\""),
        (vec!["--preset", "year"], "error: invalid preset: \"year\""),
        (vec!["--preset", "day", "--date", "2026-02-30"], "error: invalid date: \"2026-02-30\""),
        (vec!["--from", "2024-06-10T00:00:00Z"], "error: invalid preset: \"\""),
        (vec!["--preset", "custom"], "error: custom range requires both from and to"),
        (custom("now", "2024-06-10T00:00:00Z").to_vec(), "error: invalid from: \"now\""),
        (
            custom("2024-06-10T00:00:00Z", "2024-06-10T00:00:00+0200").to_vec(),
            "error: invalid to: \"2024-06-10T00:00:00+0200\"",
        ),
        (custom("2024-06-11T00:00:00Z", "2024-06-10T00:00:00Z").to_vec(), "error: from must be before to"),
        (
            custom("2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z").to_vec(),
            "error: range exceeds maximum of one year",
        ),
        ([&june[..], &["--bucket", "2h"]].concat(), "error: invalid bucket: \"2h\""),
        (
            [&custom("2024-06-01T00:00:00Z", "2024-06-08T00:00:00Z")[..], &["--bucket", "5m"]].concat(),
            "error: bucket configuration would produce too many buckets",
        ),
    ] {
        let words = [&["activity", "report", "--json"], flags.as_slice()].concat();
        let output = archive.run(&words, &[]);
        assert!(output.refusal(1).starts_with(start), "{flags:?}: {}", output.stderr);
    }
}

#[test]
fn a_day_that_a_zone_left_out_is_passed_over() {
    let archive = Archive::from_rows(&[]);
    let report = |flags: &[&str]| {
        archive.run(&[&["activity", "report", "--json", "--timezone", "Pacific/Apia"], flags].concat(), &[])
    };
    let month = report(&["--preset", "month", "--date", "2011-12-05"]).document();
    let buckets = month["buckets"].as_array().expect("buckets");
    assert_eq!(buckets.len(), 30, "December 2011 had no 30th day in Apia");
    assert_eq!(month["range_end"], "2011-12-31T10:00:00Z");
    let gapless = buckets.windows(2).all(|pair| pair[0]["end"] == pair[1]["start"]);
    assert!(gapless, "{buckets:?}");
    let daily = report(&[
        "--preset",
        "custom",
        "--from",
        "2011-12-28T00:00:00Z",
        "--to",
        "2012-01-02T00:00:00Z",
        "--bucket",
        "1d",
    ]);
    assert_eq!(daily.document()["bucket_count"], 6, "27, 28, 29 and 31 December, 1 and 2 January");
}
