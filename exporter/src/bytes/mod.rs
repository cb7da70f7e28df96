//! Documents become bytes: framing as JSON or NDJSON, and the check that no invalid document leaves the program.
//!
//! Takes values of [`agent_contracts::v1`] from [`crate::document`]; how a figure came about is unknown here.

mod activity_report;
mod list;
mod report;
mod schema;
mod sessions;
mod verify;

pub use activity_report::encode_activity_report;
pub use report::{encode_answer, encode_findings, encode_report};
pub use schema::published_schema;
pub use sessions::{Format, encode_sessions};
pub use verify::VerifyError;
