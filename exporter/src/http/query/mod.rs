//! Queries become requests. Here for the routes that take the flags of the command line: values are checked by the
//! table of routes, written as the flags they stand for, and read as the command line reads them, so that both mean the
//! same. The rules of v1's own routes are in [`reference`].

pub(super) mod reference;

use jiff::Timestamp;
use percent_encoding::percent_decode_str;

use super::Request;
use super::failure::Failure;
use super::routes::{Endpoint, Kind, Parameter, Route};
use crate::cli::{self, Command, UsageError};

/// Characters of a value that an error repeats.
const SHOWN: usize = 80;

/// Names and values of a query, in order.
pub(super) type Pairs = Vec<(String, String)>;

/// Takes a query apart.
///
/// # Errors
///
/// [`Failure::Invalid`] when it is no UTF-8.
pub(super) fn pairs(query: &str) -> Result<Pairs, Failure> {
    if percent_decode_str(query).decode_utf8().is_err() {
        return Err(Failure::Invalid("the query must be UTF-8, percent-encoded".to_owned()));
    }
    Ok(form_urlencoded::parse(query.as_bytes()).into_owned().collect())
}

/// The request that the pairs of a strict route make. `as_lines` asks for every session, one a line.
///
/// # Errors
///
/// [`Failure::Invalid`], for the first pair that is wrong.
pub(super) fn request(
    route: &Route,
    pairs: &Pairs,
    as_lines: bool,
    now: impl FnOnce() -> Timestamp,
) -> Result<Request, Failure> {
    let command: &[&str] = match route.endpoint {
        Endpoint::UsageDaily => &["usage", "daily", "--json", "--timezone=UTC"],
        Endpoint::ActivityReport => &["activity", "report", "--json", "--timezone=UTC"],
        _ if as_lines => &["export", "sessions", "--all", "--format=ndjson"],
        _ => &["export", "sessions"],
    };
    let mut words: Vec<String> =
        ["agentexport"].iter().chain(command).map(|word| (*word).to_owned()).collect();
    for (place, (name, value)) in pairs.iter().enumerate() {
        let parameter = route.parameters.iter().find(|parameter| parameter.name == name);
        let parameter = parameter.ok_or_else(|| unknown(name, route))?;
        if pairs[..place].iter().any(|(earlier, _)| earlier == name) {
            return Err(Failure::Invalid(format!("{name}: given more than once; give it once")));
        }
        if as_lines && matches!(parameter.name, "limit" | "cursor") {
            let sentence = format!("{name}: only pages have it; leave it out, or ask for application/json");
            return Err(Failure::Invalid(sentence));
        }
        check(parameter, value)?;
        // The zone of a server is nobody's, so an empty one is UTC as well.
        if !(parameter.name == "timezone" && value.is_empty()) {
            words.push(format!("--{}={value}", name.replace('_', "-")));
        }
    }
    let line = words.into_iter().map(Into::into);
    let parsed = cli::parse(line, || cli::time_text(now())).map_err(|error| refused(&error))?;
    match parsed.command {
        Command::UsageDaily(command) => Ok(Request::UsageDaily(command)),
        Command::ActivityReport(command) => Ok(Request::ActivityReport(command)),
        Command::ExportSessions(command) => Ok(Request::Sessions(command)),
        other => Err(Failure::Internal { detail: format!("a query became {other:?}") }),
    }
}

/// Whether a value is of the kind that its parameter takes.
fn check(parameter: &Parameter, value: &str) -> Result<(), Failure> {
    let is_one_of = |words: &[&str]| words.contains(&value);
    let wanted = match parameter.kind {
        Kind::Text | Kind::Pattern(_) => return Ok(()),
        Kind::Switch if is_one_of(&["true", "false"]) => return Ok(()),
        Kind::Switch => "true or false".to_owned(),
        Kind::Word(words) if is_one_of(words) => return Ok(()),
        Kind::Word(words) => format!("one of {}", words.join(", ")),
        Kind::Integer(least, most) => {
            let is_plain = value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
            let number = value.parse::<i64>().ok().filter(|_| is_plain);
            if number.is_some_and(|number| (least..=most).contains(&number)) {
                return Ok(());
            }
            format!("a whole number between {least} and {most}")
        }
    };
    Err(Failure::Invalid(format!("{}: {} is not {wanted}", parameter.name, shown(value))))
}

fn unknown(name: &str, route: &Route) -> Failure {
    let known: Vec<&str> = route.parameters.iter().map(|parameter| parameter.name).collect();
    Failure::Invalid(format!("{}: no such parameter; there are {}", shown(name), known.join(", ")))
}

/// What the command line says, in words for a query.
fn refused(error: &UsageError) -> Failure {
    Failure::Invalid(match error {
        UsageError::CursorWith { flag } => {
            format!("cursor: it carries its filters, so {} cannot go with it", flag.replace('-', "_"))
        }
        other => other.to_string(),
    })
}

/// A text from a query in quotes, abridged when long.
fn shown(text: &str) -> String {
    let quoted = format!("{text:?}");
    match quoted.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}...", &quoted[..end]),
        None => quoted,
    }
}
