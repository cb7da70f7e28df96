//! Stands in for the semantic vectors until they are here.

mod compare;

pub use compare::review_vectors;
