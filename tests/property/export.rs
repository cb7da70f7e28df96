//! General rules of the session export: what holds for any archive, any filters and any page size.

#![expect(clippy::expect_used, reason = "what cannot be read fails the test")]

pub(crate) mod archives;
pub(crate) mod damage;
mod documents;
mod filters;
mod infinity;
mod paging;
mod readers;
pub(crate) mod rows;
mod selection;
mod slices;
mod usage;
mod usage_model;

use proptest::test_runner::Config;

/// So many cases per rule unless the environment asks for another number.
pub(crate) fn cases(number: u32) -> Config {
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => Config::default(),
        None => Config::with_cases(number),
    }
}

/// Adds flags to flags.
fn with<'f>(flags: &[String], more: impl IntoIterator<Item = &'f str>) -> Vec<String> {
    flags.iter().cloned().chain(more.into_iter().map(str::to_owned)).collect()
}
