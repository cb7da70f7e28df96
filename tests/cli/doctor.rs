//! `doctor`: what it says of a sound archive, of odd rows, and of a damaged file; and that it changes nothing.

use std::fs;

use conformance::{Archive, Directory, Message, Observation, Output, Row, Session, UsageEvent, releases};
use serde_json::Value;

/// Two sessions with priced usage, and nothing odd.
fn sound() -> Vec<Row> {
    let session = |id: &[u8], project: &[u8]| Session {
        id: id.to_vec(),
        project: project.to_vec(),
        message_count: 2,
        ..Session::default()
    };
    let message = |session: &[u8], ordinal| Message {
        session_id: session.to_vec(),
        ordinal,
        role: b"assistant".to_vec(),
        timestamp: Some(b"2026-07-01T10:01:00Z".to_vec()),
        model: b"claude-opus-4-6".to_vec(),
        token_usage: b"{\"input_tokens\":10,\"output_tokens\":5}".to_vec(),
        ..Message::default()
    };
    let observation = Observation {
        project: b"p".to_vec(),
        machine: b"local".to_vec(),
        root_path: b"/srv/p".to_vec(),
        git_remote: b"https://example.com/a/p.git".to_vec(),
        ..Observation::default()
    };
    let mut rows = vec![Row::from(&session(b"s1", b"p")), Row::from(&session(b"s2", b"q"))];
    rows.extend(
        [(b"s1", 1), (b"s1", 2), (b"s2", 1), (b"s2", 2)]
            .map(|(id, ordinal)| Row::from(&message(id, ordinal))),
    );
    rows.push(Row::from(&observation));
    rows
}

fn doctor(archive: &Archive, flags: &[&str]) -> Output {
    let before = Directory::observe(archive.directory());
    let output = archive.run(&[&["doctor"], flags].concat(), &[]);
    before.assert_unchanged(archive.directory());
    output
}

/// The findings about an archive, sound or not, as pairs of code and count.
fn findings(archive: &Archive) -> Vec<(String, u64)> {
    let document: Value = serde_json::from_slice(&doctor(archive, &["--json"]).stdout).unwrap();
    let findings = document["findings"].as_array().unwrap().iter();
    findings
        .map(|found| (found["code"].as_str().unwrap().to_owned(), found["count"].as_u64().unwrap()))
        .collect()
}

#[test]
fn a_sound_archive_of_any_release() {
    for release in releases() {
        let archive = Archive::from_rows(&sound()).upgraded_to(release);
        for scrutiny in [&["--json"][..], &["--json", "--thorough"]] {
            let document = doctor(&archive, scrutiny).document();
            assert_eq!(document["archive"]["release"], release);
            assert_eq!(document["rows"]["messages"], 4);
            assert_eq!(document["export_sessions"]["sessions_at_most"], 2);
            assert_eq!(document["export_sessions"]["projects_by_git_remote"], 1);
            assert_eq!(document["export_sessions"]["projects_unknown"], serde_json::json!(["q"]));
            assert_eq!(document["usage_daily"]["input_tokens"], 40);
            assert_eq!(document["usage_daily"]["first"], "2026-07-01");
            assert_eq!(document["activity_report"]["month"], "2026-07");
            assert_eq!(document["activity_report"]["sessions"], 2);
        }
        assert_eq!(findings(&archive), [("unknown-projects".to_owned(), 1)], "{release}");
    }
}

#[test]
fn every_odd_row_is_found() {
    let cases: [(&str, &str, u64); 14] = [
        ("deleted-sessions", "UPDATE sessions SET deleted_at = '2026-07-02T00:00:00Z' WHERE id = 's2'", 1),
        ("empty-sessions", "UPDATE sessions SET message_count = 0 WHERE id = 's2'", 1),
        ("miscounted-sessions", "UPDATE sessions SET message_count = 7", 2),
        ("reversed-sessions", "UPDATE sessions SET ended_at = '2020-01-01T00:00:00Z'", 2),
        ("parentless-sessions", "UPDATE sessions SET parent_session_id = 'gone' WHERE id = 's1'", 1),
        ("messages-without-session", "UPDATE messages SET session_id = 'gone' WHERE session_id = 's2'", 2),
        ("messages-without-model", "UPDATE messages SET model = '' WHERE ordinal = 1", 2),
        ("unreadable-times", "UPDATE messages SET timestamp = 'soon' WHERE ordinal = 1", 2),
        ("empty-usage", "UPDATE messages SET token_usage = '[]' WHERE ordinal = 1", 2),
        (
            "implausible-usage",
            "UPDATE messages SET token_usage = '{\"input_tokens\":3000000}' WHERE ordinal = 1",
            2,
        ),
        (
            "raw-remotes",
            "UPDATE project_identity_observations SET git_remote = 'https://u:secret@example.com/a/p.git'",
            1,
        ),
        (
            "ambiguous-projects",
            "INSERT INTO project_identity_observations(project, machine, git_remote, observed_at)
             VALUES ('p', 'm2', 'https://example.com/another.git', '')",
            1,
        ),
        ("unpriced-models", "UPDATE messages SET model = 'nobody-knows' WHERE ordinal = 1", 1),
        ("wrong-type", "UPDATE sessions SET total_output_tokens = 'many' WHERE id = 's2'", 1),
    ];
    for (code, sql, count) in cases {
        let archive = Archive::from_rows(&sound());
        archive.change(sql);
        let found = findings(&archive);
        assert!(found.contains(&(code.to_owned(), count)), "after {sql}: {found:?}");
    }
}

