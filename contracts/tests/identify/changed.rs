//! Documents that somebody changed: never a wrong answer that sounds certain.
//!
//! A changed document may stay what it was where the change is one that readers need not notice, and may be
//! another shape where that shape really has such documents. Both are listed here; all else must be unknown.

use agent_contracts::identify::{Identity, Shape, Verdict, identify};
use agent_contracts::{Surface, identify::Stream};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

use crate::fixtures::{Fixture, all, named};

/// Members that may be absent, in any shape that has them.
const OPTIONAL: [&str; 14] = [
    "branch",
    "copilotAICredits",
    "cwd",
    "git_branch",
    "machine_labels",
    "machine_local",
    "normalized_remote",
    "report_id",
    "repository_key",
    "root_key",
    "root_path",
    "sessions_next_cursor",
    "unsupportedUsage",
    "worktree_key",
];

/// Members that a legacy document may do without: older programs printed none.
const OPTIONAL_IN_LEGACY: [&str; 3] = ["agentBreakdowns", "projectBreakdowns", "sessionCounts"];

/// Objects whose names are data: an entry more or less is another document of the same shape.
const MAPS: [&str; 6] = ["byAgent", "byProject", "by_model", "machine_labels", "models", "projects"];

/// Members that may be null.
const NULLABLE: [&str; 22] = [
    "agent_minutes",
    "as_of",
    "at",
    "bands",
    "byAgent",
    "byProject",
    "duration_seconds",
    "ended_at",
    "first_active",
    "identity",
    "last_active",
    "latest_row_updated_at",
    "local_modified_at",
    "matched_pattern",
    "model_usage",
    "models",
    "name",
    "parent_session_id",
    "relationship_type",
    "root_path",
    "started_at",
    "worktree",
];

/// Every place of a value, as JSON Pointers.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| {
            places(value, &format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), found);
        }),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, value)| places(value, &format!("{at}/{index}"), found));
        }
        _ => {}
    }
}

fn split(place: &str) -> (&str, &str) {
    place.rsplit_once('/').expect("not the root")
}

fn last(place: &str) -> &str {
    place.rsplit('/').next().unwrap_or_default()
}

fn same_type(one: &Value, other: &Value) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}

/// A certain answer other than the original one must be right by the typed reader of version 1.
fn assert_justified(fixture: &Fixture, text: &str, identity: &Identity, may_stay: bool, what: &str) {
    let sure = match &identity.verdict {
        Verdict::Is(shape) => *shape,
        Verdict::Unknown { .. } => return,
        other => panic!("{} with {what}: {other:?} is no answer to a changed document", fixture.name),
    };
    if sure == Shape::V1 {
        let read = identity.surface.map(|surface| surface.check(text.as_bytes()));
        assert!(matches!(read, Some(Ok(()))), "{} with {what} is no v1: {read:?}", fixture.name);
    } else {
        assert!(sure == fixture.shape && may_stay, "{} with {what} is not {sure}", fixture.name);
    }
}

fn documents() -> impl Iterator<Item = &'static Fixture> {
    all().iter().filter(|fixture| !fixture.is_stream())
}

#[test]
fn without_a_member_it_is_unknown() {
    for fixture in documents() {
        let value = fixture.value();
        let mut found = Vec::new();
        places(&value, "", &mut found);
        for place in found.iter().skip(1) {
            let (parent, name) = split(place);
            let mut changed = value.clone();
            match changed.pointer_mut(parent) {
                Some(Value::Object(members)) => {
                    members.remove(&name.replace("~1", "/").replace("~0", "~"));
                }
                _ => continue,
            }
            let is_entry =
                MAPS.contains(&last(parent)) && value.pointer(parent).is_some_and(Value::is_object);
            let in_later = fixture.shape >= Shape::MislabelledV1 && name == "identity";
            let in_legacy = fixture.shape == Shape::Legacy && OPTIONAL_IN_LEGACY.contains(&name);
            let may_stay = is_entry || in_later || in_legacy || OPTIONAL.contains(&name);
            let text = changed.to_string();
            assert_justified(fixture, &text, &identify(text.as_bytes()), may_stay, &format!("no {place}"));
        }
    }
}

