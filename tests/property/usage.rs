//! General rules of `usage daily`: what holds for any archive, any window and any zone.

#![expect(clippy::expect_used, reason = "a document without its members fails the test")]

use agent_contracts::Surface;
use conformance::{Archive, Output, Row, check_report};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use crate::export::archives::contents;
use crate::export::cases;
use crate::export::rows::Contents;

/// Relative difference that adding the same doubles in another order may make.
const TOLERANCE: f64 = 1e-9;

const COUNTS: [&str; 4] = ["inputTokens", "outputTokens", "cacheCreationTokens", "cacheReadTokens"];

/// Flags that choose days and usage.
fn flags() -> impl Strategy<Value = Vec<&'static str>> {
    const WINDOWS: &[&[&str]] = &[
        &["--all"],
        &["--since", "2026-07-02"],
        &["--until", "2026-07-03"],
        &["--since", "2026-07-02", "--until", "2026-07-04"],
        &["--since", "30h", "--until", "2026-07-05"],
        &[],
    ];
    const OTHERS: &[&[&str]] = &[&[], &["--offline"], &["--agent", "claude"], &["--agent", "claude,,cursor"]];
    let zone = select(&["UTC", "Asia/Kathmandu", "Pacific/Kiritimati", "America/St_Johns"][..]);
    let (window, more) = (select(WINDOWS), select(OTHERS));
    (window, zone, more).prop_map(|(window, zone, more)| {
        [window, &["--timezone", zone], more, &["--breakdown", "--json"]].concat()
    })
}

fn usage(archive: &Archive, flags: &[&str]) -> Output {
    archive.run(&[&["usage", "daily"], flags].concat(), &[])
}

fn array<'v>(value: &'v Value, member: &str) -> &'v [Value] {
    value[member].as_array().expect("an array")
}

fn number(value: &Value, member: &str) -> f64 {
    value[member].as_f64().expect("a number")
}

fn is_close(a: f64, b: f64) -> bool {
    (a - b).abs() <= TOLERANCE * a.abs().max(b.abs()).max(1.0)
}

/// That `parts` add up to `whole`: counts exactly, but for wrapping, and costs closely.
fn prop_assert_sum(whole: &Value, cost: &str, parts: &[Value], part_cost: &str) -> Result<(), TestCaseError> {
    for count in COUNTS {
        let sum =
            parts.iter().fold(0_i64, |sum, part| sum.wrapping_add(part[count].as_i64().expect("a count")));
        prop_assert_eq!(whole[count].as_i64(), Some(sum), "{} of {}", count, whole);
    }
    let sum: f64 = parts.iter().map(|part| number(part, part_cost)).sum();
    // Amounts of opposite sign may cancel, and leave what rounding left of the largest.
    let largest = parts.iter().map(|part| number(part, part_cost).abs()).fold(1.0, f64::max);
    prop_assert!((number(whole, cost) - sum).abs() <= TOLERANCE * largest, "{} against {}", whole, sum);
    Ok(())
}

