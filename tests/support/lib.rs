//! What the suites share: archives built from SQL text or rows, the program run in memory, directories compared
//! before and after, documents checked against the published schemas, and what our crates answer to vectors. Holds no
//! expectations of its own.

#![expect(clippy::expect_used, reason = "a fixture that cannot be made fails the test that asked for it")]

pub mod answers;
mod archive;
mod cell;
mod directory;
mod documents;
#[cfg(feature = "mirrors")]
mod mirror;
#[cfg(feature = "mirrors")]
mod postgres;
mod program;
mod rows;
mod shared;
mod sync;
mod upgrade;

pub use archive::{Archive, DATABASE_ID};
pub use cell::{Cell, Row};
pub use directory::Directory;
pub use documents::{check_document, check_output, check_report, document_of_lines};
#[cfg(feature = "mirrors")]
pub use mirror::Mirror;
#[cfg(feature = "mirrors")]
pub use postgres::Postgres;
pub use program::{Output, run, run_at, run_into};
pub use rows::{Mapping, Message, Observation, Price, Session, UsageEvent};
pub use shared::shared;
pub use sync::{Home, contents, replace, rows};
pub use upgrade::releases;
