//! What a token costs: effective price rows, matching a model to one, the cost formula, and provenance.
//!
//! Pure arithmetic over rows that somebody else has read; it ends in the [`PricingBlock`] of a document.
//!
//! # Examples
//!
//! ```
//! use agent_contracts::pricing::{PriceTable, Rates, Tokens};
//!
//! let table = PriceTable::custom([("claude-sonnet-4-5", Rates { input: 3.0, output: 15.0, ..Rates::ZERO })]);
//! let row = table.matching(b"anthropic/claude-sonnet-4.5[1m]").ok_or("a price row")?;
//! let tokens = Tokens { input: 1_000_000, output: 200_000, ..Tokens::default() };
//! assert_eq!(row.rates.cost(&tokens), 6.0);
//! # Ok::<(), &str>(())
//! ```
//!
//! [`PricingBlock`]: crate::v1::PricingBlock

mod block;
mod effective;
mod matching;
mod provenance;
mod rates;

pub use block::{BlockBuilder, PricingError, merge_blocks};
pub use effective::{EffectiveRow, EmbeddedList, Overlay, PriceTable, StoredRow};
pub use provenance::Provenance;
pub use rates::{Rates, Tokens};
