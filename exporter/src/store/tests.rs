//! Archives as wholes: who may write them, and what is left of what.

use super::*;
use crate::capture::Place;
use crate::logs::{AutomationPatterns, Buffers, read};

fn open(directory: &Path) -> Result<Store, StoreError> {
    Store::open(
        directory,
        Settings::default(),
        crate::prices::embedded_list(),
        "2026-08-01T00:00:00.000Z".to_owned(),
    )
}

/// The entry of a log of Codex that starts the agents with these calls.
fn entry(id: &str, calls: &[(&str, &str)]) -> Entry {
    let mut lines = vec![format!(r#"{{"type":"session_meta","payload":{{"id":"{id}"}}}}"#)];
    for (call, agent) in calls {
        lines.push(format!(
            r#"{{"type":"response_item","payload":{{"type":"function_call","name":"spawn_agent","call_id":"{call}"}}}}"#
        ));
        lines.push(format!(
            r#"{{"type":"event_msg","payload":{{"type":"collab_agent_spawn_end","call_id":"{call}","new_thread_id":"{agent}"}}}}"#
        ));
    }
    let text = lines.join("\n");
    let file = LogFile { agent: crate::logs::Agent::Codex, id: id.to_owned(), ..LogFile::default() };
    let transcript =
        read(text.as_bytes(), &file, &AutomationPatterns::default(), &mut Buffers::default()).unwrap();
    let place = Place { project: "p".to_owned(), cwd: String::new(), observation: None };
    Entry {
        path: format!("/logs/{id}"),
        file,
        sessions: transcript.sessions.into_iter().map(|session| (session, place.clone())).collect(),
        usage_probes: Vec::new(),
    }
}

/// Identifier and parent of each session.
fn parents(path: &Path) -> Vec<(String, Option<String>)> {
    let connection = Connection::open(path).unwrap();
    let mut statement = connection.prepare("SELECT id, parent_session_id FROM sessions ORDER BY id").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.collect::<rusqlite::Result<_>>().unwrap()
}

#[test]
fn one_sync_at_a_time() {
    let directory = tempfile::tempdir().unwrap();
    let first = open(directory.path()).unwrap();
    assert!(matches!(open(directory.path()), Err(StoreError::Busy(_))));
    drop(first);
    assert_eq!(open(directory.path()).unwrap().condition(), Condition::Missing);
}

#[test]
fn nothing_is_made_beside_an_archive_of_another_program() {
    let directory = tempfile::tempdir().unwrap();
    let other = Connection::open(directory.path().join(ARCHIVE_FILE)).unwrap();
    other.execute_batch("CREATE TABLE sessions (id)").unwrap();
    other.close().unwrap();
    assert!(matches!(open(directory.path()), Err(StoreError::Foreign(_))));
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
}

#[test]
fn what_others_left_without_an_archive_does_no_harm() {
    let directory = tempfile::tempdir().unwrap();
    for name in ["sessions.db-wal", "sessions.db-shm", "sessions.db-rebuild", "sessions.db-rebuild-journal"] {
        fs::write(directory.path().join(name), [7; 5000]).unwrap();
    }
    fs::write(directory.path().join(ARCHIVE_FILE), "").unwrap();
    let store = open(directory.path()).unwrap();
    let mut rebuild = store.rebuild().unwrap();
    rebuild.write(&entry("a", &[])).unwrap();
    rebuild.finish(1).unwrap();
    assert_eq!(parents(store.path()), [("codex:a".to_owned(), None)]);
    let names = fs::read_dir(directory.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<_> = names.collect();
    names.sort();
    assert_eq!(names, ["sessions.db", "sync.lock"]);
}

#[test]
fn other_settings_make_an_archive_outdated() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path()).unwrap();
    store.rebuild().unwrap().finish(0).unwrap();
    drop(store);
    assert_eq!(open(directory.path()).unwrap().condition(), Condition::Ready);
    let settings = Settings { keep_titles: true, ..Settings::default() };
    let other =
        Store::open(directory.path(), settings, crate::prices::embedded_list(), String::new()).unwrap();
    assert_eq!(other.condition(), Condition::Outdated);
}

#[test]
fn sessions_are_linked_in_whatever_order_they_come() {
    let (parent, child) = (entry("a", &[("c1", "b"), ("c2", "a")]), entry("b", &[]));
    let linked = vec![("codex:a".to_owned(), None), ("codex:b".to_owned(), Some("codex:a".to_owned()))];
    for order in [[&parent, &child], [&child, &parent]] {
        let directory = tempfile::tempdir().unwrap();
        let store = open(directory.path()).unwrap();
        let mut rebuild = store.rebuild().unwrap();
        for entry in order {
            rebuild.write(entry).unwrap();
        }
        rebuild.finish(2).unwrap();
        assert_eq!(parents(store.path()), linked);
        let mut update = store.update().unwrap();
        for entry in order {
            update.write(entry).unwrap();
        }
        update.finish().unwrap();
        assert_eq!(parents(store.path()), linked, "written again");
    }
}

#[test]
fn counters_follow_the_rows() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path()).unwrap();
    store.rebuild().unwrap().finish(0).unwrap();
    let mut update = store.update().unwrap();
    update.write(&entry("a", &[("c1", "x"), ("c2", "y")])).unwrap();
    update.write(&entry("b", &[])).unwrap();
    update.finish().unwrap();
    let connection = Connection::open(store.path()).unwrap();
    let count = |key: &str| -> i64 {
        connection.query_row("SELECT value FROM stats WHERE key = ?1", [key], |row| row.get(0)).unwrap()
    };
    assert_eq!((count("session_count"), count("message_count")), (2, 2));
}
