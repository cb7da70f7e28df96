//! Several archives side by side in one mirror: apart when asked for, together otherwise, without collisions.

use conformance::{Archive, Message, Mirror, Observation, Row, Session};

const EXPORT: [&str; 5] = ["export", "sessions", "--all", "--include-one-shot", "--include-automated"];
const DAILY: [&str; 7] = ["usage", "daily", "--all", "--json", "--offline", "--timezone", "UTC"];

/// An archive with an identifier of its own and these sessions, each with a message of its own.
fn archive(database_id: &str, sessions: &[(&str, &str, i64)]) -> Archive {
    let mut rows = Vec::new();
    for &(id, project, message_count) in sessions {
        rows.push(Row::from(&Session {
            id: id.into(),
            project: project.into(),
            message_count,
            ..Session::default()
        }));
        rows.push(Row::from(&Message {
            session_id: id.into(),
            model: b"claude-sonnet-4-5".to_vec(),
            token_usage: b"{\"input_tokens\":1000,\"output_tokens\":10}".to_vec(),
            claude_message_id: format!("message of {id}").into(),
            claude_request_id: b"request".to_vec(),
            ..Message::default()
        }));
        rows.push(Row::from(&Observation {
            project: project.into(),
            root_path: format!("/src/{project}/{id}").into(),
            ..Observation::default()
        }));
    }
    let archive = Archive::from_rows(&rows);
    archive.change(&format!("UPDATE archive_metadata SET value = '{database_id}'"));
    archive
}

#[test]
fn each_archive_can_be_read_as_if_it_were_alone() {
    let (one, two) = (archive("one", &[("a", "p", 2), ("b", "q", 2)]), archive("two", &[("c", "p", 2)]));
    for mirror in Mirror::of_each_kind() {
        for (archive, machine) in [(&one, "first"), (&two, "second"), (&one, "first")] {
            let pushed = mirror.push(archive, &["--machine", machine]);
            assert_eq!(pushed.code, 0, "{}", pushed.stderr);
        }
        for (archive, id) in [(&one, "one"), (&two, "two")] {
            let words = [&EXPORT[..], &["--archive", id]].concat();
            assert_eq!(mirror.report(&words).stdout, archive.export(&EXPORT[2..]).stdout, "archive {id}");
        }
        let words = [&EXPORT[..], &["--archive", "three"]].concat();
        assert!(mirror.report(&words).refusal(1).contains("it has one, two"));
    }
}

#[test]
fn together_they_keep_machines_apart_and_count_a_shared_session_once() {
    // Both have seen session `shared`; the second archive has more of it.
    let one = archive("one", &[("a", "p", 2), ("shared", "p", 2)]);
    let two = archive("two", &[("shared", "p", 3), ("c", "p", 2)]);
    for mirror in Mirror::of_each_kind() {
        for (archive, machine) in [(&one, "first"), (&two, "second")] {
            assert_eq!(mirror.push(archive, &["--machine", machine]).code, 0);
        }
        let export = mirror.report(&EXPORT).document();
        let mut found: Vec<_> = export["sessions"]
            .as_array()
            .expect("an export has sessions")
            .iter()
            .map(|session| {
                [session["id"].clone(), session["machine"].clone(), session["message_count"].clone()]
            })
            .map(|values| values.map(|value| value.to_string()).join(" "))
            .collect();
        found.sort();
        assert_eq!(found, ["\"a\" \"first\" 2", "\"c\" \"second\" 2", "\"shared\" \"second\" 3"]);
        assert_eq!(export["database_id"], "one+two");

        let daily = mirror.report(&DAILY).document();
        assert_eq!(daily["totals"]["inputTokens"], 3000, "a shared session is counted once: {daily}");
        let first = mirror.report(&["usage", "daily", "--all", "--json", "--archive", "one"]).document();
        assert_eq!(first["totals"]["inputTokens"], 2000);
    }
}

#[test]
fn the_newest_price_of_a_pattern_is_the_one_that_counts() {
    let (one, two) = (archive("one", &[("a", "p", 2)]), archive("two", &[("c", "p", 2)]));
    let price = |archive: &Archive, rate: i64, updated_at: &str| {
        archive.change(&format!(
            "INSERT OR REPLACE INTO model_pricing(model_pattern, input_per_mtok, output_per_mtok, \
             cache_creation_per_mtok, cache_read_per_mtok, updated_at) \
             VALUES ('claude-sonnet-4-5', {rate}, 0, 0, 0, '{updated_at}')"
        ));
    };
    price(&one, 500, "2026-07-02T00:00:00Z");
    price(&two, 900, "2026-07-01T00:00:00Z");
    for mirror in Mirror::of_each_kind() {
        for archive in [&one, &two, &one] {
            assert_eq!(mirror.push(archive, &[]).code, 0);
        }
        let daily = mirror.report(&["usage", "daily", "--all", "--json", "--timezone", "UTC"]).document();
        assert_eq!(daily["totals"]["totalCost"], 1.0, "2,000 tokens at 500 dollars a million: {daily}");
    }
}
