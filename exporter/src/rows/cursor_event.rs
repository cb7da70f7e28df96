//! The table `cursor_usage_events`: usage that the administration of Cursor reported. Older archives have none.

use super::cell::{Cells, RowError, Source};
use super::money::Money;
use crate::archive::Snapshot;

/// The columns, with the one that holds what was charged.
macro_rules! source {
    ($charged:literal) => {
        Source {
            table: "cursor_usage_events",
            columns: &[
                "id",
                "occurred_at",
                "model",
                "input_tokens",
                "output_tokens",
                "cache_write_tokens",
                "cache_read_tokens",
                $charged,
                "dedup_key",
                "is_headless IS 0",
            ],
        }
    };
}

fn source(money: Money) -> Source {
    match money {
        Money::Dollars => source!("charged_cents"),
        Money::Microdollars => source!("charged_microdollars"),
    }
}

fn charged_usd(money: Money, cells: &Cells<'_>, index: usize) -> Result<f64, RowError> {
    match money {
        // Where reported costs are dollars, this one is cents.
        Money::Dollars => Ok(cells.real(index)? / 100.0),
        Money::Microdollars => money.dollars(cells, index),
    }
}

/// One row. Text is borrowed from SQLite until the next one.
#[derive(Debug)]
pub struct CursorEventRow<'r> {
    /// Primary key.
    pub id: i64,
    /// Time text.
    pub occurred_at: &'r [u8],
    /// Model name; never empty.
    pub model: &'r [u8],
    /// Uncached input tokens.
    pub input_tokens: i64,
    /// Output tokens.
    pub output_tokens: i64,
    /// Tokens written to the prompt cache.
    pub cache_write_tokens: i64,
    /// Tokens read from the prompt cache.
    pub cache_read_tokens: i64,
    /// What was charged, US dollars.
    pub charged_usd: f64,
    /// Key under which the row counts once; empty when none.
    pub dedup_key: &'r [u8],
    /// Nobody sat in front of it.
    pub is_headless: bool,
}

/// Visits every row that names a model and whose time `wanted` accepts, in stored order; none without the table.
///
/// # Errors
///
/// What SQLite says, and cells of the wrong type in wanted rows.
pub fn scan_cursor_events(
    snapshot: &Snapshot,
    mut wanted: impl FnMut(&[u8]) -> bool,
    mut visit: impl FnMut(&CursorEventRow<'_>),
) -> Result<(), RowError> {
    let sqlite = |error| snapshot.error(&error);
    let money = Money::of(snapshot.generation());
    let source = source(money);
    if !snapshot.connection().table_exists(None, source.table).map_err(sqlite)? {
        return Ok(());
    }
    let sql = source.select("NOT INDEXED WHERE model <> '' ORDER BY rowid");
    let mut statement = snapshot.connection().prepare(&sql).map_err(sqlite)?;
    let mut found = statement.query([]).map_err(sqlite)?;
    while let Some(row) = found.next().map_err(sqlite)? {
        let cells = Cells { source, row };
        let id = cells.integer(0)?;
        let mut read = || {
            let occurred_at = cells.text(1)?;
            if wanted(occurred_at) {
                visit(&CursorEventRow {
                    id,
                    occurred_at,
                    model: cells.text(2)?,
                    input_tokens: cells.integer(3)?,
                    output_tokens: cells.integer(4)?,
                    cache_write_tokens: cells.integer(5)?,
                    cache_read_tokens: cells.integer(6)?,
                    charged_usd: charged_usd(money, &cells, 7)?,
                    dedup_key: cells.text(8)?,
                    is_headless: cells.integer(9)? == 0,
                });
            }
            Ok(())
        };
        read().map_err(|error: RowError| error.of_row(id.to_string().as_bytes()))?;
    }
    Ok(())
}
