//! SQL text and its results: each table's rows as small typed structs, read in stored order.
//!
//! Takes a snapshot from [`crate::archive`]; what a row means is the business of [`crate::report`]. Text stays
//! bytes: archives hold invalid UTF-8, and order and equality are defined on bytes.

mod cell;
mod mapping;
mod message;
mod metadata;
mod observation;
mod price;
mod session;
mod usage_event;

pub use cell::RowError;
pub use mapping::mappings;
pub use message::{MessageRow, MessageUsage, message_numbers, messages_of, scan_messages};
pub use metadata::database_id;
pub use observation::observations;
pub use price::stored_prices;
pub use session::{SessionRow, sessions};
pub use usage_event::{UsageEventRow, scan_usage_events, usage_events_of};
