//! `sync`: what is kept, what is not, and what it says.

use std::fs;
use std::path::Path;

use conformance::{Directory, Home, run};
use serde_json::{Value, json};

/// A user's line.
fn user(uuid: &str, parent: &str, text: &str) -> String {
    json!({"type": "user", "uuid": uuid, "parentUuid": parent, "cwd": "/no-such/app", "gitBranch": "main",
           "timestamp": "2025-06-10T09:00:00Z", "message": {"content": text}})
    .to_string()
        + "\n"
}

/// An agent's line with a thought, a text and a call.
fn assistant(uuid: &str, parent: &str, text: &str) -> String {
    let content = json!([
        {"type": "thinking", "thinking": format!("thought of {text}")},
        {"type": "text", "text": text},
        {"type": "tool_use", "id": format!("t-{uuid}"), "name": "Bash", "input": {"command": format!("run {text}")}},
    ]);
    json!({"type": "assistant", "uuid": uuid, "parentUuid": parent, "timestamp": "2025-06-10T09:00:01Z", "requestId": "r",
           "message": {"id": format!("m-{uuid}"), "model": "claude-opus-4-6", "content": content,
                       "usage": {"input_tokens": 10, "output_tokens": 5}}})
    .to_string()
        + "\n"
}

fn result(uuid: &str, parent: &str, call: &str, text: &str) -> String {
    json!({"type": "user", "uuid": uuid, "parentUuid": parent, "toolUseResult": {"stdout": text},
           "message": {"content": [{"type": "tool_result", "tool_use_id": call, "content": text}]}})
    .to_string()
        + "\n"
}

/// Every text of at least three words in the logs below a folder.
fn sentences(folder: &Path, found: &mut Vec<String>) {
    fn texts(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::String(text) => {
                found.extend(
                    text.lines()
                        .map(str::trim)
                        .filter(|line| line.split(' ').count() >= 3)
                        .map(str::to_owned),
                );
            }
            Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
            Value::Object(members) => members.values().for_each(|member| texts(member, found)),
            _ => {}
        }
    }
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sentences(&path, found);
        } else {
            let bytes = fs::read(&path).unwrap();
            for line in String::from_utf8_lossy(&bytes).lines() {
                if let Ok(value) = serde_json::from_str(line) {
                    texts(&value, found);
                }
            }
        }
    }
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn nothing_that_was_said_is_in_the_archive() {
    let home = Home::new();
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/ingest");
    for case in fs::read_dir(cases).unwrap() {
        let case = case.unwrap().path();
        home.stage(&case.join("claude"), "home/.claude/projects");
        home.stage(&case.join("codex"), "home/.codex");
    }
    home.claude(
        "said",
        user("a", "", "Please mend the garden fence")
            + &assistant("b", "a", "I shall mend it at once")
            + &result("c", "b", "t-b", "the fence has been mended"),
    );
    home.sync(&[]);
    // A second sync writes into the log beside the archive, which a reader keeps from being folded in.
    let reader = home.open();
    reader.execute_batch("BEGIN; SELECT count(*) FROM sessions").unwrap();
    home.claude(
        "said",
        user("a", "", "Please mend the garden gate") + &assistant("b", "a", "So I shall mend that"),
    );
    home.sync(&[]);
    let mut all = Vec::new();
    sentences(&home.base().join("home"), &mut all);
    all.push("the fence has been mended".to_owned());
    all.retain(|sentence| !sentence.starts_with('/') && !sentence.contains("/src/"));
    assert!(all.len() > 40, "only {} sentences were found in the logs", all.len());
    let names = fs::read_dir(home.data()).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    assert!(
        names.iter().any(|name| name.ends_with("sessions.db-wal")),
        "there is no log to look at: {names:?}"
    );
    for name in names {
        let bytes = fs::read(&name).unwrap();
        let kept: Vec<_> = all.iter().filter(|sentence| contains(&bytes, sentence)).collect();
        assert!(kept.is_empty(), "{} holds what was said: {kept:?}", name.display());
    }
    drop(reader);
}

#[test]
fn titles_are_kept_when_asked_for_and_dropped_again() {
    let home = Home::new();
    home.claude("s", user("a", "", "Mend the fence"));
    let titles = || home.rows("SELECT first_message FROM sessions")[0]["first_message"].clone();
    home.sync(&[]);
    assert_eq!(titles(), Value::Null);
    home.sync(&["--keep-titles"]);
    assert_eq!(titles(), "Mend the fence");
    home.sync(&[]);
    assert_eq!(titles(), Value::Null);
    assert!(!contains(&fs::read(home.archive()).unwrap(), "Mend the fence"), "the old file must be gone");
}

