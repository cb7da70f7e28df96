//! `sync` on the command line: its flags, and the plain data they become.

use super::arguments::{directory, further_words, help_flag, program, switch};
use super::command::Sync;
use super::usage_error::UsageError;
use super::{checks, help};
use clap::{ArgMatches, Command};

/// The flags.
pub(super) fn definition() -> Command {
    program("sync", &help::SYNC)
        .next_help_heading("Which archive")
        .arg(directory("Where sessions.db is kept [default: $AGENTSVIEW_DATA_DIR, then ~/.agentexport]"))
        .next_help_heading("What is read and kept")
        .arg(switch("full", "Read every log anew, also unchanged ones; sessions whose logs are gone stay"))
        .arg(switch(
            "keep-titles",
            "Also keep names of sessions and the beginning of each first prompt, for titles in reports",
        ))
        .next_help_heading("Other")
        .arg(switch("strict", "Exit with 1 when a log or directory could not be read; the others are synced"))
        .arg(help_flag())
        .arg(further_words())
        .after_help(help::sync_exit_codes())
}

/// What the flags say.
pub(super) fn read(flags: &ArgMatches, path: &str) -> Result<Sync, UsageError> {
    checks::no_further_word(flags, path)?;
    Ok(Sync {
        data_dir: checks::data_dir(flags),
        full: checks::switch(flags, "full"),
        keep_titles: checks::switch(flags, "keep-titles"),
        strict: checks::switch(flags, "strict"),
    })
}
