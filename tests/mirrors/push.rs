//! What a push writes, leaves alone, takes away and refuses.

use conformance::{Archive, Message, Mirror, Output, Row, Session, UsageEvent, run};

use crate::process::start;

fn session(id: &str, messages: i64) -> Vec<Row> {
    let session = Session { id: id.into(), message_count: messages, ..Session::default() };
    let messages = (0..messages).map(|ordinal| Message {
        session_id: id.into(),
        ordinal,
        model: b"claude-sonnet-4-5".to_vec(),
        token_usage: format!("{{\"input_tokens\":{},\"output_tokens\":7}}", 100 + ordinal).into(),
        ..Message::default()
    });
    let messages: Vec<_> = messages.collect();
    std::iter::once(Row::from(&session)).chain(messages.iter().map(Row::from)).collect()
}

fn archive_of(sessions: &[(&str, i64)]) -> Archive {
    let rows: Vec<_> = sessions.iter().flat_map(|&(id, messages)| session(id, messages)).collect();
    Archive::from_rows(&rows)
}

/// The summary of a push that went well.
fn line(output: &Output) -> String {
    assert_eq!(output.code, 0, "{}", output.stderr);
    let line = String::from_utf8_lossy(&output.stdout);
    line.split_once(": ").map_or_else(|| line.to_string(), |(_, rest)| rest.trim_end().to_owned())
}

const EXPORT: [&str; 6] =
    ["export", "sessions", "--all", "--include-one-shot", "--include-automated", "--include-children"];

#[test]
fn only_what_changed_is_pushed_again() {
    for mirror in Mirror::of_each_kind() {
        let archive = archive_of(&[("a", 2), ("b", 3)]);
        let first = line(&mirror.push(&archive, &[]));
        assert!(first.starts_with("2 sessions with 5 messages pushed, 0 unchanged, 0 removed"), "{first}");
        let again = line(&mirror.push(&archive, &[]));
        assert_eq!(again, "0 sessions with 0 messages pushed, 2 unchanged, 0 removed");

        archive.change(
            "UPDATE messages SET token_usage = '{\"input_tokens\":1}' WHERE session_id = 'b' AND ordinal = 1",
        );
        archive.insert(&session("c", 1));
        let changed = line(&mirror.push(&archive, &[]));
        assert_eq!(changed, "2 sessions with 4 messages pushed, 1 unchanged, 0 removed");

        archive.change("DELETE FROM messages WHERE session_id = 'a'; DELETE FROM sessions WHERE id = 'a'");
        let deleted = line(&mirror.push(&archive, &[]));
        assert_eq!(deleted, "0 sessions with 0 messages pushed, 2 unchanged, 1 removed");
        assert_eq!(mirror.report(&EXPORT).stdout, archive.export(&EXPORT[2..]).stdout);

        let clean = match &mirror {
            Mirror::Postgres(..) => Mirror::in_postgres(),
            Mirror::DuckDb(_) => Mirror::in_duckdb(),
        };
        line(&clean.push(&archive, &[]));
        assert_eq!(mirror.contents(), clean.contents(), "the pushes before must not show");
    }
}

#[test]
fn titles_go_along_only_when_asked_for() {
    for mirror in Mirror::of_each_kind() {
        let archive = archive_of(&[("a", 2)]);
        archive
            .change("UPDATE sessions SET first_message = 'say the magic word', display_name = 'magic name'");
        line(&mirror.push(&archive, &[]));
        let text = mirror.contents().join("\n");
        assert!(!text.contains("magic"), "a title was copied without being asked for: {text}");
        let pushed = line(&mirror.push(&archive, &["--keep-titles"]));
        assert!(pushed.starts_with("1 sessions"), "other contents mean another push: {pushed}");
        assert!(mirror.contents().join("\n").contains("magic name"));
    }
}

#[test]
fn nothing_that_was_said_is_copied() {
    for mirror in Mirror::of_each_kind() {
        let archive = archive_of(&[("a", 2)]);
        archive.change(
            "UPDATE messages SET content = 'magic', thinking_text = 'magic', \
             token_usage = '{\"input_tokens\":5,\"note\":\"magic\"}'",
        );
        line(&mirror.push(&archive, &[]));
        let text = mirror.contents().join("\n");
        assert!(!text.contains("magic"), "content was copied: {text}");
    }
}

