//! General rules of `usage summary`: what holds for any archive and any filters.

#![expect(clippy::expect_used, reason = "a document without its members fails the test")]

use std::collections::BTreeMap;

use agent_contracts::Surface;
use conformance::{Archive, Output, check_report};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Value, json};

use crate::export::archives::contents;
use crate::export::cases;
use crate::usage::without_shared_records;

/// What adding doubles in another order may make, beside the largest of them.
const TOLERANCE: f64 = 1e-9;

const COUNTS: [&str; 4] = ["inputTokens", "outputTokens", "cacheCreationTokens", "cacheReadTokens"];

/// Flags that leave nothing out.
const EVERYTHING: [&str; 3] = ["--no-default-range", "--include-automated", "--timezone=UTC"];

const FILTERS: [&str; 20] = [
    "--project=p,q",
    "--exclude-project=p",
    "--agent=claude,,codex",
    "--exclude-agent=codex",
    "--model=m1,zz",
    "--exclude-model=M1,",
    "--machine=local",
    "--git-branch=p\u{1F}main\u{1E}q\u{1F}",
    "--min-user-messages=3",
    "--active-since=2026-07-03T00:00:00Z",
    "--termination=active,unclean",
    "--termination=stale,clean",
    "--include-one-shot=false",
    "--include-automated",
    "--no-default-range",
    "--from=2026-07-02",
    "--to=2026-07-04",
    "--breakdowns=false",
    "--session-counts=false",
    "--timezone=Asia/Kathmandu",
];

/// Flags for the same days of `usage summary` and of `usage daily`.
const WINDOWS: &[(&[&str], &[&str])] = &[
    (&[], &[]),
    (&["--from=2026-07-02"], &["--since=2026-07-02"]),
    (&["--from=2026-07-02", "--to=2026-07-04"], &["--since=2026-07-02", "--until=2026-07-04"]),
];

fn summary(archive: &Archive, flags: &[&str]) -> Output {
    archive.run(&[&["usage", "summary"], flags].concat(), &[])
}

fn array<'v>(value: &'v Value, member: &str) -> &'v [Value] {
    value[member].as_array().expect("an array")
}

fn number(value: &Value, member: &str) -> f64 {
    value[member].as_f64().expect("a number")
}

/// That two parts add up to a whole: counts exactly, costs closely.
fn prop_assert_parts(whole: &Value, parts: [&Value; 2]) -> Result<(), TestCaseError> {
    for count in COUNTS {
        let sum: i64 = parts.iter().map(|part| part[count].as_i64().expect("a count")).sum();
        prop_assert_eq!(whole[count].as_i64(), Some(sum), "{} of {} and {:?}", count, whole, parts);
    }
    let costs = parts.map(|part| number(part, "totalCost"));
    let largest = costs.iter().map(|cost| cost.abs()).fold(1.0, f64::max);
    let difference = number(whole, "totalCost") - costs.iter().sum::<f64>();
    prop_assert!(difference.abs() <= TOLERANCE * largest, "{} and {:?}", whole, parts);
    Ok(())
}

