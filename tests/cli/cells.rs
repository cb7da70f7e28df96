//! Cells that hold what their column cannot mean, and cells that hold the most they can.

use conformance::{Archive, Message, Price, Row, Session, UsageEvent, check_output};
use serde_json::json;

/// One session with a message, an event and a price.
fn archive() -> Archive {
    let message = Message {
        model: b"m1".to_vec(),
        token_usage: br#"{"input_tokens":10,"output_tokens":5}"#.to_vec(),
        ..Message::default()
    };
    let event = UsageEvent {
        id: 1,
        session_id: b"s1".to_vec(),
        source: b"session".to_vec(),
        model: b"m1".to_vec(),
        cost_usd: Some(0.5),
        ..UsageEvent::default()
    };
    let price = Price { pattern: b"m1".to_vec(), rates: [2.0, 8.0, 3.0, 0.5], updated_at: Vec::new() };
    let session = Session::default();
    Archive::from_rows(&[Row::from(&session), Row::from(&message), Row::from(&event), Row::from(&price)])
}

#[test]
fn wrong_types_are_refused_by_column() {
    let cases = [
        ("UPDATE sessions SET id = NULL", "sessions.id of \"\": found NULL, expected text"),
        (
            "UPDATE sessions SET message_count = 'many'",
            "sessions.message_count of \"s1\": found the text \"many\"",
        ),
        (
            "UPDATE sessions SET user_message_count = 2.5",
            "sessions.user_message_count of \"s1\": found the number 2.5",
        ),
        (
            "UPDATE sessions SET peak_context_tokens = 1e300",
            "sessions.peak_context_tokens of \"s1\": found the number",
        ),
        (
            "UPDATE sessions SET total_output_tokens = x'00ff'",
            "found 2 bytes of binary data, expected a whole number",
        ),
        (
            "UPDATE sessions SET has_peak_context_tokens = 2",
            "sessions.has_peak_context_tokens of \"s1\": found the integer 2, expected 0 or 1",
        ),
        ("UPDATE sessions SET has_total_output_tokens = -1", "found the integer -1, expected 0 or 1"),
        ("UPDATE messages SET ordinal = 'first'", "messages.ordinal of \"s1\": found the text \"first\""),
        ("UPDATE usage_events SET input_tokens = 'x'", "usage_events.input_tokens of \"s1\": found the text"),
        (
            "UPDATE usage_events SET reasoning_tokens = 0.5",
            "usage_events.reasoning_tokens of \"s1\": found the number",
        ),
        (
            "UPDATE usage_events SET cost_usd = 'free'",
            "usage_events.cost_usd of \"s1\": found the text \"free\", expected a number",
        ),
        ("UPDATE usage_events SET message_ordinal = x''", "found 0 bytes of binary data"),
        (
            "UPDATE model_pricing SET input_per_mtok = 'cheap'",
            "model_pricing.input_per_mtok of \"m1\": found the text",
        ),
        (
            "UPDATE model_pricing SET cache_read_per_mtok = x'31'",
            "model_pricing.cache_read_per_mtok of \"m1\"",
        ),
    ];
    for (sql, expected) in cases {
        let archive = archive();
        archive.change(sql);
        for flags in [&["--all"][..], &["--include-automated"], &["--format", "ndjson"]] {
            let output = archive.export(flags);
            let line = output.refusal(1);
            assert!(line.starts_with("fatal: scanning ") && line.contains(expected), "{sql}: {line}");
        }
    }
}

#[test]
fn a_broken_row_that_is_not_asked_for_does_no_harm() {
    let archive = archive();
    let other = Session { id: b"s2".to_vec(), project: b"q".to_vec(), ..Session::default() };
    archive.insert(&[Row::from(&other)]);
    archive.change("UPDATE sessions SET peak_context_tokens = 'x' WHERE id = 's2'");
    archive.export(&["--all"]).refusal(1);
    for flags in [&["--project=p"][..], &["--exclude-project=q", "--all"], &["--limit=1"]] {
        assert_eq!(archive.export(flags).document()["sessions"][0]["id"], "s1");
    }
}

