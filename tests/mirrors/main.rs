//! Mirrors in PostgreSQL and DuckDB: the same documents from all of them, and what pushing does to them.

#![expect(clippy::expect_used, reason = "what cannot be read fails the test")]

mod crash;
mod documents;
mod encryption;
mod merged;
mod process;
mod push;
mod reference;
mod repair;
mod secrets;
