//! Archives that cannot be read: each is refused by name, with exit code 1 and nothing on standard output.

use std::fs;
use std::path::Path;

use conformance::{Archive, Directory, Message, Row, Session, run};
use tempfile::TempDir;

/// Exports from a directory that must be refused, and left as it is.
fn refusal(directory: &Path) -> String {
    let before = directory.is_dir().then(|| Directory::observe(directory));
    let output = run(["export", "sessions", "--all"], &[("AGENTSVIEW_DATA_DIR", directory.as_os_str())]);
    if let Some(before) = before {
        before.assert_unchanged(directory);
    }
    output.refusal(1).to_owned()
}

fn small_archive() -> Archive {
    let message = |ordinal| Message {
        ordinal,
        model: b"m1".to_vec(),
        token_usage: format!("{{\"input_tokens\":{ordinal}}}").into_bytes(),
        ..Message::default()
    };
    let mut rows: Vec<Row> = (0..200).map(|ordinal| Row::from(&message(ordinal))).collect();
    rows.push(Row::from(&Session::default()));
    Archive::from_rows(&rows)
}

#[test]
fn without_a_place_to_look() {
    let line = run(["export", "sessions"], &[]).refusal(1).to_owned();
    assert!(line.contains("pass --data-dir DIR, or set AGENTSVIEW_DATA_DIR"), "{line}");
}

#[test]
fn without_a_directory() {
    let parent = TempDir::new().unwrap();
    let line = refusal(&parent.path().join("missing"));
    assert!(line.contains("no such data directory") && line.contains("missing"), "{line}");
    fs::write(parent.path().join("file"), "x").unwrap();
    assert!(refusal(&parent.path().join("file")).contains("no such data directory"));
}

#[test]
fn without_an_archive() {
    let directory = TempDir::new().unwrap();
    assert!(refusal(directory.path()).contains("sessions.db: no such file"));
    fs::create_dir(directory.path().join("sessions.db")).unwrap();
    assert!(refusal(directory.path()).contains("sessions.db is a directory"));
}

#[test]
fn without_a_database_in_the_file() {
    let header = b"SQLite format 3\0".to_vec();
    let contents = [
        (Vec::new(), "is empty"),
        (b"x".to_vec(), "is not an SQLite database"),
        (header.clone(), "is not an SQLite database"),
        (b"no database at all\n".repeat(1000), "is not an SQLite database"),
        (vec![0; 8192], "is not an SQLite database"),
        ([header, vec![0xff; 8192]].concat(), "is not an SQLite database"),
    ];
    for (bytes, expected) in contents {
        let directory = TempDir::new().unwrap();
        fs::write(directory.path().join("sessions.db"), &bytes).unwrap();
        let line = refusal(directory.path());
        assert!(line.contains(expected), "{} bytes that begin {:?}: {line}", bytes.len(), bytes.get(..16));
    }
}

#[test]
fn a_database_that_was_cut_short() {
    let archive = small_archive();
    let whole = fs::read(archive.file()).unwrap();
    for length in
        [512, 4095, 4096, 5000, whole.len() / 2, whole.len() - 4096, whole.len() - 4095, whole.len() - 1]
    {
        fs::write(archive.file(), &whole[..length]).unwrap();
        let line = refusal(archive.directory());
        assert!(line.contains("is truncated"), "cut to {length} of {} bytes: {line}", whole.len());
    }
    fs::write(archive.file(), whole).unwrap();
    archive.export(&["--all"]).document();
}

#[test]
fn a_database_with_damaged_pages() {
    let archive = small_archive();
    let whole = fs::read(archive.file()).unwrap();
    for start in (4096..whole.len()).step_by(4096) {
        let mut damaged = whole.clone();
        damaged[start..start + 4096].fill(0xa5);
        fs::write(archive.file(), damaged).unwrap();
        // Not every page is read; the ones that are must not be misread.
        let output = archive.export(&["--all"]);
        if output.code != 0 {
            let line = output.refusal(1);
            assert!(line.contains("is damaged"), "page {}: {line}", start / 4096);
        }
    }
}

#[test]
fn a_missing_table() {
    for table in [
        "sessions",
        "messages",
        "usage_events",
        "model_pricing",
        "archive_metadata",
        "project_identity_observations",
        "worktree_project_mappings",
    ] {
        let archive = small_archive();
        archive.change(&format!("DROP TABLE {table}"));
        let line = refusal(archive.directory());
        assert!(line.contains(&format!("schema missing table {table}")), "{line}");
    }
}

#[test]
fn a_missing_column() {
    for (table, column) in [
        ("sessions", "tool_failure_signal_count"),
        ("messages", "claude_request_id"),
        ("usage_events", "reasoning_tokens"),
        ("model_pricing", "cache_read_per_mtok"),
        ("project_identity_observations", "worktree_name"),
        ("worktree_project_mappings", "layout"),
    ] {
        let archive = small_archive();
        archive.change(&format!("ALTER TABLE {table} RENAME COLUMN {column} TO other"));
        let line = refusal(archive.directory());
        assert!(line.contains(&format!("schema missing {table}.{column} ")), "{line}");
    }
}

