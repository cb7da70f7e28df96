//! Reading an archive changes nothing: every state that a writer can leave or be in, with all files of the data
//! directory compared before and after. Writers are other processes, because SQLite's locks are per process.

#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the lints know tests, but not the functions that tests share"
)]

mod read_only {
    pub(crate) mod directory;
    mod refusals;
    pub(crate) mod writer;
}

use std::cell::Cell;
use std::fs;
use std::path::Path;

use agentexport::archive::{ArchiveError, Snapshot, locate, read_file as read};
use read_only::directory::{Directory, insert};
use read_only::writer::Writer;

/// The number of sessions and what their projects are called, as a reader sees them.
fn projects(snapshot: &Snapshot) -> Result<String, ArchiveError> {
    let sql =
        "SELECT coalesce(group_concat(project, ' '), '') FROM (SELECT project FROM sessions ORDER BY id)";
    snapshot.connection().query_row(sql, [], |row| row.get(0)).map_err(|error| snapshot.error(&error))
}

fn read_projects(path: &Path) -> Result<String, ArchiveError> {
    assert_eq!(locate(path.parent().unwrap()).unwrap(), path);
    read(path, projects)
}

/// Reads twice, and holds that nothing in the directory changed.
fn assert_reads(directory: &Directory, expected: &str) {
    let before = directory.contents();
    for _ in 0..2 {
        assert_eq!(read_projects(&directory.archive()).unwrap(), expected);
        directory.assert_unchanged(&before);
    }
}

/// Fails to read, and holds that nothing in the directory changed.
fn assert_refuses(directory: &Directory) -> String {
    let before = directory.contents();
    let error = read_projects_anywhere(directory).unwrap_err();
    directory.assert_unchanged(&before);
    let text = error.to_string();
    assert!(!text.contains('\n'), "an error is one line: {text}");
    text
}

fn read_projects_anywhere(directory: &Directory) -> Result<String, ArchiveError> {
    read(&locate(directory.path())?, projects)
}

/// Leaves the archive as a writer leaves it that is killed after these statements.
fn crash(directory: &Directory, statements: &[&str]) {
    let mut writer = Writer::start(&directory.archive());
    for statement in statements {
        writer.run(statement);
    }
    writer.kill();
}

#[test]
fn rollback_mode_at_rest() {
    assert_reads(&Directory::with_archive("DELETE"), "first");
}

#[test]
fn rollback_mode_with_an_invalidated_journal() {
    for mode in ["PERSIST", "TRUNCATE"] {
        let directory = Directory::with_archive("DELETE");
        let mut writer = Writer::start(&directory.archive());
        writer.run(&format!("PRAGMA journal_mode = {mode}"));
        writer.run(&insert("second"));
        drop(writer);
        assert!(directory.file("-journal").exists(), "the test must leave a journal behind in mode {mode}");
        assert_reads(&directory, "first second");
    }
}

#[test]
fn rollback_mode_while_a_writer_has_uncommitted_rows() {
    let directory = Directory::with_archive("DELETE");
    let mut writer = Writer::start(&directory.archive());
    writer.run("BEGIN IMMEDIATE");
    writer.run(&insert("uncommitted"));
    assert_reads(&directory, "first");
    writer.run("COMMIT");
    assert_reads(&directory, "first uncommitted");
}

#[test]
fn rollback_mode_while_a_writer_holds_everything() {
    let directory = Directory::with_archive("DELETE");
    let mut writer = Writer::start(&directory.archive());
    writer.run("BEGIN EXCLUSIVE");
    writer.run(&insert("uncommitted"));
    let text = assert_refuses(&directory);
    assert!(text.contains("locked by another process"), "{text}");
}

#[test]
fn rollback_mode_after_a_crash_within_a_write() {
    let directory = Directory::with_archive("DELETE");
    crash(&directory, &["PRAGMA cache_size = 1", "BEGIN IMMEDIATE", &bulk(500)]);
    assert!(fs::metadata(directory.file("-journal")).unwrap().len() > 0, "the test must leave a hot journal");
    let text = assert_refuses(&directory);
    assert!(text.contains("interrupted write"), "{text}");
}

#[test]
fn rollback_mode_with_a_stray_log() {
    let directory = Directory::with_archive("DELETE");
    fs::write(directory.file("-wal"), "").unwrap();
    assert_reads(&directory, "first");
    fs::write(directory.file("-wal"), [7; 5000]).unwrap();
    assert_reads(&directory, "first");
}

#[test]
#[ignore = "SQLite tries for ten seconds to make sense of the files; run with -- --ignored"]
fn log_and_index_of_garbage() {
    let directory = Directory::with_archive("WAL");
    fs::write(directory.file("-wal"), [7; 5000]).unwrap();
    fs::write(directory.file("-shm"), vec![7; 40_000]).unwrap();
    assert_reads(&directory, "first");
}

