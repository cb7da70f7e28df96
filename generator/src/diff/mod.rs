//! Compares two versions of the contract in the direction of its readers: a change breaks when some document valid
//! under the new version is invalid under the old one as published.
//!
//! Two `sides` become schemas, `containment` proves or refutes, findings say what changed where and under which rule,
//! `exceptions` accept some for a while, and a `report` shows them.

pub mod containment;
pub mod exceptions;
mod explain;
mod finding;
mod path;
pub mod report;
mod review;
pub mod sides;

pub use containment::SchemaError;
pub use explain::review_surface;
pub use finding::{Example, Exception, Finding, Review, SurfaceReview, Verdict};
pub use path::{DocumentPath, Step};
pub use review::{ReviewError, review};
