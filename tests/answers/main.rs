//! `v1-answers`: answers the requests of `contractgen vectors check` with what the crates of this project give.

use std::io::{self, BufRead, Write};

fn main() -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for request in io::stdin().lock().lines() {
        writeln!(out, "{}", conformance::answers::answer(&request?))?;
    }
    out.flush()
}