#[test]
fn log_mode_at_rest() {
    let directory = Directory::with_archive("WAL");
    assert_eq!(directory.names(), ["sessions.db"], "the writer must have removed its files");
    assert_reads(&directory, "first");
}

#[test]
fn log_mode_at_rest_with_empty_or_leftover_files() {
    let directory = Directory::with_archive("WAL");
    fs::write(directory.file("-wal"), "").unwrap();
    assert_reads(&directory, "first");
    fs::write(directory.file("-shm"), "").unwrap();
    assert_reads(&directory, "first");
    fs::write(directory.file("-shm"), vec![9; 32_768]).unwrap();
    assert_reads(&directory, "first");
    fs::remove_file(directory.file("-wal")).unwrap();
    assert_reads(&directory, "first");
}

#[test]
fn log_mode_with_a_journal_of_an_interrupted_change_of_mode() {
    let directory = Directory::with_archive("WAL");
    fs::write(directory.file("-journal"), [0xd9; 600]).unwrap();
    let text = assert_refuses(&directory);
    assert!(text.contains("interrupted write"), "{text}");
}

#[test]
fn log_mode_while_a_writer_is_connected() {
    let directory = Directory::with_archive("WAL");
    let mut writer = Writer::start(&directory.archive());
    writer.run("SELECT count(*) FROM sessions");
    assert_reads(&directory, "first");
    writer.run(&insert("second"));
    assert_reads(&directory, "first second");
    writer.run("BEGIN IMMEDIATE");
    writer.run("PRAGMA cache_size = 1");
    writer.run(&bulk(500));
    assert_reads(&directory, "first second");
    writer.run("ROLLBACK");
    writer.run("PRAGMA wal_checkpoint(TRUNCATE)");
    assert_reads(&directory, "first second");
    writer.run(&insert("third"));
    writer.run("PRAGMA wal_checkpoint(RESTART)");
    assert_reads(&directory, "first second third");
}

#[test]
fn log_mode_while_a_writer_keeps_the_log_index_to_itself() {
    let directory = Directory::with_archive("WAL");
    let mut writer = Writer::start(&directory.archive());
    writer.run("PRAGMA locking_mode = EXCLUSIVE");
    writer.run(&insert("second"));
    assert_eq!(directory.names(), ["sessions.db", "sessions.db-wal"]);
    assert_reads(&directory, "first second");
}

#[test]
fn log_mode_after_a_crash() {
    let directory = Directory::with_archive("WAL");
    let half_written = ["BEGIN", "PRAGMA cache_size = 1", &bulk(500)];
    crash(&directory, &[&[insert("second").as_str()], half_written.as_slice()].concat());
    assert_eq!(directory.names(), ["sessions.db", "sessions.db-shm", "sessions.db-wal"]);
    assert_reads(&directory, "first second");
    for index in [vec![], vec![9; 32_768], vec![0; 32_768]] {
        fs::write(directory.file("-shm"), index).unwrap();
        assert_reads(&directory, "first second");
    }
    fs::remove_file(directory.file("-shm")).unwrap();
    assert_reads(&directory, "first second");
}

#[test]
fn log_mode_read_from_a_directory_that_cannot_be_written() {
    for index in [true, false] {
        let directory = Directory::with_archive("WAL");
        crash(&directory, &[&insert("second")]);
        if !index {
            fs::remove_file(directory.file("-shm")).unwrap();
        }
        directory.assert_reads_when_mounted_read_only("first second");
    }
    for mode in ["DELETE", "WAL"] {
        Directory::with_archive(mode).assert_reads_when_mounted_read_only("first");
    }
}

/// The reader of `assert_reads_when_mounted_read_only`, in a process that sees the directory read-only.
#[test]
#[ignore = "started by other tests"]
fn read_only_mount_reader() {
    let Some(path) = std::env::var_os("ARCHIVE_TO_READ") else { return };
    let path = Path::new(&path);
    assert!(fs::write(path.with_file_name("probe"), "").is_err(), "the directory must be read-only");
    println!("@{}", read_projects(path).unwrap());
}

#[test]
fn a_snapshot_outlives_commits_and_checkpoints() {
    let directory = Directory::with_archive("WAL");
    let mut writer = Writer::start(&directory.archive());
    writer.run(&insert("second"));
    let runs = Cell::new(0);
    let seen = read(&directory.archive(), |snapshot| {
        runs.set(runs.get() + 1);
        let mut seen = vec![projects(snapshot)?];
        for statement in
            [&insert("third"), &bulk(200), "PRAGMA wal_checkpoint(PASSIVE)", "DELETE FROM sessions"]
        {
            writer.run(statement);
            seen.push(projects(snapshot)?);
        }
        Ok::<_, ArchiveError>(seen)
    });
    assert_eq!(seen.unwrap(), ["first second"; 5]);
    assert_eq!(runs.get(), 1, "locks keep this snapshot, no second attempt is needed");
}

