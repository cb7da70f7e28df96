//! The table `usage_events`: usage that agents reported outside their messages.

use super::cell::{AsText, Cells, RowError, Source};
use super::money::Money;
use crate::archive::Snapshot;

/// The columns, with the one that holds what an event cost.
macro_rules! source {
    ($cost:literal) => {
        Source {
            table: "usage_events",
            columns: &[
                "session_id",
                "id",
                "message_ordinal",
                "source",
                "model",
                "input_tokens",
                "output_tokens",
                "cache_creation_input_tokens",
                "cache_read_input_tokens",
                "reasoning_tokens",
                $cost,
                "occurred_at",
                "dedup_key",
            ],
        }
    };
}

fn source(money: Money) -> Source {
    match money {
        Money::Dollars => source!("cost_usd"),
        Money::Microdollars => source!("cost_microdollars"),
    }
}

/// One usage event. Text is borrowed from SQLite until the next row.
#[derive(Debug)]
pub struct UsageEventRow<'r> {
    /// Primary key.
    pub id: i64,
    /// Position of the message it belongs to.
    pub message_ordinal: Option<i64>,
    /// Who reported it.
    pub source: &'r [u8],
    /// Model name; never empty.
    pub model: &'r [u8],
    /// Uncached input tokens.
    pub input_tokens: i64,
    /// Output tokens.
    pub output_tokens: i64,
    /// Tokens written to the prompt cache.
    pub cache_creation_input_tokens: i64,
    /// Tokens read from the prompt cache.
    pub cache_read_input_tokens: i64,
    /// Reasoning tokens.
    pub reasoning_tokens: i64,
    /// Reported cost in US dollars.
    pub cost_usd: Option<f64>,
    /// Time text.
    pub occurred_at: Option<&'r [u8]>,
    /// Key under which the event counts once; empty when none.
    pub dedup_key: &'r [u8],
}

/// A usage event of which only these cells were read. Text is borrowed from SQLite until the next row.
pub struct UnreadUsageEvent<'r> {
    /// Its session.
    pub session_id: &'r [u8],
    /// Time text.
    pub occurred_at: Option<&'r [u8]>,
    money: Money,
    cells: Cells<'r>,
}

impl<'r> UnreadUsageEvent<'r> {
    /// All of the event.
    ///
    /// # Errors
    ///
    /// Cells of the wrong type.
    pub fn read(&self) -> Result<UsageEventRow<'r>, RowError> {
        usage_event(self.money, &self.cells).map_err(|error| error.of_row(self.session_id))
    }
}

/// Visits every usage event that names a model, of the sessions that `wanted` knows, in stored order.
///
/// # Errors
///
/// What SQLite says, and cells of the wrong type.
pub fn scan_usage_events<W: Copy>(
    snapshot: &Snapshot,
    mut wanted: impl FnMut(&[u8]) -> Option<W>,
    mut visit: impl FnMut(W, &UsageEventRow<'_>),
) -> Result<(), RowError> {
    scan_unread_usage_events(snapshot, |event| {
        if let Some(answer) = wanted(event.session_id) {
            visit(answer, &event.read()?);
        }
        Ok(())
    })
}

/// Visits every usage event that names a model, in stored order.
///
/// # Errors
///
/// What SQLite says, and what `visit` returns.
pub fn scan_unread_usage_events(
    snapshot: &Snapshot,
    mut visit: impl FnMut(&UnreadUsageEvent<'_>) -> Result<(), RowError>,
) -> Result<(), RowError> {
    let sqlite = |error| snapshot.error(&error);
    let money = Money::of(snapshot.generation());
    let source = source(money);
    let sql = source.select("NOT INDEXED WHERE model <> '' ORDER BY rowid");
    let mut statement = snapshot.connection().prepare(&sql).map_err(sqlite)?;
    let mut found = statement.query([]).map_err(sqlite)?;
    while let Some(row) = found.next().map_err(sqlite)? {
        let cells = Cells { source, row };
        visit(&UnreadUsageEvent {
            session_id: cells.text(0)?,
            occurred_at: cells.nullable_text(11)?,
            money,
            cells,
        })?;
    }
    Ok(())
}

/// Visits the usage events of some sessions through the table's index on `session_id`.
///
/// # Errors
///
/// As [`scan_usage_events`].
pub fn usage_events_of<'i, W: Copy>(
    snapshot: &Snapshot,
    sessions: impl IntoIterator<Item = (W, &'i [u8])>,
    mut visit: impl FnMut(W, &UsageEventRow<'_>),
) -> Result<(), RowError> {
    let sqlite = |error| snapshot.error(&error);
    let money = Money::of(snapshot.generation());
    let source = source(money);
    let sql = source.select("WHERE session_id = ?1 AND model <> ''");
    let mut statement = snapshot.connection().prepare(&sql).map_err(sqlite)?;
    for (wanted, id) in sessions {
        let mut found = statement.query([AsText(id)]).map_err(sqlite)?;
        while let Some(row) = found.next().map_err(sqlite)? {
            let cells = Cells { source, row };
            visit(wanted, &usage_event(money, &cells).map_err(|error| error.of_row(id))?);
        }
    }
    Ok(())
}

/// Visits every usage event of a session that names a model, in stored order, or why it cannot be read.
///
/// # Errors
///
/// What SQLite says.
pub fn copied_usage_events(
    snapshot: &Snapshot,
    session_id: &[u8],
    mut visit: impl FnMut(Result<UsageEventRow<'_>, RowError>),
) -> Result<(), RowError> {
    let sqlite = |error| snapshot.error(&error);
    let money = Money::of(snapshot.generation());
    let source = source(money);
    let sql = source.select("WHERE session_id = ?1 AND model <> '' ORDER BY id");
    let mut statement = snapshot.connection().prepare_cached(&sql).map_err(sqlite)?;
    let mut found = statement.query([AsText(session_id)]).map_err(sqlite)?;
    while let Some(row) = found.next().map_err(sqlite)? {
        let cells = Cells { source, row };
        visit(usage_event(money, &cells).map_err(|error| error.of_row(session_id)));
    }
    Ok(())
}

fn usage_event<'r>(money: Money, cells: &Cells<'r>) -> Result<UsageEventRow<'r>, RowError> {
    Ok(UsageEventRow {
        id: cells.integer(1)?,
        message_ordinal: cells.nullable_integer(2)?,
        source: cells.text(3)?,
        model: cells.text(4)?,
        input_tokens: cells.integer(5)?,
        output_tokens: cells.integer(6)?,
        cache_creation_input_tokens: cells.integer(7)?,
        cache_read_input_tokens: cells.integer(8)?,
        reasoning_tokens: cells.integer(9)?,
        cost_usd: money.nullable_dollars(cells, 10)?,
        occurred_at: cells.nullable_text(11)?,
        dedup_key: cells.text(12)?,
    })
}