#[test]
fn binary_data_in_a_text_column_is_text() {
    let archive = archive();
    let expected = archive.export(&["--all"]).document();
    archive.change(
        "UPDATE sessions SET project = CAST(project AS BLOB), started_at = CAST(started_at AS BLOB);
         UPDATE messages SET token_usage = CAST(token_usage AS BLOB), model = CAST(model AS BLOB);",
    );
    assert_eq!(archive.export(&["--all"]).document(), expected);
}

#[test]
fn text_that_is_no_text_is_replaced_byte_by_byte() {
    let archive = archive();
    archive.change(
        "UPDATE sessions SET project = CAST(x'61ff00c3' AS TEXT), cwd = CAST(x'2fed00' AS TEXT),
             git_branch = CAST(x'00' AS TEXT), relationship_type = CAST(x'f0908080' AS TEXT);
         UPDATE messages SET model = CAST(x'6d31ff' AS TEXT);
         UPDATE archive_metadata SET value = CAST(x'20ff20' AS TEXT);",
    );
    for flags in [&["--all"][..], &["--format=ndjson"]] {
        assert_eq!(check_output(&archive.export(flags)), Ok(()));
    }
    let document = archive.export(&["--all"]).document();
    let session = &document["sessions"][0];
    assert_eq!(document["database_id"], "\u{fffd}");
    assert_eq!(session["project"], "a\u{fffd}\0\u{fffd}");
    assert_eq!(document["projects"].as_object().unwrap().keys().collect::<Vec<_>>(), ["a\u{fffd}\0\u{fffd}"]);
    assert_eq!(session["cwd"], "/\u{fffd}\0");
    assert_eq!(session["git_branch"], "\0");
    assert_eq!(session["relationship_type"], "\u{10000}");
    assert_eq!(session["model_usage"]["models"], json!(["m1", "m1\u{fffd}"]));
}

#[test]
fn names_that_become_equal_are_printed_once_each_where_they_are_keys() {
    let archive = archive();
    archive.change(
        "INSERT INTO usage_events(session_id, source, model, input_tokens) VALUES
             ('s1', 'x', CAST(x'ff' AS TEXT), 1), ('s1', 'x', CAST(x'fe' AS TEXT), 2);
         INSERT INTO sessions(id, project, message_count, user_message_count) VALUES
             ('s2', CAST(x'ff' AS TEXT), 2, 2), ('s3', CAST(x'fe' AS TEXT), 2, 2);",
    );
    for flags in [&["--all"][..], &["--format=ndjson"], &["--limit=1"]] {
        assert_eq!(check_output(&archive.export(flags)), Ok(()));
    }
}

#[test]
fn the_largest_and_smallest_numbers_are_printed_as_they_are() {
    let archive = archive();
    let (largest, smallest) = (i64::MAX, i64::MIN);
    archive.change(&format!(
        "UPDATE sessions SET message_count = {largest}, user_message_count = {largest}, total_output_tokens = {smallest},
             peak_context_tokens = {largest}, tool_failure_signal_count = {smallest};
         UPDATE usage_events SET id = {smallest}, message_ordinal = {smallest}, input_tokens = {largest},
             output_tokens = {smallest}, reasoning_tokens = {smallest}, cost_usd = 1e308;
         UPDATE messages SET id = {largest}, ordinal = {largest}, is_system = {smallest};
         INSERT INTO messages(id, session_id, ordinal, role, content) VALUES ({smallest}, 's1', {smallest}, 'assistant', 'x');
         UPDATE model_pricing SET input_per_mtok = 1e290, output_per_mtok = -1e290;",
    ));
    let output = archive.export(&["--all"]);
    assert_eq!(check_output(&output), Ok(()));
    let document = output.document();
    let session = &document["sessions"][0];
    assert_eq!(session["message_count"], largest);
    assert_eq!(session["turn_count"], largest);
    assert_eq!(session["total_output_tokens"], smallest);
    assert_eq!(session["peak_context_tokens"], largest);
    assert_eq!(session["assistant_message_count"], 1);
    let usage = &session["model_usage"];
    // Ten tokens of the message on top of the event's, wrapping around as v1 does.
    assert_eq!(usage["input_tokens"], largest.wrapping_add(10));
    assert_eq!(usage["output_tokens"], 5, "a negative count is none");
    assert_eq!(usage["reasoning_tokens"], smallest, "reasoning is taken as stored");
    assert_eq!(usage["cost_usd"], 1e308);
}
