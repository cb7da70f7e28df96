//! `push` and `repair` on the command line: their flags, and the plain data they become.

use super::arguments::{directory, further_words, help_flag, program, switch, text, valued};
use super::command::{Push, Repair};
use super::usage_error::UsageError;
use super::{checks, help};
use clap::builder::OsStringValueParser;
use clap::{Arg, ArgMatches, Command};

/// The flags of `push`.
pub(super) fn definition() -> Command {
    program("push", &help::PUSH)
        .next_help_heading("Which archive")
        .arg(directory("The directory of sessions.db [default: $AGENTSVIEW_DATA_DIR, then ~/.agentexport, then ~/.agentsview]"))
        .next_help_heading("Where to")
        .arg(address("to", "The mirror: postgres://USER@HOST/DATABASE, or duckdb:FILE [default: $AGENTEXPORT_PUSH_TO]"))
        .arg(text("schema", "NAME", "The schema of the mirror [default: agent_contracts]"))
        .arg(text(
            "machine",
            "NAME",
            "What `local` is called where several archives are read at once [default: $HOSTNAME, then /etc/hostname]",
        ))
        .next_help_heading("What is copied")
        .arg(switch(
            "keep-titles",
            "Also copy names of sessions and the beginning of each first prompt, for titles in reports",
        ))
        .next_help_heading("Other")
        .arg(switch("strict", "Exit with 1 when a row was left out; everything else is copied"))
        .arg(help_flag())
        .arg(further_words())
        .after_help(help::sync_exit_codes())
}

/// The flags of `repair`.
pub(super) fn repair_definition() -> Command {
    program("repair", &help::REPAIR)
        .next_help_heading("Which mirror")
        .arg(address(
            "in",
            "The mirror: postgres://USER@HOST/DATABASE, or duckdb:FILE [default: $AGENTEXPORT_PUSH_TO]",
        ))
        .arg(text("schema", "NAME", "Its schema [default: agent_contracts and agentsview's]"))
        .next_help_heading("Other")
        .arg(help_flag())
        .arg(further_words())
        .after_help(help::sync_exit_codes())
}

fn address(name: &'static str, help: &'static str) -> Arg {
    valued(name, "ADDRESS", help).value_parser(OsStringValueParser::new())
}

/// What the flags of `push` say.
pub(super) fn read(flags: &ArgMatches, path: &str) -> Result<Push, UsageError> {
    checks::no_further_word(flags, path)?;
    Ok(Push {
        data_dir: checks::data_dir(flags),
        to: checks::value(flags, "to"),
        schema: checks::value(flags, "schema"),
        machine: checks::value(flags, "machine"),
        keep_titles: checks::switch(flags, "keep-titles"),
        strict: checks::switch(flags, "strict"),
    })
}

/// What the flags of `repair` say.
pub(super) fn read_repair(flags: &ArgMatches, path: &str) -> Result<Repair, UsageError> {
    checks::no_further_word(flags, path)?;
    Ok(Repair { mirror: checks::value(flags, "in"), schema: checks::value(flags, "schema") })
}