/// Sums over all days, as plain sums in their order.
fn over_days(document: &Value, shares: &str, name: &str) -> BTreeMap<String, (Vec<i64>, f64)> {
    let mut sums: BTreeMap<String, (Vec<i64>, f64)> = BTreeMap::new();
    for share in array(document, "daily").iter().flat_map(|day| array(day, shares)) {
        let name = share[name].as_str().expect("a name").to_owned();
        let (counts, cost) = sums.entry(name).or_insert_with(|| (vec![0; COUNTS.len()], 0.0));
        for (sum, count) in counts.iter_mut().zip(COUNTS) {
            *sum = sum.wrapping_add(share[count].as_i64().expect("a count"));
        }
        *cost += number(share, "cost");
    }
    sums
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn every_document_is_valid(contents in contents(), flags in subsequence(&FILTERS[..], 0..6)) {
        let verdict = check_report(Surface::UsageSummary, &summary(&contents.archive(), &flags));
        prop_assert!(verdict.is_ok(), "{:?}", verdict);
    }

    #[test]
    fn without_filters_it_is_usage_daily(
        contents in contents(),
        window in select(WINDOWS),
        zone in select(&["--timezone=UTC", "--timezone=Asia/Kathmandu", "--timezone=America/St_Johns"][..]),
    ) {
        let archive = contents.archive();
        let flags = [&["--no-default-range", "--include-automated", zone], window.0].concat();
        let summary = summary(&archive, &flags);
        let words = [&["usage", "daily", "--all", "--breakdown", "--json", zone], window.1].concat();
        let daily = archive.run(&words, &[]);
        prop_assert_eq!(summary.code, daily.code);
        if summary.code == 0 {
            let (summary, daily) = (summary.document(), daily.document());
            for (member, expected) in daily.as_object().expect("an object") {
                prop_assert_eq!(&summary[member], expected, "{}", member);
            }
            let totals = &summary["totals"];
            prop_assert_eq!(&summary["cacheStats"]["savingsVsUncached"], &totals["cacheSavings"]);
            prop_assert_eq!(&summary["cacheStats"]["uncachedInputTokens"], &totals["inputTokens"]);
        }
    }

    #[test]
    fn with_and_without_a_name_is_everything(
        contents in contents(),
        (only, without) in select(&[
            ("--project=p", "--exclude-project=p"),
            ("--project=,q", "--exclude-project=,q"),
            ("--agent=claude", "--exclude-agent=claude"),
            ("--agent=codex,", "--exclude-agent=codex,"),
            ("--model=m1,zz", "--exclude-model=m1,zz"),
        ][..]),
    ) {
        let archive = without_shared_records(contents.of_ordinary_size()).archive();
        let of = |flag: &str| summary(&archive, &[&EVERYTHING[..], &[flag]].concat());
        let (all, only, without) = (of("--breakdowns"), of(only), of(without));
        if [all.code, only.code, without.code] == [0; 3] {
            let [all, only, without] = [all, only, without].map(|output| output.document());
            prop_assert_parts(&all["totals"], [&only["totals"], &without["totals"]])?;
        }
    }

    #[test]
    fn totals_are_sums_over_days(contents in contents(), flags in subsequence(&FILTERS[..17], 0..4)) {
        let output = summary(&contents.archive(), &flags);
        if output.code == 0 {
            let document = output.document();
            for (shares, day_name, totals, name) in [
                ("projectBreakdowns", "project", "projectTotals", "project"),
                ("modelBreakdowns", "modelName", "modelTotals", "model"),
                ("agentBreakdowns", "agent", "agentTotals", "agent"),
            ] {
                let totals = array(&document, totals);
                prop_assert!(totals.is_sorted_by(|a, b| number(a, "cost") >= number(b, "cost")));
                let expected = over_days(&document, shares, day_name);
                prop_assert!(totals.len() >= expected.len(), "names that are no text may look alike");
                for total in totals.iter().filter(|_| totals.len() == expected.len()) {
                    let (counts, cost) = &expected[total[name].as_str().expect("a name")];
                    let found: Vec<i64> =
                        COUNTS.iter().map(|count| total[count].as_i64().expect("a count")).collect();
                    prop_assert_eq!(&found, counts, "{}", total);
                    prop_assert_eq!(number(total, "cost").to_bits(), cost.to_bits(), "{}", total);
                }
            }
        }
    }

    #[test]
    fn parts_left_out_change_nothing_else(contents in contents(), flags in subsequence(&FILTERS[..17], 0..4)) {
        let archive = contents.archive();
        let whole = summary(&archive, &flags);
        let part = summary(&archive, &[&flags[..], &["--breakdowns=false", "--session-counts=false"]].concat());
        prop_assert_eq!(whole.code, part.code);
        if whole.code == 0 {
            let mut whole = whole.document();
            for day in whole["daily"].as_array_mut().expect("an array") {
                day["projectBreakdowns"] = json!([]);
                day["agentBreakdowns"] = json!([]);
            }
            for totals in ["projectTotals", "modelTotals", "agentTotals"] {
                whole[totals] = json!([]);
            }
            whole["sessionCounts"] = json!({"total": 0, "byProject": null, "byAgent": null});
            prop_assert_eq!(whole, part.document());
        }
    }
}
