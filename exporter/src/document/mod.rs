//! Figures become contract types: names, presence, nulls. No arithmetic and no formatting.
//!
//! Takes a report from [`crate::report`] and hands values of [`agent_contracts::v1`] to [`crate::bytes`].

mod sessions;

pub use sessions::{DocumentError, session_meta, session_summary};
