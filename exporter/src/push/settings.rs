//! What an archive holds besides sessions: prices, observations, mappings, usage that Cursor reported. Small tables, which
//! are written anew when anything in them changed.

use agent_contracts::scalar::Sha256Digest;

use super::PushError;
use super::repair::safe_remote;
use super::session::{Row, write_values};
use crate::archive::Snapshot;
use crate::archive::mirror::Value;
use crate::archive::mirror::tables::{CURSOR_EVENTS, MAPPINGS, OBSERVATIONS, PRICES, Table};
use crate::rows;

/// The tables with their rows, and the fingerprint of them all.
#[derive(Debug)]
pub(super) struct Settings {
    /// The tables.
    pub(super) tables: Vec<(Table, Vec<Row>)>,
    /// What they come to.
    pub(super) fingerprint: String,
}

/// Reads them.
///
/// # Errors
///
/// What SQLite says, and cells of the wrong type.
pub(super) fn collect(snapshot: &Snapshot, archive: i64) -> Result<Settings, PushError> {
    let text = |bytes: &[u8]| Value::text(bytes).into_owned();
    let archive = Value::Integer(archive);
    let row = |values: Vec<Value<'static>>| {
        let mut row = vec![archive.clone()];
        row.extend(values);
        row
    };
    let prices = rows::stored_prices(snapshot)?.into_iter().map(|price| {
        row(vec![
            text(&price.pattern),
            Value::Real(price.rates.input),
            Value::Real(price.rates.output),
            Value::Real(price.rates.cache_write),
            Value::Real(price.rates.cache_read),
            text(&price.updated_at),
        ])
    });
    let observations = rows::observations(snapshot)?.into_iter().map(|seen| {
        row(vec![
            text(&seen.project),
            text(&seen.machine),
            text(&seen.root_path),
            // Never as an older writer may have stored it, with a password.
            text(safe_remote(&seen.git_remote).as_bytes()),
            text(&seen.worktree_name),
            text(&seen.worktree_root_path),
        ])
    });
    let mappings = rows::stored_mappings(snapshot)?.into_iter().map(|mapping| {
        row(vec![
            text(&mapping.machine),
            text(&mapping.path_prefix),
            text(&mapping.layout),
            text(&mapping.project),
        ])
    });
    let mut cursor_events = Vec::new();
    rows::scan_cursor_events(
        snapshot,
        |_| true,
        |event| {
            cursor_events.push(row(vec![
                Value::Integer(event.id),
                text(event.occurred_at),
                text(event.model),
                Value::Integer(event.input_tokens),
                Value::Integer(event.output_tokens),
                Value::Integer(event.cache_write_tokens),
                Value::Integer(event.cache_read_tokens),
                Value::Real(event.charged_usd),
                Value::Flag(event.is_headless),
                text(event.dedup_key),
            ]));
        },
    )?;
    let tables = vec![
        (PRICES, prices.collect()),
        (OBSERVATIONS, observations.collect()),
        (MAPPINGS, mappings.collect()),
        (CURSOR_EVENTS, cursor_events),
    ];
    let fingerprint = fingerprint(&tables);
    Ok(Settings { tables, fingerprint })
}

fn fingerprint(tables: &[(Table, Vec<Row>)]) -> String {
    let mut bytes = Vec::new();
    for (table, rows) in tables {
        bytes.extend(table.name.as_bytes());
        // Not the number of the archive, which differs from mirror to mirror.
        for row in rows {
            write_values(&mut bytes, &row[1..]);
        }
    }
    Sha256Digest::of(&bytes).as_str().to_owned()
}
