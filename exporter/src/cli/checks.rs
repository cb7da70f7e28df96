//! From matched flags to `export sessions`: the checks of v1 that come after reading the flags, in v1's
//! order, which decides the error a line with several mistakes gets. Meanings of filters are not checked; v1
//! does not either.

use super::command::{
    DEFAULT_LIMIT, ExportSessions, MAXIMUM_LIMIT, MirrorFlags, OutputFormat, SelectionFlags, Shell,
};
use super::usage_error::UsageError;
use super::{arguments, literals};
use clap::ArgMatches;
use std::ffi::OsString;
use std::path::PathBuf;

/// The flags a cursor replaces, in the order in which v1 looks for one to complain about.
const REPLACED_BY_CURSOR: [&str; 20] = [
    "project",
    "exclude-project",
    "machine",
    "git-branch",
    "agent",
    "date",
    "date-from",
    "date-to",
    "active-since",
    "min-messages",
    "max-messages",
    "min-user-messages",
    "include-one-shot",
    "include-automated",
    "include-children",
    "outcome",
    "health-grade",
    "min-tool-failures",
    "has-secret",
    "all",
];

/// Checks the flags of `export sessions`, found at `path`, and makes plain data of them. `now` is asked only
/// when `--active-since now` was given.
pub(super) fn export_sessions(
    flags: &ArgMatches,
    path: &str,
    now: impl FnOnce() -> String,
) -> Result<ExportSessions, UsageError> {
    no_further_word(flags, path)?;
    let format = output_format(flags)?;
    let cursor = value::<String>(flags, "cursor").filter(|cursor| !cursor.is_empty());
    if cursor.is_some()
        && let Some(flag) = REPLACED_BY_CURSOR.into_iter().find(|flag| flags.contains_id(flag))
    {
        return Err(UsageError::CursorWith { flag });
    }
    Ok(ExportSessions {
        data_dir: data_dir(flags),
        mirror: mirror(flags),
        limit: limit(flags)?,
        selection: selection(flags, now),
        cursor,
        format,
        all: switch(flags, "all"),
        probe_checkouts: switch(flags, "probe-checkouts"),
    })
}

/// `--data-dir`, for every command that has it.
pub(super) fn data_dir(flags: &ArgMatches) -> Option<PathBuf> {
    value(flags, "data-dir")
}

/// `--source` and what goes with it, for every command that has them.
pub(super) fn mirror(flags: &ArgMatches) -> MirrorFlags {
    MirrorFlags {
        source: value(flags, "source"),
        schema: value(flags, "schema"),
        archive: value(flags, "archive"),
    }
}

/// The shell that `completions` is for.
pub(super) fn shell(flags: &ArgMatches, path: &str) -> Result<Shell, UsageError> {
    value(flags, "shell").ok_or_else(|| UsageError::missing_word("SHELL", path))
}

pub(super) fn no_further_word(flags: &ArgMatches, path: &str) -> Result<(), UsageError> {
    let Some(word) = value::<OsString>(flags, arguments::UNEXPECTED) else { return Ok(()) };
    let word = word.to_string_lossy();
    let advice = if literals::boolean(&word).is_ok() {
        "a flag that is on or off takes its value behind \"=\", as in --all=true"
    } else {
        "it takes flags only, each written --name or --name VALUE"
    };
    Err(UsageError::unknown_command(&word, path, advice))
}

fn output_format(flags: &ArgMatches) -> Result<OutputFormat, UsageError> {
    let format = value::<OutputFormat>(flags, "format").unwrap_or_default();
    // Without --json the default is JSON all the same, so the switch only ever forbids.
    if switch(flags, "json") && format == OutputFormat::Ndjson {
        return Err(UsageError::JsonWithNdjson);
    }
    Ok(format)
}

fn limit(flags: &ArgMatches) -> Result<usize, UsageError> {
    let Some(limit) = value::<i64>(flags, "limit") else { return Ok(DEFAULT_LIMIT) };
    usize::try_from(limit)
        .ok()
        .filter(|limit| (1..=MAXIMUM_LIMIT).contains(limit))
        .ok_or(UsageError::LimitOutOfRange { limit })
}

fn selection(flags: &ArgMatches, now: impl FnOnce() -> String) -> SelectionFlags {
    let mut active_since = text(flags, "active-since");
    // The report knows no clock, and SQLite, which v1 asks, takes this word in any case.
    if active_since.trim().eq_ignore_ascii_case("now") {
        active_since = now();
    }
    SelectionFlags {
        project: text(flags, "project"),
        exclude_project: text(flags, "exclude-project"),
        machine: text(flags, "machine"),
        git_branch: text(flags, "git-branch"),
        agent: text(flags, "agent"),
        date: text(flags, "date"),
        date_from: text(flags, "date-from"),
        date_to: text(flags, "date-to"),
        active_since,
        min_messages: integer(flags, "min-messages"),
        max_messages: integer(flags, "max-messages"),
        min_user_messages: integer(flags, "min-user-messages"),
        include_one_shot: switch(flags, "include-one-shot"),
        include_automated: switch(flags, "include-automated"),
        include_children: switch(flags, "include-children"),
        outcome: text(flags, "outcome"),
        health_grade: text(flags, "health-grade"),
        min_tool_failures: value(flags, "min-tool-failures"),
        has_secret: switch(flags, "has-secret"),
    }
}

pub(super) fn value<T: Clone + Send + Sync + 'static>(flags: &ArgMatches, name: &str) -> Option<T> {
    flags.get_one::<T>(name).cloned()
}

