//! The program `agentexport`: the process around [`agentexport::run`].

use std::io;
use std::process::ExitCode;

use agentexport::{Environment, cli, run};

fn main() -> ExitCode {
    let environment = Environment {
        variable: &|name| std::env::var_os(name),
        now: &|| jiff::Timestamp::now().strftime("%Y-%m-%d %H:%M:%S%.3f").to_string(),
        wants_colour: cli::help::wants_colour(&io::stdout()),
    };
    let code = run(std::env::args_os(), &environment, &mut io::stdout().lock(), &mut io::stderr());
    ExitCode::from(code)
}
