//! The command line: what was typed, which command it means, what the program returns.
//!
//! Commands get their streams from the caller and return an exit code; nothing here ends the process.

mod arguments;
mod diff;
mod digest;
mod emit;
mod explain;
mod identify;
mod output;
mod rules;
mod validate;
mod vectors;

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use clap::Parser as _;
use jiff::civil::Date;

use crate::exit;
use arguments::{Arguments, Command};
use output::UntilClosed;

/// What a command may ask about the world. Nothing else of it reaches a result.
#[derive(Clone, Copy, Default)]
pub struct Surroundings<'s> {
    /// Which day it is; without it, commands that need to know must be told.
    pub today: Option<&'s dyn Fn() -> Date>,
    /// Whether the output goes to a terminal that shows colours.
    pub wants_colour: bool,
}

/// Runs the program on `arguments` (the first one is the program's name) and returns its exit code.
///
/// Results go to `out`, everything for people to `err`. A reader that closes `out` early is no error. The program
/// knows no clock and writes no colours, see [`run_in`].
pub fn run<A>(arguments: A, input: &mut dyn Read, out: &mut dyn Write, err: &mut dyn Write) -> u8
where
    A: IntoIterator<Item: Into<OsString> + Clone>,
{
    run_in(&Surroundings::default(), arguments, input, out, err)
}

/// As [`run`], in surroundings that a command may ask about.
pub fn run_in<A>(
    surroundings: &Surroundings<'_>,
    arguments: A,
    input: &mut dyn Read,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8
where
    A: IntoIterator<Item: Into<OsString> + Clone>,
{
    let mut out = UntilClosed::new(out);
    let done = match Arguments::try_parse_from(arguments) {
        Ok(Arguments { command: Command::Emit(request) }) => emit::run(&request, &mut out, err),
        Ok(Arguments { command: Command::Validate(request) }) => {
            validate::run(&request, input, &mut out, err)
        }
        Ok(Arguments { command: Command::Identify(request) }) => {
            identify::run(&request, input, &mut out, err)
        }
        Ok(Arguments { command: Command::Diff(request) }) => diff::run(&request, surroundings, &mut out, err),
        Ok(Arguments { command: Command::Digest(request) }) => digest::run(&request, input, &mut out, err),
        Ok(Arguments { command: Command::Rules(request) }) => rules::run(&request, &mut out),
        Ok(Arguments { command: Command::Explain(request) }) => explain::run(&request, &mut out, err),
        Ok(Arguments { command: Command::Vectors(request) }) => vectors::run(&request, &mut out, err),
        Err(usage) if usage.use_stderr() => write!(err, "{usage}").map(|()| exit::FAILED),
        Err(help) => write!(out, "{help}").map(|()| exit::FINE),
    };
    match done.and_then(|code| out.flush().map(|()| code)) {
        Ok(code) => code,
        Err(error) => {
            // Where even the complaint cannot be written, the exit code has to do.
            let _ = complain(err, &format_args!("cannot write the output: {error}"));
            exit::FAILED
        }
    }
}

/// Prints one message for people.
fn complain(err: &mut dyn Write, message: &dyn std::fmt::Display) -> io::Result<()> {
    writeln!(err, "contractgen: {message}")
}

/// Opens a file, or `input` for `-`.
fn open<'i>(file: &Path, input: &'i mut dyn Read) -> io::Result<Box<dyn Read + 'i>> {
    if file == Path::new("-") {
        return Ok(Box::new(input));
    }
    let opened = File::open(file)?;
    if opened.metadata()?.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a directory; name the files in it"));
    }
    Ok(Box::new(opened))
}
