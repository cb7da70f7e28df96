//! The table of identity observations: what may be in it, which row gives way to which, and cleaning old rows.

use agent_contracts::identity::{KeySource, StoredTextOnly};
use agent_contracts::text::lossy;
use agent_contracts::timestamp::Timestamp;
use rusqlite::{Connection, Params, Row, params};

use crate::capture::Observation;
use crate::capture::secrets::{plain_name, without_secrets_in_path, without_secrets_in_remote};

/// The columns, as rows are read here.
const COLUMNS: &str = "project, machine, root_path, git_remote, git_remote_name, worktree_name, worktree_root_path, observed_at";

/// Writes what was observed at `now`, a time as text.
///
/// # Errors
///
/// SQLite's, unchanged.
pub(super) fn write(connection: &Connection, observation: &Observation, now: &str) -> rusqlite::Result<()> {
    put(connection, observation, now, None)
}

/// Writes a row. A place with a remote has no row without one; `ignored` is a remote that does not count for that.
fn put(
    connection: &Connection,
    observation: &Observation,
    observed_at: &str,
    ignored: Option<&str>,
) -> rusqlite::Result<()> {
    let Observation { project, machine, root_path, git_remote, git_remote_name, .. } = observation;
    let place = params![project, machine, root_path];
    if git_remote.is_empty() {
        let has_remote: bool = connection
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM project_identity_observations WHERE project = ?1 AND machine = ?2 \
                 AND root_path = ?3 AND git_remote <> '' AND git_remote IS NOT ?4)",
            )?
            .query_row(params![project, machine, root_path, ignored], |row| row.get(0))?;
        if has_remote {
            return Ok(());
        }
    } else {
        connection
            .prepare_cached(
                "DELETE FROM project_identity_observations \
                 WHERE project = ?1 AND machine = ?2 AND root_path = ?3 AND git_remote = ''",
            )?
            .execute(place)?;
    }
    let identity = observation.identity(&StoredTextOnly);
    let remote = identity.as_ref().filter(|identity| identity.source == KeySource::GitRemote);
    let source = identity.as_ref().map_or("", |identity| match identity.source {
        KeySource::GitRemote => "git_remote",
        KeySource::RootPath => "root_path",
    });
    connection
        .prepare_cached(
            "INSERT INTO project_identity_observations \
             (project, machine, root_path, git_remote, git_remote_name, worktree_name, worktree_root_path, \
             observed_at, normalized_remote, key_source, key) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) \
             ON CONFLICT DO UPDATE SET git_remote_name = excluded.git_remote_name, \
             worktree_name = excluded.worktree_name, worktree_root_path = excluded.worktree_root_path, \
             observed_at = excluded.observed_at, normalized_remote = excluded.normalized_remote, \
             key_source = excluded.key_source, key = excluded.key",
        )?
        .execute(params![
            project,
            machine,
            root_path,
            git_remote,
            git_remote_name,
            observation.worktree_name,
            observation.worktree_root_path,
            observed_at,
            remote.map(|identity| lossy(&identity.value)).unwrap_or_default(),
            source,
            identity.as_ref().map(|identity| identity.key().as_str().to_owned()).unwrap_or_default(),
        ])?;
    Ok(())
}

/// Cleans rows that other programs or older versions left: no row without a remote beside one with a remote, and
/// no secret in any. Clean rows stay as they are. `now` stands in for a time that cannot be read.
///
/// # Errors
///
/// SQLite's, unchanged.
pub(super) fn scrub(connection: &Connection, now: &str) -> rusqlite::Result<()> {
    connection.execute(
        "DELETE FROM project_identity_observations AS bare WHERE git_remote = '' AND EXISTS \
         (SELECT 1 FROM project_identity_observations AS other WHERE other.project = bare.project \
         AND other.machine = bare.machine AND other.root_path = bare.root_path AND other.git_remote <> '')",
        [],
    )?;
    let select = format!("SELECT {COLUMNS} FROM project_identity_observations ORDER BY rowid");
    for (row, observed_at) in rows(connection, &select, [])? {
        let clean = cleaned(&row);
        if clean == row {
            continue;
        }
        if !clean.project.trim().is_empty() && !clean.machine.trim().is_empty() {
            let is_readable = Timestamp::parse(observed_at.as_bytes()).is_some();
            let observed_at = if is_readable { observed_at.as_str() } else { now };
            put(connection, &clean, observed_at, Some(&row.git_remote))?;
            if key(&clean) == key(&row) {
                continue;
            }
        }
        connection.execute(
            "DELETE FROM project_identity_observations \
             WHERE project = ?1 AND machine = ?2 AND root_path = ?3 AND git_remote = ?4",
            key(&row),
        )?;
    }
    Ok(())
}

/// What tells rows apart.
fn key(row: &Observation) -> [&str; 4] {
    [&row.project, &row.machine, &row.root_path, &row.git_remote]
}

/// A row as it may stay; when its remote changes, it loses blanks around its texts, too, as in v1.
fn cleaned(row: &Observation) -> Observation {
    let text = |bytes: &[u8]| lossy(bytes).into_owned();
    let path = |path: &str| text(&without_secrets_in_path(path.as_bytes()));
    let mut clean = Observation {
        git_remote: text(&without_secrets_in_remote(row.git_remote.as_bytes())),
        git_remote_name: text(plain_name(row.git_remote_name.as_bytes())),
        root_path: path(&row.root_path),
        worktree_root_path: path(&row.worktree_root_path),
        worktree_name: path(&row.worktree_name),
        ..row.clone()
    };
    if clean.git_remote != row.git_remote {
        for column in [
            &mut clean.project,
            &mut clean.machine,
            &mut clean.root_path,
            &mut clean.git_remote_name,
            &mut clean.worktree_name,
            &mut clean.worktree_root_path,
        ] {
            *column = column.trim().to_owned();
        }
    }
    clean
}

/// Rows with the times they were observed at.
fn rows(
    connection: &Connection,
    select: &str,
    values: impl Params,
) -> rusqlite::Result<Vec<(Observation, String)>> {
    let read = |row: &Row<'_>| {
        let observation = Observation {
            project: row.get(0)?,
            machine: row.get(1)?,
            root_path: row.get(2)?,
            git_remote: row.get(3)?,
            git_remote_name: row.get(4)?,
            worktree_name: row.get(5)?,
            worktree_root_path: row.get(6)?,
        };
        Ok((observation, row.get(7)?))
    };
    connection.prepare(select)?.query_map(values, read)?.collect()
}

#[cfg(test)]
mod tests;
