//! What a command line asks for, as plain data: the typed result of [`parse`](super::parse). No type of the
//! argument parser appears here, and nothing here knows what a filter means; that is the report's business.

use std::ffi::OsStr;
#[cfg(feature = "serve")]
use std::net::IpAddr;
use std::path::{Path, PathBuf};

mod mirror;

pub use mirror::{MirrorFlags, Push, Repair};

/// The number of rows on a page when `--limit` is not given.
pub const DEFAULT_LIMIT: usize = 500;

/// The largest page: v1 refuses more.
pub const MAXIMUM_LIMIT: usize = 500;

/// A command line that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// What to do.
    pub command: Command,
    /// Sentences for stderr, each without a line end; the command runs all the same.
    pub warnings: Vec<String>,
}

/// One thing the program can be asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// `export sessions`: print session summaries.
    ExportSessions(Box<ExportSessions>),
    /// `usage daily`: print tokens and cost per day.
    UsageDaily(Box<UsageDaily>),
    /// `usage summary`: print chosen usage, per day and in all.
    UsageSummary(Box<UsageSummary>),
    /// `usage statusline`: print today's usage in one line.
    UsageStatusline(Box<UsageStatusline>),
    /// `activity report`: print concurrency, active time and cost of a range.
    ActivityReport(Box<ActivityReport>),
    /// `doctor`: look at the whole archive.
    Doctor(Box<Doctor>),
    /// `sync`: write an archive from logs.
    Sync(Sync),
    /// `push`: copy an archive into a mirror.
    Push(Push),
    /// `repair`: clean the project identity in a mirror.
    Repair(Repair),
    /// `serve`: answer over HTTP.
    #[cfg(feature = "serve")]
    Serve(Box<Serve>),
    /// `demo`: build, export and validate a small archive.
    Demo(Demo),
    /// `completions SHELL`: print a completion script.
    Completions(Shell),
    /// `--help` anywhere, or a command that is incomplete: text for stdout, styled (see
    /// [`help::painted`](super::help::painted)).
    Help(String),
    /// `--version`: text for stdout.
    Version(String),
}

impl Command {
    /// Whether the reader of this command's output should be told which of several archives it is about. Status lines
    /// are printed too often for that.
    pub(crate) fn is_about_archive(&self) -> bool {
        #[cfg(feature = "serve")]
        if matches!(self, Self::Serve(_)) {
            return true;
        }
        matches!(
            self,
            Self::ExportSessions(_)
                | Self::UsageDaily(_)
                | Self::UsageSummary(_)
                | Self::ActivityReport(_)
                | Self::Doctor(_)
                | Self::Push(_)
        )
    }

    /// `--source`, of a command that has it.
    pub(crate) fn source(&self) -> Option<&OsStr> {
        match self {
            Self::ExportSessions(command) => command.mirror.source.as_deref(),
            Self::UsageDaily(command) => command.mirror.source.as_deref(),
            Self::UsageSummary(command) => command.mirror.source.as_deref(),
            Self::UsageStatusline(command) => command.mirror.source.as_deref(),
            Self::ActivityReport(command) => command.mirror.source.as_deref(),
            #[cfg(feature = "serve")]
            Self::Serve(command) => command.mirror.source.as_deref(),
            _ => None,
        }
    }

    /// `--data-dir`, of a command that has it.
    pub(crate) fn data_dir(&self) -> Option<&Path> {
        match self {
            Self::ExportSessions(command) => command.data_dir.as_deref(),
            Self::UsageDaily(command) => command.data_dir.as_deref(),
            Self::UsageSummary(command) => command.data_dir.as_deref(),
            Self::UsageStatusline(command) => command.data_dir.as_deref(),
            Self::ActivityReport(command) => command.data_dir.as_deref(),
            Self::Doctor(command) => command.data_dir.as_deref(),
            Self::Sync(command) => command.data_dir.as_deref(),
            Self::Push(command) => command.data_dir.as_deref(),
            #[cfg(feature = "serve")]
            Self::Serve(command) => command.data_dir.as_deref(),
            Self::Demo(command) => command.data_dir.as_deref(),
            Self::Repair(_) | Self::Completions(_) | Self::Help(_) | Self::Version(_) => None,
        }
    }
}

