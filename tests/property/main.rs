//! General rules, on generated input.

mod activity;
mod digest;
mod export;
mod identity;
mod sync;
mod usage;
mod validation;
