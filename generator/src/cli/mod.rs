//! The command line: what was typed, which command it means, what the program returns.
//!
//! Commands get their streams from the caller and return an exit code; nothing here ends the process.

mod arguments;
mod digest;
mod emit;
mod output;
mod validate;
mod vectors;

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use clap::Parser as _;

use crate::exit;
use arguments::{Arguments, Command};
use output::UntilClosed;

/// Runs the program on `arguments` (the first one is the program's name) and returns its exit code.
///
/// Results go to `out`, everything for people to `err`. A reader that closes `out` early is no error.
pub fn run<A>(arguments: A, input: &mut dyn Read, out: &mut dyn Write, err: &mut dyn Write) -> u8
where
    A: IntoIterator<Item: Into<OsString> + Clone>,
{
    let mut out = UntilClosed::new(out);
    let done = match Arguments::try_parse_from(arguments) {
        Ok(Arguments { command: Command::Emit(request) }) => emit::run(&request, &mut out, err),
        Ok(Arguments { command: Command::Validate(request) }) => {
            validate::run(&request, input, &mut out, err)
        }
        Ok(Arguments { command: Command::Digest(request) }) => digest::run(&request, input, &mut out, err),
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
