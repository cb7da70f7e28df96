//! The tables of a mirror that `push` keeps: made and upgraded step by step, and found by their names.

use super::database::{Database, integer_of, text_of};
use super::error::MirrorError;
use super::value::{Dialect, Kind, Value};
use Kind::{Flag, Integer, Real, Text};

/// The schema of mirrors that `push` makes.
pub const OWN_SCHEMA: &str = "agent_contracts";

/// A table and its columns, in the order of its definition.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its columns.
    pub(crate) columns: &'static [(&'static str, Kind)],
}

/// One archive's row.
pub(crate) const ARCHIVES: Table = Table {
    name: "archives",
    columns: &[
        ("archive", Integer),
        ("database_id", Text),
        ("machine", Text),
        ("is_complete", Flag),
        ("settings_fingerprint", Text),
        ("pushed_at", Text),
    ],
};

/// Sessions.
pub(crate) const SESSIONS: Table = Table {
    name: "sessions",
    columns: &[
        ("archive", Integer),
        ("id", Text),
        ("fingerprint", Text),
        ("position", Integer),
        ("project", Text),
        ("machine", Text),
        ("agent", Text),
        ("started_at", Text),
        ("ended_at", Text),
        ("created_at", Text),
        ("message_count", Integer),
        ("user_message_count", Integer),
        ("is_automated", Flag),
        ("parent_session_id", Text),
        ("relationship_type", Text),
        ("total_output_tokens", Integer),
        ("peak_context_tokens", Integer),
        ("has_total_output_tokens", Flag),
        ("has_peak_context_tokens", Flag),
        ("cwd", Text),
        ("git_branch", Text),
        ("file_path", Text),
        ("is_deleted", Flag),
        ("termination_status", Text),
        ("outcome", Text),
        ("health_grade", Text),
        ("tool_failure_signal_count", Integer),
        ("secret_leak_count", Integer),
        ("display_name", Text),
        ("session_name", Text),
        ("first_message", Text),
    ],
};

/// Messages, without their content.
pub(crate) const MESSAGES: Table = Table {
    name: "messages",
    columns: &[
        ("archive", Integer),
        ("session_id", Text),
        ("position", Integer),
        ("ordinal", Integer),
        ("is_assistant", Flag),
        ("is_system", Flag),
        ("timestamp", Text),
        ("model", Text),
        ("input_tokens", Integer),
        ("output_tokens", Integer),
        ("cache_creation_tokens", Integer),
        ("cache_read_tokens", Integer),
        ("reasoning_tokens", Integer),
        ("claude_message_id", Text),
        ("claude_request_id", Text),
        ("source_uuid", Text),
    ],
};

/// Usage that agents reported outside their messages.
pub(crate) const USAGE_EVENTS: Table = Table {
    name: "usage_events",
    columns: &[
        ("archive", Integer),
        ("session_id", Text),
        ("id", Integer),
        ("message_ordinal", Integer),
        ("source", Text),
        ("model", Text),
        ("input_tokens", Integer),
        ("output_tokens", Integer),
        ("cache_creation_tokens", Integer),
        ("cache_read_tokens", Integer),
        ("reasoning_tokens", Integer),
        ("cost_usd", Real),
        ("occurred_at", Text),
        ("dedup_key", Text),
    ],
};

/// Usage that the administration of Cursor reported.
pub(crate) const CURSOR_EVENTS: Table = Table {
    name: "cursor_events",
    columns: &[
        ("archive", Integer),
        ("id", Integer),
        ("occurred_at", Text),
        ("model", Text),
        ("input_tokens", Integer),
        ("output_tokens", Integer),
        ("cache_write_tokens", Integer),
        ("cache_read_tokens", Integer),
        ("charged_usd", Real),
        ("is_headless", Flag),
        ("dedup_key", Text),
    ],
};

