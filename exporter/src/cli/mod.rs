//! The command line: arguments become a typed [`Command`], and what goes to people (help, completions,
//! progress, error lines) is made here. Nothing here opens an archive, reads a clock for a result, or prints
//! by itself.

mod activity_report;
mod arguments;
mod checks;
pub mod command;
pub mod completions;
mod doctor;
pub mod help;
mod literals;
pub mod messages;
pub mod progress;
mod push;
#[cfg(feature = "serve")]
mod serve;
mod single_dash;
pub mod summary;
mod sync;
mod usage_daily;
mod usage_error;
mod usage_statusline;
mod usage_summary;
mod values;
pub mod window;
pub mod zone;

#[cfg(feature = "serve")]
pub use command::Serve;
pub use command::{
    ActivityReport, Command, Demo, Doctor, ExportSessions, MirrorFlags, OutputFormat, Parsed, Push, Repair,
    SelectionFlags, Shell, Sync, UsageDaily, UsageStatusline, UsageSummary,
};
pub use literals::LiteralError;
pub use usage_error::UsageError;
pub use values::ValueError;

use clap::ArgMatches;
use clap::error::ErrorKind;
use std::ffi::OsString;

/// Reads a command line. `line` starts with the program's name, as [`std::env::args_os`] does; `now` gives
/// the UTC time as `YYYY-MM-DD HH:MM:SS.SSS` and is asked only when a flag says `now`.
///
/// # Errors
///
/// The first mistake in the line, in the order in which v1 looks for them.
///
/// # Examples
///
/// ```
/// use agentexport::cli::{Command, parse};
///
/// let line = ["agentexport", "export", "sessions", "--limit", "0x10"].map(Into::into);
/// let parsed = parse(line, || "2026-07-31 09:00:00.000".to_owned())?;
/// assert!(matches!(parsed.command, Command::ExportSessions(export) if export.limit == 16));
/// # Ok::<(), agentexport::cli::UsageError>(())
/// ```
pub fn parse(
    line: impl IntoIterator<Item = OsString>,
    now: impl FnOnce() -> String,
) -> Result<Parsed, UsageError> {
    let mut line: Vec<OsString> = line.into_iter().skip(1).collect();
    let definition = arguments::command();
    let named = single_dash::named(&definition, &line);
    let warning = single_dash::rewrite(&named, &mut line);
    let path = named.path;
    let command = match definition.try_get_matches_from(&line) {
        Ok(matches) => understood(&matches, &path, now)?,
        Err(finding) => match finding.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                Command::Help(finding.render().ansi().to_string())
            }
            ErrorKind::DisplayVersion => Command::Version(finding.render().to_string()),
            _ => return Err(UsageError::translate(&finding, &path, &line)),
        },
    };
    Ok(Parsed { command, warnings: warning.into_iter().collect() })
}

/// A time as [`parse`] takes it: in UTC, to the millisecond, as SQLite writes it.
pub fn time_text(time: jiff::Timestamp) -> String {
    time.strftime("%Y-%m-%d %H:%M:%S%.3f").to_string()
}