#[test]
fn only_what_has_changed_is_read() {
    let home = Home::new();
    home.claude("a", user("a", "", "x"));
    home.claude("b", user("b", "", "y"));
    let line = |flags: &[&str]| String::from_utf8(home.sync(flags).stdout).unwrap();
    assert!(line(&[]).starts_with("read 2 of 2 logs: 2 sessions, 2 messages; archive: "));
    assert!(line(&[]).starts_with("read 0 of 2 logs: 0 sessions, 0 messages; 2 unchanged; archive: "));
    home.claude("b", user("b", "", "y") + &assistant("c", "b", "z"));
    assert!(line(&[]).starts_with("read 1 of 2 logs: 1 session, 2 messages; 1 unchanged; archive: "));
    assert!(line(&["--full"]).starts_with("read 2 of 2 logs: 2 sessions, 3 messages; archive: "));
}

#[test]
fn reports_work_on_it() {
    let home = Home::new();
    home.claude("a", user("a", "", "x") + &assistant("b", "a", "y") + &user("c", "b", "z"));
    home.sync(&[]);
    let export = home.run(["export", "sessions"]).document();
    assert_eq!(export["sessions"][0]["id"], "a");
    assert_eq!(export["sessions"][0]["project"], "app");
    let usage = home.run(["usage", "daily", "--all", "--json", "--timezone", "UTC"]).document();
    assert_eq!(usage["totals"]["inputTokens"], 10);
    assert!(usage["totals"]["totalCost"].as_f64().unwrap() > 0.0, "the archive has prices");
}

#[test]
fn what_users_did_survives_changes_and_a_full_sync() {
    let home = Home::new();
    home.claude("kept", user("a", "", "x") + &assistant("b", "a", "y"));
    home.claude("gone", user("a", "", "x") + &assistant("b", "a", "y"));
    home.claude("trashed", user("a", "", "x"));
    home.claude("excluded", user("a", "", "x"));
    home.sync(&[]);
    home.open()
        .execute_batch(
            "UPDATE sessions SET display_name = 'Mine', created_at = '2020-01-01T00:00:00.000Z' WHERE id = 'kept';
             UPDATE sessions SET deleted_at = '2025-07-01T00:00:00.000Z' WHERE id = 'trashed';
             DELETE FROM sessions WHERE id = 'excluded';
             INSERT INTO excluded_sessions (id) VALUES ('excluded');
             INSERT INTO starred_sessions (session_id) VALUES ('kept');
             INSERT INTO pinned_messages (session_id, message_id, ordinal, note)
                 SELECT session_id, id, ordinal, 'note' FROM messages WHERE session_id = 'kept' AND ordinal = 1;
             INSERT INTO insights (type, date_from, date_to, agent, content) VALUES ('t', 'f', 't', 'a', 'c');
             INSERT INTO project_identity_observations (project, machine, root_path, observed_at)
                 VALUES ('old', 'other', '/r', '2020-01-01T00:00:00Z');",
        )
        .unwrap();
    let users = || {
        let select = [
            "SELECT value FROM archive_metadata WHERE key = 'database_id'",
            "SELECT id, display_name, deleted_at FROM sessions ORDER BY id",
            "SELECT created_at FROM sessions WHERE id = 'kept'",
            "SELECT session_id FROM starred_sessions",
            "SELECT p.ordinal, p.note, m.session_id, m.role FROM pinned_messages p JOIN messages m ON m.id = p.message_id",
            "SELECT content FROM insights",
            "SELECT session_id, ordinal FROM messages WHERE session_id IN ('gone', 'trashed') ORDER BY 1, 2",
            "SELECT project, observed_at FROM project_identity_observations WHERE machine = 'other'",
        ];
        select.map(|select| home.rows(select))
    };
    let before = users();
    fs::remove_file(home.base().join("home/.claude/projects/-p/gone.jsonl")).unwrap();
    for (name, flags) in [("an update", &[][..]), ("a full sync", &["--full"]), ("another one", &["--full"])]
    {
        for session in ["kept", "trashed"] {
            home.claude(session, user("a", "", "x") + &assistant("b", "a", "y") + &user("c", "b", name));
        }
        home.sync(flags);
        assert_eq!(users(), before, "after {name}");
    }
}