/// The sum of plain doubles in their order, which v1 defines.
fn in_order(parts: &[Value], member: &str) -> f64 {
    parts.iter().fold(0.0, |sum, part| sum + number(part, member))
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn every_document_is_valid(contents in contents(), flags in flags()) {
        let verdict = check_report(Surface::UsageDaily, &usage(&contents.archive(), &flags));
        prop_assert!(verdict.is_ok(), "{:?}", verdict);
    }

    #[test]
    fn every_document_adds_up(contents in contents(), flags in flags()) {
        let output = usage(&contents.of_ordinary_size().archive(), &flags);
        if output.code == 0 {
            let document = output.document();
            let days = array(&document, "daily");
            let dates: Vec<&str> = days.iter().filter_map(|day| day["date"].as_str()).collect();
            prop_assert!(dates.is_sorted(), "days come in order: {:?}", dates);
            for day in days {
                for part in ["modelBreakdowns", "projectBreakdowns", "agentBreakdowns"] {
                    let parts = array(day, part);
                    prop_assert!(!parts.is_empty(), "a day has usage of every kind: {}", day);
                    prop_assert_sum(day, "totalCost", parts, "cost")?;
                    prop_assert!(parts.is_sorted_by(|a, b| number(a, "cost") >= number(b, "cost")));
                }
                let models = array(day, "modelBreakdowns");
                prop_assert_eq!(in_order(models, "cost").to_bits(), number(day, "totalCost").to_bits());
                let names: Vec<&Value> = models.iter().map(|model| &model["modelName"]).collect();
                prop_assert_eq!(array(day, "modelsUsed").iter().collect::<Vec<_>>(), names);
            }
            prop_assert_sum(&document["totals"], "totalCost", days, "totalCost")?;
            prop_assert_eq!(
in_order(days, "totalCost").to_bits(),
number(&document["totals"], "totalCost").to_bits()
);
            let counts = &document["sessionCounts"];
            for by in ["byProject", "byAgent"] {
                let sum: u64 = counts[by].as_object().expect("a map").values().filter_map(Value::as_u64).sum();
                prop_assert_eq!(counts["total"].as_u64(), Some(sum), "{}", counts);
            }
        }
    }

    #[test]
    fn without_breakdown_only_the_breakdowns_go(contents in contents(), flags in flags()) {
        let archive = contents.archive();
        let with = usage(&archive, &flags);
        let without: Vec<&str> = flags.iter().copied().filter(|flag| *flag != "--breakdown").collect();
        let without = usage(&archive, &without);
        prop_assert_eq!(with.code, without.code);
        if with.code == 0 {
            let mut document = with.document();
            for day in document["daily"].as_array_mut().expect("an array") {
                day["projectBreakdowns"] = Value::Array(Vec::new());
                day["agentBreakdowns"] = Value::Array(Vec::new());
            }
            prop_assert_eq!(document, without.document());
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
        let first = usage(&contents.archive(), &flags);
        let second = usage(&Archive::from_rows(&shuffled), &flags);
        if first.code == 0 {
            prop_assert_eq!(first.stdout, second.stdout);
        } else {
            prop_assert_eq!(first.code, second.code);
        }
    }

    #[test]
    fn the_index_does_not_show(contents in contents(), flags in flags()) {
        let archive = contents.archive();
        let with = usage(&archive, &flags);
        archive.change("DROP INDEX idx_messages_usage_covering");
        let without = usage(&archive, &flags);
        prop_assert_eq!((with.code, with.stdout), (without.code, without.stdout));
    }

    #[test]
    fn sessions_add_up_to_days(contents in contents()) {
        let contents = without_shared_records(contents.of_ordinary_size());
        let archive = contents.archive();
        let flags = ["--all", "--include-one-shot", "--include-automated", "--include-children"];
        let (export, usage) = (archive.export(&flags), usage(&archive, &["--all", "--timezone=UTC", "--json"]));
        if export.code == 0 && usage.code == 0 {
            let (export, usage) = (export.document(), usage.document());
            let sessions: Vec<&Value> = array(&export, "sessions").iter().map(|row| &row["model_usage"]).collect();
            let exported = [
                "input_tokens",
                "output_tokens",
                "cache_creation_input_tokens",
                "cache_read_input_tokens",
            ];
            for (count, exported) in COUNTS.into_iter().zip(exported) {
                let sum = sessions
                    .iter()
                    .fold(0_i64, |sum, usage| sum.wrapping_add(usage[exported].as_i64().expect("a count")));
                prop_assert_eq!(usage["totals"][count].as_i64(), Some(sum), "{}", count);
            }
            let cost: f64 = sessions.iter().map(|usage| number(usage, "cost_usd")).sum();
            prop_assert!(is_close(number(&usage["totals"], "totalCost"), cost), "{} against {}", usage, cost);
        }
    }
}

/// The archive with the differences gone that the two reports have by design: every session is exported, no record
/// counts in two sessions, and prices come from the archive on both paths.
pub(crate) fn without_shared_records(mut contents: Contents) -> Contents {
    for session in &mut contents.sessions {
        session.deleted_at = None;
        session.message_count = 1;
        session.relationship_type = Vec::new();
        session.created_at = b"2026-07-01".to_vec();
    }
    for (number, message) in contents.messages.iter_mut().enumerate() {
        let unique = |text: &mut Vec<u8>| text.extend_from_slice(format!("#{number}").as_bytes());
        unique(&mut message.claude_message_id);
        unique(&mut message.claude_request_id);
        unique(&mut message.source_uuid);
    }
    for (number, event) in contents.events.iter_mut().enumerate() {
        event.dedup_key = format!("#{number}").into_bytes();
    }
    contents.prices.push(conformance::Price {
        pattern: b"keeps the built-in list away".to_vec(),
        rates: [0.0; 4],
        updated_at: b"2026-07-01T00:00:00Z".to_vec(),
    });
    contents
}

#[test]
fn cursor_rows_belong_to_no_session() {
    let archive = Archive::from_rows(&Vec::<Row>::new());
    archive.change(
        "INSERT INTO cursor_usage_events(id, occurred_at, model, output_tokens, charged_cents)
         VALUES (1, '2026-07-01T10:00:00Z', 'm', 5, 12.5)",
    );
    let document = usage(&archive, &["--all", "--json", "--breakdown", "--timezone", "UTC"]).document();
    assert_eq!(document["totals"]["totalCost"], 0.125);
    assert_eq!(document["sessionCounts"]["total"], 0);
    assert_eq!(document["daily"][0]["agentBreakdowns"][0]["agent"], "cursor");
    archive.change("DROP TABLE cursor_usage_events");
    let document = usage(&archive, &["--all", "--json", "--timezone", "UTC"]).document();
    assert_eq!(array(&document, "daily").len(), 0, "an archive without the table has no such rows");
}
