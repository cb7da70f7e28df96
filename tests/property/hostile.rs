//! Hostile archives of every release: bytes flipped, files cut, columns gone, cells of other types. Every command gives a
//! valid document or a plain refusal, and leaves the archive as it is.

#![expect(clippy::expect_used, reason = "a fixture that cannot be made fails the test")]

use std::fs;
use std::sync::OnceLock;

use agent_contracts::Surface;
use conformance::{Archive, Directory, Output, check_output, check_report, releases};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use rusqlite::Connection;
use serde_json::Value;

use crate::export::cases;
use crate::export::damage::{cell, cell_change};

/// Rows of every kind.
const ROWS: &str = include_str!("../data/usage/offline-golden-custom.sql");

const MORE_ROWS: &str = "
    INSERT INTO cursor_usage_events(id, occurred_at, model, output_tokens, charged_cents)
    VALUES (1, '2026-07-02T10:00:00Z', 'm', 5, 12.5), (2, '2026-07-02T11:00:00Z', 'm', 7, 1);
    INSERT INTO worktree_project_mappings(machine, path_prefix, layout, project, enabled)
    VALUES ('local', '/srv/work', 'explicit', 'work', 1);
    INSERT INTO project_identity_observations(project, machine, root_path, git_remote, git_remote_name, observed_at)
    VALUES ('work', 'local', '/srv/work', 'https://example.com/a/b.git', 'origin', '2026-07-01T00:00:00Z'),
           ('work', 'local', '/srv/else', '', '', '2026-07-01T00:00:00Z');";

const COMMANDS: [&str; 8] = [
    "export sessions --all --include-one-shot --include-automated --include-children",
    "export sessions --format ndjson --limit 2",
    "usage daily --all --json --breakdown --timezone UTC",
    "usage daily --since 2026-07-01 --until 2026-07-02 --json --timezone UTC",
    "usage summary --no-default-range --include-automated",
    "usage summary --no-default-range --active-since 2026-01-01T00:00:00Z --exclude-model zz",
    "activity report --preset week --date 2026-07-02 --json --timezone UTC",
    "doctor --json",
];

/// The tables and indexes that reports use.
const SCHEMA: [(&str, &str); 13] = [
    ("TABLE", "sessions"),
    ("TABLE", "messages"),
    ("TABLE", "usage_events"),
    ("TABLE", "cursor_usage_events"),
    ("TABLE", "model_pricing"),
    ("TABLE", "archive_metadata"),
    ("TABLE", "project_identity_observations"),
    ("TABLE", "worktree_project_mappings"),
    ("INDEX", "idx_messages_usage_covering"),
    ("INDEX", "idx_messages_usage_timestamp"),
    ("INDEX", "idx_messages_usage_session_covering"),
    ("INDEX", "idx_messages_session_ordinal"),
    ("INDEX", "idx_usage_events_session"),
];

/// One thing done to an archive.
#[derive(Clone, Debug)]
enum Mutation {
    /// Other bytes at these places, of the first page or of all.
    Bytes(Vec<(Index, u8)>, bool),
    /// Only the beginning is left.
    Cut(Index),
    /// Something of the schema is gone.
    Drop(&'static str, &'static str),
    /// A column has another name.
    Rename(&'static str, &'static str),
    /// A column holds something else, in every row or some.
    Cells(&'static str, &'static str, conformance::Cell, i64),
    /// A table that is a view of another one's rows.
    Swap(&'static str, &'static str),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let table = || select(&SCHEMA[..8]).prop_map(|(_, name)| name);
    prop_oneof![
        4 => (vec((any::<Index>(), any::<u8>()), 1..12), any::<bool>())
            .prop_map(|(bytes, near)| Mutation::Bytes(bytes, near)),
        1 => any::<Index>().prop_map(Mutation::Cut),
        1 => select(&SCHEMA[..]).prop_map(|(kind, name)| Mutation::Drop(kind, name)),
        1 => cell_change().prop_map(|(table, column, _)| Mutation::Rename(table, column)),
        4 => (cell_change(), cell(), 1..4_i64)
            .prop_map(|((table, column, _), cell, step)| Mutation::Cells(table, column, cell, step)),
        1 => (table(), table()).prop_map(|(gone, shown)| Mutation::Swap(gone, shown)),
    ]
}

