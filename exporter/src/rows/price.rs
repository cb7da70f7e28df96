//! The table `model_pricing`: rates per million tokens. What newer releases add to a rate (bands of large requests, another
//! rate for caches of an hour, dated prices) has no place in v1 and is not read.

use agent_contracts::pricing::{Rates, StoredRow};

use super::cell::{RowError, Source};
use super::money::Money;
use crate::archive::Snapshot;

fn source(money: Money) -> Source {
    let columns: &[&str] = match money {
        Money::Dollars => &[
            "model_pattern",
            "input_per_mtok",
            "output_per_mtok",
            "cache_creation_per_mtok",
            "cache_read_per_mtok",
            "updated_at",
        ],
        Money::Microdollars => &[
            "model_pattern",
            "input_microdollars_per_mtok",
            "output_microdollars_per_mtok",
            "cache_creation_microdollars_per_mtok",
            "cache_read_microdollars_per_mtok",
            "updated_at",
        ],
    };
    Source { table: "model_pricing", columns }
}

/// Every price row, bookkeeping rows included.
///
/// # Errors
///
/// What SQLite says, and cells of the wrong type.
pub fn stored_prices(snapshot: &Snapshot) -> Result<Vec<StoredRow>, RowError> {
    let money = Money::of(snapshot.generation());
    source(money).read_all(snapshot, "", |cells| {
        let pattern = cells.nullable_text(0)?.unwrap_or_default();
        let row = || {
            Ok(StoredRow {
                pattern: pattern.to_vec(),
                rates: Rates {
                    input: money.dollars(cells, 1)?,
                    output: money.dollars(cells, 2)?,
                    cache_write: money.dollars(cells, 3)?,
                    cache_read: money.dollars(cells, 4)?,
                },
                updated_at: cells.nullable_text(5)?.unwrap_or_default().to_vec(),
            })
        };
        row().map_err(|error: RowError| error.of_row(pattern))
    })
}
