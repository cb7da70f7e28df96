//! The command line as the argument parser sees it: commands, flags and what they say about themselves.
//! Nothing is decided here; the order of v1's checks is in `checks`, the words around the flags in `help`.

use super::help::{self, Text};
#[cfg(feature = "serve")]
use super::serve;
use super::{activity_report, doctor, push, sync, usage_daily, usage_statusline, usage_summary, values};
use clap::builder::OsStringValueParser;
use clap::{Arg, ArgAction, Command, ValueHint};

/// The name people type.
pub(super) const PROGRAM: &str = "agentexport";

/// Where words end up that belong to no flag of `export sessions`; refused after all flags were read.
pub(super) const UNEXPECTED: &str = "unexpected";

/// Every command and flag.
pub(super) fn command() -> Command {
    let commands = program(PROGRAM, &help::ROOT)
        .version(env!("CARGO_PKG_VERSION"))
        .bin_name(PROGRAM)
        .no_binary_name(true)
        .max_term_width(help::WIDTH)
        .styles(help::STYLES)
        .args_override_self(true)
        .disable_version_flag(true)
        .arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .help("Print the version"),
        )
        .arg(help_flag())
        .arg_required_else_help(true)
        .subcommand_required(true)
        .subcommand(sync::definition())
        .subcommand(push::definition())
        .subcommand(push::repair_definition())
        .subcommand(
            program("export", &help::EXPORT)
                .arg_required_else_help(true)
                .subcommand_required(true)
                .arg(help_flag())
                .subcommand(export_sessions()),
        )
        .subcommand(
            program("usage", &help::USAGE)
                .arg_required_else_help(true)
                .subcommand_required(true)
                .arg(help_flag())
                .subcommand(usage_daily::definition())
                .subcommand(usage_summary::definition())
                .subcommand(usage_statusline::definition()),
        )
        .subcommand(
            program("activity", &help::ACTIVITY)
                .arg_required_else_help(true)
                .subcommand_required(true)
                .arg(help_flag())
                .subcommand(activity_report::definition()),
        )
        .subcommand(doctor::definition());
    #[cfg(feature = "serve")]
    let commands = commands.subcommand(serve::definition());
    commands.subcommand(demo()).subcommand(completions()).after_help(help::exit_codes())
}

fn export_sessions() -> Command {
    program("sessions", &help::EXPORT_SESSIONS)
        .next_help_heading("Which archive")
        .args(archive())
        .arg(switch("probe-checkouts", "Look for git repositories in the directories the archive mentions"))
        .next_help_heading("Which sessions")
        .arg(text("project", "LABEL", "Only this project label"))
        .arg(text("exclude-project", "LABEL", "Not this project label"))
        .arg(text("machine", "LIST", "Only these machines: name,name"))
        .arg(text(
            "git-branch",
            "TOKENS",
            "Only these branches: project and branch joined by byte 0x1F, several separated by byte \
             0x1E (in bash: $'api\\x1fmain')",
        ))
        .arg(text("agent", "LIST", "Only these agents: claude,codex"))
        .arg(text("date", "DATE", "Only sessions started on this UTC date: 2026-07-31"))
        .arg(text("date-from", "DATE", "Only sessions started on this UTC date or later"))
        .arg(text("date-to", "DATE", "Only sessions started on this UTC date or earlier"))
        .arg(text(
            "active-since",
            "TIME",
            "Only sessions active at this time or later: 2026-07-31T09:00:00Z, a date, or now",
        ))
        .arg(integer("min-messages", "Only sessions with N messages or more [0: no bound]"))
        .arg(integer("max-messages", "Only sessions with N messages or fewer [0: no bound]"))
        .arg(integer("min-user-messages", "Only sessions with N user messages or more [0: no bound]"))
        .arg(switch("include-one-shot", "Also sessions with one user message or none"))
        .arg(switch("include-automated", "Also automated sessions"))
        .arg(switch(
            "include-children",
            "Also subagents and forks of the sessions chosen; continuations then need their parent",
        ))
        .arg(text("outcome", "LIST", "Only these outcomes: success,failure"))
        .arg(text("health-grade", "LIST", "Only these health grades: A,B"))
        .arg(integer("min-tool-failures", "Only sessions with N tool failures or more; 0 is a bound too"))
        .arg(switch("has-secret", "Only sessions in which a secret was found"))
        .next_help_heading("Paging")
        .arg(integer("limit", "Sessions on a page, 1 to 500 [default: 500]"))
        .arg(text(
            "cursor",
            "CURSOR",
            "Continue after the page that printed this cursor, with its filters; excludes --all and the \
             flags that choose sessions",
        ))
        .arg(switch("all", "All pages as one output"))
        .next_help_heading("Output")
        .arg(
            valued(
                "format",
                "FORMAT",
                "One document, or a first line and one for each session [default: json]",
            )
            .value_parser(values::output_format()),
        )
        .arg(switch("json", "The same as --format json"))
        .next_help_heading("Other")
        .arg(switch("no-sync", "Accepted and ignored: an export never syncs"))
        .arg(help_flag())
        .arg(further_words())
        .after_help(help::exit_codes())
}

