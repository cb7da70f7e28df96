//! Recorded behaviour, vector by vector and case by case.

mod architecture;
mod digests;
mod identity;
mod releases;
mod sessions;
mod usage;