impl Mutation {
    /// What SQLite refuses to do leaves the archive as it was: such an archive cannot be.
    fn apply(&self, archive: &Archive) {
        let open = || Connection::open(archive.file());
        let change = |sql: String| {
            let _ = open().and_then(|connection| connection.execute_batch(&sql));
        };
        match self {
            Self::Bytes(changes, near_the_start) => {
                let mut bytes = fs::read(archive.file()).expect("the archive can be read");
                let length = if *near_the_start { bytes.len().min(4096) } else { bytes.len() };
                for (index, byte) in changes {
                    bytes[index.index(length)] = *byte;
                }
                fs::write(archive.file(), bytes).expect("the archive can be written");
            }
            Self::Cut(index) => {
                let mut bytes = fs::read(archive.file()).expect("the archive can be read");
                bytes.truncate(index.index(bytes.len()));
                fs::write(archive.file(), bytes).expect("the archive can be written");
            }
            Self::Drop(kind, name) => change(format!("DROP {kind} {name}")),
            Self::Rename(table, column) => {
                change(format!("ALTER TABLE {table} RENAME COLUMN {column} TO other"));
            }
            Self::Cells(table, column, cell, step) => {
                let sql = format!("UPDATE OR IGNORE {table} SET {column} = ?1 WHERE rowid % ?2 = 0");
                let _ = open().and_then(|connection| connection.execute(&sql, (cell, step)));
            }
            Self::Swap(gone, shown) => {
                change(format!(
                    "ALTER TABLE {gone} RENAME TO was; CREATE VIEW {gone} AS SELECT * FROM {shown}"
                ));
            }
        }
    }
}

/// An archive in the layout of a release; each is made once.
fn archive(release: &str) -> Archive {
    static BYTES: OnceLock<Vec<(&str, Vec<u8>)>> = OnceLock::new();
    let all = BYTES.get_or_init(|| {
        let bytes = |release| {
            let archive = Archive::from_sql(&format!("{ROWS};{MORE_ROWS}")).upgraded_to(release);
            (release, fs::read(archive.file()).expect("the archive can be read"))
        };
        releases().map(bytes).collect()
    });
    let (_, bytes) = all.iter().find(|(name, _)| *name == release).expect("a release");
    let archive = Archive::empty();
    fs::write(archive.file(), bytes).expect("the archive can be written");
    archive
}

fn verdict(command: &str, output: &Output) -> Result<(), String> {
    if output.stderr.contains("would not validate") {
        return Err(format!("cells must be refused by name: {}", output.stderr));
    }
    match command.split(' ').next() {
        Some("export") => check_output(output),
        Some("usage") if command.starts_with("usage summary") => check_report(Surface::UsageSummary, output),
        Some("usage") => check_report(Surface::UsageDaily, output),
        Some("activity") => check_report(Surface::ActivityReport, output),
        _ if output.code > 1 => Err(format!("exit code {}", output.code)),
        _ if output.stdout.is_empty() => {
            if output.code == 1 && output.stderr.lines().count() == 1 {
                Ok(())
            } else {
                Err(output.stderr.clone())
            }
        }
        _ => serde_json::from_slice::<Value>(&output.stdout).map(drop).map_err(|error| error.to_string()),
    }
}

proptest! {
    // Each case is at least one mutation.
    #![proptest_config(cases(2_000))]

    #[test]
    fn a_valid_document_or_a_plain_refusal(
        release in select(releases().collect::<Vec<_>>()),
        mutations in vec(mutation(), 1..3),
        command in select(&COMMANDS[..]),
    ) {
        let archive = archive(release);
        for mutation in &mutations {
            mutation.apply(&archive);
        }
        let before = Directory::observe(archive.directory());
        let output = archive.run(&command.split(' ').collect::<Vec<_>>(), &[]);
        before.assert_unchanged(archive.directory());
        prop_assert_eq!(verdict(command, &output), Ok(()), "{} on {}", command, release);
    }
}

#[test]
fn the_archives_that_are_damaged_are_sound_and_full() {
    for release in releases() {
        for command in COMMANDS {
            let output = archive(release).run(&command.split(' ').collect::<Vec<_>>(), &[]);
            assert_eq!((output.code, verdict(command, &output)), (0, Ok(())), "{command} on {release}");
            assert!(output.stdout.len() > 1000, "{command} on {release} shows little");
        }
    }
}