#[test]
fn texts_that_a_mirror_cannot_hold_are_repaired() {
    for mirror in Mirror::of_each_kind() {
        let archive = archive_of(&[("a", 1)]);
        archive.change(
            "UPDATE sessions SET project = 'p' || char(0) || 'q', cwd = CAST(x'2fff61' AS TEXT); \
             UPDATE messages SET model = CAST(x'6dff' AS TEXT)",
        );
        let pushed = mirror.push(&archive, &[]);
        assert!(line(&pushed).starts_with("1 sessions"), "{}", pushed.stderr);
        assert_eq!(mirror.column("SELECT project FROM agent_contracts.sessions"), ["pq"]);
        assert_eq!(mirror.column("SELECT cwd FROM agent_contracts.sessions"), ["/\u{fffd}a"]);
        assert_eq!(mirror.column("SELECT model FROM agent_contracts.messages"), ["m\u{fffd}"]);
    }
}

#[test]
fn a_row_that_cannot_be_read_is_left_out_and_told() {
    for mirror in Mirror::of_each_kind() {
        let archive = archive_of(&[("a", 2), ("b", 1), ("c", 1)]);
        archive.change(
            "UPDATE messages SET ordinal = 'x' WHERE session_id = 'a' AND ordinal = 1; \
             UPDATE sessions SET message_count = 'many' WHERE id = 'b'",
        );
        let pushed = mirror.push(&archive, &[]);
        assert!(line(&pushed).starts_with("2 sessions with 2 messages"), "{pushed:?}");
        assert!(pushed.stderr.contains("left out: scanning messages.ordinal of \"a\""), "{}", pushed.stderr);
        assert!(
            pushed.stderr.contains("left out: scanning sessions.message_count of \"b\""),
            "{}",
            pushed.stderr
        );
        assert_eq!(mirror.push(&archive, &["--strict"]).code, 1, "--strict makes it an error");
    }
}

#[test]
fn a_row_that_the_database_refuses_is_left_out_and_told() {
    // A key of an index can have 2,704 bytes, and texts are compressed first.
    let long: String = (0..40_000_u32)
        .map(|index| char::from(b'!' + (index.wrapping_mul(2_654_435_761) >> 25) as u8 % 90))
        .collect();
    let mirror = Mirror::in_postgres();
    let archive = archive_of(&[("a", 1), ("b", 1)]);
    let mut statement = String::from("UPDATE sessions SET id = '");
    statement.push_str(&long.replace('\'', "''"));
    statement.push_str("' WHERE id = 'a'");
    archive.change(&statement);
    let pushed = mirror.push(&archive, &[]);
    assert!(line(&pushed).starts_with("1 sessions with 1 messages"), "{}", pushed.stderr.len());
    assert!(pushed.stderr.contains("left out: session"), "{}", pushed.stderr);
}

#[test]
fn a_newer_mirror_is_refused_and_left_alone() {
    for mirror in Mirror::of_each_kind() {
        let archive = archive_of(&[("a", 1)]);
        line(&mirror.push(&archive, &[]));
        for version in ["2", "17", "abc"] {
            mirror.change(&format!(
                "UPDATE agent_contracts.metadata SET value = '{version}' WHERE key = 'layout'"
            ));
            let before = mirror.contents();
            let refused = mirror.push(&archive, &[]);
            assert!(refused.refusal(1).contains("use a newer agentexport"), "{}", refused.stderr);
            assert!(mirror.report(&EXPORT).refusal(1).contains("use a newer agentexport"));
            assert_eq!(mirror.contents(), before, "a mirror that is refused must not change");
        }
    }
}

#[test]
fn an_archive_counts_once_all_of_it_is_there() {
    for mirror in Mirror::of_each_kind() {
        let archive = archive_of(&[("a", 1)]);
        line(&mirror.push(&archive, &[]));
        mirror.change("UPDATE agent_contracts.archives SET is_complete = false");
        assert!(mirror.report(&EXPORT).refusal(1).contains("has finished"));
        line(&mirror.push(&archive, &[]));
        assert_eq!(mirror.report(&EXPORT).code, 0);
    }
}

/// An archive that takes a push long enough for others to come.
fn archive_of_many() -> Archive {
    let ids = (0..40).map(|number| format!("s{number}"));
    Archive::from_rows(&ids.flat_map(|id| session(&id, 5)).collect::<Vec<_>>())
}