#[test]
fn a_reader_without_locks_begins_again_when_the_archive_changes() {
    let directory = Directory::with_archive("WAL");
    let runs = Cell::new(0);
    let seen = read(&directory.archive(), |snapshot| {
        runs.set(runs.get() + 1);
        let seen = projects(snapshot)?;
        if runs.get() == 1 {
            // Opened, written, checkpointed and closed: no file is left behind to tell.
            Writer::start(&directory.archive()).run(&insert("second"));
        }
        Ok::<_, ArchiveError>(seen)
    });
    assert_eq!((seen.unwrap().as_str(), runs.get()), ("first second", 2));
}

#[test]
fn an_error_on_a_changed_archive_is_not_believed() {
    let directory = Directory::with_archive("WAL");
    let runs = Cell::new(0);
    let seen = read(&directory.archive(), |snapshot| {
        runs.set(runs.get() + 1);
        if runs.get() == 1 {
            Writer::start(&directory.archive()).run(&insert("second"));
            return Err(ArchiveError::Empty(snapshot.path().to_owned()));
        }
        projects(snapshot)
    });
    assert_eq!(seen.unwrap(), "first second");
}

#[test]
fn an_archive_that_never_holds_still_is_given_up() {
    let directory = Directory::with_archive("WAL");
    let result = read(&directory.archive(), |snapshot| {
        Writer::start(&directory.archive()).run(&insert("more"));
        projects(snapshot)
    });
    let text = result.unwrap_err().to_string();
    assert!(text.contains("kept changing"), "{text}");
}

#[test]
fn an_archive_replaced_or_removed_while_it_is_read() {
    for mode in ["DELETE", "WAL"] {
        let (directory, other) = (Directory::with_archive(mode), Directory::with_archive(mode));
        Writer::start(&other.archive()).run(&insert("second"));
        let runs = Cell::new(0);
        let seen = read(&directory.archive(), |snapshot| {
            if runs.replace(1) == 0 {
                fs::rename(other.archive(), directory.archive()).unwrap();
            }
            projects(snapshot)
        });
        let expected = if mode == "DELETE" { "first" } else { "first second" };
        assert_eq!(seen.unwrap(), expected, "one archive or the other, never a mixture ({mode})");
    }
    let directory = Directory::with_archive("WAL");
    let result = read(&directory.archive(), |snapshot| {
        let _ = fs::remove_file(directory.archive());
        projects(snapshot)
    });
    assert!(matches!(result, Err(ArchiveError::Missing(_))), "{result:?}");
}

#[test]
fn two_readers_in_one_process_do_not_drop_each_others_locks() {
    let directory = Directory::with_archive("WAL");
    let mut writer = Writer::start(&directory.archive());
    writer.run(&insert("second"));
    let seen = read(&directory.archive(), |outer| {
        assert_eq!(read_projects(&directory.archive())?, "first second");
        // The last writer to leave would fold the log into the archive, were it not for the outer reader.
        writer.close();
        assert!(directory.file("-wal").exists(), "the lock of the outer reader is gone");
        projects(outer)
    });
    assert_eq!(seen.unwrap(), "first second");
}

#[test]
fn a_link_to_an_archive_is_followed() {
    let (directory, other) = (Directory::with_archive("WAL"), Directory::empty());
    crash(&directory, &[&insert("second")]);
    std::os::unix::fs::symlink(directory.archive(), other.archive()).unwrap();
    let before = directory.contents();
    assert_reads(&other, "first second");
    directory.assert_unchanged(&before);
}

#[test]
fn paths_are_taken_as_they_are() {
    use std::os::unix::ffi::OsStrExt as _;
    for name in [b"a b?mode=rwc#c%41&d".as_slice(), b"caf\xe9", b"-x=\xff\xfe", b"'\"\\\n"] {
        let directory = Directory::with_archive("WAL");
        let named = directory.path().join(std::ffi::OsStr::from_bytes(name));
        fs::create_dir(&named).unwrap();
        fs::rename(directory.archive(), named.join("sessions.db")).unwrap();
        assert_eq!(read_projects(&named.join("sessions.db")).unwrap(), "first");
        assert_eq!(fs::read_dir(&named).unwrap().count(), 1);
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    }
}

/// A statement that inserts many sessions, enough to spill a small page cache to disk.
fn bulk(count: usize) -> String {
    format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) \
         INSERT INTO sessions(id, project) SELECT 'bulk' || i, hex(randomblob(400)) FROM n"
    )
}

#[test]
#[ignore = "started by other tests"]
fn writer_process() {
    read_only::writer::serve();
}
