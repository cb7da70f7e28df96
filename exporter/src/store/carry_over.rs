//! What a rebuild takes over from the old archive, which is attached as `old`: its identifier, what users did, what
//! was observed, and sessions whose logs are gone.

use std::path::Path;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension as _, ToSql, params};

use super::settings::{DATABASE_ID, SETTINGS, Settings, WRITER};
use super::{identity, read_mappings};
use crate::checkout::to_bytes;

/// Sessions of the old archive that are to be kept although no log holds them: none of a log that was read anew.
const ORPHANS: &str = "id NOT IN (SELECT id FROM main.sessions) \
                       AND id NOT IN (SELECT id FROM main.excluded_sessions) \
                       AND coalesce(file_path, '') NOT IN (SELECT path FROM main.agentexport_files)";

/// Makes the archive at `path` known as `old`.
pub(super) fn attach(connection: &Connection, path: &Path) -> rusqlite::Result<()> {
    connection.execute("ATTACH DATABASE ?1 AS old", [PathText(to_bytes(path))]).map(drop)
}

/// A path as SQLite takes it, whether it is text or not.
struct PathText(Vec<u8>);

impl ToSql for PathText {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Text(&self.0)))
    }
}

/// Forgets it again.
pub(super) fn detach(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch("DETACH DATABASE old")
}

/// Takes over what decides which sessions are written, and those that are not to be.
pub(super) fn before(connection: &Connection) -> rusqlite::Result<()> {
    for table in ["excluded_sessions", "worktree_project_mappings"] {
        copy(connection, table, "true")?;
    }
    copy_sessions(connection, "deleted_at IS NOT NULL")
}

/// Whether the old archive has sessions that were read from logs.
pub(super) fn has_logs(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM old.sessions WHERE file_path IS NOT NULL)",
        [],
        |row| row.get(0),
    )
}

/// Takes over the rest, once the logs have been read.
pub(super) fn after(connection: &Connection, settings: &Settings, now: &str) -> rusqlite::Result<()> {
    copy_orphans(connection, settings)?;
    connection.execute_batch(
        "UPDATE main.sessions AS new SET created_at = old.created_at, display_name = old.display_name \
         FROM old.sessions AS old WHERE old.id = new.id;
         INSERT OR IGNORE INTO main.starred_sessions SELECT * FROM old.starred_sessions \
         WHERE session_id IN (SELECT id FROM main.sessions);
         INSERT OR IGNORE INTO main.pinned_messages (session_id, message_id, ordinal, note, created_at) \
         SELECT pin.session_id, message.id, pin.ordinal, pin.note, pin.created_at \
         FROM old.pinned_messages AS pin JOIN main.messages AS message \
         ON message.session_id = pin.session_id AND message.ordinal = pin.ordinal ORDER BY pin.id;",
    )?;
    for table in [
        "insights",
        "model_pricing",
        "cursor_usage_events",
        "pg_sync_state",
        "remote_skipped_files",
        "git_cache",
    ] {
        copy(connection, table, "true")?;
    }
    copy(connection, "stats", "key NOT IN ('session_count', 'message_count')")?;
    copy(connection, "project_identity_observations", "true")?;
    identity::scrub(connection, now)?;
    connection.execute(
        "INSERT OR REPLACE INTO main.archive_metadata SELECT * FROM old.archive_metadata \
         WHERE key NOT IN (?1, ?2) AND NOT (key = ?3 AND trim(value) = '')",
        [WRITER, SETTINGS, DATABASE_ID],
    )?;
    Ok(())
}

/// Sessions whose logs are gone, with the labels that users' mappings give them now.
fn copy_orphans(connection: &Connection, settings: &Settings) -> rusqlite::Result<()> {
    let orphans: Vec<String> = connection
        .prepare(&format!("SELECT id FROM old.sessions WHERE {ORPHANS} ORDER BY rowid"))?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    copy_sessions(connection, ORPHANS)?;
    let mappings = read_mappings(connection)?;
    for id in &orphans {
        let place: Option<(String, String)> = connection
            .query_row("SELECT machine, cwd FROM main.sessions WHERE id = ?1", [id], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        let project =
            place.and_then(|(machine, cwd)| mappings.project_of(machine.as_bytes(), cwd.as_bytes()));
        if let Some(project) = project {
            let project = String::from_utf8_lossy(&project).into_owned();
            connection
                .execute("UPDATE main.sessions SET project = ?2 WHERE id = ?1", params![id, project])?;
        }
        if !settings.keep_titles {
            connection.execute(
                "UPDATE main.sessions SET first_message = NULL, session_name = NULL WHERE id = ?1",
                [id],
            )?;
        }
    }
    Ok(())
}

/// Copies sessions that meet a condition, with all that belongs to them.
fn copy_sessions(connection: &Connection, condition: &str) -> rusqlite::Result<()> {
    connection.execute_batch(&format!(
        "CREATE TEMP TABLE moved AS SELECT id FROM old.sessions WHERE {condition} ORDER BY rowid"
    ))?;
    copy(connection, "sessions", "id IN (SELECT id FROM temp.moved)")?;
    // Rows that messages are told by get new numbers; what refers to them follows.
    for table in ["messages", "usage_events", "tool_result_events", "secret_findings"] {
        copy(connection, table, "session_id IN (SELECT id FROM temp.moved)")?;
    }
    connection.execute_batch(
        "INSERT INTO main.tool_calls (message_id, session_id, tool_name, category, tool_use_id, \
         subagent_session_id) \
         SELECT new.id, call.session_id, call.tool_name, call.category, call.tool_use_id, call.subagent_session_id \
         FROM old.tool_calls AS call JOIN old.messages AS message ON message.id = call.message_id \
         JOIN main.messages AS new ON new.session_id = message.session_id AND new.ordinal = message.ordinal \
         WHERE call.session_id IN (SELECT id FROM temp.moved) ORDER BY call.id;
         DROP TABLE temp.moved;",
    )
}

/// Copies rows of a table that meet a condition, except those that are there already. Row numbers are given anew.
fn copy(connection: &Connection, table: &str, condition: &str) -> rusqlite::Result<()> {
    // An archive of an older version may lack columns.
    let columns: Vec<String> = connection
        .prepare(
            "SELECT name FROM pragma_table_info(?1, 'main') WHERE NOT (name = 'id' AND type = 'INTEGER') \
             INTERSECT SELECT name FROM pragma_table_info(?1, 'old') ORDER BY name",
        )?
        .query_map([table], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    if columns.is_empty() {
        return Ok(());
    }
    let columns = columns.join(", ");
    connection.execute_batch(&format!(
        "INSERT OR IGNORE INTO main.{table} ({columns}) SELECT {columns} FROM old.{table} WHERE {condition} ORDER BY rowid"
    ))
}