#[test]
fn sessions_that_a_log_no_longer_holds_go() {
    let home = Home::new();
    let fork: Vec<String> = [("a", ""), ("b", "a"), ("c", "b"), ("d", "c"), ("e", "d"), ("f", "a")]
        .iter()
        .map(|(name, parent)| user(name, parent, "x"))
        .collect();
    home.claude("s", fork.concat());
    home.sync(&[]);
    assert_eq!(home.rows("SELECT id FROM sessions ORDER BY id").len(), 2);
    for flags in [&[][..], &["--full"]] {
        home.claude("s", fork[..5].concat());
        home.sync(flags);
        assert_eq!(home.rows("SELECT id FROM sessions"), [json!({"id": "s"})], "{flags:?}");
    }
}

#[test]
fn archives_of_others_are_not_touched() {
    let home = Home::new();
    run(["demo", "--data-dir", home.data().to_str().unwrap()], &[]);
    let before = Directory::observe(&home.data());
    let output = home.run(["sync"]);
    let line = output.refusal(1);
    assert!(line.contains("another program") && line.contains("--data-dir"), "{line}");
    before.assert_unchanged(&home.data());
    fs::write(home.archive(), "something else").unwrap();
    assert!(home.run(["sync"]).refusal(1).contains("another program"));
}

#[test]
fn one_bad_log_stops_no_other() {
    let home = Home::new();
    home.claude("good", user("a", "", "x"));
    home.claude("torn", "{\"type\":\"user\"");
    home.claude("bytes", b"\0\xff\n[]\n\"\n");
    let output = home.sync(&["--strict"]);
    assert!(output.stderr.contains("3 lines passed over that are no JSON, in "), "{}", output.stderr);
    assert!(output.stderr.contains("bytes.jsonl and 1 log more"), "{}", output.stderr);
    assert_eq!(home.rows("SELECT id FROM sessions").len(), 3);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_named_and_an_error_when_strict() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = Home::new();
    home.claude("good", user("a", "", "x"));
    let bad = home.claude("bad", user("a", "", "x"));
    fs::set_permissions(&bad, fs::Permissions::from_mode(0o0)).unwrap();
    if fs::read(&bad).is_ok() {
        // The superuser reads everything.
        return;
    }
    let output = home.sync(&[]);
    assert!(output.stderr.contains("bad.jsonl was not read"), "{}", output.stderr);
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 not readable"));
    assert_eq!(home.run(["sync", "--strict"]).code, 1);
}

#[test]
fn a_full_sync_that_finds_nothing_keeps_what_is_there() {
    let home = Home::new();
    home.claude("s", user("a", "", "x"));
    home.sync(&[]);
    fs::rename(home.base().join("home/.claude"), home.base().join("home/elsewhere")).unwrap();
    let before = home.contents();
    let output = home.run(["sync", "--full"]);
    assert!(output.refusal(1).contains("stays as it is"), "{}", output.stderr);
    assert_eq!(home.contents(), before);
    assert!(!home.data().join("sessions.db-rebuild").exists());
    home.sync(&[]);
    assert_eq!(home.contents(), before, "without --full a session whose log is gone stays, too");
}

#[test]
fn a_full_sync_does_not_replace_what_is_being_read() {
    let home = Home::new();
    home.claude("s", user("a", "", "x"));
    home.sync(&[]);
    let before = home.contents();
    let reader = home.open();
    reader.execute_batch("BEGIN; SELECT count(*) FROM sessions").unwrap();
    let output = home.run(["sync", "--full"]);
    assert!(output.refusal(1).contains("is being read"), "{}", output.stderr);
    drop(reader);
    assert_eq!(home.contents(), before);
    home.sync(&["--full"]);
    assert_eq!(home.contents(), before);
}

#[test]
fn of_two_archives_the_one_that_is_read_is_named() {
    let home = Home::new();
    home.claude("s", user("a", "", "x"));
    let own = home.base().join("home");
    let variables = [("HOME", own.as_os_str())];
    assert_eq!(run(["sync"], &variables).code, 0);
    let silent = run(["export", "sessions"], &variables);
    assert_eq!(silent.stderr, "");
    run(["demo", "--data-dir", own.join(".agentsview").to_str().unwrap()], &[]);
    let output = run(["export", "sessions", "--include-one-shot"], &variables);
    assert!(output.stderr.starts_with("note: there are archives in "), "{}", output.stderr);
    assert_eq!(output.document()["sessions"][0]["id"], "s", "it is the own one");
    assert_eq!(run(["usage", "statusline"], &variables).stderr, "", "a status line says nothing else");
}
