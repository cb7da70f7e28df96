//! How the messages table is read does not show: at once on two threads, at once on one, or by session.

use conformance::{Archive, Message, Price, Row, Session, check_output};
use serde_json::Value;

/// Enough messages for two threads.
const MESSAGES: usize = 25_000;

const SESSIONS: usize = 40;

/// Sessions without an end, so that their messages decide the order too, with messages that take turns.
fn archive() -> Archive {
    let id = |number: usize| format!("s{number:02}").into_bytes();
    let session = |number| Session { id: id(number), ended_at: None, ..Session::default() };
    let message = |number: usize| Message {
        session_id: id(number * 7 % SESSIONS),
        ordinal: i64::try_from(number).expect("a small number"),
        role: if number.is_multiple_of(3) { b"user".to_vec() } else { b"assistant".to_vec() },
        timestamp: Some(
            format!("2026-07-{:02}T{:02}:{:02}:00Z", 1 + number % 28, number % 24, number % 60).into_bytes(),
        ),
        model: [b"m1", b"m2", b"m3"][number % 3].to_vec(),
        token_usage: format!("{{\"input_tokens\":{number},\"output_tokens\":{}}}", number % 100).into_bytes(),
        // Duplicates, also of messages in the other half of the table.
        claude_message_id: format!("m{}", number % 9_000).into_bytes(),
        claude_request_id: b"r".to_vec(),
        ..Message::default()
    };
    let price = Price { pattern: b"m1".to_vec(), rates: [0.1, 0.7, 0.0, 0.0], updated_at: Vec::new() };
    let rows: Vec<Row> = std::iter::once(Row::from(&price))
        .chain((0..SESSIONS).map(|number| Row::from(&session(number))))
        .chain((0..MESSAGES).map(|number| Row::from(&message(number))))
        .collect();
    let archive = Archive::empty();
    // Filling the search index would take longer than everything else here.
    archive.change(
        "DROP TRIGGER messages_ai; DROP TRIGGER messages_insert_stats;
         INSERT INTO archive_metadata(key, value) VALUES ('database_id', 'slices');",
    );
    archive.insert(&rows);
    archive
}

fn sessions(document: &Value) -> Vec<Value> {
    document["sessions"].as_array().expect("a document has sessions").clone()
}

/// Every session, from pages small enough for their messages to be looked up.
fn looked_up(archive: &Archive) -> Vec<Value> {
    let mut page = archive.export(&["--limit=4"]).document();
    let mut all = sessions(&page);
    while let Some(cursor) = page["cursor"]["next"].as_str().filter(|cursor| !cursor.is_empty()) {
        page = archive.export(&["--limit=4", "--cursor", cursor]).document();
        all.extend(sessions(&page));
    }
    all
}

#[test]
fn slices_do_not_show() {
    let archive = archive();
    let at_once = archive.export(&["--all"]);
    assert_eq!(check_output(&at_once), Ok(()));
    let expected = sessions(&at_once.document());
    assert_eq!(expected.len(), SESSIONS);
    assert_eq!(looked_up(&archive), expected, "looking messages up must give what two threads give");

    // With a writer's log beside the archive only one thread may read.
    let writer = archive.connect();
    writer.pragma_update(None, "journal_mode", "WAL").expect("the archive can be in write-ahead mode");
    writer.execute_batch("UPDATE sessions SET has_tool_calls = 1").expect("the log can be written");
    assert!(
        archive.directory().join("sessions.db-wal").metadata().is_ok_and(|log| log.len() > 0),
        "a log must be there"
    );
    assert_eq!(archive.export(&["--all"]), at_once, "one thread must give what two threads give");
}
