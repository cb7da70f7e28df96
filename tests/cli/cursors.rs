//! Cursors that cannot be used: exit code 4 with the contract's one-line object when the export must start again,
//! exit code 1 when the command line contradicts itself.

use std::fs;

use conformance::{Archive, Output, Row, Session, check_output};
use serde_json::Value;

fn archive() -> Archive {
    let session = |id: &str| Row::from(&Session { id: id.into(), ..Session::default() });
    Archive::from_rows(&[session("a"), session("b"), session("c")])
}

fn first_cursor(archive: &Archive) -> String {
    archive.export(&["--limit=1"]).document()["cursor"]["next"].as_str().unwrap().to_owned()
}

/// Fails unless the output says that the export must start again, as the contract wants it.
fn assert_reset(output: &Output, database_id: &str, what: &str) {
    assert_eq!(output.code, 4, "{what} must end in exit code 4: {}", output.stderr);
    assert_eq!(check_output(output), Ok(()), "{what}");
    assert_eq!(output.stderr.lines().count(), 1, "{what}");
    let reset: Value = serde_json::from_str(&output.stderr).unwrap();
    assert_eq!(reset["error"], "cursor_reset");
    assert_eq!(reset["database_id"], database_id, "{what}: the identifier is the archive's own");
}

#[test]
fn a_cursor_that_was_tampered_with() {
    let archive = archive();
    let cursor = first_cursor(&archive);
    archive.export(&["--cursor", &cursor]).document();
    for at in (0..cursor.len()).step_by(7) {
        let mut changed = cursor.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).unwrap();
        assert_reset(
            &archive.export(&["--cursor", &changed]),
            conformance::DATABASE_ID,
            &format!("byte {at} changed"),
        );
        assert_reset(
            &archive.export(&["--cursor", &cursor[..at.max(1)]]),
            conformance::DATABASE_ID,
            &format!("cut at {at}"),
        );
    }
}

#[test]
fn a_foreign_cursor() {
    let archive = archive();
    // The last one is signed by nobody, though its first part is a payload.
    let payload = first_cursor(&archive).split('.').next().unwrap().to_owned();
    for foreign in [
        "nonsense",
        ".",
        "e30.e30",
        " ",
        "{}",
        "é",
        &payload,
        &format!("{payload}.AAAA"),
        &"A".repeat(100_000),
    ] {
        assert_reset(&archive.export(&["--cursor", foreign]), conformance::DATABASE_ID, foreign);
    }
}

#[test]
fn a_cursor_of_another_archive() {
    let (archive, other) = (archive(), archive());
    other.change("UPDATE archive_metadata SET value = ' another '");
    assert_reset(
        &other.export(&["--cursor", &first_cursor(&archive)]),
        "another",
        "a cursor of another archive",
    );
}

#[test]
fn a_cursor_of_another_secret() {
    let archive = archive();
    let cursor = first_cursor(&archive);
    fs::write(archive.directory().join("config.toml"), "cursor_secret = 'c2VjcmV0'\n").unwrap();
    assert_reset(
        &archive.export(&["--cursor", &cursor]),
        conformance::DATABASE_ID,
        "a cursor of another secret",
    );
    let own = first_cursor(&archive);
    archive.export(&["--cursor", &own]).document();
}

#[test]
fn a_cursor_whose_archive_changed_underneath() {
    for (sql, what) in [
        ("DELETE FROM sessions WHERE id = 'a'", "a deleted session"),
        ("UPDATE sessions SET deleted_at = '' WHERE id = 'c'", "a session marked as deleted"),
        ("UPDATE sessions SET id = 'd' WHERE id = 'c'", "a renamed session"),
        (
            "UPDATE sessions SET user_message_count = 1 WHERE id = 'b'",
            "a session that the filters leave out now",
        ),
        ("UPDATE sessions SET ended_at = '2026-07-01T10:10:01Z' WHERE id = 'c'", "a session that moved"),
        (
            "UPDATE sessions SET ended_at = '2026-07-01T12:10:00+02:00' WHERE id = 'c'",
            "a time written otherwise",
        ),
    ] {
        let archive = archive();
        let cursor = first_cursor(&archive);
        archive.change(sql);
        assert_reset(&archive.export(&["--cursor", &cursor]), conformance::DATABASE_ID, what);
    }
}

#[test]
fn a_cursor_survives_everything_else() {
    let archive = archive();
    let cursor = first_cursor(&archive);
    archive.change(
        "INSERT INTO sessions(id, project, ended_at, message_count, user_message_count)
             VALUES ('newer', 'p', '2026-08-01', 2, 2), ('one-shot', 'p', '2026-06-01', 2, 1);
         UPDATE sessions SET project = 'renamed', total_output_tokens = 7 WHERE id = 'b';
         INSERT INTO model_pricing(model_pattern) VALUES ('m');",
    );
    let page = archive.export(&["--cursor", &cursor, "--limit=1", "--format=json"]).document();
    assert_eq!(page["sessions"][0]["project"], "renamed");
    let lines = archive.export(&["--cursor", &cursor, "--format=ndjson"]).lines();
    assert_eq!(lines[1..].iter().map(|line| &line["id"]).collect::<Vec<_>>(), ["b", "c"]);
    let broken = format!("{}\r\n{}", &cursor[..20], &cursor[20..]);
    assert_eq!(
        archive.export(&["--cursor", &broken, "--limit=1"]).document(),
        page,
        "line breaks do not matter"
    );
}

#[test]
fn a_cursor_with_flags_that_it_replaces() {
    let archive = archive();
    let cursor = first_cursor(&archive);
    let flags = [
        "--project=",
        "--exclude-project=",
        "--machine=",
        "--git-branch=",
        "--agent=",
        "--date=",
        "--date-from=",
        "--date-to=",
        "--active-since=",
        "--min-messages=0",
        "--max-messages=0",
        "--min-user-messages=0",
        "--include-one-shot=false",
        "--include-automated=false",
        "--include-children=false",
        "--outcome=",
        "--health-grade=",
        "--min-tool-failures=0",
        "--has-secret=false",
        "--all=false",
    ];
    for flag in flags {
        let output = archive.export(&["--cursor", &cursor, flag]);
        let name = flag.split('=').next().unwrap();
        assert_eq!(output.refusal(1), format!("fatal: --cursor cannot be combined with {name}"));
    }
    archive.export(&["--cursor", &cursor, "--limit=0"]).refusal(1);
}
