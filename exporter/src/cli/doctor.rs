//! `doctor` on the command line: its flags, and the plain data they become.

use super::arguments::{directory, further_words, help_flag, program, switch, valued};
use super::command::Doctor;
use super::usage_error::UsageError;
use super::{checks, help, values};
use clap::{ArgMatches, Command};

/// The flags.
pub(super) fn definition() -> Command {
    program("doctor", &help::DOCTOR)
        .next_help_heading("Which archive")
        .arg(directory("The directory of sessions.db [default: $AGENTSVIEW_DATA_DIR, then ~/.agentexport, then ~/.agentsview]"))
        .next_help_heading("How")
        .arg(switch("thorough", "Also compare every index with its table; takes several times as long"))
        .arg(
            valued("format", "FORMAT", "Lines for people, or a JSON document [default: human]")
                .value_parser(values::report_format()),
        )
        .arg(switch("json", "The same as --format json"))
        .next_help_heading("Other")
        .arg(help_flag())
        .arg(further_words())
        .after_help(help::doctor_exit_codes())
}

/// What the flags say.
pub(super) fn read(flags: &ArgMatches, path: &str) -> Result<Doctor, UsageError> {
    checks::no_further_word(flags, path)?;
    let as_json = checks::switch(flags, "json") || checks::value(flags, "format").unwrap_or_default();
    Ok(Doctor { data_dir: checks::data_dir(flags), thorough: checks::switch(flags, "thorough"), as_json })
}
