//! What can be wrong with a command line, each as one sentence that starts with v1's own words. Also the
//! translation of the argument parser's findings, whose several-line rendering nobody sees.

use super::command::MAXIMUM_LIMIT;
use super::values::ValueError;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::error::Error as _;
use std::ffi::OsString;
use thiserror::Error;

/// The characters of an argument that a message repeats before it stops.
const SHOWN: usize = 80;

/// A command line that cannot be carried out; exit code 1.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum UsageError {
    /// A flag that this command does not have.
    #[error("unknown flag: {flag}; {advice}")]
    UnknownFlag {
        /// The flag as typed, without a value.
        flag: String,
        /// What to do about it.
        advice: String,
    },
    /// A word where there is no such command, or no further word at all.
    #[error("unknown command {given} for \"{path}\"; {advice}")]
    UnknownCommand {
        /// The word, quoted.
        given: String,
        /// The command it followed.
        path: String,
        /// What to do about it.
        advice: String,
    },
    /// A value that its flag cannot take.
    #[error("invalid argument {value} for {place}: {reason}")]
    InvalidValue {
        /// What the value was given for: a flag, or a word as help names it.
        place: String,
        /// The value, quoted.
        value: String,
        /// What is wrong with it.
        reason: ValueError,
    },
    /// A flag at the end of the line whose value is missing.
    #[error("flag needs an argument: {flag}; write {usage}")]
    MissingValue {
        /// The flag, with its dashes.
        flag: String,
        /// The flag with a name for its value.
        usage: String,
    },
    /// A command that lacks a word it needs.
    #[error("{word} is missing; \"{path} --help\" shows how to use it")]
    MissingWord {
        /// The name of the word in help.
        word: String,
        /// The command.
        path: String,
    },
    /// Two flags that ask for different formats.
    #[error("--json cannot be combined with --format ndjson")]
    JsonWithNdjson,
    /// A cursor carries its filters, so none may be given beside it.
    #[error("--cursor cannot be combined with --{flag}")]
    CursorWith {
        /// The first such flag, without its dashes.
        flag: &'static str,
    },
    /// A page size v1 does not allow.
    #[error("--limit must be between 1 and {MAXIMUM_LIMIT}, got {limit}")]
    LimitOutOfRange {
        /// The page size given.
        limit: i64,
    },
    /// Anything else the argument parser may find.
    #[error("{sentence}")]
    Other {
        /// The finding in the parser's words.
        sentence: String,
    },
}

impl UsageError {
    /// A word that follows `path` and means nothing there.
    pub(super) fn unknown_command(given: &str, path: &str, advice: impl Into<String>) -> Self {
        Self::UnknownCommand { given: shown(given), path: path.to_owned(), advice: advice.into() }
    }

    /// A line that stops too early.
    pub(super) fn missing_word(word: &str, path: &str) -> Self {
        Self::MissingWord { word: word.to_owned(), path: path.to_owned() }
    }

    /// Translates a finding about `line`, which names the command at `path`.
    pub(super) fn translate(finding: &clap::Error, path: &str, line: &[OsString]) -> Self {
        let argument = text(finding, ContextKind::InvalidArg);
        match finding.kind() {
            ErrorKind::UnknownArgument if argument.starts_with('-') && argument.len() > 1 => {
                let advice = match text(finding, ContextKind::SuggestedArg) {
                    "" => format!("\"{path} --help\" lists the flags"),
                    flag => format!("did you mean {flag}?"),
                };
                Self::UnknownFlag { flag: as_typed(argument, line), advice }
            }
            ErrorKind::UnknownArgument => Self::unknown_command(argument, path, "leave it out"),
            ErrorKind::InvalidSubcommand => {
                let given = text(finding, ContextKind::InvalidSubcommand);
                let advice = match text(finding, ContextKind::SuggestedSubcommand) {
                    "" => format!("\"{path} --help\" lists the commands"),
                    command => format!("did you mean \"{path} {command}\"?"),
                };
                Self::unknown_command(given, path, advice)
            }
            ErrorKind::ValueValidation => {
                let reason = finding.source().and_then(|source| source.downcast_ref::<ValueError>());
                let value = shown(text(finding, ContextKind::InvalidValue));
                match reason {
                    Some(&reason) => Self::InvalidValue { place: place(argument), value, reason },
                    None => Self::other(finding),
                }
            }
            // The parser knows no other invalid value than a missing one: all values are read by `values`.
            ErrorKind::InvalidValue => Self::MissingValue {
                flag: name(argument).to_owned(),
                usage: argument.replace(['<', '>'], ""),
            },
            ErrorKind::MissingSubcommand => Self::missing_word("a command", path),
            ErrorKind::MissingRequiredArgument => Self::missing_word(name(argument), path),
            _ => Self::other(finding),
        }
    }

