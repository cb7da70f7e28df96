//! The `contractgen` program: hands the process's arguments and streams to [`contractgen::run`].

use std::io;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut out = io::BufWriter::new(io::stdout().lock());
    ExitCode::from(contractgen::run(std::env::args_os(), &mut io::stdin(), &mut out, &mut io::stderr()))
}
