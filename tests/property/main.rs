//! General rules, on generated input.

mod activity;
mod digest;
mod export;
mod generations;
mod hostile;
mod identity;
#[cfg(feature = "mirrors")]
mod mirrors;
mod sync;
mod usage;
mod usage_summary;
mod validation;