fn demo() -> Command {
    program("demo", &help::DEMO)
        .arg(directory(
            "Make the archive here and keep it [default: a temporary directory, removed at the end]",
        ))
        .arg(help_flag())
}

fn completions() -> Command {
    program("completions", &help::COMPLETIONS)
        .arg(
            Arg::new("shell")
                .value_name("SHELL")
                .required(true)
                .value_parser(values::shell())
                .help("The shell to write the script for"),
        )
        .arg(help_flag())
}

/// Takes the words that belong to no flag, so that they are refused after all flags were read.
pub(super) fn further_words() -> Arg {
    Arg::new(UNEXPECTED)
        .num_args(0..)
        .hide(true)
        .value_hint(ValueHint::Other)
        .value_parser(OsStringValueParser::new())
}

/// A command with the layout all of them share.
pub(super) fn program(name: &'static str, text: &Text) -> Command {
    Command::new(name)
        .about(text.about)
        .before_help(text.examples())
        .help_template(help::TEMPLATE)
        .disable_help_flag(true)
}

pub(super) fn help_flag() -> Arg {
    Arg::new("help").short('h').long("help").action(ArgAction::Help).help("Print this help")
}

/// A flag that needs a value, which may start with a dash.
pub(super) fn valued(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name(value)
        .value_hint(ValueHint::Other)
        .allow_hyphen_values(true)
        .help(help)
}

pub(super) fn text(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    valued(name, value, help).value_parser(values::text())
}

pub(super) fn integer(name: &'static str, help: &'static str) -> Arg {
    valued(name, "N", help).value_parser(values::integer())
}

/// Where a report reads from.
pub(super) fn archive() -> [Arg; 4] {
    [
        directory(
            "The directory of sessions.db [default: $AGENTSVIEW_DATA_DIR, then ~/.agentexport, then ~/.agentsview]",
        ),
        valued(
            "source",
            "SOURCE",
            "Another archive: its file, postgres://USER@HOST/DATABASE, or duckdb:FILE [default: $AGENTEXPORT_SOURCE]",
        )
        .value_parser(OsStringValueParser::new()),
        text("schema", "NAME", "The schema of the mirror in --source [default: agent_contracts, then agentsview's]"),
        text("archive", "ID", "One archive of the mirror in --source, by its identifier [default: all of them]"),
    ]
}

pub(super) fn directory(help: &'static str) -> Arg {
    valued("data-dir", "DIR", help).value_parser(values::directory()).value_hint(ValueHint::DirPath)
}

/// A flag that is true when given, and takes another value only behind `=`.
pub(super) fn switch(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name("BOOL")
        .value_hint(ValueHint::Other)
        .num_args(0..=1)
        .require_equals(true)
        .default_missing_value("true")
        .value_parser(values::boolean())
        .help(help)
}
