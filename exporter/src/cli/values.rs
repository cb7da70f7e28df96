//! How flags read their values: bytes from the shell become text, numbers, booleans, paths or one of a few
//! words, or the reason why they do not. Which flag reads what is in `arguments`; the number forms are in
//! `literals`.

use super::command::{OutputFormat, Shell};
use super::literals::{self, LiteralError};
use clap::builder::{OsStringValueParser, PossibleValue, TypedValueParser};
use clap::{Arg, Command};
use std::ffi::{OsStr, OsString};
#[cfg(feature = "serve")]
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use thiserror::Error;

/// Why the value of a flag cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ValueError {
    /// Bytes that are no text.
    #[error("it must be valid UTF-8")]
    NotUtf8,
    /// Not a number or boolean.
    #[error(transparent)]
    Literal(#[from] LiteralError),
    /// Not an output format.
    #[error("it must be json or ndjson, in lower case")]
    NotAFormat,
    /// Not the format of a report.
    #[error("it must be human or json, in lower case")]
    NotAReportFormat,
    /// Not a shell.
    #[error("it must be bash, elvish, fish, powershell or zsh")]
    NotAShell,
    /// A number outside its bounds, or none.
    #[error("it must be a whole number between {least} and {most}")]
    NotWithin {
        /// The smallest that is accepted.
        least: i64,
        /// The largest that is accepted.
        most: i64,
    },
    /// Not an address of this machine.
    #[error("it must be an IP address such as 127.0.0.1 or ::1, or localhost")]
    NotAnAddress,
    /// An empty path.
    #[error("it must name a directory")]
    EmptyPath,
}

/// How a flag reads its value. The parser's own readers do not say which flag held invalid UTF-8.
#[derive(Clone)]
pub(super) struct Reading<T> {
    read: fn(&OsStr) -> Result<T, ValueError>,
    /// The words for help and completions, when only a few are accepted.
    words: &'static [&'static str],
}

impl<T: Clone + Send + Sync + 'static> TypedValueParser for Reading<T> {
    type Value = T;

    fn parse_ref(&self, command: &Command, flag: Option<&Arg>, value: &OsStr) -> Result<T, clap::Error> {
        let read = self.read;
        OsStringValueParser::new()
            .try_map(move |given: OsString| read(&given))
            .parse_ref(command, flag, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        if self.words.is_empty() { None } else { Some(Box::new(self.words.iter().map(PossibleValue::new))) }
    }
}

/// Any text.
pub(super) fn text() -> Reading<String> {
    Reading { read: |given| utf8(given).map(str::to_owned), words: &[] }
}

/// An integer of 64 bits.
pub(super) fn integer() -> Reading<i64> {
    Reading { read: |given| Ok(literals::integer(utf8(given)?)?), words: &[] }
}

/// True or false.
pub(super) fn boolean() -> Reading<bool> {
    Reading { read: |given| Ok(literals::boolean(utf8(given)?)?), words: &[] }
}

/// A directory, which need not be text.
pub(super) fn directory() -> Reading<PathBuf> {
    let read =
        |given: &OsStr| if given.is_empty() { Err(ValueError::EmptyPath) } else { Ok(PathBuf::from(given)) };
    Reading { read, words: &[] }
}

/// A whole number between two bounds, both included.
#[cfg(feature = "serve")]
pub(super) fn within<const LEAST: i64, const MOST: i64>() -> Reading<i64> {
    let read = |given: &OsStr| {
        let number = literals::integer(utf8(given)?).ok().filter(|number| (LEAST..=MOST).contains(number));
        number.ok_or(ValueError::NotWithin { least: LEAST, most: MOST })
    };
    Reading { read, words: &[] }
}

/// An address to listen on.
#[cfg(feature = "serve")]
pub(super) fn address() -> Reading<IpAddr> {
    let read = |given: &OsStr| match utf8(given)? {
        "localhost" => Ok(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        text => text.parse().map_err(|_| ValueError::NotAnAddress),
    };
    Reading { read, words: &[] }
}

/// The form of an export.
pub(super) fn output_format() -> Reading<OutputFormat> {
    let read = |given: &OsStr| match utf8(given)? {
        "json" => Ok(OutputFormat::Json),
        "ndjson" => Ok(OutputFormat::Ndjson),
        _ => Err(ValueError::NotAFormat),
    };
    Reading { read, words: &["json", "ndjson"] }
}

/// The form of a report: true for JSON.
pub(super) fn report_format() -> Reading<bool> {
    let read = |given: &OsStr| match utf8(given)? {
        "human" => Ok(false),
        "json" => Ok(true),
        _ => Err(ValueError::NotAReportFormat),
    };
    Reading { read, words: &["human", "json"] }
}

/// The name of a shell.
pub(super) fn shell() -> Reading<Shell> {
    let read = |given: &OsStr| match utf8(given)? {
        "bash" => Ok(Shell::Bash),
        "elvish" => Ok(Shell::Elvish),
        "fish" => Ok(Shell::Fish),
        "powershell" => Ok(Shell::PowerShell),
        "zsh" => Ok(Shell::Zsh),
        _ => Err(ValueError::NotAShell),
    };
    Reading { read, words: &["bash", "elvish", "fish", "powershell", "zsh"] }
}

fn utf8(given: &OsStr) -> Result<&str, ValueError> {
    given.to_str().ok_or(ValueError::NotUtf8)
}
