//! Cleaning the identity observations of a mirror: remotes that were stored before passwords were taken out of them are
//! replaced by their safe form, from which the same keys follow. Looked for every time, since rows may arrive raw later.

use agent_contracts::identity::{Evidence, KeySource, StoredTextOnly, derive, sanitize_remote};
use agent_contracts::text::lossy;

use super::PushError;
use crate::archive::mirror::layout;
use crate::archive::mirror::tables::OBSERVATIONS;
use crate::archive::mirror::{
    Address, Database, Dialect, Kind, MirrorError, Purpose, Value, check_schema_name, connect, reference,
    text_of,
};

/// The key under which a mirror of ours notes that its observations were cleaned, and the value.
const MARKER: (&str, &str) = ("identity_repair", "1");

/// What was cleaned.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Repaired {
    /// Rows whose remote was replaced.
    pub rows: u64,
}

/// Cleans the mirrors at an address: in `schema`, or in every schema where one is expected.
///
/// # Errors
///
/// Of the database; [`MirrorError::NoMirror`] when there is nothing to clean. Nothing is changed then.
pub fn repair(address: &Address, schema: Option<&str>) -> Result<Repaired, PushError> {
    schema.map_or(Ok(()), check_schema_name)?;
    let shown = address.to_string();
    let mut database = connect(address, Purpose::Change)?;
    let candidates = match schema {
        Some(schema) => vec![schema],
        None => vec![layout::OWN_SCHEMA, reference::default_schema(database.dialect())],
    };
    let mut repaired = Repaired::default();
    let mut found = false;
    for schema in &candidates {
        if layout::layout_of(database.as_mut(), &shown, schema)?.is_some() {
            found = true;
            repaired.rows += observations(database.as_mut(), schema)?.rows;
        } else if reference::is_recognised(&database.names(schema)?) {
            found = true;
            repaired.rows += reference_observations(database.as_mut(), schema)?.rows;
        }
    }
    if found {
        Ok(repaired)
    } else {
        Err(MirrorError::NoMirror { address: shown, schema: candidates.join(" or ") }.into())
    }
}

/// Cleans a mirror of ours, all of it or nothing.
pub(super) fn observations(database: &mut dyn Database, schema: &str) -> Result<Repaired, PushError> {
    let remote = database.dialect().cast("git_remote", Kind::Text);
    let sql =
        format!("SELECT DISTINCT {remote} FROM \"{schema}\".{} WHERE git_remote <> ''", OBSERVATIONS.name);
    let mut raw = Vec::new();
    database.visit(&sql, &[Kind::Text], &mut |cells| {
        raw.push(text_of(&cells[0]));
        Ok(())
    })?;
    raw.retain(|remote| safe_remote(remote.as_bytes()) != *remote);
    if raw.is_empty() && layout::metadata(database, schema, MARKER.0)?.is_some() {
        return Ok(Repaired::default());
    }
    let mut repaired = Repaired::default();
    database.execute("BEGIN")?;
    let update =
        format!("UPDATE \"{schema}\".{} SET git_remote = $1 WHERE git_remote = $2", OBSERVATIONS.name);
    for remote in &raw {
        let safe = safe_remote(remote.as_bytes());
        let values = [Value::text(safe.as_bytes()), Value::text(remote.as_bytes())];
        repaired.rows += database.execute_with(&update, &values)?;
    }
    layout::set_metadata(database, schema, MARKER.0, MARKER.1)?;
    if repaired.rows > 0 {
        layout::next_revision(database, schema)?;
    }
    database.execute("COMMIT")?;
    Ok(repaired)
}

/// A row of a mirror of the reference, by its key, with what its identity follows from.
struct Raw {
    place: [String; 3],
    remote: String,
    worktree_root_path: String,
}