fn holds_all(mirror: &Mirror, archive: &Archive) {
    assert_eq!(mirror.column("SELECT CAST(count(*) AS text) FROM agent_contracts.sessions"), ["40"]);
    assert_eq!(mirror.column("SELECT CAST(count(*) AS text) FROM agent_contracts.messages"), ["200"]);
    assert_eq!(mirror.report(&EXPORT).stdout, archive.export(&EXPORT[2..]).stdout);
}

#[test]
fn programs_that_push_at_once_wait_for_each_other() {
    let archive = archive_of_many();
    for mirror in Mirror::of_each_kind() {
        let pushers = [(); 3].map(|()| start(&archive, &mirror));
        for mut pusher in pushers {
            assert!(pusher.wait().expect("the push ends").success(), "{:?}", mirror.address());
        }
        holds_all(&mirror, &archive);
    }
}

#[test]
fn threads_that_push_at_once_wait_for_each_other() {
    let archive = archive_of_many();
    for mirror in Mirror::of_each_kind() {
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| line(&mirror.push(&archive, &[])));
            }
        });
        holds_all(&mirror, &archive);
    }
}

#[test]
fn messages_of_any_number_arrive() {
    for mirror in Mirror::of_each_kind() {
        let archive = archive_of(&[("a", 4)]);
        for (ordinal, number) in [(0, i64::MIN), (1, -1), (3, i64::MAX)] {
            archive.change(&format!("UPDATE messages SET id = {number} WHERE ordinal = {ordinal}"));
        }
        line(&mirror.push(&archive, &[]));
        let words = ["usage", "daily", "--all", "--json", "--offline"];
        assert_eq!(mirror.report(&words).stdout, archive.run(&words, &[]).stdout);
        assert_eq!(mirror.report(&EXPORT).stdout, archive.export(&EXPORT[2..]).stdout);
    }
}

#[test]
fn events_and_what_they_cost_arrive_to_the_last_bit() {
    for mirror in Mirror::of_each_kind() {
        let mut rows = session("a", 1);
        for (id, cost) in [(1, 0.1 + 0.2), (2, 1e-7), (9, f64::from(7) / 3.0)] {
            let event =
                UsageEvent { id, session_id: b"a".to_vec(), cost_usd: Some(cost), ..UsageEvent::default() };
            rows.push(Row::from(&event));
        }
        let archive = Archive::from_rows(&rows);
        line(&mirror.push(&archive, &[]));
        let words = ["usage", "daily", "--all", "--json", "--offline"];
        assert_eq!(mirror.report(&words).stdout, archive.run(&words, &[]).stdout);
    }
}

#[test]
fn a_schema_has_a_plain_name_wherever_it_is_given() {
    let archive = archive_of(&[("a", 1)]);
    for mirror in Mirror::of_each_kind() {
        for name in ["x\"; DROP SCHEMA public; --", "a-b", ""] {
            assert!(
                mirror.push(&archive, &["--schema", name]).refusal(1).contains("name of a schema"),
                "{name:?}"
            );
            let words = [&EXPORT[..], &["--schema", name]].concat();
            assert!(mirror.report(&words).refusal(1).contains("name of a schema"), "{name:?}");
            let words = ["repair".into(), "--in".into(), mirror.address(), "--schema".into(), name.into()];
            assert!(run(words, &[]).refusal(1).contains("name of a schema"), "{name:?}");
        }
    }
}

#[test]
fn addresses_never_show_their_password() {
    let archive = archive_of(&[("a", 1)]);
    for address in [
        "postgres://me:hunter2@127.0.0.1:1/db",
        "postgres://me:hunter2@127.0.0.1:notaport/db",
        "postgres://me:hunter2@/?nonsense=hunter2",
        "hunter2://x",
    ] {
        let push = archive.run(&["push", "--to", address], &[]);
        let report = archive.run(&["usage", "daily", "--source", address], &[]);
        for output in [push, report] {
            assert_eq!(output.code, 1, "{address}");
            let is_a_path = address.starts_with("hunter2") && output.stderr.contains("no such file");
            assert!(!output.stderr.contains("hunter2") || is_a_path, "{}", output.stderr);
        }
    }
}
