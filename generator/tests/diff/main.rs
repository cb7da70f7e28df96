//! `contractgen diff` as its users meet it: sides, verdicts, the allow file, reports, and what ends with exit code 2.

#![expect(clippy::expect_used, reason = "what a test needs and does not have fails it")]

mod action;
mod exceptions;
mod formats;
mod git;
mod own_check;
mod refusals;
mod support;
mod verdicts;
