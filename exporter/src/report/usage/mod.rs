//! Usage of sessions: records are collected in a ledger while tables are read, then folded session by session.

mod fold;
mod ledger;

pub use fold::{ModelFigures, SessionUsage};
pub(super) use ledger::{Ledger, Record};
