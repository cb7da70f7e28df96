//! `activity report` on the command line: its flags, and the plain data they become. What a preset, a date or a zone
//! means is found by the report and by `zone` later, when a clock is at hand.

use super::arguments::{archive, further_words, help_flag, program, switch, text, valued};
use super::command::ActivityReport;
use super::usage_error::UsageError;
use super::{checks, help, values};
use clap::{ArgMatches, Command};

/// The flags.
pub(super) fn definition() -> Command {
    program("report", &help::ACTIVITY_REPORT)
        .next_help_heading("Which archive")
        .args(archive())
        .arg(switch("probe-checkouts", "Look for git repositories in the directories the archive mentions"))
        .next_help_heading("Which time")
        .arg(text("preset", "PRESET", "day, week (from Monday), month or custom [default: day]"))
        .arg(text("date", "DATE", "A day in that range: 2026-07-31 [default: today]"))
        .arg(text("from", "TIME", "With custom: the start, 2026-07-31T09:00:00Z"))
        .arg(text("to", "TIME", "With custom: the end, which does not belong to the range"))
        .arg(text(
            "timezone",
            "ZONE",
            "Whose days: Europe/Berlin, UTC or Local [default: Local, from $TZ or /etc/localtime]",
        ))
        .arg(text(
            "bucket",
            "SIZE",
            "5m, 15m, 1h, 1d or 1w [default: 5m up to 36 hours, 1h up to 14 days, 1d up to 90 days, then 1w]",
        ))
        .next_help_heading("Which sessions")
        .arg(text("project", "LABEL", "Only this project label"))
        .arg(text("agent", "LIST", "Only these agents: claude,codex"))
        .arg(text("machine", "LIST", "Only these machines: name,name"))
        .next_help_heading("Output")
        .arg(
            valued("format", "FORMAT", "A summary for people, or the v1 document [default: human]")
                .value_parser(values::report_format()),
        )
        .arg(switch("json", "The same as --format json"))
        .next_help_heading("Other")
        .arg(switch("offline", "Put the built-in prices over those in the archive"))
        .arg(switch("no-sync", "Accepted and ignored: a report never syncs"))
        .arg(help_flag())
        .arg(further_words())
        .after_help(help::report_exit_codes())
}

/// What the flags say.
pub(super) fn read(flags: &ArgMatches, path: &str) -> Result<ActivityReport, UsageError> {
    checks::no_further_word(flags, path)?;
    let format = checks::value::<bool>(flags, "format").unwrap_or_default();
    Ok(ActivityReport {
        data_dir: checks::data_dir(flags),
        mirror: checks::mirror(flags),
        preset: checks::text(flags, "preset"),
        date: checks::text(flags, "date"),
        from: checks::text(flags, "from"),
        to: checks::text(flags, "to"),
        timezone: checks::text(flags, "timezone"),
        bucket: checks::text(flags, "bucket"),
        project: checks::text(flags, "project"),
        agent: checks::text(flags, "agent"),
        machine: checks::text(flags, "machine"),
        as_json: format || checks::switch(flags, "json"),
        offline: checks::switch(flags, "offline"),
        probe_checkouts: checks::switch(flags, "probe-checkouts"),
    })
}

#[cfg(test)]
mod tests {
    use crate::cli::{ActivityReport, Command, MirrorFlags, UsageError, parse};
    use std::ffi::OsString;

    fn report(flags: &str) -> Result<ActivityReport, UsageError> {
        let line = ["agentexport", "activity", "report"].into_iter().chain(flags.split_whitespace());
        match parse(line.map(OsString::from), String::new)?.command {
            Command::ActivityReport(report) => Ok(*report),
            other => panic!("expected an activity report, got {other:?}"),
        }
    }

    #[test]
    fn no_flags_mean_the_summary_of_today() {
        assert_eq!(report("").unwrap(), ActivityReport::default());
    }

    #[test]
    fn every_flag_reaches_its_member() {
        let flags = "--data-dir d --source s --schema x --archive y --preset p --date 1 --from 2 --to 3 --timezone z --bucket b --project q \
                     --agent a --machine m --json --offline --no-sync --probe-checkouts";
        let expected = ActivityReport {
            data_dir: Some("d".into()),
            mirror: MirrorFlags {
                source: Some("s".into()),
                schema: Some("x".into()),
                archive: Some("y".into()),
            },
            preset: "p".into(),
            date: "1".into(),
            from: "2".into(),
            to: "3".into(),
            timezone: "z".into(),
            bucket: "b".into(),
            project: "q".into(),
            agent: "a".into(),
            machine: "m".into(),
            as_json: true,
            offline: true,
            probe_checkouts: true,
        };
        assert_eq!(report(flags).unwrap(), expected);
    }

    #[test]
    fn json_wins_over_the_format() {
        assert!(report("--format human --json").unwrap().as_json);
        assert!(report("--format json --json=false").unwrap().as_json);
        assert!(report("--format yaml").unwrap_err().to_string().contains("it must be human or json"));
        assert!(report("extra").unwrap_err().to_string().contains("unknown command"));
    }
}
