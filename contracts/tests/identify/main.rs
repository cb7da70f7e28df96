//! What documents are identified as: those of the releases, and those that somebody changed.

#![expect(clippy::expect_used, reason = "a fixture that cannot be read fails the test")]

mod changed;
mod fixtures;
mod known;
