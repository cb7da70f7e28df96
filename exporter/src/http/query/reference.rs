//! v1's own route for the activity report: parameters that are not known are ignored, the first of several counts, an
//! empty one is an absent one, and mistakes are told in v1's words, in v1's order.

use jiff::civil::Date;

use super::Pairs;
use crate::cli;
use crate::http::failure::Failure;
use crate::http::routes::{Kind, Route};
use crate::http::{ReferenceActivity, Request};

/// The request that these pairs make.
///
/// # Errors
///
/// [`Failure::Invalid`], naming every word or date that is none; the other values are looked at with the report.
pub(in crate::http) fn activity(route: &Route, pairs: &Pairs) -> Result<Request, Failure> {
    let value = |name: &str| {
        let first = pairs.iter().find(|(key, _)| key == name);
        first.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let mut mistakes = Vec::new();
    for name in ["preset", "date", "bucket"] {
        let text = value(name);
        let kind = route.parameters.iter().find(|parameter| parameter.name == name).map(|known| known.kind);
        let expected = match kind {
            _ if text.is_empty() => continue,
            Some(Kind::Word(words)) if words.contains(&text.as_str()) => continue,
            Some(Kind::Word(words)) => format!("value to be one of \"{}\"", words.join(", ")),
            _ if is_date(&text) => continue,
            _ => "string to be RFC 3339 date".to_owned(),
        };
        mistakes.push(format!("expected {expected} (query.{name}: {text})"));
    }
    if !mistakes.is_empty() {
        return Err(Failure::Invalid(mistakes.join("; ")));
    }
    let command = cli::ActivityReport {
        preset: value("preset"),
        date: value("date"),
        from: value("from"),
        to: value("to"),
        timezone: Some(value("timezone")).filter(|zone| !zone.is_empty()).unwrap_or_else(|| "UTC".to_owned()),
        bucket: value("bucket"),
        project: value("project"),
        agent: value("agent"),
        machine: value("machine"),
        as_json: true,
        ..cli::ActivityReport::default()
    };
    let (git_branch, automation) = (value("git_branch"), value("automation"));
    Ok(Request::ReferenceActivity(Box::new(ReferenceActivity { command, git_branch, automation })))
}

/// Whether a text is a day of the calendar, written as ten characters.
fn is_date(text: &str) -> bool {
    text.len() == 10 && !text.starts_with(['-', '+']) && text.parse::<Date>().is_ok()
}
