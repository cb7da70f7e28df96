//! `usage daily` on the command line: its flags, and the plain data they become. What a window or a zone means is
//! found by `window` and `zone` later, when a clock is at hand.

use super::arguments::{archive, further_words, help_flag, program, switch, text, valued};
use super::command::UsageDaily;
use super::usage_error::UsageError;
use super::{checks, help, values};
use clap::{ArgMatches, Command};

/// The flags.
pub(super) fn definition() -> Command {
    program("daily", &help::USAGE_DAILY)
        .next_help_heading("Which archive")
        .args(archive())
        .arg(switch("probe-checkouts", "Look for git repositories in the directories the archive mentions"))
        .next_help_heading("Which days")
        .arg(text(
            "since",
            "WHEN",
            "First day: 2026-07-31, or 7d or 48h before --until or now [default: 30 days ago]",
        ))
        .arg(text("until", "WHEN", "Last day: 2026-07-31, or 7d or 48h ago [default: today in UTC]"))
        .arg(switch("all", "Every day; --since and --until still count"))
        .arg(text(
            "timezone",
            "ZONE",
            "Whose days: Europe/Berlin, UTC or Local [default: Local, from $TZ or /etc/localtime]",
        ))
        .next_help_heading("Which usage")
        .arg(text("agent", "LIST", "Only these agents: claude,codex"))
        .next_help_heading("Output")
        .arg(
            valued("format", "FORMAT", "A table for people, or the v1 document [default: human]")
                .value_parser(values::report_format()),
        )
        .arg(switch("json", "The same as --format json"))
        .arg(switch("breakdown", "In the table a line for each model; in JSON also projects and agents"))
        .next_help_heading("Other")
        .arg(switch("offline", "Put the built-in prices over those in the archive"))
        .arg(switch("no-sync", "Accepted and ignored: a report never syncs"))
        .arg(help_flag())
        .arg(further_words())
        .after_help(help::report_exit_codes())
}

/// What the flags say.
pub(super) fn read(flags: &ArgMatches, path: &str) -> Result<UsageDaily, UsageError> {
    checks::no_further_word(flags, path)?;
    let format = checks::value::<bool>(flags, "format").unwrap_or_default();
    Ok(UsageDaily {
        data_dir: checks::data_dir(flags),
        mirror: checks::mirror(flags),
        since: checks::text(flags, "since"),
        until: checks::text(flags, "until"),
        all: checks::switch(flags, "all"),
        timezone: checks::text(flags, "timezone"),
        agent: checks::text(flags, "agent"),
        breakdown: checks::switch(flags, "breakdown"),
        as_json: format || checks::switch(flags, "json"),
        offline: checks::switch(flags, "offline"),
        probe_checkouts: checks::switch(flags, "probe-checkouts"),
    })
}

#[cfg(test)]
mod tests {
    use crate::cli::{Command, MirrorFlags, UsageDaily, UsageError, parse};
    use std::ffi::OsString;

    fn usage(flags: &str) -> Result<UsageDaily, UsageError> {
        let line = ["agentexport", "usage", "daily"].into_iter().chain(flags.split_whitespace());
        match parse(line.map(OsString::from), String::new)?.command {
            Command::UsageDaily(usage) => Ok(*usage),
            other => panic!("expected usage daily, got {other:?}"),
        }
    }

    #[test]
    fn no_flags_mean_the_table_of_the_default_window() {
        assert_eq!(usage("").unwrap(), UsageDaily::default());
    }

    #[test]
    fn every_flag_reaches_its_member() {
        let flags = "--data-dir d --source s --schema x --archive y --since 1 --until 2 --all --timezone z --agent a --breakdown --json --offline \
                     --no-sync --probe-checkouts";
        let expected = UsageDaily {
            data_dir: Some("d".into()),
            mirror: MirrorFlags {
                source: Some("s".into()),
                schema: Some("x".into()),
                archive: Some("y".into()),
            },
            since: "1".into(),
            until: "2".into(),
            all: true,
            timezone: "z".into(),
            agent: "a".into(),
            breakdown: true,
            as_json: true,
            offline: true,
            probe_checkouts: true,
        };
        assert_eq!(usage(flags).unwrap(), expected);
    }

    #[test]
    fn json_wins_over_the_format() {
        for (flags, as_json) in [
            ("--format human --json", true),
            ("--format json", true),
            ("--json=false", false),
            ("--format json --json=false", true),
        ] {
            assert_eq!(usage(flags).unwrap().as_json, as_json, "{flags}");
        }
        assert!(usage("--format yaml").unwrap_err().to_string().contains("it must be human or json"));
        assert!(usage("today").unwrap_err().to_string().contains("unknown command"));
    }
}
