//! General rules of `activity report`: what holds for any archive, any range and any zone.

#![expect(clippy::expect_used, reason = "a document without its members fails the test")]

mod calendars;

use std::collections::BTreeSet;

use agent_contracts::Surface;
use conformance::{Archive, Output, check_report};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use crate::export::archives::contents;
use crate::export::cases;

/// Relative difference that adding the same doubles in another order may make.
const TOLERANCE: f64 = 1e-9;

/// Flags that choose range, buckets and sessions; the archives' times lie in the first week of July 2026.
fn flags() -> impl Strategy<Value = Vec<&'static str>> {
    const RANGES: &[&[&str]] = &[
        &["--preset", "day", "--date", "2026-07-02"],
        &["--preset", "week", "--date", "2026-07-02"],
        &["--preset", "month", "--date", "2026-07-31"],
        &["--preset", "month", "--date", "2026-08-01"],
        &["--preset", "custom", "--from", "2026-07-01T00:30:00Z", "--to", "2026-07-01T02:00:00.5Z"],
        &["--preset", "custom", "--from", "2026-06-30T23:00:00-05:00", "--to", "2026-07-05T00:00:00Z"],
    ];
    const BUCKETS: &[&[&str]] = &[&[], &["--bucket", "1h"], &["--bucket", "1d"], &["--bucket", "1w"]];
    const OTHERS: &[&[&str]] = &[
        &[],
        &["--offline"],
        &["--agent", "claude , codex"],
        &["--project", "p"],
        &["--machine", "m2,,local"],
    ];
    let zone = select(&["UTC", "Asia/Kathmandu", "Pacific/Kiritimati", "America/St_Johns"][..]);
    (select(RANGES), select(BUCKETS), zone, select(OTHERS)).prop_map(|(range, bucket, zone, more)| {
        [range, bucket, &["--timezone", zone], more, &["--json"]].concat()
    })
}

fn report(archive: &Archive, flags: &[&str]) -> Output {
    archive.run(&[&["activity", "report"], flags].concat(), &[])
}

fn array<'v>(value: &'v Value, member: &str) -> &'v [Value] {
    value[member].as_array().expect("an array")
}

fn number(value: &Value, member: &str) -> f64 {
    value[member].as_f64().unwrap_or_default()
}

/// The session that a row or an interval belongs to.
fn id(value: &Value) -> Option<&str> {
    value["session_id"].as_str()
}

fn count(value: &Value, member: &str) -> u64 {
    value[member].as_u64().expect("a count")
}

/// That `member` of `parts` adds up to `whole`; amounts of opposite sign may cancel, and leave what rounding left of
/// the largest.
fn prop_assert_sum(whole: f64, parts: &[Value], member: &str) -> Result<(), TestCaseError> {
    let sum: f64 = parts.iter().map(|part| number(part, member)).sum();
    let largest = parts.iter().map(|part| number(part, member).abs()).fold(whole.abs().max(1.0), f64::max);
    prop_assert!((whole - sum).abs() <= TOLERANCE * largest, "{} is {}, its parts {}", member, whole, sum);
    Ok(())
}

/// That a figure is the sum of its automated and its interactive half.
fn prop_assert_halves(value: &Value, whole: &str) -> Result<(), TestCaseError> {
    let [automated, interactive] =
        ["automated", "interactive"].map(|half| number(value, &format!("{half}_{whole}")));
    let largest = automated.abs().max(interactive.abs()).max(1.0);
    let difference = (number(value, whole) - (automated + interactive)).abs();
    prop_assert!(difference <= TOLERANCE * largest, "{} of {}", whole, value);
    Ok(())
}

fn prop_assert_buckets(document: &Value) -> Result<(), TestCaseError> {
    let buckets = array(document, "buckets");
    prop_assert_eq!(count(document, "bucket_count"), buckets.len() as u64);
    prop_assert_eq!(buckets.first().map(|bucket| &bucket["start"]), Some(&document["range_start"]));
    prop_assert_eq!(buckets.last().map(|bucket| &bucket["end"]), Some(&document["range_end"]));
    prop_assert!(buckets.windows(2).all(|pair| pair[0]["end"] == pair[1]["start"]), "gaps: {:?}", buckets);
    for bucket in buckets {
        let at_peak = count(bucket, "automated_at_peak") + count(bucket, "interactive_at_peak");
        prop_assert_eq!(count(bucket, "max_agents"), at_peak, "{}", bucket);
    }
    let most = buckets.iter().map(|bucket| count(bucket, "max_agents")).max().unwrap_or_default();
    prop_assert_eq!(count(&document["peak"], "agents"), most);
    prop_assert_eq!(document["peak"]["at"].is_null(), most == 0);
    let totals = &document["totals"];
    for member in ["agent_minutes", "cost", "output_tokens"] {
        prop_assert_sum(number(totals, member), buckets, member)?;
    }
    let idle =
        buckets.iter().skip(usize::try_from(count(document, "elapsed_bucket_count")).expect("a count"));
    prop_assert!(idle.into_iter().all(|bucket| number(bucket, "agent_minutes") == 0.0), "{}", document);
    Ok(())
}

