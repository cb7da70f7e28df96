//! The rows of one log file, put into place of those that were there before.

use agent_contracts::timestamp::Timestamp;
use rusqlite::{Connection, params};

use super::settings::LAYOUT;
use super::{Entry, identity};
use crate::logs::{Agent, Delegation, FileStamp, Message, Session};

/// The names that this program gives to calls which start sessions.
const DELEGATION: &str = "Task";

/// What is the same for all rows of a sync.
pub(super) struct Circumstances<'s> {
    pub(super) keep_titles: bool,
    /// The time, as text.
    pub(super) now: &'s str,
}

/// Puts in what a file holds and takes out what it held. To be called within a transaction.
///
/// # Errors
///
/// SQLite's, unchanged.
pub(super) fn put(
    connection: &Connection,
    entry: &Entry,
    around: &Circumstances<'_>,
) -> rusqlite::Result<()> {
    for (session, place) in &entry.sessions {
        if !is_wanted(connection, &session.id)? {
            continue;
        }
        put_session(connection, entry, session, place, around)?;
        put_messages(connection, session)?;
        put_delegations(connection, session)?;
        link(connection, &session.id)?;
        if let Some(observation) = &place.observation {
            identity::write(connection, observation, around.now)?;
        }
    }
    forget_others(connection, entry)?;
    remember_file(connection, &entry.path, entry.file.stamp)
}

/// Whether a session may be written: users exclude some, and those in the trash stay as they are.
fn is_wanted(connection: &Connection, id: &str) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "SELECT NOT EXISTS (SELECT 1 FROM excluded_sessions WHERE id = ?1) \
             AND NOT EXISTS (SELECT 1 FROM sessions WHERE id = ?1 AND deleted_at IS NOT NULL)",
        )?
        .query_row([id], |row| row.get(0))
}

fn put_session(
    connection: &Connection,
    entry: &Entry,
    session: &Session,
    place: &crate::capture::Place,
    around: &Circumstances<'_>,
) -> rusqlite::Result<()> {
    const COLUMNS: [&str; 33] = [
        "id",
        "project",
        "machine",
        "agent",
        "first_message",
        "session_name",
        "started_at",
        "ended_at",
        "message_count",
        "user_message_count",
        "file_path",
        "file_size",
        "file_mtime",
        "file_inode",
        "file_device",
        "parent_session_id",
        "relationship_type",
        "total_output_tokens",
        "peak_context_tokens",
        "has_total_output_tokens",
        "has_peak_context_tokens",
        "is_automated",
        "has_tool_calls",
        "has_context_data",
        "data_version",
        "cwd",
        "git_branch",
        "source_session_id",
        "source_version",
        "parser_malformed_lines",
        "is_truncated",
        "termination_status",
        "created_at",
    ];
    static STATEMENT: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
        // A session that is there keeps the time it came, and what users did to it.
        let updates = COLUMNS.iter().filter(|column| !matches!(**column, "id" | "created_at"));
        let updates: Vec<String> = updates.map(|column| format!("{column} = excluded.{column}")).collect();
        let places: Vec<String> = (1..=COLUMNS.len()).map(|number| format!("?{number}")).collect();
        format!(
            "INSERT INTO sessions ({}) VALUES ({}) ON CONFLICT(id) DO UPDATE SET {}",
            COLUMNS.join(", "),
            places.join(", "),
            updates.join(", ")
        )
    });
    let totals = session.totals();
    let stamp = entry.file.stamp;
    let title = |title: &Option<String>| title.clone().filter(|_| around.keep_titles);
    // Codex logs name a branch, too, but archives hold none for them.
    let (branch, is_claude) = match session.agent {
        Agent::Claude => (crate::logs::stored_text(&session.branch), true),
        Agent::Codex => (String::new(), false),
    };
    let parent = session.parent.as_ref();
    connection.prepare_cached(&STATEMENT)?.execute(params![
        session.id,
        place.project,
        crate::capture::THIS_MACHINE,
        session.agent.name(),
        title(&session.first_prompt),
        title(&session.name),
        session.started_at.map(Timestamp::to_text),
        session.ended_at.map(Timestamp::to_text),
        totals.messages,
        totals.user_messages,
        entry.path,
        Some(stamp.size).filter(|&size| size > 0),
        stamp.modified,
        Some(stamp.inode).filter(|_| is_claude),
        Some(stamp.device).filter(|_| is_claude),
        parent.map(|parent| &parent.id),
        parent.map_or("", |parent| parent.relationship.name()),
        totals.output_tokens.unwrap_or_default(),
        totals.peak_context_tokens.unwrap_or_default(),
        totals.output_tokens.is_some(),
        totals.peak_context_tokens.is_some(),
        session.is_automated,
        session.messages.iter().any(|message| message.has_tool_use),
        totals.peak_context_tokens.is_some(),
        LAYOUT,
        place.cwd,
        branch,
        session.source_session_id,
        session.source_version,
        session.malformed_lines,
        session.is_truncated,
        session.termination.map(crate::logs::Termination::name),
        around.now,
    ])?;
    Ok(())
}

