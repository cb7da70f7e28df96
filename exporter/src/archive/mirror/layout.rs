//! The layout of a mirror that `push` keeps: made and upgraded step by step, found by its names, and what a mirror notes
//! about itself. The tables are in [`super::tables`].

use super::database::{Database, integer_of, text_of};
use super::error::MirrorError;
use super::tables::ARCHIVES;
use super::value::{Dialect, Kind, Value};
use Kind::Text;

/// The schema of mirrors that `push` makes.
pub const OWN_SCHEMA: &str = "agent_contracts";

/// What one step of an upgrade runs: in both databases, and in PostgreSQL alone.
struct Step {
    both: &'static str,
    postgres: &'static str,
}

/// The steps from nothing to the newest layout; a mirror's layout is the number of steps that it has seen. A released step
/// never changes: what changes is a further one.
const STEPS: [Step; 1] =
    [Step { both: include_str!("migrations/1.sql"), postgres: include_str!("migrations/1.postgres.sql") }];

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
            // Whatever else is written there is not for a message.
            found: found
                .parse::<u32>()
                .map_or_else(|_| "of an unknown kind".to_owned(), |number| number.to_string()),
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
    apply(database, schema, done, &STEPS)
}

/// Takes the steps behind the first `done`, all of them or none.
fn apply(database: &mut dyn Database, schema: &str, done: usize, steps: &[Step]) -> Result<(), MirrorError> {
    database.execute("BEGIN")?;
    database.execute(&format!("CREATE SCHEMA IF NOT EXISTS \"{schema}\""))?;
    let dialect = database.dialect();
    for step in &steps[done..] {
        database.execute(&statements(step.both, dialect, schema))?;
        if dialect == Dialect::Postgres {
            database.execute(&statements(step.postgres, dialect, schema))?;
        }
    }
    set_metadata(database, schema, LAYOUT_KEY, &steps.len().to_string())?;
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

#[cfg(test)]
#[cfg(feature = "duckdb")]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::archive::mirror::tables::{
        CURSOR_EVENTS, MAPPINGS, MESSAGES, OBSERVATIONS, PRICES, SESSIONS, Table, USAGE_EVENTS,
    };
    use crate::archive::mirror::{Address, Purpose, connect};

    const TABLES: [Table; 8] =
        [ARCHIVES, SESSIONS, MESSAGES, USAGE_EVENTS, CURSOR_EVENTS, PRICES, OBSERVATIONS, MAPPINGS];

    fn upgraded() -> (tempfile::TempDir, Box<dyn Database>) {
        let directory = tempfile::tempdir().unwrap();
        let address = Address::DuckDb(directory.path().join("mirror.duckdb"));
        let mut database = connect(&address, Purpose::Fill).unwrap();
        upgrade(database.as_mut(), "here", OWN_SCHEMA).unwrap();
        (directory, database)
    }

    #[test]
    fn the_steps_make_the_tables_that_are_written() {
        let (_directory, mut database) = upgraded();
        let mut expected: BTreeSet<String> =
            ["metadata", "metadata.key", "metadata.value"].map(str::to_owned).into();
        for table in TABLES {
            expected.insert(table.name.to_owned());
            expected.extend(table.columns.iter().map(|(column, _)| format!("{}.{column}", table.name)));
        }
        assert_eq!(database.names(OWN_SCHEMA).unwrap(), expected, "a step and its table differ");
    }

    #[test]
    fn columns_are_appended_in_the_order_of_their_definition() {
        let (_directory, mut database) = upgraded();
        for table in TABLES {
            let sql = format!(
                "SELECT CAST(column_name AS text) FROM information_schema.columns WHERE table_schema = '{OWN_SCHEMA}' \
                 AND table_name = '{}' ORDER BY ordinal_position",
                table.name
            );
            let mut columns = Vec::new();
            let mut take = |cells: &[rusqlite::types::ToSqlOutput<'_>]| {
                columns.push(text_of(&cells[0]));
                Ok(())
            };
            database.visit(&sql, &[Text], &mut take).unwrap();
            let expected: Vec<_> = table.columns.iter().map(|(column, _)| *column).collect();
            assert_eq!(columns, expected, "{}", table.name);
        }
    }

    #[test]
    fn an_upgrade_is_noted_and_done_once() {
        let (_directory, mut database) = upgraded();
        let layout = layout_of(database.as_mut(), "here", OWN_SCHEMA).unwrap();
        assert_eq!(layout, Some(STEPS.len()));
        assert!(check_readable(STEPS.len(), "here", OWN_SCHEMA).is_ok());
        assert!(check_readable(0, "here", OWN_SCHEMA).unwrap_err().to_string().contains("push to it once"));
        set_metadata(database.as_mut(), OWN_SCHEMA, "kept", "yes").unwrap();
        upgrade(database.as_mut(), "here", OWN_SCHEMA).unwrap();
        assert_eq!(metadata(database.as_mut(), OWN_SCHEMA, "kept").unwrap().as_deref(), Some("yes"));
        set_metadata(database.as_mut(), OWN_SCHEMA, LAYOUT_KEY, "99").unwrap();
        let refused = upgrade(database.as_mut(), "here", OWN_SCHEMA).unwrap_err().to_string();
        assert!(refused.contains("use a newer agentexport"), "{refused}");
    }

    #[test]
    fn a_further_step_keeps_what_is_there_and_a_failing_one_changes_nothing() {
        let (directory, mut database) = upgraded();
        set_metadata(database.as_mut(), OWN_SCHEMA, "kept", "yes").unwrap();
        let grow = "ALTER TABLE {schema}.sessions ADD COLUMN shade {text} DEFAULT 'none';";
        let further = |both| STEPS.into_iter().chain([Step { both, postgres: "" }]).collect::<Vec<_>>();
        let broken = format!("{grow} SELECT nonsense;");
        apply(database.as_mut(), OWN_SCHEMA, STEPS.len(), &further(broken.leak())).unwrap_err();
        drop(database);

        let address = Address::DuckDb(directory.path().join("mirror.duckdb"));
        let mut database = connect(&address, Purpose::Change).unwrap();
        assert!(!database.names(OWN_SCHEMA).unwrap().contains("sessions.shade"));
        assert_eq!(layout_of(database.as_mut(), "here", OWN_SCHEMA).unwrap(), Some(STEPS.len()));
        apply(database.as_mut(), OWN_SCHEMA, STEPS.len(), &further(grow)).unwrap();
        assert!(database.names(OWN_SCHEMA).unwrap().contains("sessions.shade"));
        assert_eq!(metadata(database.as_mut(), OWN_SCHEMA, "kept").unwrap().as_deref(), Some("yes"));
        let newer = layout_of(database.as_mut(), "here", OWN_SCHEMA).unwrap_err().to_string();
        assert!(newer.contains("use a newer agentexport"), "{newer}");
    }
}
