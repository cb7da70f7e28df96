//! `usage statusline` on the command line: its flags, and the plain data they become.

use super::arguments::{archive, further_words, help_flag, program, switch, text};
use super::command::UsageStatusline;
use super::usage_error::UsageError;
use super::{checks, help};
use clap::{ArgMatches, Command};

/// The flags.
pub(super) fn definition() -> Command {
    program("statusline", &help::USAGE_STATUSLINE)
        .next_help_heading("Which archive")
        .args(archive())
        .next_help_heading("Which usage")
        .arg(text(
            "timezone",
            "ZONE",
            "Whose today: Europe/Berlin, UTC or Local [default: Local, from $TZ or /etc/localtime]",
        ))
        .arg(text("agent", "LIST", "Only these agents: claude,codex"))
        .next_help_heading("Output")
        .arg(text(
            "format",
            "TEXT",
            "The line, where {cost}, {tokens}, {input}, {output}, {cache_write}, {cache_read}, {sessions}, \
             {model} (the dearest) and {date} are filled in, and {{ and }} are braces [default: \"{cost} \
             today, {tokens} tokens\"]",
        ))
        .next_help_heading("Other")
        .arg(switch("offline", "Accepted and ignored: the line never needs the network"))
        .arg(switch("no-sync", "Accepted and ignored: a report never syncs"))
        .arg(help_flag())
        .arg(further_words())
        .after_help(help::report_exit_codes())
}

/// What the flags say.
pub(super) fn read(flags: &ArgMatches, path: &str) -> Result<UsageStatusline, UsageError> {
    checks::no_further_word(flags, path)?;
    Ok(UsageStatusline {
        data_dir: checks::data_dir(flags),
        mirror: checks::mirror(flags),
        timezone: checks::text(flags, "timezone"),
        agent: checks::text(flags, "agent"),
        format: checks::value(flags, "format"),
    })
}