fn prop_assert_sessions(document: &Value) -> Result<(), TestCaseError> {
    let (sessions, totals) = (array(document, "by_session"), &document["totals"]);
    prop_assert_eq!(count(totals, "sessions"), sessions.len() as u64);
    prop_assert_eq!(
        count(totals, "sessions"),
        count(totals, "automated_sessions") + count(totals, "interactive_sessions")
    );
    let untimed = sessions.iter().filter(|row| row["timing_quality"] == "untimed").count();
    prop_assert_eq!(count(totals, "untimed_sessions"), untimed as u64);
    for member in ["agent_minutes", "cost", "output_tokens"] {
        prop_assert_sum(number(totals, member), sessions, member)?;
    }
    let minutes = |row: &Value| row["agent_minutes"].as_f64().unwrap_or(-1.0);
    prop_assert!(sessions.is_sorted_by(|a, b| minutes(a) >= minutes(b)), "longest first");
    for session in sessions {
        let is_untimed = session["timing_quality"] == "untimed";
        for member in ["agent_minutes", "first_active", "last_active"] {
            prop_assert_eq!(session[member].is_null(), is_untimed, "{} of {}", member, session);
        }
    }
    Ok(())
}

fn prop_assert_breakdowns(document: &Value) -> Result<(), TestCaseError> {
    for list in ["by_project", "by_model", "by_agent"] {
        let rows = array(document, list);
        for row in rows {
            prop_assert_halves(row, "agent_minutes")?;
            prop_assert_halves(row, "cost")?;
        }
        let order =
            |row: &Value| (number(row, "agent_minutes"), row["key"].as_str().unwrap_or_default().to_owned());
        let sorted = rows.is_sorted_by(|a, b| {
            let (a, b) = (order(a), order(b));
            a.0 > b.0 || (a.0.to_bits() == b.0.to_bits() && a.1.as_bytes() <= b.1.as_bytes())
        });
        // Names that are no text are shown with U+FFFD, and no longer sort as their bytes did.
        let is_text = rows.iter().all(|row| !row["key"].as_str().is_some_and(|key| key.contains('\u{fffd}')));
        prop_assert!(sorted || !is_text, "{} out of order: {:?}", list, rows);
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn every_document_is_valid(contents in contents(), flags in flags()) {
        let verdict = check_report(Surface::ActivityReport, &report(&contents.archive(), &flags));
        prop_assert!(verdict.is_ok(), "{:?}", verdict);
    }

    #[test]
    fn every_document_adds_up(contents in contents(), flags in flags()) {
        let output = report(&contents.of_ordinary_size().archive(), &flags);
        if output.code == 0 {
            let document = output.document();
            prop_assert_buckets(&document)?;
            prop_assert_sessions(&document)?;
            prop_assert_breakdowns(&document)?;
            let totals = &document["totals"];
            prop_assert_halves(totals, "agent_minutes")?;
            prop_assert_halves(totals, "cost")?;
            prop_assert!(number(totals, "active_minutes") <= number(totals, "agent_minutes") + TOLERANCE);
            let intervals = array(&document, "intervals");
            let ordered = |a: &Value, b: &Value| a["start"].as_str() <= b["start"].as_str();
            prop_assert!(intervals.is_sorted_by(ordered), "intervals come in order: {:?}", intervals);
            let timed = array(&document, "by_session").iter().filter(|row| !row["agent_minutes"].is_null());
            let named: BTreeSet<&str> = intervals.iter().filter_map(id).collect();
            prop_assert_eq!(named, timed.filter_map(id).collect());
        }
    }

    #[test]
    fn filters_only_take_sessions_away(contents in contents(), agent in select(&["claude", "codex", "nobody"][..])) {
        let archive = contents.archive();
        let range = ["--preset", "month", "--date", "2026-07-01", "--timezone", "UTC", "--json"];
        let all = report(&archive, &range);
        let some = report(&archive, &[&range[..], &["--agent", agent]].concat());
        if all.code == 0 && some.code == 0 {
            let (all, some) = (all.document(), some.document());
            let of_agent = array(&all, "by_session").iter().filter(|row| row["agent"] == agent);
            let expected: BTreeSet<&str> = of_agent.filter_map(id).collect();
            prop_assert_eq!(array(&some, "by_session").iter().filter_map(id).collect::<BTreeSet<_>>(), expected);
        }
    }

    #[test]
    fn the_order_of_rows_in_the_archive_does_not_show(
        (contents, shuffled) in contents().prop_flat_map(|contents| {
            let rows = Just(contents.rows()).prop_shuffle();
            (Just(contents), rows)
        }),
        flags in flags(),
    ) {
        let first = report(&contents.archive(), &flags);
        let second = report(&Archive::from_rows(&shuffled), &flags);
        prop_assert_eq!(first.code, second.code);
        if first.code == 0 {
            prop_assert_eq!(first.stdout, second.stdout);
        }
    }
}