/// `export sessions` with its flags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportSessions {
    /// `--data-dir`: the directory that holds the archive, when given.
    pub data_dir: Option<PathBuf>,
    /// `--source` and what goes with it.
    pub mirror: MirrorFlags,
    /// The flags that choose sessions. All at their defaults when `cursor` is given.
    pub selection: SelectionFlags,
    /// `--cursor`, unless empty.
    pub cursor: Option<String>,
    /// `--limit`: rows on a page, 1 to [`MAXIMUM_LIMIT`].
    pub limit: usize,
    /// `--format` and `--json`, combined.
    pub format: OutputFormat,
    /// `--all`: every page in one output.
    pub all: bool,
    /// `--probe-checkouts`: look at the directories that the archive mentions.
    pub probe_checkouts: bool,
}

impl Default for ExportSessions {
    fn default() -> Self {
        Self {
            data_dir: None,
            mirror: MirrorFlags::default(),
            selection: SelectionFlags::default(),
            cursor: None,
            limit: DEFAULT_LIMIT,
            format: OutputFormat::default(),
            all: false,
            probe_checkouts: false,
        }
    }
}

/// The flags that choose sessions, with their texts as given: not split, not trimmed, not validated. The one
/// exception is `active_since`, where the word `now` is already the time it stands for.
///
/// The default is what a command line without these flags means.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "one member for each flag")]
pub struct SelectionFlags {
    /// `--project`: one project label, or empty.
    pub project: String,
    /// `--exclude-project`: one project label, or empty.
    pub exclude_project: String,
    /// `--machine`: a comma list.
    pub machine: String,
    /// `--git-branch`: tokens of project, byte 0x1F and branch, separated by byte 0x1E.
    pub git_branch: String,
    /// `--agent`: a comma list.
    pub agent: String,
    /// `--date`: the UTC date of the start.
    pub date: String,
    /// `--date-from`: the first UTC date of the start.
    pub date_from: String,
    /// `--date-to`: the last UTC date of the start.
    pub date_to: String,
    /// `--active-since`: the earliest last activity.
    pub active_since: String,
    /// `--min-messages`; zero and less mean no bound.
    pub min_messages: i64,
    /// `--max-messages`; zero and less mean no bound.
    pub max_messages: i64,
    /// `--min-user-messages`; zero and less mean no bound.
    pub min_user_messages: i64,
    /// `--include-one-shot`.
    pub include_one_shot: bool,
    /// `--include-automated`.
    pub include_automated: bool,
    /// `--include-children`.
    pub include_children: bool,
    /// `--outcome`: a comma list.
    pub outcome: String,
    /// `--health-grade`: a comma list.
    pub health_grade: String,
    /// `--min-tool-failures`, when given: zero and less are real bounds.
    pub min_tool_failures: Option<i64>,
    /// `--has-secret`.
    pub has_secret: bool,
}

/// `doctor` with its flags.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Doctor {
    /// `--data-dir`: the directory that holds the archive, when given.
    pub data_dir: Option<PathBuf>,
    /// `--thorough`: compare indexes with their tables too.
    pub thorough: bool,
    /// `--json` or `--format json`.
    pub as_json: bool,
}

/// The form of an export.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OutputFormat {
    /// One JSON document.
    #[default]
    Json,
    /// One JSON document per line: a meta line, then a line for each session.
    Ndjson,
}

/// `usage daily` with its flags; texts as given, not split and not validated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "one member for each flag")]
pub struct UsageDaily {
    /// `--data-dir`: the directory that holds the archive, when given.
    pub data_dir: Option<PathBuf>,
    /// `--source` and what goes with it.
    pub mirror: MirrorFlags,
    /// `--since`: a date, a duration, or empty.
    pub since: String,
    /// `--until`: a date, a duration, or empty.
    pub until: String,
    /// `--all`: no default window.
    pub all: bool,
    /// `--timezone`: a zone's name, or empty.
    pub timezone: String,
    /// `--agent`: a comma list.
    pub agent: String,
    /// `--breakdown`.
    pub breakdown: bool,
    /// `--format` and `--json`, combined.
    pub as_json: bool,
    /// `--offline`: the built-in prices go over those of the archive.
    pub offline: bool,
    /// `--probe-checkouts`: look at the directories that the archive mentions.
    pub probe_checkouts: bool,
}

