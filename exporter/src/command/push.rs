//! `push` and `repair`: an archive into a mirror, and project identity there made safe.

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::fs;
use std::io::Write;
use std::thread::sleep;
use std::time::Duration;

use super::source::Source;
use super::{Environment, ExportError, warn};
use crate::archive::mirror::{Address, OWN_SCHEMA};
use crate::cli;
use crate::push::{self, Push, PushError, PushOptions, Pushed};
use crate::rows;

/// The variable that names the mirror when no flag does.
const PUSH_TO: &str = "AGENTEXPORT_PUSH_TO";
/// How long to wait before each further attempt when a connection fails.
const PAUSES: [Duration; 5] = [
    Duration::from_millis(500),
    Duration::from_secs(2),
    Duration::from_secs(5),
    Duration::from_secs(10),
    Duration::from_secs(20),
];
/// So many rows that were left out are named one by one.
const MOST_NAMED: usize = 20;

/// Copies the archive and says on `out` what that came to.
pub(super) fn run(
    command: &cli::Push,
    environment: &Environment<'_>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<(), ExportError> {
    let to = address(command.to.as_deref(), environment)?;
    let now = (environment.now)().strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
    let machine = command.machine.clone().unwrap_or_else(|| host_name(environment));
    let schema = command.schema.clone().unwrap_or_else(|| OWN_SCHEMA.to_owned());
    let options = PushOptions { schema, titles: command.keep_titles, ..PushOptions::new(to, machine, now) };
    let source = Source::in_directory(command.data_dir.as_deref(), environment.variable)?;
    warn(err, &source.config.warnings);
    let mut push = Push::new(options);
    let mut pauses = PAUSES.into_iter();
    let pushed = loop {
        let attempt = source.read(|snapshot| {
            let sessions = rows::session_numbers(snapshot)?;
            let total = sessions.map_or(0, |numbers| numbers.end().abs_diff(*numbers.start()) + 1);
            let progress = environment.progress(total, "pushing sessions");
            let pushed = push.attempt(snapshot, &|sessions| progress.advance(sessions))?;
            progress.finish();
            Ok(pushed)
        });
        match attempt {
            Err(ExportError::Push(error)) if error.is_passing() => {
                let Some(pause) = pauses.next() else { return Err(error.into()) };
                warn(err, &[format!("{error}; trying again in {} seconds", pause.as_secs_f32())]);
                sleep(pause);
            }
            other => break other?,
        }
    };
    warn(err, &skipped(&pushed));
    writeln!(out, "{}", line(&pushed, push.to()))?;
    out.flush()?;
    match pushed.skipped.len() {
        left_out if command.strict && left_out > 0 => Err(ExportError::LeftOut(left_out)),
        _ => Ok(()),
    }
}

/// Cleans the mirror and says on `out` what that came to.
pub(super) fn repair(
    command: &cli::Repair,
    environment: &Environment<'_>,
    out: &mut dyn Write,
) -> Result<(), ExportError> {
    let address = address(command.mirror.as_deref(), environment)?;
    let repaired = push::repair(&address, command.schema.as_deref())?;
    writeln!(out, "{address}: {} git remotes made safe", repaired.rows)?;
    Ok(out.flush()?)
}

fn address(given: Option<&OsStr>, environment: &Environment<'_>) -> Result<Address, ExportError> {
    let from_environment = || (environment.variable)(PUSH_TO).filter(|value| !value.is_empty());
    let text = given.map(OsString::from).or_else(from_environment).ok_or(ExportError::NoMirrorNamed)?;
    Address::recognise(&text).ok_or(ExportError::NotAnAddress)
}

/// The name by which this machine is told from others.
fn host_name(environment: &Environment<'_>) -> String {
    let from_environment = (environment.variable)("HOSTNAME").and_then(|name| name.into_string().ok());
    let from_system = || fs::read_to_string("/etc/hostname").ok();
    let name = from_environment.or_else(from_system).unwrap_or_default();
    let name = name.trim();
    if name.is_empty() { "local".to_owned() } else { name.to_owned() }
}

fn skipped(pushed: &Pushed) -> Vec<String> {
    let mut sentences: Vec<_> =
        pushed.skipped.iter().take(MOST_NAMED).map(|what| format!("left out: {what}")).collect();
    if pushed.skipped.len() > MOST_NAMED {
        sentences.push(format!("left out: {} more rows", pushed.skipped.len() - MOST_NAMED));
    }
    sentences
}

fn line(pushed: &Pushed, to: &Address) -> String {
    let Pushed { sessions, messages, unchanged, removed, .. } = pushed;
    let mut line = format!(
        "{to}: {sessions} sessions with {messages} messages pushed, {unchanged} unchanged, {removed} removed"
    );
    if pushed.settings {
        line.push_str("; prices and projects updated");
    }
    if pushed.repaired.rows > 0 {
        // Formatting into a String cannot fail.
        let _ = write!(line, "; {} git remotes made safe", pushed.repaired.rows);
    }
    line
}

/// Kept apart, so that a failed push can be told from other errors.
impl From<PushError> for ExportError {
    fn from(error: PushError) -> Self {
        match error {
            PushError::Archive(error) => error.into(),
            PushError::Row(error) => error.into(),
            error => Self::Push(error),
        }
    }
}