/// The command that a line without mistakes in its flags asks for.
fn understood(matches: &ArgMatches, path: &str, now: impl FnOnce() -> String) -> Result<Command, UsageError> {
    match matches.subcommand() {
        Some(("export", export)) => match export.subcommand() {
            Some(("sessions", flags)) => checks::export_sessions(flags, path, now)
                .map(|export| Command::ExportSessions(Box::new(export))),
            _ => Err(UsageError::missing_word("a command", path)),
        },
        Some(("usage", usage)) => match usage.subcommand() {
            Some(("daily", flags)) => {
                usage_daily::read(flags, path).map(|usage| Command::UsageDaily(Box::new(usage)))
            }
            Some(("summary", flags)) => {
                usage_summary::read(flags, path).map(|summary| Command::UsageSummary(Box::new(summary)))
            }
            Some(("statusline", flags)) => usage_statusline::read(flags, path)
                .map(|statusline| Command::UsageStatusline(Box::new(statusline))),
            _ => Err(UsageError::missing_word("a command", path)),
        },
        Some(("activity", activity)) => match activity.subcommand() {
            Some(("report", flags)) => {
                activity_report::read(flags, path).map(|report| Command::ActivityReport(Box::new(report)))
            }
            _ => Err(UsageError::missing_word("a command", path)),
        },
        Some(("doctor", flags)) => doctor::read(flags, path).map(|doctor| Command::Doctor(Box::new(doctor))),
        Some(("sync", flags)) => sync::read(flags, path).map(Command::Sync),
        Some(("push", flags)) => push::read(flags, path).map(Command::Push),
        Some(("repair", flags)) => push::read_repair(flags, path).map(Command::Repair),
        #[cfg(feature = "serve")]
        Some(("serve", flags)) => serve::read(flags, path).map(|serve| Command::Serve(Box::new(serve))),
        Some(("demo", flags)) => Ok(Command::Demo(Demo { data_dir: checks::data_dir(flags) })),
        Some(("completions", flags)) => checks::shell(flags, path).map(Command::Completions),
        _ => Err(UsageError::missing_word("a command", path)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Command, ExportSessions, Parsed, SelectionFlags, UsageError, parse};
    use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
    use std::ffi::OsString;

    const NOW: &str = "2026-07-31 09:00:00.000";

    /// Parses what follows `agentexport`.
    fn parsed(words: impl IntoIterator<Item = OsString>) -> Result<Parsed, UsageError> {
        let line = std::iter::once(OsString::from("agentexport")).chain(words);
        parse(line, || NOW.to_owned())
    }

    /// Parses `agentexport export sessions` with `flags`, and gives the export and its warnings.
    fn export<'a>(
        flags: impl IntoIterator<Item = &'a str>,
    ) -> Result<(ExportSessions, Vec<String>), UsageError> {
        let words = ["export", "sessions"].into_iter().chain(flags).map(OsString::from);
        let Parsed { command, warnings } = parsed(words)?;
        match command {
            Command::ExportSessions(export) => Ok((*export, warnings)),
            other => panic!("expected an export, got {other:?}"),
        }
    }

    /// The sentence that the line with these words is refused with.
    fn refusal(words: &str) -> String {
        match parsed(words.split_whitespace().map(OsString::from)) {
            Ok(parsed) => panic!("{words:?} must be refused, but means {parsed:?}"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn no_flags_mean_the_defaults_of_v1() {
        let (export, warnings) = export([]).unwrap();
        assert_eq!(export, ExportSessions::default());
        assert_eq!(export.limit, 500);
        assert!(warnings.is_empty(), "{warnings:?}");
    }

    #[test]
    fn every_flag_reaches_its_member() {
        let flags = "--data-dir d --source s --schema x --archive y --probe-checkouts --project p --exclude-project x --machine m \
                     --git-branch g --agent a --date 1 --date-from 2 --date-to 3 --active-since 4 \
                     --min-messages 5 --max-messages 6 --min-user-messages 7 --include-one-shot \
                     --include-automated --include-children --outcome o --health-grade h \
                     --min-tool-failures 8 --has-secret --limit 9 --format ndjson --all --no-sync";
        let selection = SelectionFlags {
            project: "p".into(),
            exclude_project: "x".into(),
            machine: "m".into(),
            git_branch: "g".into(),
            agent: "a".into(),
            date: "1".into(),
            date_from: "2".into(),
            date_to: "3".into(),
            active_since: "4".into(),
            min_messages: 5,
            max_messages: 6,
            min_user_messages: 7,
            include_one_shot: true,
            include_automated: true,
            include_children: true,
            outcome: "o".into(),
            health_grade: "h".into(),
            min_tool_failures: Some(8),
            has_secret: true,
        };
        let (export, _) = export(flags.split_whitespace()).unwrap();
        assert_eq!(
            export,
            ExportSessions {
                data_dir: Some("d".into()),
                mirror: super::MirrorFlags {
                    source: Some("s".into()),
                    schema: Some("x".into()),
                    archive: Some("y".into()),
                },
                selection,
                cursor: None,
                limit: 9,
                format: super::OutputFormat::Ndjson,
                all: true,
                probe_checkouts: true,
            }
        );
    }

    #[test]
    fn the_last_of_repeated_flags_wins() {
        let (export, _) =
            export(["--limit", "1", "--project=a", "--all", "--limit=2", "--all=F", "--project", "b"])
                .unwrap();
        assert_eq!((export.limit, export.all, export.selection.project.as_str()), (2, false, "b"));
        assert!(
            refusal("export sessions --limit x --limit 5").contains("\"x\""),
            "every value is read, not just the last"
        );
    }

    #[test]
    fn values_may_start_with_a_dash() {
        let (export, warnings) = export([
            "--min-messages",
            "-1",
            "--min-tool-failures=-2",
            "--project",
            "--all",
            "--agent",
            "-limit",
        ])
        .unwrap();
        let SelectionFlags { min_messages, min_tool_failures, project, agent, .. } = export.selection;
        assert_eq!((min_messages, min_tool_failures), (-1, Some(-2)));
        assert_eq!((project.as_str(), agent.as_str(), export.all), ("--all", "-limit", false));
        assert!(warnings.is_empty(), "a value is no single-dash flag: {warnings:?}");
    }

    #[test]
    fn only_the_word_now_becomes_a_time() {
        for (given, meant) in
            [("now", NOW), (" NOW\t", NOW), ("\u{a0}Now", NOW), ("nowt", "nowt"), (" 2026", " 2026")]
        {
            let (export, _) = export(["--active-since", given]).unwrap();
            assert_eq!(export.selection.active_since, meant, "--active-since {given:?}");
        }
        let line = ["agentexport", "export", "sessions", "--date", "now"].map(OsString::from);
        parse(line, || panic!("the clock must not be read for another flag")).unwrap();
    }

    #[test]
    fn one_dash_is_accepted_with_a_warning() {
        let (export, warnings) = export(["-limit", "7", "-all=false", "-limit=8"]).unwrap();
        assert_eq!((export.limit, export.all), (8, false));
        assert_eq!(
            warnings,
            ["deprecated single-dash long flags detected; use GNU-style long flags instead: \
              -limit -> --limit, -all -> --all"]
        );
    }

    #[test]
    fn help_and_version_are_commands_not_mistakes() {
        for words in [
            "",
            "export",
            "-h",
            "--help",
            "help",
            "help export sessions",
            "export sessions --limit=0 x --help",
        ] {
            let command = parsed(words.split_whitespace().map(OsString::from)).unwrap().command;
            assert!(matches!(command, Command::Help(_)), "{words:?} gave {command:?}");
        }
        let version = concat!("agentexport ", env!("CARGO_PKG_VERSION"), "\n").to_owned();
        assert_eq!(parsed(["--version".into()]).unwrap().command, Command::Version(version));
        assert!(
            matches!(parse([], String::new).unwrap().command, Command::Help(_)),
            "an empty line must not panic"
        );
    }

    #[cfg(unix)]
    #[test]
    fn invalid_utf8_is_refused_by_flag_and_accepted_in_a_path() {
        use std::os::unix::ffi::OsStringExt as _;
        let line = |flag: &str| {
            ["export".into(), "sessions".into(), flag.into(), OsString::from_vec(b"a\xff".into())]
        };
        for flag in ["--project", "--limit", "--cursor", "--format", "--active-since"] {
            let error = parsed(line(flag)).unwrap_err().to_string();
            assert_eq!(
                error,
                format!("invalid argument \"a\u{fffd}\" for \"{flag}\" flag: it must be valid UTF-8")
            );
        }
        assert!(parsed(line("--data-dir")).is_ok(), "a path need not be text");
        assert!(parsed(line("--all")).unwrap_err().to_string().starts_with("unknown command"));
    }

    /// A word of a command line: something the program knows, something near it, or anything at all.
    fn word() -> impl Strategy<Value = OsString> {
        let known = [
            "export",
            "sessions",
            "doctor",
            "demo",
            "completions",
            "help",
            "--",
            "-",
            "--all",
            "-all",
            "--all=T",
            "--limit",
            "-limit=3",
            "--cursor",
            "--cursor=",
            "--project",
            "--format=ndjson",
            "--json",
            "--help",
            "-h",
            "-V",
            "--min-messages",
            "-1",
            "--version",
            "--data-dir",
            "--no-sync",
            "bash",
            "",
        ];
        prop_oneof![
            4 => proptest::sample::select(known.to_vec()).prop_map(OsString::from),
            1 => "-{0,3}[a-z=]{0,6}".prop_map(OsString::from),
            1 => any::<String>().prop_map(OsString::from),
            1 => any_bytes(),
        ]
    }

    #[cfg(unix)]
    fn any_bytes() -> impl Strategy<Value = OsString> {
        use std::os::unix::ffi::OsStringExt as _;
        proptest::collection::vec(any::<u8>(), 0..8).prop_map(OsString::from_vec)
    }

    #[cfg(not(unix))]
    fn any_bytes() -> impl Strategy<Value = OsString> {
        Just(OsString::new())
    }

    proptest! {
        #[test]
        fn no_line_makes_it_panic(words in proptest::collection::vec(word(), 0..8)) {
            if let Err(error) = parsed(words) {
                prop_assert!(!error.to_string().is_empty());
            }
        }

        #[test]
        fn values_arrive_as_given(value in any::<String>(), command in Just("--project")) {
            let apart = export([command, &value]).unwrap().0;
            let joined = export([format!("{command}={value}").as_str()]).unwrap().0;
            prop_assert_eq!(&apart, &joined);
            prop_assert_eq!(apart.selection.project, value);
        }

        #[test]
        fn one_dash_means_what_two_do(
            name in "(project|limit|all|json|cursor|format)",
            value in "(=|=1|=json|)",
            last in "-?[0-9]{0,3}",
        ) {
            let read = |dashes: &str| {
                let export = export([format!("{dashes}{name}{value}").as_str(), &last]);
                export.map(|(export, _)| export).map_err(|error| error.to_string())
            };
            prop_assert_eq!(read("-"), read("--"));
        }
    }
}