    /// The first line of the parser's own rendering.
    fn other(finding: &clap::Error) -> Self {
        let rendered = finding.render().to_string();
        let line = rendered.lines().next().unwrap_or_default();
        Self::Other { sentence: line.trim_start_matches("error: ").to_owned() }
    }
}

/// An unknown flag in full: of `-lim` the parser notes only `-l`, the first letter that it does not know.
fn as_typed(argument: &str, line: &[OsString]) -> String {
    let mut words = line.iter().map(|word| word.to_string_lossy());
    let typed = words
        .find(|word| word.starts_with(argument) && (argument.starts_with("--") || !word.starts_with("--")));
    let flag = typed.as_deref().map_or(argument, |word| word.split_once('=').map_or(word, |(flag, _)| flag));
    abridged(if flag.trim_start_matches('-').is_empty() { argument.to_owned() } else { flag.to_owned() })
}

/// A flag's name out of the parser's `--limit <N>`.
fn name(argument: &str) -> &str {
    let end = argument.find([' ', '[', '=']).unwrap_or(argument.len());
    argument[..end].trim_matches(['<', '>'])
}

/// How messages call what a value was given for.
fn place(argument: &str) -> String {
    let name = name(argument);
    if name.starts_with('-') { format!("\"{name}\" flag") } else { name.to_owned() }
}

/// What the parser noted under `kind`, or nothing.
fn text(finding: &clap::Error, kind: ContextKind) -> &str {
    match finding.get(kind) {
        Some(ContextValue::String(text)) => text,
        Some(ContextValue::Strings(texts)) => texts.last().map_or("", String::as_str),
        _ => "",
    }
}

/// An argument in quotes, escaped, and abridged when long.
fn shown(given: &str) -> String {
    abridged(format!("{given:?}"))
}

fn abridged(text: String) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use crate::cli::parse;
    use std::ffi::OsString;

    /// The sentence that `agentexport` with these words is refused with.
    fn refusal(words: &str) -> String {
        let line = std::iter::once("agentexport").chain(words.split_whitespace()).map(OsString::from);
        match parse(line, String::new) {
            Ok(parsed) => panic!("{words:?} must be refused, but means {parsed:?}"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn mistakes_are_told_in_one_sentence() {
        for (words, sentence) in [
            (
                "nope",
                "unknown command \"nope\" for \"agentexport\"; \"agentexport --help\" lists the commands",
            ),
            ("exprt", "unknown command \"exprt\" for \"agentexport\"; did you mean \"agentexport export\"?"),
            (
                "export session",
                "unknown command \"session\" for \"agentexport export\"; \
                 did you mean \"agentexport export sessions\"?",
            ),
            ("export sessions --limt 3", "unknown flag: --limt; did you mean --limit?"),
            (
                "export sessions --zz=3",
                "unknown flag: --zz; \"agentexport export sessions --help\" lists the flags",
            ),
            (
                "export sessions -lim 3",
                "unknown flag: -lim; \"agentexport export sessions --help\" lists the flags",
            ),
            (
                "export sessions ---x",
                "unknown flag: ---x; \"agentexport export sessions --help\" lists the flags",
            ),
            ("export sessions --project", "flag needs an argument: --project; write --project LABEL"),
            (
                "export sessions --limit=",
                "invalid argument \"\" for \"--limit\" flag: it must be a whole number such as 100, -2, \
                 0x64 or 1_000",
            ),
            (
                "export sessions --all=yes",
                "invalid argument \"yes\" for \"--all\" flag: it must be true or false (1, t, T, TRUE, True \
                 and 0, f, F, FALSE, False also do)",
            ),
            (
                "export sessions --format JSON",
                "invalid argument \"JSON\" for \"--format\" flag: it must be json or ndjson, in lower case",
            ),
            (
                "export sessions --data-dir=",
                "invalid argument \"\" for \"--data-dir\" flag: it must name a directory",
            ),
            ("demo x", "unknown command \"x\" for \"agentexport demo\"; leave it out"),
            ("completions", "SHELL is missing; \"agentexport completions --help\" shows how to use it"),
            (
                "completions csh",
                "invalid argument \"csh\" for SHELL: it must be bash, elvish, fish, powershell or zsh",
            ),
        ] {
            assert_eq!(refusal(words), sentence, "agentexport {words}");
        }
    }

    #[test]
    fn long_arguments_are_abridged() {
        let long = "ü".repeat(100_000);
        for words in
            [format!("export sessions --limit {long}"), format!("export sessions --{long}"), long.clone()]
        {
            let sentence = refusal(&words);
            assert!(sentence.contains("üüü...") && sentence.len() < 400, "{sentence}");
        }
    }
}
