//! One module per command: the path from arguments to printed bytes, and the exit code.
//!
//! Clock and environment come in here as values; nothing further down looks at them.

mod activity_report;
mod demo;
mod doctor;
mod error;
mod export_sessions;
mod push;
#[cfg(feature = "serve")]
mod serve;
mod source;
mod sync;
mod usage_daily;
mod usage_statusline;
mod usage_summary;

use std::ffi::OsString;
use std::io::{self, Write};
use std::sync::Arc;

pub use error::ExportError;
pub use export_sessions::{Exported, export_sessions};
pub use usage_summary::{SummarySources, usage_summary};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::archive;
use crate::cli::progress::Progress;
use crate::cli::{self, Command, Parsed, help, messages};

/// Tells the time; shared by the threads of a server.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What a command may know of the world around it.
pub struct Environment<'a> {
    /// Looks up an environment variable.
    pub variable: &'a dyn Fn(&str) -> Option<OsString>,
    /// The time.
    pub now: Clock,
    /// The time zone of the host; `TZ` goes before it.
    pub host_zone: &'a dyn Fn() -> TimeZone,
    /// Whether styled text suits standard output.
    pub wants_colour: bool,
    /// Whether a person may be waiting at a terminal and see how far the work is.
    pub shows_progress: bool,
}

impl Environment<'_> {
    /// The progress of work of `total` units.
    fn progress(&self, total: u64, label: &'static str) -> Progress {
        if self.shows_progress { Progress::start(total, label) } else { Progress::hidden() }
    }
}

/// A finished report: valid, and not printed yet.
#[derive(Debug, Default)]
struct Printed {
    /// What goes to standard output, in blocks.
    blocks: Vec<Vec<u8>>,
    /// Sentences for people about the settings.
    warnings: Vec<String>,
    /// Sentences for people about the figures.
    notes: Vec<String>,
}

impl Printed {
    fn print(&self, out: &mut dyn Write, err: &mut dyn Write) -> Result<(), ExportError> {
        warn(err, &self.warnings);
        for block in &self.blocks {
            out.write_all(block)?;
        }
        out.flush()?;
        for note in &self.notes {
            // When stderr is gone there is nobody left to tell.
            let _ = messages::note(err, note);
        }
        Ok(())
    }
}

/// Runs a command line and returns the exit code: 0 fine, 1 any error, 4 a cursor that is no longer valid.
///
/// The document goes to `out` once all of it is known to be valid, everything else to `err`. A reader that
/// closes `out` early is a normal end.
pub fn run(
    line: impl IntoIterator<Item = OsString>,
    environment: &Environment<'_>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    let now = || cli::time_text((environment.now)());
    let Parsed { command, warnings } = match cli::parse(line, now) {
        Ok(parsed) => parsed,
        Err(error) => {
            let _ = messages::fatal(err, &error);
            return messages::FAILURE;
        }
    };
    warn(err, &warnings);
    match execute(&command, environment, out, err) {
        Ok(()) => messages::SUCCESS,
        Err(ExportError::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => messages::SUCCESS,
        Err(ExportError::CursorReset(reset)) => {
            // When stderr is gone there is nobody left to tell.
            let _ = writeln!(err, "{}", agent_contracts::json::to_string(&reset).unwrap_or_default());
            messages::CURSOR_RESET
        }
        Err(error) => {
            // v1 has one word for reports and another one for exports.
            let tell = match command {
                Command::ActivityReport(_)
                | Command::UsageDaily(_)
                | Command::UsageSummary(_)
                | Command::UsageStatusline(_)
                | Command::Doctor(_) => messages::error,
                _ => messages::fatal,
            };
            let _ = tell(err, &error);
            messages::FAILURE
        }
    }
}

fn execute(
    command: &Command,
    environment: &Environment<'_>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<(), ExportError> {
    if command.is_about_archive()
        && command.source().is_none()
        && (environment.variable)(source::SOURCE).is_none()
        && let Some(sentence) = archive::choice_of_directory(command.data_dir(), environment.variable)
    {
        // When stderr is gone there is nobody left to tell.
        let _ = messages::note(err, &sentence);
    }
    match command {
        Command::ExportSessions(command) => {
            let exported = export_sessions(command, environment)?;
            warn(err, &exported.warnings);
            exported.print(out)
        }
        Command::UsageDaily(command) => usage_daily::run(command, environment)?.print(out, err),
        Command::UsageSummary(command) => usage_summary::run(command, environment)?.print(out, err),
        Command::UsageStatusline(command) => usage_statusline::run(command, environment)?.print(out, err),
        Command::ActivityReport(command) => activity_report::run(command, environment)?.print(out, err),
        Command::Doctor(command) => {
            let (printed, is_sound) = doctor::run(command, environment)?;
            printed.print(out, err)?;
            if is_sound { Ok(()) } else { Err(ExportError::Unsound) }
        }
        Command::Sync(command) => sync::run(command, environment, out, err),
        Command::Push(command) => push::run(command, environment, out, err),
        Command::Repair(command) => push::repair(command, environment, out),
        Command::Demo(demo) => demo::run(demo, environment, out, err),
        #[cfg(feature = "serve")]
        Command::Serve(serve) => serve::run(serve, environment, err),
        Command::Completions(shell) => Ok(cli::completions::write(*shell, out)?),
        Command::Help(text) => Ok(write!(out, "{}", help::painted(text, environment.wants_colour))?),
        Command::Version(text) => Ok(write!(out, "{text}")?),
    }
}

/// Writes warnings. When stderr is gone there is nobody left to warn, and the command goes on.
fn warn(err: &mut dyn Write, warnings: &[String]) {
    for warning in warnings {
        let _ = messages::warning(err, warning);
    }
}
