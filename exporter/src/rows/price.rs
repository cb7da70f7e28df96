//! The table `model_pricing`: rates in US dollars per million tokens.

use agent_contracts::pricing::{Rates, StoredRow};

use super::cell::{RowError, Source};
use crate::archive::Snapshot;

const SOURCE: Source = Source {
    table: "model_pricing",
    columns: &[
        "model_pattern",
        "input_per_mtok",
        "output_per_mtok",
        "cache_creation_per_mtok",
        "cache_read_per_mtok",
        "updated_at",
    ],
};

/// Every price row, bookkeeping rows included.
///
/// # Errors
///
/// What SQLite says, and cells of the wrong type.
pub fn stored_prices(snapshot: &Snapshot) -> Result<Vec<StoredRow>, RowError> {
    SOURCE.read_all(snapshot, "", |cells| {
        let pattern = cells.nullable_text(0)?.unwrap_or_default();
        let row = || {
            Ok(StoredRow {
                pattern: pattern.to_vec(),
                rates: Rates {
                    input: cells.real(1)?,
                    output: cells.real(2)?,
                    cache_write: cells.real(3)?,
                    cache_read: cells.real(4)?,
                },
                updated_at: cells.nullable_text(5)?.unwrap_or_default().to_vec(),
            })
        };
        row().map_err(|error: RowError| error.of_row(pattern))
    })
}