/// Prices.
pub(crate) const PRICES: Table = Table {
    name: "prices",
    columns: &[
        ("archive", Integer),
        ("pattern", Text),
        ("input_per_mtok", Real),
        ("output_per_mtok", Real),
        ("cache_write_per_mtok", Real),
        ("cache_read_per_mtok", Real),
        ("updated_at", Text),
    ],
};

/// Which repository or directory a project label was seen with.
pub(crate) const OBSERVATIONS: Table = Table {
    name: "observations",
    columns: &[
        ("archive", Integer),
        ("project", Text),
        ("machine", Text),
        ("root_path", Text),
        ("git_remote", Text),
        ("worktree_name", Text),
        ("worktree_root_path", Text),
    ],
};

/// Which directories belong to which project label.
pub(crate) const MAPPINGS: Table = Table {
    name: "mappings",
    columns: &[
        ("archive", Integer),
        ("machine", Text),
        ("path_prefix", Text),
        ("layout", Text),
        ("project", Text),
    ],
};

/// What one step of an upgrade runs: in both databases, and in PostgreSQL alone.
struct Step {
    both: &'static str,
    postgres: &'static str,
}

/// The steps from nothing to the newest layout; a mirror's layout is the number of steps that it has seen. A released step
/// never changes: what changes is a further one.
const STEPS: [Step; 1] = [Step {
    both: include_str!("migrations/1.sql"),
    postgres: include_str!("migrations/1.postgres.sql"),
}];

/// The key under which a mirror's layout is noted.
const LAYOUT_KEY: &str = "layout";

/// Counts the transactions that changed a mirror.
const REVISION_KEY: &str = "revision";

/// The layout of the mirror in a schema; `None` where there is no mirror.
///
/// # Errors
///
/// Of the database; [`MirrorError::Newer`] for a layout that is not known here, whatever it says.
pub(crate) fn layout_of(
    database: &mut dyn Database,
    address: &str,
    schema: &str,
) -> Result<Option<usize>, MirrorError> {
    if !database.names(schema)?.contains("metadata.key") {
        return Ok(None);
    }
    let Some(found) = metadata(database, schema, LAYOUT_KEY)? else { return Ok(None) };
    match found.parse() {
        Ok(layout) if layout <= STEPS.len() => Ok(Some(layout)),
        _ => Err(MirrorError::Newer {
            address: address.to_owned(),
            schema: schema.to_owned(),
            found,
            known: STEPS.len(),
        }),
    }
}

/// Fails unless a mirror with this layout can be read as it is.
pub(crate) fn check_readable(layout: usize, address: &str, schema: &str) -> Result<(), MirrorError> {
    if layout == STEPS.len() {
        return Ok(());
    }
    let (address, schema) = (address.to_owned(), schema.to_owned());
    Err(MirrorError::Older { address, schema, found: layout, known: STEPS.len() })
}

/// Makes the tables, or brings them to the newest layout; all steps in one transaction.
///
/// # Errors
///
/// As [`layout_of`].
pub(crate) fn upgrade(database: &mut dyn Database, address: &str, schema: &str) -> Result<(), MirrorError> {
    let layout = layout_of(database, address, schema)?;
    let done = layout.unwrap_or(0);
    if done == STEPS.len() {
        return Ok(());
    }
    database.execute("BEGIN")?;
    database.execute(&format!("CREATE SCHEMA IF NOT EXISTS \"{schema}\""))?;
    let dialect = database.dialect();
    for step in &STEPS[done..] {
        database.execute(&statements(step.both, dialect, schema))?;
        if dialect == Dialect::Postgres {
            database.execute(&statements(step.postgres, dialect, schema))?;
        }
    }
    set_metadata(database, schema, LAYOUT_KEY, &STEPS.len().to_string())?;
    database.execute("COMMIT")
}

fn statements(text: &str, dialect: Dialect, schema: &str) -> String {
    // Texts sort by their bytes, here as in an archive.
    let text_type = match dialect {
        Dialect::Postgres => "text COLLATE \"C\"",
        Dialect::DuckDb => "text",
    };
    text.replace("{schema}", &format!("\"{schema}\"")).replace("{text}", text_type)
}

