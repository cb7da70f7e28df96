//! The program `agentexport`: the process around [`agentexport::run`].

use std::io;
use std::process::ExitCode;
use std::sync::Arc;

use agentexport::{Environment, cli, run};

fn main() -> ExitCode {
    let environment = Environment {
        variable: &|name| std::env::var_os(name),
        now: Arc::new(jiff::Timestamp::now),
        host_zone: &cli::zone::of_host,
        wants_colour: cli::help::wants_colour(&io::stdout()),
        shows_progress: true,
    };
    let code = run(std::env::args_os(), &environment, &mut io::stdout().lock(), &mut io::stderr());
    ExitCode::from(code)
}
