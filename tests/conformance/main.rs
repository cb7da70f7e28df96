//! Recorded behaviour, vector by vector and case by case.

mod architecture;
mod identity;
mod sessions;
mod usage;
