//! The words of `--help` that no flag carries: purposes, examples, exit codes, and how help is laid out and
//! coloured. Flags describe themselves in `arguments`; `tests/data/help` holds the finished texts.

use anstream::adapter::strip_str;
use anstream::{AutoStream, ColorChoice, stream::RawStream};
use clap::builder::StyledStr;
use clap::builder::styling::{AnsiColor, Style, Styles};
use std::borrow::Cow;
use std::fmt::Write as _;

/// The widest line of any help text.
pub(super) const WIDTH: usize = 100;

/// Purpose first, then examples, then the rest: most readers stop at the example they came for.
pub(super) const TEMPLATE: &str = "{about}\n\n{before-help}{usage-heading} {usage}\n\n{all-args}{after-help}";

const HEADING: Style = Style::new().bold().underline();
const COMMAND: Style = AnsiColor::Cyan.on_default();

/// The colours of every help text; a stream that should have none gets it through [`painted`].
pub(super) const STYLES: Styles =
    Styles::styled().header(HEADING).usage(HEADING).literal(COMMAND.bold()).placeholder(COMMAND);

pub(super) const ROOT: Text = Text {
    about: "Export v1 documents from an archive of AI coding-agent sessions, or make one from logs",
    examples: &[
        ("Make an archive from the logs of Claude Code and Codex", &["agentexport sync"]),
        ("See what an export looks like, with no archive at all", &["agentexport demo"]),
        ("Your newest 500 sessions as one JSON document", &["agentexport export sessions"]),
        ("Every session, one JSON object per line", &["agentexport export sessions --all --format ndjson"]),
        ("What each of the last 31 days cost, as a table", &["agentexport usage daily"]),
        ("How many agents were at work today, and when", &["agentexport activity report"]),
        ("What your archive is, and whether it can be relied on", &["agentexport doctor"]),
        #[cfg(feature = "serve")]
        ("The same documents over HTTP, for this machine only", &["agentexport serve"]),
    ],
};

pub(super) const SYNC: Text = Text {
    about: "Write an archive from the logs of Claude Code and Codex: figures and labels, nothing that was said",
    examples: &[
        ("Everything new since last time, into ~/.agentexport", &["agentexport sync"]),
        ("With titles, which repeat what was said", &["agentexport sync --keep-titles"]),
        ("Into a directory of its own", &["agentexport sync --data-dir /srv/archive"]),
    ],
};

pub(super) const PUSH: Text = Text {
    about: "Copy an archive into a mirror that a team shares: what reports read, nothing that was said",
    examples: &[
        (
            "Everything new since last time, into PostgreSQL",
            &["agentexport push --to postgres://me@db.example/team"],
        ),
        ("The same, with the address and its password in AGENTEXPORT_PUSH_TO", &["agentexport push"]),
        ("Into a file of DuckDB", &["agentexport push --to duckdb:team.duckdb"]),
        ("What a report says of the mirror", &["agentexport usage daily --source duckdb:team.duckdb"]),
    ],
};

pub(super) const REPAIR: Text = Text {
    about: "Take passwords out of the git remotes that a mirror holds; keys of projects stay the same",
    examples: &[(
        "The mirrors in a database, also those that agentsview pushed",
        &["agentexport repair --in postgres://me@db.example/team"],
    )],
};

pub(super) const EXPORT: Text = Text {
    about: "Print a v1 document made from the archive",
    examples: &[("Session summaries: tokens, cost, duration, project", &["agentexport export sessions"])],
};

pub(super) const EXPORT_SESSIONS: Text = Text {
    about: "Print session summaries, newest activity first: figures and labels, nothing that was said",
    examples: &[
        ("The newest 500 sessions as one JSON document", &["agentexport export sessions"]),
        (
            "Everything, one session per line after a first line about the export",
            &["agentexport export sessions --all --format ndjson > sessions.ndjson"],
        ),
        (
            "One project and two agents in July 2026",
            &[
                "agentexport export sessions --all --project api --agent claude,codex \\",
                "    --date-from 2026-07-01 --date-to 2026-07-31",
            ],
        ),
        (
            "Page by page: the first 100, then the 100 after them",
            &[
                "agentexport export sessions --limit 100 > page1.json",
                "agentexport export sessions --limit 100 \\",
                "    --cursor \"$(jq -r .cursor.next page1.json)\" > page2.json",
            ],
        ),
        (
            "A copy of the archive somewhere else",
            &["agentexport export sessions --data-dir /backup/agentsview"],
        ),
    ],
};

