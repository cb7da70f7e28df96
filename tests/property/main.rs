//! General rules, on generated input.

mod activity;
mod digest;
mod export;
mod generations;
mod hostile;
mod identity;
mod sync;
mod usage;
mod usage_summary;
mod validation;
