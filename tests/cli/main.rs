//! The program as a whole: arguments in; standard output, standard error and exit code out.

#![expect(clippy::unwrap_used, reason = "the lint knows tests, but not the functions that tests share")]

mod archives;
mod cells;
mod cursors;
mod demo;
mod doctor;
mod reports;
mod streams;
mod sync;
mod text;
mod writers;