/// `usage summary` with its flags.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UsageSummary {
    /// `--data-dir`: the directory that holds the archive, when given.
    pub data_dir: Option<PathBuf>,
    /// `--source` and what goes with it.
    pub mirror: MirrorFlags,
    /// `--timezone`: a zone's name, or empty.
    pub timezone: String,
    /// The flags that choose usage and parts of the document, by the names that [`super::summary::parse`] knows; texts
    /// as given, not split and not validated.
    pub parameters: Vec<(String, String)>,
    /// `--offline`: the built-in prices go over those of the archive.
    pub offline: bool,
    /// `--probe-checkouts`: look at the directories that the archive mentions.
    pub probe_checkouts: bool,
}

/// `usage statusline` with its flags.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UsageStatusline {
    /// `--data-dir`: the directory that holds the archive, when given.
    pub data_dir: Option<PathBuf>,
    /// `--source` and what goes with it.
    pub mirror: MirrorFlags,
    /// `--timezone`: a zone's name, or empty.
    pub timezone: String,
    /// `--agent`: a comma list.
    pub agent: String,
    /// `--format`: text with names in braces, when given.
    pub format: Option<String>,
}

/// `activity report` with its flags; texts as given, not split and not validated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActivityReport {
    /// `--data-dir`: the directory that holds the archive, when given.
    pub data_dir: Option<PathBuf>,
    /// `--source` and what goes with it.
    pub mirror: MirrorFlags,
    /// `--preset`: the kind of range, or empty.
    pub preset: String,
    /// `--date`: a day in the range, or empty.
    pub date: String,
    /// `--from`: an instant, or empty.
    pub from: String,
    /// `--to`: an instant, or empty.
    pub to: String,
    /// `--timezone`: a zone's name, or empty.
    pub timezone: String,
    /// `--bucket`: a size, or empty.
    pub bucket: String,
    /// `--project`: one label.
    pub project: String,
    /// `--agent`: a comma list.
    pub agent: String,
    /// `--machine`: a comma list.
    pub machine: String,
    /// `--format` and `--json`, combined.
    pub as_json: bool,
    /// `--offline`: the built-in prices go over those of the archive.
    pub offline: bool,
    /// `--probe-checkouts`: look at the directories that the archive mentions.
    pub probe_checkouts: bool,
}

/// `sync` with its flags.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sync {
    /// `--data-dir`: the directory to keep the archive in, when given.
    pub data_dir: Option<PathBuf>,
    /// `--full`: read every log anew.
    pub full: bool,
    /// `--keep-titles`: store names and first prompts.
    pub keep_titles: bool,
    /// `--strict`: what cannot be read is an error.
    pub strict: bool,
}

/// `serve` with its flags.
#[cfg(feature = "serve")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Serve {
    /// `--data-dir`: the directory that holds the archive, when given.
    pub data_dir: Option<PathBuf>,
    /// `--source` and what goes with it.
    pub mirror: MirrorFlags,
    /// `--host`: the address to listen on.
    pub host: IpAddr,
    /// `--port`; 0 means any free one.
    pub port: u16,
    /// `--token-file`: the file with the token that requests must bring, when given.
    pub token_file: Option<PathBuf>,
    /// `--public-url`: how the server is reached from outside, when given; as typed.
    pub public_url: Option<String>,
    /// `--allow-origin`: the origins whose pages may read answers, as typed.
    pub allow_origins: Vec<String>,
    /// `--max-concurrency`: reports made at the same time, when given.
    pub max_concurrency: Option<usize>,
    /// `--request-timeout`, in seconds.
    pub request_timeout: u64,
    /// `--max-response`, in MiB.
    pub max_response: usize,
}

/// `demo` with its flags.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Demo {
    /// `--data-dir`: where to leave the archive; without it, a temporary directory that goes away.
    pub data_dir: Option<PathBuf>,
}

/// A shell that completions can be written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shell {
    /// The Bourne-again shell.
    Bash,
    /// Elvish.
    Elvish,
    /// The friendly interactive shell.
    Fish,
    /// `PowerShell`.
    PowerShell,
    /// The Z shell.
    Zsh,
}