#[test]
fn with_another_type_it_is_unknown() {
    let others = [json!(null), json!(true), json!("x"), json!(1.5), json!([]), json!({}), json!([{}])];
    for fixture in documents() {
        let value = fixture.value();
        let mut found = Vec::new();
        places(&value, "", &mut found);
        for place in found.iter().skip(1) {
            let original = value.pointer(place).expect("a place of the document");
            for other in &others {
                let mut changed = value.clone();
                *changed.pointer_mut(place).expect("a place of the document") = other.clone();
                let may_be_null = other.is_null() && NULLABLE.contains(&last(place));
                let was_null = original.is_null() && NULLABLE.contains(&last(place));
                let may_stay = may_be_null || was_null || same_type(original, other);
                let text = changed.to_string();
                let what = format!("{other} at {place}");
                if original != other {
                    assert_justified(fixture, &text, &identify(text.as_bytes()), may_stay, &what);
                }
            }
        }
    }
}

/// What a document is with the number of another shape, where it is anything: shapes that look alike in every document, and in
/// sessions of 0.43 the version that only says more.
fn alike(fixture: &Fixture) -> Option<Shape> {
    match fixture.name.as_str() {
        "0.38.1/sessions.json" | "0.38.1/activity-report.json" => Some(Shape::V2),
        "0.39.0/sessions.json" | "0.39.0/activity-report.json" => Some(Shape::MislabelledV1),
        "0.41.1/usage-daily.json" | "0.41.1/usage-summary.json" | "0.41.1/sessions.json" => Some(Shape::V4),
        "0.40.1/usage-daily.json"
        | "0.40.1/usage-summary.json"
        | "0.40.1/sessions.json"
        | "0.40.1/activity-report.json"
        | "0.41.1/activity-report.json" => Some(Shape::V5),
        "0.43.0/sessions.json" => Some(Shape::V7),
        "0.46.1/sessions.json" => Some(Shape::V6),
        _ => None,
    }
}

#[test]
fn with_another_number_it_is_unknown_unless_that_version_looks_the_same() {
    for fixture in documents().filter(|fixture| fixture.shape != Shape::Legacy) {
        for number in (-1..12).filter(|number| Some(*number) != fixture.shape.number()) {
            let mut changed = fixture.value();
            changed["schema_version"] = json!(number);
            let identity = identify(changed.to_string().as_bytes());
            let expected = alike(fixture).filter(|shape| shape.number() == Some(number));
            assert_eq!(identity.shape(), expected, "{} that says {number}: {identity:?}", fixture.name);
            if expected.is_none() {
                assert_eq!(identity.evidence[0].path, "/schema_version", "{}: {identity:?}", fixture.name);
            }
        }
    }
}

#[test]
fn with_a_member_twice_it_is_unknown() {
    for fixture in documents() {
        let text = fixture.text.replacen("\"date\":", "\"date\": \"2026-01-01\", \"date\":", 1);
        let text = text.replacen("\"timezone\":", "\"timezone\": \"UTC\", \"timezone\":", 1);
        let text = text.replacen("\"id\":", "\"id\": \"a\", \"id\":", 1);
        assert_ne!(text, fixture.text, "the change must change something");
        let identity = identify(text.as_bytes());
        assert!(matches!(identity.verdict, Verdict::Unknown { .. }), "{}: {identity:?}", fixture.name);
    }
}

#[test]
fn cut_off_anywhere_it_is_unknown_with_the_right_neighbour() {
    for fixture in all() {
        let whole = fixture.text.trim_end().len();
        for end in (0..whole).step_by(61) {
            let Some(text) = fixture.text.get(..end) else { continue };
            // A stream that ends with a line is a shorter stream.
            if fixture.is_stream() && fixture.text.as_bytes()[end] == b'\n' {
                continue;
            }
            let identity = identify(text.as_bytes());
            let Verdict::Unknown { nearest } = identity.verdict else {
                panic!("{} cut off at {end}: {identity:?}", fixture.name)
            };
            if end > whole * 9 / 10 && !fixture.is_stream() {
                assert_eq!(nearest, Some(fixture.shape), "{} cut off at {end}", fixture.name);
            }
        }
    }
}