/// What a mirror notes under a key.
pub(crate) fn metadata(
    database: &mut dyn Database,
    schema: &str,
    key: &str,
) -> Result<Option<String>, MirrorError> {
    let value = database.dialect().cast("value", Text);
    let sql = format!("SELECT {value} FROM \"{schema}\".metadata WHERE key = '{key}'");
    let mut found = None;
    database.visit(&sql, &[Text], &mut |cells| {
        found = Some(text_of(&cells[0]));
        Ok(())
    })?;
    Ok(found)
}

/// Notes something under a key.
pub(crate) fn set_metadata(
    database: &mut dyn Database,
    schema: &str,
    key: &str,
    value: &str,
) -> Result<(), MirrorError> {
    let values = [Value::text(value.as_bytes()), Value::text(key.as_bytes())];
    let sql = format!("UPDATE \"{schema}\".metadata SET value = $1 WHERE key = $2");
    if database.execute_with(&sql, &values)? == 0 {
        let sql = format!("INSERT INTO \"{schema}\".metadata (value, key) VALUES ($1, $2)");
        database.execute_with(&sql, &values)?;
    }
    Ok(())
}

/// The number of the state that a mirror is in.
pub(crate) fn revision(database: &mut dyn Database, schema: &str) -> Result<String, MirrorError> {
    Ok(metadata(database, schema, REVISION_KEY)?.unwrap_or_default())
}

/// Notes that the mirror changes with the transaction that is open.
pub(crate) fn next_revision(database: &mut dyn Database, schema: &str) -> Result<(), MirrorError> {
    let next = revision(database, schema)?.parse::<u64>().unwrap_or(0).wrapping_add(1);
    set_metadata(database, schema, REVISION_KEY, &next.to_string())
}

/// One archive in a mirror.
#[derive(Clone, Debug)]
pub(crate) struct ArchiveEntry {
    /// Its number there.
    pub(crate) archive: i64,
    /// Its identifier.
    pub(crate) database_id: String,
    /// The name of the machine that pushes it.
    pub(crate) machine: String,
    /// Whether all of it has been pushed once.
    pub(crate) is_complete: bool,
    /// Of what was pushed besides sessions.
    pub(crate) settings_fingerprint: String,
}

/// The archives in a mirror, by number.
pub(crate) fn archives(database: &mut dyn Database, schema: &str) -> Result<Vec<ArchiveEntry>, MirrorError> {
    let columns: Vec<_> =
        ARCHIVES.columns[..5].iter().map(|&(name, kind)| database.dialect().cast(name, kind)).collect();
    let kinds: Vec<_> = ARCHIVES.columns[..5].iter().map(|&(_, kind)| kind).collect();
    let sql = format!("SELECT {} FROM \"{schema}\".archives ORDER BY archive", columns.join(", "));
    let mut entries = Vec::new();
    database.visit(&sql, &kinds, &mut |cells| {
        entries.push(ArchiveEntry {
            archive: integer_of(&cells[0]),
            database_id: text_of(&cells[1]),
            machine: text_of(&cells[2]),
            is_complete: integer_of(&cells[3]) != 0,
            settings_fingerprint: text_of(&cells[4]),
        });
        Ok(())
    })?;
    Ok(entries)
}

/// The tables of [`STEPS`], for a test that both say the same.
#[cfg(test)]
pub(crate) fn expected_names() -> std::collections::BTreeSet<String> {
    let tables =
        [ARCHIVES, SESSIONS, MESSAGES, USAGE_EVENTS, CURSOR_EVENTS, PRICES, OBSERVATIONS, MAPPINGS];
    let mut names: std::collections::BTreeSet<String> =
        ["metadata", "metadata.key", "metadata.value"].map(str::to_owned).into();
    for table in tables {
        names.insert(table.name.to_owned());
        names.extend(table.columns.iter().map(|(column, _)| format!("{}.{column}", table.name)));
    }
    names
}
