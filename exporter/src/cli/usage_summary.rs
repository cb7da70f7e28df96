//! `usage summary` on the command line: its flags are the parameters of the route with the same answer, and become those.
//! What they mean is found by `summary` later, when a clock is at hand.

use super::arguments::{archive, further_words, help_flag, integer, program, switch, text};
use super::command::UsageSummary;
use super::summary::{INTEGER, SWITCHES, TEXTS};
use super::usage_error::UsageError;
use super::{checks, help};
use clap::{ArgMatches, Command};

/// The flags.
pub(super) fn definition() -> Command {
    program("summary", &help::USAGE_SUMMARY)
        .next_help_heading("Which archive")
        .args(archive())
        .arg(switch("probe-checkouts", "Look for git repositories in the directories the archive mentions"))
        .next_help_heading("Which days")
        .arg(text("from", "DATE", "First day: 2026-07-01 [default: 30 days before the last one]"))
        .arg(text("to", "DATE", "Last day: 2026-07-31 [default: today in UTC]"))
        .arg(switch("no-default-range", "Every day, as far as --from and --to do not say otherwise"))
        .arg(text(
            "timezone",
            "ZONE",
            "Whose days: Europe/Berlin, UTC or Local [default: Local, from $TZ or /etc/localtime]",
        ))
        .next_help_heading("Which usage")
        .arg(text("project", "LIST", "Only these project labels: api,web"))
        .arg(text("exclude-project", "LIST", "Not these project labels"))
        .arg(text("agent", "LIST", "Only these agents: claude,codex"))
        .arg(text("exclude-agent", "LIST", "Not these agents"))
        .arg(text("model", "LIST", "Only these models"))
        .arg(text("exclude-model", "LIST", "Not these models"))
        .arg(text("machine", "LIST", "Only sessions of these machines: name,name"))
        .arg(text(
            "git-branch",
            "TOKENS",
            "Only sessions on these branches: project and branch joined by byte 0x1F, several separated by byte \
             0x1E (in bash: $'api\\x1fmain')",
        ))
        .arg(integer("min-user-messages", "Only sessions with N user messages or more [0: no bound]"))
        .arg(text(
            "active-since",
            "TIME",
            "Only sessions that ended at this time or later: 2026-07-31T09:00:00Z",
        ))
        .arg(text(
            "termination",
            "LIST",
            "Only sessions that ended so: active (in the last 10 minutes), stale, unclean, clean, awaiting_user",
        ))
        .arg(switch("include-one-shot", "Also sessions with one user message or none [default: true]"))
        .arg(switch("include-automated", "Also automated sessions [default: false]"))
        .next_help_heading("Output")
        .arg(switch("breakdowns", "Figures by project and agent, and sums over all days [default: true]"))
        .arg(switch("session-counts", "How many sessions there were [default: true]"))
        .next_help_heading("Other")
        .arg(switch("offline", "Put the built-in prices over those in the archive"))
        .arg(switch("no-sync", "Accepted and ignored: a report never syncs"))
        .arg(help_flag())
        .arg(further_words())
        .after_help(help::report_exit_codes())
}

/// What the flags say.
pub(super) fn read(flags: &ArgMatches, path: &str) -> Result<UsageSummary, UsageError> {
    checks::no_further_word(flags, path)?;
    let flag = |parameter: &str| parameter.replace('_', "-");
    let texts = ["from", "to", "active_since"].into_iter().chain(TEXTS);
    let texts = texts.filter_map(|name| Some((name, checks::value::<String>(flags, &flag(name))?)));
    let switches = SWITCHES
        .into_iter()
        .filter_map(|name| Some((name, checks::value::<bool>(flags, &flag(name))?.to_string())));
    let number = checks::value::<i64>(flags, &flag(INTEGER)).map(|number| (INTEGER, number.to_string()));
    let parameters = texts.chain(switches).chain(number);
    Ok(UsageSummary {
        data_dir: checks::data_dir(flags),
        mirror: checks::mirror(flags),
        timezone: checks::text(flags, "timezone"),
        parameters: parameters.map(|(name, value)| (name.to_owned(), value)).collect(),
        offline: checks::switch(flags, "offline"),
        probe_checkouts: checks::switch(flags, "probe-checkouts"),
    })
}

#[cfg(test)]
mod tests {
    use crate::cli::{Command, UsageError, UsageSummary, parse};
    use std::ffi::OsString;

    fn summary(flags: &str) -> Result<UsageSummary, UsageError> {
        let line = ["agentexport", "usage", "summary"].into_iter().chain(flags.split_whitespace());
        match parse(line.map(OsString::from), String::new)?.command {
            Command::UsageSummary(summary) => Ok(*summary),
            other => panic!("expected a usage summary, got {other:?}"),
        }
    }

    #[test]
    fn no_flags_are_no_parameters() {
        assert_eq!(summary("").unwrap(), UsageSummary::default());
    }

    #[test]
    fn every_flag_becomes_its_parameter() {
        let flags = "--data-dir d --source s --schema x --archive y --timezone z --offline --probe-checkouts --no-sync --from 1 --to 2 \
                     --active-since 3 --agent 4 --project 5 --machine 6 --git-branch 7 --exclude-project 8 \
                     --exclude-agent 9 --exclude-model 10 --model 11 --termination 12 --include-one-shot=f \
                     --include-automated --no-default-range --breakdowns=0 --session-counts=1 \
                     --min-user-messages 0x10";
        let found = summary(flags).unwrap();
        let pairs: Vec<String> =
            found.parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(
            pairs.join("&"),
            "from=1&to=2&active_since=3&agent=4&project=5&machine=6&git_branch=7&exclude_project=8&\
             exclude_agent=9&exclude_model=10&model=11&termination=12&include_one_shot=false&\
             include_automated=true&no_default_range=true&breakdowns=false&session_counts=true&\
             min_user_messages=16"
        );
        assert_eq!((found.data_dir, found.timezone.as_str()), (Some("d".into()), "z"));
        assert!(found.offline && found.probe_checkouts);
    }
}