#[test]
fn lines_of_two_versions_are_no_stream_of_either() {
    let streams: Vec<&Fixture> = all().iter().filter(|fixture| fixture.is_stream()).collect();
    for one in &streams {
        for other in &streams {
            let line = other.text.lines().nth(2).expect("two sessions");
            let identity = identify(format!("{}{line}\n", one.text).as_bytes());
            let known = identify(line.as_bytes()).verdict;
            let fits = match &known {
                Verdict::Is(shape) => *shape == one.shape,
                Verdict::OneOf(shapes) => shapes.contains(&one.shape),
                _ => false,
            };
            // Version 6 has sessions with this member and sessions without it, but no release printed both.
            let same_kind = one.text.contains("transcript_revision") == line.contains("transcript_revision");
            if fits && same_kind {
                assert_eq!(identity.shape(), Some(one.shape), "{} and {}", one.name, other.name);
            } else {
                let expected = Verdict::Unknown { nearest: Some(one.shape) };
                assert_eq!(identity.verdict, expected, "{} and {}: {identity:?}", one.name, other.name);
                assert_eq!(identity.evidence[0].line, Some(4), "{identity:?}");
            }
        }
    }
}

#[test]
fn a_stream_with_something_wrong_in_one_line_is_unknown() {
    for fixture in all().iter().filter(|fixture| fixture.is_stream()) {
        let lines: Vec<&str> = fixture.text.lines().collect();
        let cut = &lines[2][..lines[2].len() - 20];
        for (text, line) in [
            (format!("{}\n{}\n{cut}", lines[0], lines[1]), 3),
            (format!("{}\n{cut}\n{}\n", lines[0], lines[2]), 2),
            (format!("{}\n\n{}\n", lines[0], lines[2]), 2),
            (format!("{}\n{}\n{}\n", lines[0], lines[1], lines[0]), 3),
            (format!("{}\n{}\n{{\"a\":1}}\n", lines[0], lines[1]), 3),
            (format!("{}\n{}\n", lines[1], lines[2]), 1),
        ] {
            let identity = identify(text.as_bytes());
            let wrong: Vec<u64> = identity.evidence.iter().filter_map(|finding| finding.line).collect();
            assert!(matches!(identity.verdict, Verdict::Unknown { .. }), "{}: {identity:?}", fixture.name);
            assert!(wrong.contains(&line), "{}: line {line} is wrong: {identity:?}", fixture.name);
        }
    }
}

#[test]
fn every_element_counts_not_only_the_first() {
    let mut usage = named("0.42.0/usage-daily.json").value();
    let mut day = usage["daily"][0].clone();
    day["totalCost"] = json!(0.5);
    usage["daily"].as_array_mut().expect("days").push(day);
    let identity = identify(usage.to_string().as_bytes());
    assert_eq!(identity.verdict, Verdict::Unknown { nearest: Some(Shape::V6) });
    assert_eq!(identity.evidence[0].path, "/daily/1/totalCost");
}

#[test]
fn members_that_nobody_knows_change_nothing() {
    for fixture in documents() {
        let mut changed = fixture.value();
        changed["added_later"] = json!({"a": [1]});
        assert_eq!(identify(changed.to_string().as_bytes()).shape(), Some(fixture.shape), "{}", fixture.name);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_have_a_verdict(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let identity = identify(&bytes);
        prop_assert!(identity.shape().is_none(), "noise is no document: {identity:?}");
    }

    #[test]
    fn a_document_with_bytes_changed_is_v1_only_when_it_reads_as_v1(
        which in any::<Index>(), at in any::<Index>(), bytes in prop::collection::vec(any::<u8>(), 1..6),
    ) {
        let fixture = which.get(all());
        let mut text = fixture.text.clone().into_bytes();
        let start = at.index(text.len());
        let end = text.len().min(start + bytes.len());
        text.splice(start..end, bytes);
        let identity = identify(&text);
        if identity.shape() == Some(Shape::V1) && identity.lines.is_none() {
            prop_assert!(identity.surface.is_some_and(|surface| surface.check(&text).is_ok()));
        }
    }

    #[test]
    fn nesting_without_end_is_no_danger(depth in 1_usize..20_000, name in "(daily|sessions|projects|pricing)") {
        let text = format!("{{\"{name}\":").repeat(depth);
        prop_assert!(identify(text.as_bytes()).shape().is_none());
        let mut stream = Stream::new();
        stream.push(format!("{{\"id\":{}", "[".repeat(depth)).as_bytes());
        prop_assert!(stream.finish().shape().is_none());
        prop_assert!(identify(Surface::UsageDaily.example().as_bytes()).shape().is_some());
    }
}