pub(super) fn text(flags: &ArgMatches, name: &str) -> String {
    value(flags, name).unwrap_or_default()
}

fn integer(flags: &ArgMatches, name: &str) -> i64 {
    value(flags, name).unwrap_or_default()
}

pub(super) fn switch(flags: &ArgMatches, name: &str) -> bool {
    value(flags, name).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::REPLACED_BY_CURSOR;
    use crate::cli::{Command, ExportSessions, OutputFormat, UsageError, parse};
    use std::ffi::OsString;

    fn export(flags: &[&str]) -> Result<ExportSessions, UsageError> {
        let line = ["agentexport", "export", "sessions"].iter().chain(flags).map(OsString::from);
        match parse(line, String::new)?.command {
            Command::ExportSessions(export) => Ok(*export),
            other => panic!("expected an export, got {other:?}"),
        }
    }

    fn refusal(flags: &[&str]) -> String {
        match export(flags) {
            Ok(export) => panic!("{flags:?} must be refused, but means {export:?}"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn each_check_hides_the_later_ones() {
        // One mistake for each row of v1's table; taking the first away must uncover the next.
        let mut flags =
            vec!["--nope", "word", "--json", "--format=ndjson", "--cursor=c", "--project=", "--limit=0"];
        assert!(refusal(&flags).starts_with("unknown flag: --nope;"));
        flags.remove(0);
        assert!(refusal(&flags).starts_with("unknown command \"word\" for \"agentexport export sessions\";"));
        flags.remove(0);
        assert_eq!(refusal(&flags), "--json cannot be combined with --format ndjson");
        flags.remove(0);
        assert_eq!(refusal(&flags), "--cursor cannot be combined with --project");
        flags.remove(2);
        assert_eq!(refusal(&flags), "--limit must be between 1 and 500, got 0");
        flags.pop();
        assert_eq!(export(&flags).unwrap().cursor.as_deref(), Some("c"));
    }

    #[test]
    fn a_bad_value_comes_before_a_further_word() {
        assert!(
            refusal(&["word", "--limit", "ten"])
                .starts_with("invalid argument \"ten\" for \"--limit\" flag: ")
        );
    }

    #[test]
    fn words_without_a_flag_are_refused_with_advice() {
        let known = "it takes flags only, each written --name or --name VALUE";
        let switch = "a flag that is on or off takes its value behind \"=\", as in --all=true";
        for (flags, word, advice) in [
            (["x", "--all"], "x", known),
            (["", "--all"], "", known),
            (["-", "--all"], "-", known),
            (["--", "--limit"], "--limit", known),
            (["--all", "true"], "true", switch),
        ] {
            let sentence = format!("unknown command {word:?} for \"agentexport export sessions\"; {advice}");
            assert_eq!(refusal(&flags), sentence, "{flags:?}");
        }
    }

    #[test]
    fn json_forbids_ndjson_only_when_true() {
        for (flags, format) in [
            (vec!["--json"], OutputFormat::Json),
            (vec!["--json", "--format", "json"], OutputFormat::Json),
            (vec!["--json=false", "--format", "ndjson"], OutputFormat::Ndjson),
            (vec!["--json", "--json=0", "--format", "ndjson"], OutputFormat::Ndjson),
            (vec!["--json", "--format=ndjson", "--format=json"], OutputFormat::Json),
        ] {
            assert_eq!(export(&flags).unwrap().format, format, "{flags:?}");
        }
    }

    #[test]
    fn a_cursor_goes_with_no_query_flag_whatever_its_value() {
        for (place, flag) in REPLACED_BY_CURSOR.into_iter().enumerate() {
            let value = match flag {
                "all" | "has-secret" | "include-one-shot" | "include-automated" | "include-children" => {
                    "=false"
                }
                "min-messages" | "max-messages" | "min-user-messages" | "min-tool-failures" => "=0",
                _ => "=",
            };
            let given = format!("--{flag}{value}");
            let expected = format!("--cursor cannot be combined with --{flag}");
            assert_eq!(refusal(&[&given, "--cursor", "c"]), expected);
            // An earlier flag of v1's order is named first, wherever it stands on the line.
            if place > 0 {
                let project = refusal(&["--cursor=c", &given, "--project", ""]);
                assert_eq!(project, "--cursor cannot be combined with --project");
            }
            assert!(export(&[&given, "--cursor="]).is_ok(), "an empty cursor is none");
        }
        assert_eq!(refusal(&["--cursor", " ", "--all"]), "--cursor cannot be combined with --all");
    }

    #[test]
    fn format_limit_and_the_archive_may_accompany_a_cursor() {
        let flags = [
            "--cursor",
            "c",
            "--limit",
            "3",
            "--json=false",
            "--format=ndjson",
            "--data-dir",
            "d",
            "--probe-checkouts",
            "--no-sync",
        ];
        let export = export(&flags).unwrap();
        assert_eq!(
            (export.cursor.as_deref(), export.limit, export.format),
            (Some("c"), 3, OutputFormat::Ndjson)
        );
    }

    #[test]
    fn the_limit_is_between_1_and_500() {
        for (given, limit) in [("1", 1), ("500", 500), ("0x1F4", 500), ("0764", 500)] {
            assert_eq!(export(&["--limit", given]).unwrap().limit, limit);
        }
        for given in ["0", "-1", "501", "-9223372036854775808", "9223372036854775807"] {
            assert_eq!(
                refusal(&["--limit", given]),
                format!("--limit must be between 1 and 500, got {given}")
            );
            assert!(
                refusal(&["--limit", given, "--cursor", "c"]).starts_with("--limit must"),
                "also with a cursor"
            );
        }
    }
}