/// Messages keep the rows they have, so that what users pinned stays pinned.
fn put_messages(connection: &Connection, session: &Session) -> rusqlite::Result<()> {
    let stored: Vec<i64> = connection
        .prepare_cached("SELECT ordinal FROM messages WHERE session_id = ?1")?
        .query_map([&session.id], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let is_kept =
        |ordinal: &i64| session.messages.binary_search_by_key(ordinal, |message| message.ordinal).is_ok();
    for ordinal in stored.iter().filter(|ordinal| !is_kept(ordinal)) {
        connection
            .prepare_cached("DELETE FROM messages WHERE session_id = ?1 AND ordinal = ?2")?
            .execute(params![session.id, ordinal])?;
    }
    let mut insert = connection.prepare_cached(
        "INSERT INTO messages (session_id, ordinal, role, content, timestamp, has_tool_use, is_system, model, \
         token_usage, context_tokens, output_tokens, has_context_tokens, has_output_tokens, claude_message_id, \
         claude_request_id, source_type, source_subtype, source_uuid, source_parent_uuid, is_sidechain, \
         is_compact_boundary) \
         VALUES (?1, ?2, ?3, '', ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20) \
         ON CONFLICT(session_id, ordinal) DO UPDATE SET role = excluded.role, timestamp = excluded.timestamp, \
         has_tool_use = excluded.has_tool_use, is_system = excluded.is_system, model = excluded.model, \
         token_usage = excluded.token_usage, context_tokens = excluded.context_tokens, \
         output_tokens = excluded.output_tokens, has_context_tokens = excluded.has_context_tokens, \
         has_output_tokens = excluded.has_output_tokens, claude_message_id = excluded.claude_message_id, \
         claude_request_id = excluded.claude_request_id, source_type = excluded.source_type, \
         source_subtype = excluded.source_subtype, source_uuid = excluded.source_uuid, \
         source_parent_uuid = excluded.source_parent_uuid, is_sidechain = excluded.is_sidechain, \
         is_compact_boundary = excluded.is_compact_boundary",
    )?;
    for message in &session.messages {
        let Message { usage, .. } = message;
        insert.execute(params![
            session.id,
            message.ordinal,
            message.role.name(),
            message.timestamp.map(Timestamp::to_text).unwrap_or_default(),
            message.has_tool_use,
            message.is_system,
            message.model,
            usage.text,
            usage.context.unwrap_or_default(),
            usage.output.unwrap_or_default(),
            usage.context.is_some(),
            usage.output.is_some(),
            message.message_id,
            message.request_id,
            message.source_type,
            message.source_subtype,
            message.uuid,
            message.parent_uuid,
            message.is_sidechain,
            message.is_compact_boundary,
        ])?;
    }
    Ok(())
}

fn put_delegations(connection: &Connection, session: &Session) -> rusqlite::Result<()> {
    connection.prepare_cached("DELETE FROM tool_calls WHERE session_id = ?1")?.execute([&session.id])?;
    for Delegation { ordinal, tool, tool_use_id, session_id } in &session.delegations {
        connection
            .prepare_cached(
                "INSERT INTO tool_calls (message_id, session_id, tool_name, category, tool_use_id, \
                 subagent_session_id) \
                 SELECT id, session_id, ?3, ?4, ?5, ?6 FROM messages WHERE session_id = ?1 AND ordinal = ?2",
            )?
            .execute(params![session.id, ordinal, tool, DELEGATION, tool_use_id, session_id])?;
    }
    Ok(())
}

/// Makes a session the child of the one that started it, and those that it started its children.
fn link(connection: &Connection, id: &str) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "UPDATE sessions SET relationship_type = 'subagent', parent_session_id = \
             (SELECT min(session_id) FROM tool_calls WHERE subagent_session_id = sessions.id \
              AND session_id <> sessions.id) \
             WHERE relationship_type <> 'subagent' AND deleted_at IS NULL \
             AND (id = ?1 OR id IN (SELECT subagent_session_id FROM tool_calls WHERE session_id = ?1)) \
             AND EXISTS (SELECT 1 FROM tool_calls WHERE subagent_session_id = sessions.id \
              AND session_id <> sessions.id)",
        )?
        .execute([id])?;
    Ok(())
}

/// Takes out sessions that the file held and holds no more; those in the trash stay.
fn forget_others(connection: &Connection, entry: &Entry) -> rusqlite::Result<()> {
    let stored: Vec<String> = connection
        .prepare_cached("SELECT id FROM sessions WHERE file_path = ?1 AND deleted_at IS NULL")?
        .query_map([&entry.path], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let is_gone = |id: &&String| entry.sessions.iter().all(|(session, _)| session.id != **id);
    for id in stored.iter().filter(is_gone).chain(&entry.usage_probes) {
        connection
            .prepare_cached("DELETE FROM sessions WHERE id = ?1 AND deleted_at IS NULL")?
            .execute([id])?;
    }
    Ok(())
}

fn remember_file(connection: &Connection, path: &str, stamp: FileStamp) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO agentexport_files VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![path, stamp.size, stamp.modified, stamp.inode, stamp.device])?;
    Ok(())
}