#[test]
fn events_that_no_report_reaches() {
    let mut rows = sound();
    let event = |id, session: &[u8], model: &[u8]| UsageEvent {
        id,
        session_id: session.to_vec(),
        model: model.to_vec(),
        ..UsageEvent::default()
    };
    rows.push(Row::from(&event(1, b"gone", b"claude-opus-4-6")));
    rows.push(Row::from(&event(2, b"s1", b"")));
    let found = findings(&Archive::from_rows(&rows));
    for code in ["events-without-session", "events-without-model"] {
        assert!(found.contains(&(code.to_owned(), 1)), "{code}: {found:?}");
    }
}

#[test]
fn what_a_report_cannot_be_made_of_is_an_error() {
    let archive = Archive::from_rows(&sound());
    archive.change("UPDATE messages SET ordinal = 'first' WHERE ordinal = 1 AND session_id = 's1'");
    let output = doctor(&archive, &["--json"]);
    assert_eq!(output.code, 1);
    assert_eq!(output.stderr, "error: the archive is not sound; its errors are listed on standard output\n");
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["export_sessions"], Value::Null);
    let messages: Vec<&str> = document["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|found| found["message"].as_str())
        .collect();
    assert!(messages.iter().any(|message| message.contains("messages.ordinal")), "{messages:?}");

    archive.change("DELETE FROM archive_metadata; UPDATE messages SET ordinal = 1 WHERE ordinal = 'first'");
    assert!(findings(&archive).contains(&("no-database-id".to_owned(), 1)));
}

#[test]
fn a_damaged_file_is_an_error() {
    let archive = Archive::from_rows(&sound());
    let connection = archive.connect();
    let page: u32 = connection
        .query_row(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'idx_messages_session_ordinal'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    drop(connection);
    let page = page as usize;
    let mut bytes = fs::read(archive.file()).unwrap();
    bytes[(page - 1) * 4096..page * 4096].fill(0x5a);
    fs::write(archive.file(), bytes).unwrap();
    let output = doctor(&archive, &[]);
    assert_eq!(output.code, 1, "{}", output.stderr);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("the file is damaged") && text.ends_with("not sound; the errors say why\n"),
        "{text}"
    );
}

#[test]
fn an_index_of_something_else_shows_under_scrutiny_only() {
    let archive = Archive::from_rows(&sound());
    archive
        .connect()
        .execute_batch(
            "CREATE INDEX wrong ON messages(role);
         PRAGMA writable_schema = ON;
         UPDATE sqlite_schema SET sql = 'CREATE INDEX wrong ON messages(model)' WHERE name = 'wrong';",
        )
        .unwrap();
    assert_eq!(doctor(&archive, &["--json"]).code, 0, "the quick look counts the entries of an index only");
    let output = doctor(&archive, &["--thorough"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.code, 1, "{text}");
    assert!(text.contains("wrong"), "{text}");
}

#[test]
fn text_for_people() {
    let archive = Archive::from_rows(&sound());
    archive.change("UPDATE sessions SET project = char(27) || '[31mred' WHERE id = 's2'");
    let output = doctor(&archive, &[]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains('\u{1b}'), "control characters must not reach a terminal: {text:?}");
    for line in [
        "release        layout of 0.37 (user_version 59), ",
        "rows           2 sessions, 4 messages, 0 usage events, 0 prices, 1 observations of projects",
        "projects       1 by git remote, 0 by directory, 0 ambiguous, 1 unknown",
        "note           project labels without usable evidence: 1 (\\u{1b}[31mred)",
        "verdict        sound",
    ] {
        assert!(text.lines().any(|found| found.starts_with(line)), "{line:?} is missing in:\n{text}");
    }
    assert!(doctor(&archive, &["--format", "yaml"]).refusal(1).contains("it must be human or json"));
}
