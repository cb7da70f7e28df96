//! Exports while another process is at work on the archive: the committed state, or a refusal; never a change.

use std::io::{BufRead as _, BufReader, Write as _, stdin};
use std::process::{Child, Command, Stdio};

use conformance::{Archive, Directory, Row, Session};
use rusqlite::Connection;

const ARCHIVE: &str = "ARCHIVE_TO_WRITE";
const DONE: &str = "@done";

/// A process that has run statements on the archive and waits. SQLite's locks are per process.
struct Writer(Child);

impl Writer {
    fn after(archive: &Archive, statements: &str) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "writers::writer_process", "--ignored", "--nocapture"])
            .env(ARCHIVE, archive.file())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        writeln!(child.stdin.as_mut().unwrap(), "{statements}").unwrap();
        let mut lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
        assert!(lines.any(|line| line.unwrap().ends_with(DONE)), "the writer failed at: {statements}");
        Self(child)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

#[test]
#[ignore = "the other process of this module"]
fn writer_process() {
    let Some(path) = std::env::var_os(ARCHIVE) else { return };
    let connection = Connection::open(path).unwrap();
    for statements in stdin().lines() {
        connection.execute_batch(&statements.unwrap()).unwrap();
        println!("{DONE}");
    }
}

fn insert(id: &str) -> String {
    format!(
        "INSERT INTO sessions(id, project, ended_at, message_count, user_message_count) VALUES ('{id}', 'p', '2026-07-02', 2, 2);"
    )
}

#[test]
fn a_live_writer_in_write_ahead_mode_is_read_as_committed() {
    let archive = Archive::from_rows(&[Row::from(&Session::default())]);
    let statements = [
        "PRAGMA journal_mode = WAL;",
        &insert("committed"),
        "PRAGMA cache_size = 1; BEGIN IMMEDIATE;",
        &insert("uncommitted"),
        "DELETE FROM sessions WHERE id = 's1';",
    ];
    let _writer = Writer::after(&archive, &statements.concat());
    let before = Directory::observe(archive.directory());
    for flags in [&["--all"][..], &["--limit=500"]] {
        let document = archive.export(flags).document();
        let ids: Vec<_> =
            document["sessions"].as_array().unwrap().iter().map(|session| &session["id"]).collect();
        assert_eq!(ids, ["committed", "s1"], "what is committed must be seen, and nothing else");
    }
    before.assert_unchanged(archive.directory());
}

#[test]
fn a_locked_archive_is_refused_after_a_while() {
    let archive = Archive::from_rows(&[Row::from(&Session::default())]);
    let _writer = Writer::after(&archive, "BEGIN EXCLUSIVE;");
    let before = Directory::observe(archive.directory());
    let output = archive.export(&["--all"]);
    assert!(output.refusal(1).contains("is locked by another process; try again"), "{output:?}");
    before.assert_unchanged(archive.directory());
}
