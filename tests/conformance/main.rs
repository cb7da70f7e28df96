//! Recorded behaviour, vector by vector and case by case.

mod architecture;
mod digests;
mod guards;
mod identity;
mod releases;
mod sessions;
mod usage;
mod vectors;