pub(super) const USAGE: Text = Text {
    about: "Tokens and cost per day, or of today",
    examples: &[
        ("The last 31 days as a table", &["agentexport usage daily"]),
        ("By project, model and agent, as JSON", &["agentexport usage summary"]),
        ("Today in one line", &["agentexport usage statusline"]),
    ],
};

pub(super) const USAGE_DAILY: Text = Text {
    about: "Print tokens and cost per calendar day",
    examples: &[
        ("The last 31 days as a table, with a line for each model", &["agentexport usage daily --breakdown"]),
        ("Everything as the v1 JSON document", &["agentexport usage daily --all --json"]),
        (
            "July 2026 in Berlin, two agents",
            &[
                "agentexport usage daily --since 2026-07-01 --until 2026-07-31 \\",
                "    --timezone Europe/Berlin --agent claude,codex",
            ],
        ),
        ("The last 48 hours, by project too", &["agentexport usage daily --since 48h --breakdown --json"]),
    ],
};

pub(super) const USAGE_SUMMARY: Text = Text {
    about: "Print chosen usage per day and in all, by project, model and agent, as the v1 JSON document",
    examples: &[
        ("The last 31 days, without automated sessions", &["agentexport usage summary"]),
        (
            "July 2026, one project and all but one model",
            &[
                "agentexport usage summary --from 2026-07-01 --to 2026-07-31 \\",
                "    --project api --exclude-model claude-haiku-4-5",
            ],
        ),
        (
            "Everything there is, automated sessions too",
            &["agentexport usage summary --no-default-range --include-automated > summary.json"],
        ),
    ],
};

pub(super) const USAGE_STATUSLINE: Text = Text {
    about: "Print today's usage in one line, for prompts and status bars",
    examples: &[
        ("Today in the zone of this machine", &["agentexport usage statusline"]),
        (
            "The words are yours",
            &["agentexport usage statusline --format \"{cost} for {sessions} sessions\""],
        ),
        ("In a tmux status bar, every minute: put this into #(...)", &["agentexport usage statusline"]),
    ],
};

pub(super) const ACTIVITY: Text = Text {
    about: "Active time, concurrency and cost over a range of time",
    examples: &[("Today so far, as a summary", &["agentexport activity report"])],
};

pub(super) const ACTIVITY_REPORT: Text = Text {
    about: "Print how many agents were active when, for how long and at what cost",
    examples: &[
        ("Today so far, as a summary", &["agentexport activity report"]),
        (
            "July 2026 in Berlin as the v1 JSON document",
            &[
                "agentexport activity report --preset month --date 2026-07-01 \\",
                "    --timezone Europe/Berlin --json",
            ],
        ),
        (
            "Two hours in steps of five minutes, one project",
            &[
                "agentexport activity report --preset custom --from 2026-07-31T09:00:00Z \\",
                "    --to 2026-07-31T11:00:00Z --bucket 5m --project api",
            ],
        ),
        ("This week, two agents", &["agentexport activity report --preset week --agent claude,codex"]),
    ],
};

pub(super) const DOCTOR: Text = Text {
    about: "Look at a whole archive: what it is, what reports would hold, what is odd or damaged",
    examples: &[
        ("Your archive", &["agentexport doctor"]),
        ("A copy, for another program to read", &["agentexport doctor --data-dir /backup/agentsview --json"]),
    ],
};

#[cfg(feature = "serve")]
pub(super) const SERVE: Text = Text {
    about: "Answer over HTTP with the documents of the other commands, reading the archive anew each time",
    examples: &[
        ("For programs on this machine, at http://127.0.0.1:8080", &["agentexport serve"]),
        (
            "For other machines: whoever asks must bring the token",
            &["agentexport serve --host 0.0.0.0 --token-file /run/secrets/agentexport"],
        ),
        (
            "Behind a proxy, and for the pages of one other site",
            &[
                "agentexport serve --public-url https://usage.example.org \\",
                "    --allow-origin https://dashboard.example.org",
            ],
        ),
    ],
};

