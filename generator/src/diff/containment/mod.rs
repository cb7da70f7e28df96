//! Containment of JSON Schemas, draft 2020-12: whether every document valid under a new schema is valid under an old one,
//! proved, or refuted by a document.
//!
//! [`check_schema`] refuses what cannot be compared. A [`SchemaPair`] reads both files into assertions
//! (`read`), gives equal schemas one id (`classes`) and searches for a document that the new schema
//! accepts and the old one rejects (`solver`). No such document is a proof; one is a refutation once the validators of
//! both sides agree. `format` is an annotation here, as in the dialect itself.

mod assertion;
mod check;
mod classes;
mod decimal;
mod document;
mod embed;
mod error;
mod kind;
mod library;
mod literal;
mod pair;
mod pattern;
mod read;
mod second_opinion;
mod solver;

pub use check::check_schema;
pub use error::SchemaError;
pub use pair::{Containment, SchemaPair};
