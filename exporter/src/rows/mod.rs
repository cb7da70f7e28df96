//! SQL text and its results: each table's rows as small typed structs, read in stored order.
//!
//! Takes a snapshot from [`crate::archive`]; what a row means is the business of [`crate::report`]. Text stays
//! bytes: archives hold invalid UTF-8, and order and equality are defined on bytes.

mod cell;
mod cursor_event;
mod mapping;
mod message;
mod metadata;
mod money;
mod observation;
mod price;
mod row_number;
mod session;
mod survey;
mod title;
mod usage_event;
mod usage_message;
mod usage_part;

pub use cell::RowError;
pub use cursor_event::{CursorEventRow, scan_cursor_events};
pub use mapping::{mappings, stored_mappings};
pub use message::{MessageRow, MessageUsage, copied_messages, latest_times_of, messages_of, scan_messages};
pub use metadata::database_id;
pub use observation::observations;
pub use price::stored_prices;
pub use row_number::{message_numbers, session_numbers};
pub use session::{SessionRow, Termination, numbered_sessions, session_with_id, sessions};
pub use survey::{RowCounts, Unreached, WrongCells, row_counts, unreached, wrong_cells};
pub use title::{TitleRow, titles_of};
pub use usage_event::{
    UnreadUsageEvent, UsageEventRow, copied_usage_events, scan_unread_usage_events, scan_usage_events,
    usage_events_of,
};
pub use usage_message::scan_message_usage;
pub use usage_part::{TextBounds, UsagePart, few_usage_parts, usage_parts};
