//! What queries mean, and the sentences about those that mean nothing.

use jiff::tz::TimeZone;

use super::{QueryError, SummaryRequest, parse};
use crate::cli::zone::named;

/// Parses `name=value` texts as they stand, at 2026-07-31 20:00 UTC in Kathmandu.
fn parsed(query: &str) -> Result<SummaryRequest, QueryError> {
    let pairs: Vec<(String, String)> = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    parse(&pairs, "2026-07-31T20:00:00Z".parse().unwrap(), &named("Asia/Kathmandu").unwrap())
}

fn window(query: &str) -> String {
    let text = |date: Option<jiff::civil::Date>| date.map(|date| date.to_string()).unwrap_or_default();
    match parsed(query) {
        Ok(request) => format!("{}..{}", text(request.from), text(request.to)),
        Err(error) => error.to_string(),
    }
}

#[test]
fn each_bound_has_a_default_of_its_own() {
    for (query, expected) in [
        ("", "2026-07-01..2026-07-31"),
        ("from=&to=", "2026-07-01..2026-07-31"),
        ("from=2026-06-15", "2026-06-15..2026-07-31"),
        ("to=2026-06-15", "2026-05-16..2026-06-15"),
        ("timezone=Pacific/Kiritimati", "2026-07-01..2026-07-31"),
        ("no_default_range=true", ".."),
        ("no_default_range=1&to=2026-06-15", "..2026-06-15"),
        ("from=2026-07-02&from=2026-07-01&to=2026-07-02", "2026-07-02..2026-07-02"),
        ("to=0000-01-31", "0000-01-01..0000-01-31"),
        ("to=0000-01-30", "invalid date format: use YYYY-MM-DD"),
        ("from=2026-08-01", "from must not be after to"),
        ("from=2026-07-05&to=2026-07-01", "from must not be after to"),
    ] {
        assert_eq!(window(query), expected, "{query}");
    }
}

#[test]
fn absent_parameters_have_the_defaults_of_v1() {
    let request = parsed("unknown=1&Breakdowns=false").unwrap();
    assert!(request.include_one_shot && request.breakdowns && request.session_counts);
    assert!(!request.include_automated);
    assert_eq!((request.min_user_messages, request.active_since.as_str()), (0, ""));
    assert_eq!(request.zone, TimeZone::UTC);
    assert_eq!(parsed("timezone=Local").unwrap().zone, named("Asia/Kathmandu").unwrap());
}

#[test]
fn every_parameter_reaches_its_member() {
    let query = "agent=1&project=2&machine=3&git_branch=4&exclude_project=5&exclude_agent=6&exclude_model=7&\
                 model=8&termination=9&min_user_messages=+10&active_since=2026-07-01T9:00:00,5Z&\
                 include_one_shot=F&include_automated=T&breakdowns=0&session_counts=False";
    let request = parsed(query).unwrap();
    let expected = SummaryRequest {
        agent: "1".into(),
        project: "2".into(),
        machine: "3".into(),
        git_branch: "4".into(),
        exclude_project: "5".into(),
        exclude_agent: "6".into(),
        exclude_model: "7".into(),
        model: "8".into(),
        termination: "9".into(),
        min_user_messages: 10,
        active_since: "2026-07-01T9:00:00,5Z".into(),
        include_one_shot: false,
        include_automated: true,
        breakdowns: false,
        session_counts: false,
        ..parsed("").unwrap()
    };
    assert_eq!(request, expected);
}

#[test]
fn all_misfits_are_told_in_the_order_of_the_parameters() {
    let error = |query: &str| parsed(query).unwrap_err();
    let query = "session_counts=b&breakdowns=b&no_default_range=b&include_automated=b&include_one_shot=b&\
                 active_since=b&min_user_messages=b&timezone=b&to=b&from=b";
    assert_eq!(
        error(query).to_string(),
        "expected string to be RFC 3339 date (query.from: b); expected string to be RFC 3339 date \
         (query.to: b); invalid integer (query.min_user_messages: b); expected string to be RFC 3339 \
         date-time (query.active_since: b); invalid boolean (query.include_one_shot: b); invalid boolean \
         (query.include_automated: b); invalid boolean (query.no_default_range: b); invalid boolean \
         (query.breakdowns: b); invalid boolean (query.session_counts: b)"
    );
    for (query, sentence, flags) in [
        (
            "min_user_messages=-1",
            "expected number >= 0 (query.min_user_messages: -1)",
            "invalid --min-user-messages: expected a whole number that is not negative, got \"-1\"",
        ),
        (
            "from=2026-02-30",
            "expected string to be RFC 3339 date (query.from: 2026-02-30)",
            "invalid --from: expected YYYY-MM-DD, got \"2026-02-30\"",
        ),
        (
            "active_since=2026-07-01T24:00:00Z",
            "expected string to be RFC 3339 date-time (query.active_since: 2026-07-01T24:00:00Z)",
            "invalid --active-since: expected a time such as 2026-07-31T09:00:00Z, got \"2026-07-01T24:00:00Z\"",
        ),
        ("breakdowns=tRUE", "invalid boolean (query.breakdowns: tRUE)", "invalid --breakdowns: "),
        ("timezone=utc&to=0000-01-01", "invalid timezone: utc", "invalid --timezone: "),
        (
            "from=2026-07-02&to=2026-07-01",
            "from must not be after to",
            "--from (2026-07-02) must not be after --to (2026-07-01)",
        ),
        ("to=0000-01-01", "invalid date format: use YYYY-MM-DD", "invalid --to: "),
    ] {
        let error = error(query);
        assert_eq!(error.to_string(), sentence);
        assert!(error.of_flags().starts_with(flags), "{}", error.of_flags());
    }
    for bad in ["9223372036854775808", "0x2", "2.0", " 2", "1_000"] {
        let sentence = error(&format!("min_user_messages={bad}")).to_string();
        assert_eq!(sentence, format!("invalid integer (query.min_user_messages: {bad})"));
    }
}
