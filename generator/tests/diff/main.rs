//! `contractgen diff` as its users meet it: sides, verdicts, the allow file, reports, and what ends with exit code 2.

mod action;
mod exceptions;
mod formats;
mod git;
mod refusals;
mod support;
mod verdicts;
