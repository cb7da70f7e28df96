//! Vectors: what version 1 means and no schema can say, as published inputs with the outputs that version 1 gives.
//!
//! The files are in `schemas/v1/vectors`. They are read by `load`; `check` puts their inputs to somebody's
//! implementation through `process` and `protocol`, and `difference` finds where an answer departs. Two versions of the
//! files are compared by [`review_vectors`]. What the inputs mean is for implementations to know: nothing here computes
//! an output.

mod check;
mod compare;
mod difference;
mod load;
mod model;
mod process;
mod protocol;
mod report;

pub use check::{Checked, Outcome, check};
pub use compare::review_vectors;
pub use difference::{Difference, first_difference};
pub use load::{LoadError, SCHEMA, load};
pub use model::{Comparison, Evidence, Members, Vector, VectorFile};
pub use process::{Program, StartError};
pub use report::{Summary, write_checked_json, write_checked_text, write_list_json, write_list_text};