/// Cleans a mirror of the reference by the rules of its own writer, all of it or nothing.
fn reference_observations(database: &mut dyn Database, schema: &str) -> Result<Repaired, PushError> {
    let raw = raw_rows(database, schema)?;
    let table = format!("\"{schema}\".project_identity_observations");
    let mut repaired = Repaired::default();
    database.execute("BEGIN")?;
    for row in raw {
        let remote = clean(&row.remote);
        let text = |text: &str| Value::text(text.as_bytes()).into_owned();
        let place: Vec<_> = row.place.iter().map(|part| text(part)).collect();
        let at_place = "project = $1 AND machine = $2 AND root_path = $3";
        let key: Vec<_> = place.iter().cloned().chain([text(&row.remote)]).collect();
        let has_other = || {
            format!(
                "EXISTS (SELECT 1 FROM {table} WHERE {at_place} AND git_remote <> '' AND git_remote <> $4)"
            )
        };
        if !remote.is_empty() {
            // A place with a remote has no row without one.
            database
                .execute_with(&format!("DELETE FROM {table} WHERE {at_place} AND git_remote = ''"), &place)?;
        }
        let evidence = Evidence {
            root_path: row.place[2].as_bytes(),
            git_remote: remote.as_bytes(),
            worktree_root_path: row.worktree_root_path.as_bytes(),
        };
        let identity = derive(&evidence, &StoredTextOnly);
        let of_remote = identity.as_ref().filter(|identity| identity.source == KeySource::GitRemote);
        let source = identity.as_ref().map_or("", |identity| match identity.source {
            KeySource::GitRemote => "git_remote",
            KeySource::RootPath => "root_path",
        });
        let condition = if remote.is_empty() { format!("AND NOT {}", has_other()) } else { String::new() };
        let mut values = key.clone();
        values.extend([
            text(&remote),
            text(&of_remote.map(|identity| lossy(&identity.value).into_owned()).unwrap_or_default()),
            text(source),
            text(&identity.as_ref().map(|identity| identity.key().as_str().to_owned()).unwrap_or_default()),
        ]);
        database.execute_with(
            &format!(
                "INSERT INTO {table} (project, machine, root_path, git_remote, git_remote_name, worktree_name, \
                 worktree_root_path, observed_at, normalized_remote, key_source, key) \
                 SELECT project, machine, root_path, CAST($5 AS text), git_remote_name, worktree_name, \
                 worktree_root_path, observed_at, CAST($6 AS text), CAST($7 AS text), CAST($8 AS text) \
                 FROM {table} WHERE {at_place} AND git_remote = $4 {condition} \
                 ON CONFLICT (project, machine, root_path, git_remote) DO UPDATE SET \
                 git_remote_name = excluded.git_remote_name, worktree_name = excluded.worktree_name, \
                 worktree_root_path = excluded.worktree_root_path, observed_at = excluded.observed_at, \
                 normalized_remote = excluded.normalized_remote, key_source = excluded.key_source, \
                 key = excluded.key"
            ),
            &values,
        )?;
        repaired.rows += database
            .execute_with(&format!("DELETE FROM {table} WHERE {at_place} AND git_remote = $4"), &key)?;
    }
    let marker = reference::repair_marker(database.dialect());
    let sql = format!(
        "INSERT INTO \"{schema}\".sync_metadata (key, value) VALUES ('{marker}', '1') \
         ON CONFLICT (key) DO UPDATE SET value = excluded.value"
    );
    database.execute(&sql)?;
    database.execute("COMMIT")?;
    Ok(repaired)
}

fn raw_rows(database: &mut dyn Database, schema: &str) -> Result<Vec<Raw>, MirrorError> {
    let dialect = database.dialect();
    let columns = ["project", "machine", "root_path", "git_remote", "worktree_root_path"];
    let cast: Vec<_> = columns.iter().map(|column| dialect.cast(column, Kind::Text)).collect();
    let bytes = if dialect == Dialect::Postgres { " COLLATE \"C\"" } else { "" };
    let order: Vec<_> = columns[..4].iter().map(|column| format!("{column}{bytes}")).collect();
    let sql = format!(
        "SELECT {} FROM \"{schema}\".project_identity_observations WHERE git_remote <> '' ORDER BY {}",
        cast.join(", "),
        order.join(", ")
    );
    let mut raw = Vec::new();
    database.visit(&sql, &[Kind::Text; 5], &mut |cells| {
        let text = |index: usize| text_of(&cells[index]);
        let row = Raw { place: [text(0), text(1), text(2)], remote: text(3), worktree_root_path: text(4) };
        if clean(&row.remote) != row.remote {
            raw.push(row);
        }
        Ok(())
    })?;
    Ok(raw)
}

/// A remote as a mirror of ours holds it: its safe form, from which the same identity follows. Even one that is of no use says
/// which of two directories counts, so a blank stands for it.
pub(super) fn safe_remote(remote: &[u8]) -> String {
    let clean = lossy(&sanitize_remote(remote)).replace('\0', "");
    if clean.is_empty() && !remote.is_empty() { " ".to_owned() } else { clean }
}

/// A remote as a mirror of the reference holds it.
fn clean(remote: &str) -> String {
    lossy(&sanitize_remote(remote.as_bytes())).into_owned()
}
