//! `agentexport serve`: the real program, started on a free port and asked over real connections.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "the lint knows tests, but not the functions that tests share"
)]
#![cfg(unix)]

mod access;
mod bodies;
mod client;
mod limits;
mod log;
#[cfg(feature = "mirrors")]
mod mirrors;
mod paths;
mod program;
mod recorded;