#[test]
fn a_missing_column_of_a_later_release() {
    for (release, table, column) in [
        ("0.38", "sessions", "tool_failure_signal_count"),
        ("0.40", "usage_events", "cost_microdollars"),
        ("0.41", "model_pricing", "cache_read_microdollars_per_mtok"),
        ("0.42", "cursor_usage_events", "charged_microdollars"),
        ("0.46", "messages", "token_usage"),
    ] {
        let archive = small_archive().upgraded_to(release);
        let indexes = "DROP INDEX IF EXISTS idx_messages_usage_timestamp; \
                       DROP INDEX IF EXISTS idx_messages_usage_session_covering;";
        archive.change(&format!("{indexes} ALTER TABLE {table} RENAME COLUMN {column} TO other"));
        let line = refusal(archive.directory());
        assert!(line.contains(&format!("schema missing {table}.{column} ")), "{release}: {line}");
        assert!(line.contains("the layouts of releases 0.37 to 0.46 can be read"), "{line}");
    }
}

#[test]
fn a_version_number_decides_nothing() {
    let archive = small_archive().upgraded_to("0.46");
    for version in [0, 59, 143, 9999] {
        archive.change(&format!("PRAGMA user_version = {version}"));
        assert_eq!(archive.export(&["--all"]).code, 0, "user_version {version}");
    }
}

#[test]
fn without_an_identifier() {
    let archive = small_archive();
    for value in ["''", "' \t\u{a0}'"] {
        archive.change(&format!("UPDATE archive_metadata SET value = {value}"));
        assert!(refusal(archive.directory()).contains("database id missing"));
    }
    archive.change("DELETE FROM archive_metadata");
    assert!(refusal(archive.directory()).contains("database id missing"));
}

#[test]
fn settings_that_cannot_be_understood() {
    for (text, expected) in [
        ("cursor_secret = \n", "config.toml line 1"),
        ("\n[custom_model_pricing.m]\ninput = 'x'\n", "config.toml line 3"),
        ("cursor_secret = '%'\n", "invalid cursor secret"),
    ] {
        let archive = small_archive();
        fs::write(archive.directory().join("config.toml"), text).unwrap();
        let line = refusal(archive.directory());
        assert!(line.starts_with("fatal: loading config: ") && line.contains(expected), "{text:?}: {line}");
    }
}

/// Root may read everything, so the export runs in a process that is somebody else.
#[cfg(unix)]
mod permissions {
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::process::CommandExt as _;
    use std::process::Command;

    use super::{Archive, Path, fs, refusal, small_archive};

    const DIRECTORY: &str = "UNREADABLE_DATA_DIRECTORY";
    const NOBODY: u32 = 65_534;

    fn forbid(archive: &Archive) {
        // The directory can be entered, the file cannot be read.
        fs::set_permissions(archive.directory(), fs::Permissions::from_mode(0o755)).unwrap();
        fs::set_permissions(archive.file(), fs::Permissions::from_mode(0o000)).unwrap();
    }

    fn assert_refused(directory: &Path) {
        let output =
            conformance::run(["export", "sessions"], &[("AGENTSVIEW_DATA_DIR", directory.as_os_str())]);
        let line = output.refusal(1);
        assert!(line.contains("sessions.db cannot be read; check the permissions"), "{line}");
    }

    #[test]
    fn a_file_that_may_not_be_read() {
        let archive = small_archive();
        forbid(&archive);
        if fs::read(archive.file()).is_err() {
            return assert_refused(archive.directory());
        }
        let test = "archives::permissions::as_somebody_else";
        let mut child = Command::new(std::env::current_exe().unwrap());
        child
            .args(["--exact", test, "--ignored"])
            .env(DIRECTORY, archive.directory())
            .uid(NOBODY)
            .gid(NOBODY);
        match child.output() {
            Ok(output) => {
                let report = String::from_utf8_lossy(&output.stdout);
                assert!(report.contains("1 passed"), "the other process must be refused: {report}");
            }
            Err(error) => {
                println!("skipped: root may read everything, and nobody may not run this test: {error}");
            }
        }
    }

    #[test]
    #[ignore = "the other process of a_file_that_may_not_be_read"]
    fn as_somebody_else() {
        if let Some(directory) = std::env::var_os(DIRECTORY) {
            assert_refused(Path::new(&directory));
        }
    }

    #[test]
    fn a_directory_that_may_not_be_entered_is_not_mistaken_for_none() {
        let archive = small_archive();
        fs::set_permissions(archive.directory(), fs::Permissions::from_mode(0o000)).unwrap();
        if fs::read(archive.file()).is_err() {
            let output = conformance::run(
                ["export", "sessions"],
                &[("AGENTSVIEW_DATA_DIR", archive.directory().as_os_str())],
            );
            assert!(output.refusal(1).contains("cannot be read"), "{output:?}");
        } else {
            println!("skipped: root may enter every directory");
        }
        fs::set_permissions(archive.directory(), fs::Permissions::from_mode(0o700)).unwrap();
        assert!(fs::write(archive.file(), "").is_ok());
        assert!(refusal(archive.directory()).contains("is empty"));
    }
}
