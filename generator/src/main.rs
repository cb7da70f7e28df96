//! The `contractgen` program: hands the process's arguments, streams and surroundings to [`contractgen::run_in`].

use std::io;
use std::process::ExitCode;

use anstream::{AutoStream, ColorChoice};
use contractgen::Surroundings;

fn main() -> ExitCode {
    let surroundings = Surroundings {
        today: Some(&|| jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date()),
        wants_colour: AutoStream::choice(&io::stdout()) != ColorChoice::Never,
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    ExitCode::from(contractgen::run_in(
        &surroundings,
        std::env::args_os(),
        &mut io::stdin(),
        &mut out,
        &mut io::stderr(),
    ))
}
