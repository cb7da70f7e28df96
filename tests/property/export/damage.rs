//! Archives that something went wrong with: a valid document or a plain refusal, never anything in between.

use std::fs;

use conformance::{Archive, Cell, Directory, check_output};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::archives::contents;
use super::{cases, with};

/// Columns that an export reads, by table.
const COLUMNS: [(&str, &[&str]); 7] = [
    (
        "sessions",
        &[
            "id",
            "project",
            "machine",
            "agent",
            "started_at",
            "ended_at",
            "created_at",
            "message_count",
            "user_message_count",
            "is_automated",
            "parent_session_id",
            "relationship_type",
            "total_output_tokens",
            "peak_context_tokens",
            "has_total_output_tokens",
            "has_peak_context_tokens",
            "cwd",
            "git_branch",
            "file_path",
            "deleted_at",
            "outcome",
            "health_grade",
            "tool_failure_signal_count",
            "secret_leak_count",
        ],
    ),
    (
        "messages",
        &[
            "session_id",
            "ordinal",
            "role",
            "timestamp",
            "is_system",
            "model",
            "token_usage",
            "claude_message_id",
            "claude_request_id",
            "source_uuid",
        ],
    ),
    (
        "usage_events",
        &[
            "session_id",
            "message_ordinal",
            "source",
            "model",
            "input_tokens",
            "output_tokens",
            "cache_creation_input_tokens",
            "cache_read_input_tokens",
            "reasoning_tokens",
            "cost_usd",
            "occurred_at",
            "dedup_key",
        ],
    ),
    (
        "model_pricing",
        &["model_pattern", "input_per_mtok", "output_per_mtok", "cache_creation_per_mtok", "updated_at"],
    ),
    ("archive_metadata", &["key", "value"]),
    (
        "project_identity_observations",
        &["project", "machine", "root_path", "git_remote", "worktree_root_path"],
    ),
    ("worktree_project_mappings", &["machine", "path_prefix", "layout", "project", "enabled"]),
];

/// A value of any storage class.
pub(crate) fn cell() -> impl Strategy<Value = Cell> {
    prop_oneof![
        Just(Cell::Null),
        any::<i64>().prop_map(Cell::Integer),
        select(&[0_i64, 1, 2, -1][..]).prop_map(Cell::Integer),
        any::<f64>().prop_map(Cell::Real),
        select(&[f64::INFINITY, f64::NEG_INFINITY, f64::MAX, 1.5, -0.0][..]).prop_map(Cell::Real),
        vec(any::<u8>(), 0..6).prop_map(Cell::Text),
        vec(any::<u8>(), 0..6).prop_map(Cell::Blob),
    ]
}

/// A column of any table, and what to put into some of its rows.
pub(crate) fn cell_change() -> impl Strategy<Value = (&'static str, &'static str, Cell)> {
    select(&COLUMNS[..]).prop_flat_map(|(table, columns)| (Just(table), select(columns), cell()))
}

/// Fails unless every way of asking gives something sound.
fn prop_assert_sound(archive: &Archive, flags: &[String]) -> Result<(), TestCaseError> {
    let before = Directory::observe(archive.directory());
    for paging in [&["--all"][..], &["--limit=2"], &["--all", "--format=ndjson"]] {
        let output = archive.export(&with(flags, paging.iter().copied()));
        prop_assert_eq!(check_output(&output), Ok(()));
        prop_assert!(
            !output.stderr.contains("would not validate"),
            "cells must be refused by name: {}",
            output.stderr
        );
    }
    before.assert_unchanged(archive.directory());
    Ok(())
}

fn everything() -> Vec<String> {
    ["--include-one-shot", "--include-automated", "--include-children"].map(str::to_owned).into()
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn any_cells_are_exported_or_refused(contents in contents(), changes in vec((cell_change(), 1..4), 1..4)) {
        let archive = contents.archive();
        let connection = archive.connect();
        for ((table, column, cell), step) in changes {
            let sql = format!("UPDATE OR IGNORE {table} SET {column} = ?1 WHERE rowid % ?2 = 0");
            // What the table itself refuses cannot be in an archive.
            let _ = connection.execute(&sql, (cell, step));
        }
        drop(connection);
        prop_assert_sound(&archive, &everything())?;
    }

    #[test]
    fn a_damaged_file_is_exported_or_refused(
        contents in contents(),
        changes in vec((any::<Index>(), any::<u8>()), 0..40),
        near_the_start: bool,
        cut in prop::option::weighted(0.2, any::<Index>()),
    ) {
        let archive = contents.archive();
        let mut bytes = fs::read(archive.file()).expect("the archive can be read");
        for (index, byte) in changes {
            let at = index.index(if near_the_start { 4096 } else { bytes.len() });
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        fs::write(archive.file(), bytes).expect("the archive can be written");
        prop_assert_sound(&archive, &[])?;
    }
}
