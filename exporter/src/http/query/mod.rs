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

/// Takes a query apart. What is no UTF-8 becomes U+FFFD, unless the route is strict.
///
/// # Errors
///
/// [`Failure::Invalid`] when the query of a strict route is no UTF-8.
pub(super) fn pairs(query: &str, is_lenient: bool) -> Result<Pairs, Failure> {
    if !is_lenient && percent_decode_str(query).decode_utf8().is_err() {
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
        Kind::Switch | Kind::SwitchedOn if is_one_of(&["true", "false"]) => return Ok(()),
        Kind::Switch | Kind::SwitchedOn => "true or false".to_owned(),
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

#[cfg(test)]
mod tests {
    use super::reference::activity;
    use super::{Failure, Request, Timestamp, pairs, request};
    use crate::cli;
    use crate::http::routes::{Kind, ROUTES, Route};

    fn route(path: &str) -> &'static Route {
        ROUTES.iter().find(|route| route.path == path).unwrap()
    }

    fn read(path: &str, query: &str, as_lines: bool) -> Result<Request, String> {
        let route = route(path);
        let made = if route.endpoint.is_lenient() {
            pairs(query, true).and_then(|pairs| activity(route, &pairs))
        } else {
            pairs(query, false).and_then(|pairs| request(route, &pairs, as_lines, || Timestamp::UNIX_EPOCH))
        };
        made.map_err(|failure| match failure {
            Failure::Invalid(sentence) => sentence,
            other => panic!("{query}: {other:?}"),
        })
    }

    #[test]
    fn a_query_means_what_the_flags_of_the_same_names_mean() {
        let expected = cli::UsageDaily {
            since: "7d".into(),
            timezone: "Europe/Berlin".into(),
            agent: "a b,c".into(),
            breakdown: true,
            as_json: true,
            ..cli::UsageDaily::default()
        };
        assert_eq!(
            read(
                "/v1/usage-daily",
                "since=7d&timezone=Europe%2FBerlin&agent=a+b,c&breakdown=true&all=false",
                false
            ),
            Ok(Request::UsageDaily(Box::new(expected)))
        );
        let mut expected = cli::ExportSessions { limit: 3, ..cli::ExportSessions::default() };
        expected.selection.active_since = "1970-01-01 00:00:00.000".into();
        expected.selection.min_tool_failures = Some(-1);
        assert_eq!(
            read("/v1/sessions", "limit=3&active_since=now&min_tool_failures=-1", false),
            Ok(Request::Sessions(Box::new(expected)))
        );
    }

    #[test]
    fn every_parameter_of_the_strict_routes_is_a_flag() {
        for route in ROUTES.iter().filter(|route| !route.endpoint.is_lenient()) {
            for parameter in route.parameters {
                let value = match parameter.kind {
                    Kind::Switch => "true",
                    Kind::SwitchedOn => "false",
                    Kind::Integer(..) => "1",
                    Kind::Word(words) => words[0],
                    Kind::Text | Kind::Pattern(_) => "x",
                };
                let query = format!("{}={value}", parameter.name);
                let made = read(route.path, &query, false);
                assert!(made.is_ok(), "{}?{query}: {made:?}", route.path);
                assert_ne!(made, read(route.path, "", false), "{}?{query} changes nothing", route.path);
            }
        }
    }

    #[test]
    fn the_zone_is_utc_unless_named() {
        for query in ["", "timezone="] {
            let Ok(Request::ActivityReport(command)) = read("/v1/activity-report", query, false) else {
                panic!("{query:?} must be understood");
            };
            assert_eq!(command.timezone, "UTC");
        }
    }

    #[test]
    fn mistakes_name_their_parameter() {
        for (query, as_lines, start) in [
            ("limit=0", false, "limit: \"0\" is not a whole number between 1 and 500"),
            ("limit=0x10", false, "limit: "),
            ("limit=+1", false, "limit: "),
            ("limit=", false, "limit: "),
            ("min_messages=99999999999999999999", false, "min_messages: "),
            ("has_secret=1", false, "has_secret: \"1\" is not true or false"),
            ("has_secret", false, "has_secret: "),
            ("all=true", false, "\"all\": no such parameter; there are project, "),
            ("data_dir=/etc", false, "\"data_dir\": no such parameter"),
            ("probe_checkouts=true", false, "\"probe_checkouts\": no such parameter"),
            ("min-messages=1", false, "\"min-messages\": no such parameter"),
            ("agent=a&agent=a", false, "agent: given more than once"),
            ("cursor=c&has_secret=false", false, "cursor: it carries its filters, so has_secret cannot"),
            ("cursor=c", true, "cursor: only pages have it"),
            ("limit=5", true, "limit: only pages have it"),
            ("agent=%ff", false, "the query must be UTF-8"),
        ] {
            let sentence = read("/v1/sessions", query, as_lines).unwrap_err();
            assert!(sentence.starts_with(start), "{query}: {sentence}");
        }
        let sentence = read("/v1/activity-report", "preset=year", false).unwrap_err();
        assert_eq!(sentence, "preset: \"year\" is not one of day, week, month, custom");
        let long = read("/v1/sessions", &format!("limit={}", "9".repeat(9999)), false).unwrap_err();
        assert!(long.len() < 200, "{long}");
    }

    #[test]
    fn the_route_of_v1_has_its_own_rules() {
        let read = |query: &str| read("/api/v1/activity/report", query, false);
        let Ok(Request::ReferenceActivity(request)) =
            read("preset=day&preset=year&zzz=1&date=&agent=a&automation=x")
        else {
            panic!("that must be understood");
        };
        assert_eq!(
            (request.command.preset.as_str(), request.command.timezone.as_str(), request.automation.as_str()),
            ("day", "UTC", "x")
        );
        assert_eq!(
            read("preset=year&date=2024-02-30&bucket=9").unwrap_err(),
            "expected value to be one of \"day, week, month, custom\" (query.preset: year); expected string to be \
             RFC 3339 date (query.date: 2024-02-30); expected value to be one of \"5m, 15m, 1h, 1d, 1w\" \
             (query.bucket: 9)"
        );
    }
}
