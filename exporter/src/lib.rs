//! Exports v1 JSON documents from archives of AI-agent sessions, read-only, and makes such archives from logs.
//!
//! The folders are the path of the data, and each imports its left neighbour only: an [`archive`] yields
//! [`rows`], rows become a [`report`], a report is written as a contract [`document`], a document becomes checked
//! [`bytes`]. Another path makes an archive: [`logs`] are read, [`capture`] says where each session belongs, the
//! [`store`] writes it down. Beside the paths stand what a user configures ([`cli`], [`config`]), what travels between runs
//! ([`cursor`]), the built-in [`prices`] and the optional look at the disk ([`checkout`]); `http` answers requests
//! where the command line prints. [`run`] joins them.

pub mod archive;
pub mod bytes;
pub mod capture;
pub mod checkout;
pub mod cli;
mod command;
pub mod config;
pub mod cursor;
pub mod document;
#[cfg(feature = "serve")]
pub mod http;
pub mod human;
pub mod logs;
pub mod prices;
pub mod push;
pub mod report;
pub mod rows;
pub mod store;

pub use command::{
    Clock, Environment, ExportError, Exported, SummarySources, export_sessions, run, usage_summary,
};