pub(super) const DEMO: Text = Text {
    about: "Build a small archive from data inside this program, export it, validate the export",
    examples: &[
        ("A first look, leaving nothing behind", &["agentexport demo"]),
        (
            "Keep the archive to try the other commands on",
            &[
                "agentexport demo --data-dir demo-archive",
                "agentexport export sessions --data-dir demo-archive",
            ],
        ),
    ],
};

pub(super) const COMPLETIONS: Text = Text {
    about: "Print the script that makes a shell complete commands and flags",
    examples: &[
        ("bash, in ~/.bashrc", &["source <(agentexport completions bash)"]),
        ("zsh, into a directory of $fpath", &["agentexport completions zsh > ~/.zfunc/_agentexport"]),
        ("fish", &["agentexport completions fish > ~/.config/fish/completions/agentexport.fish"]),
    ],
};

/// What a command is for and how it is used.
pub(super) struct Text {
    pub(super) about: &'static str,
    /// Sentences, and the lines for the shell that do what each says.
    examples: &'static [(&'static str, &'static [&'static str])],
}

impl Text {
    /// The examples as a block of help.
    pub(super) fn examples(&self) -> StyledStr {
        let mut block = format!("{HEADING}Examples:{HEADING:#}");
        for (purpose, lines) in self.examples {
            // Formatting into a String cannot fail.
            let _ = write!(block, "\n  # {purpose}");
            for line in *lines {
                let _ = write!(block, "\n  {COMMAND}{line}{COMMAND:#}");
            }
        }
        StyledStr::from(block)
    }
}

/// The last block of help for a command that exports.
pub(super) fn exit_codes() -> StyledStr {
    StyledStr::from(format!(
        "{HEADING}Exit codes:{HEADING:#}\n  \
         0  The document was printed\n  \
         1  An error: nothing usable on stdout, one line starting with \"fatal: \" on stderr\n  \
         4  The cursor is no longer valid, start again without it: one JSON object on stderr"
    ))
}

/// The last block of help for a sync.
pub(super) fn sync_exit_codes() -> StyledStr {
    StyledStr::from(format!(
        "{HEADING}Exit codes:{HEADING:#}\n  \
         0  The archive is up to date; what could not be read is named on stderr\n  \
         1  An error: no log is in the archive by half; with --strict also when one could not be read"
    ))
}

/// The last block of help for a report.
pub(super) fn report_exit_codes() -> StyledStr {
    StyledStr::from(format!(
        "{HEADING}Exit codes:{HEADING:#}\n  \
         0  The report was printed\n  \
         1  An error: nothing on stdout, one line on stderr"
    ))
}

/// The last block of help for `doctor`.
pub(super) fn doctor_exit_codes() -> StyledStr {
    StyledStr::from(format!(
        "{HEADING}Exit codes:{HEADING:#}\n  \
         0  The archive can be relied on; there may be warnings\n  \
         1  An error: a report that cannot be made or a damaged file, listed on stdout, or one line on stderr"
    ))
}

/// The last block of help for the server.
#[cfg(feature = "serve")]
pub(super) fn serve_exit_codes() -> StyledStr {
    StyledStr::from(format!(
        "{HEADING}Exit codes:{HEADING:#}\n  \
         0  It was told to stop (SIGTERM, SIGINT), and finished the requests that were running\n  \
         1  It could not start: one line on stderr\n\n\
         {HEADING}Environment:{HEADING:#}\n  \
         AGENTEXPORT_TOKEN  The token, when there is no --token-file"
    ))
}

/// Whether styled text suits `stream`: a terminal that shows colours, and no `NO_COLOR` in the environment.
pub fn wants_colour(stream: &impl RawStream) -> bool {
    AutoStream::choice(stream) != ColorChoice::Never
}

/// A help text as it should be written: styled, or without any control sequence.
///
/// # Examples
///
/// ```
/// use agentexport::cli::help::painted;
///
/// assert_eq!(painted("\u{1b}[1mUsage:\u{1b}[0m", false), "Usage:");
/// ```
pub fn painted(styled: &str, colour: bool) -> Cow<'_, str> {
    if colour { Cow::Borrowed(styled) } else { Cow::Owned(strip_str(styled).to_string()) }
}

// With all commands.
#[cfg(test)]
#[cfg(feature = "serve")]
mod tests;
