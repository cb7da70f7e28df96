//! The parameters of a usage summary: which there are, what they mean when they are absent, and v1's sentences about
//! values that mean nothing.

use std::fmt;

use agent_contracts::timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::SummaryRequest;
use crate::cli::{literals, window, zone};

/// How many days before the last day the default window begins.
const DEFAULT_DAYS: i64 = 30;

/// Parameters that may be any text.
pub(in crate::cli) const TEXTS: [&str; 9] = [
    "agent",
    "project",
    "machine",
    "git_branch",
    "exclude_project",
    "exclude_agent",
    "exclude_model",
    "model",
    "termination",
];

/// The parameter that is a number.
pub(in crate::cli) const INTEGER: &str = "min_user_messages";

/// Parameters that are true or false.
pub(in crate::cli) const SWITCHES: [&str; 5] =
    ["include_one_shot", "include_automated", "no_default_range", "breakdowns", "session_counts"];

/// Why a query has no answer. The message is v1's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QueryError {
    /// Values that are not what their parameters must be, in the order of the parameters.
    #[error("{}", joined(.0, ToString::to_string))]
    Values(Vec<Misfit>),
    /// A time zone that does not exist.
    #[error("invalid timezone: {0}")]
    Zone(String),
    /// The default window would begin before the year 0.
    #[error("invalid date format: use YYYY-MM-DD")]
    BeforeYearZero,
    /// The ends are in the wrong order.
    #[error("from must not be after to")]
    Reversed {
        /// The first day.
        from: Date,
        /// The last day.
        to: Date,
    },
}

/// A value that is not what its parameter must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    parameter: &'static str,
    value: String,
    expected: Expected,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    Date,
    Time,
    Integer,
    Count,
    Boolean,
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { parameter, value, expected } = self;
        let complaint = match expected {
            Expected::Date => "expected string to be RFC 3339 date",
            Expected::Time => "expected string to be RFC 3339 date-time",
            Expected::Integer => "invalid integer",
            Expected::Count => "expected number >= 0",
            Expected::Boolean => "invalid boolean",
        };
        write!(f, "{complaint} (query.{parameter}: {value})")
    }
}

impl Misfit {
    fn of_flag(&self) -> String {
        let Self { parameter, value, expected } = self;
        let flag = parameter.replace('_', "-");
        let expected = match expected {
            Expected::Date => "YYYY-MM-DD",
            Expected::Time => "a time such as 2026-07-31T09:00:00Z",
            Expected::Integer | Expected::Count => "a whole number that is not negative",
            Expected::Boolean => "true or false",
        };
        format!("invalid --{flag}: expected {expected}, got {value:?}")
    }
}

impl QueryError {
    /// The message for somebody who typed flags.
    pub fn of_flags(&self) -> String {
        match self {
            Self::Values(misfits) => joined(misfits, Misfit::of_flag),
            Self::Zone(name) => format!("invalid --timezone: unknown time zone {name:?}"),
            Self::BeforeYearZero => {
                "invalid --to: there are no 30 days before it; pass --from too".to_owned()
            }
            Self::Reversed { from, to } => {
                format!("--from ({from}) must not be after --to ({to}); exchange them")
            }
        }
    }
}

fn joined(misfits: &[Misfit], text: impl Fn(&Misfit) -> String) -> String {
    misfits.iter().map(text).collect::<Vec<_>>().join("; ")
}

/// Parameters by name, and what is wrong with those read so far.
struct Reader<'p> {
    pairs: &'p [(String, String)],
    misfits: Vec<Misfit>,
}

impl<'p> Reader<'p> {
    /// The value of a parameter, of several the first; empty when there is none.
    fn text(&self, name: &str) -> &'p str {
        self.pairs.iter().find(|(given, _)| given == name).map_or("", |(_, value)| value)
    }

    /// What a value means; `absent` when it is empty.
    fn value<T>(
        &mut self,
        parameter: &'static str,
        absent: T,
        read: impl FnOnce(&str) -> Result<T, Expected>,
    ) -> T {
        let value = self.text(parameter);
        if value.is_empty() {
            return absent;
        }
        read(value).unwrap_or_else(|expected| {
            self.misfits.push(Misfit { parameter, value: value.to_owned(), expected });
            absent
        })
    }

    fn date(&mut self, parameter: &'static str) -> Option<Date> {
        self.value(parameter, None, |text| window::calendar_date(text).map(Some).ok_or(Expected::Date))
    }

    fn time(&mut self, parameter: &'static str) -> String {
        let is_time = |text: &str| timestamp::Timestamp::parse(text.as_bytes()).is_some();
        self.value(parameter, String::new(), |text| {
            if is_time(text) { Ok(text.to_owned()) } else { Err(Expected::Time) }
        })
    }

    fn count(&mut self, parameter: &'static str) -> i64 {
        self.value(parameter, 0, |text| match text.parse::<i64>() {
            Ok(number) if number < 0 => Err(Expected::Count),
            number => number.map_err(|_| Expected::Integer),
        })
    }

    fn switch(&mut self, parameter: &'static str, absent: bool) -> bool {
        self.value(parameter, absent, |text| literals::boolean(text).map_err(|_| Expected::Boolean))
    }
}

/// What the parameters of a query ask for at a moment; `local` is the zone called `Local`. Parameters that are not known are
/// ignored, and an empty value is none.
///
/// # Errors
///
/// [`QueryError`].
///
/// # Examples
///
/// ```
/// use agentexport::cli::summary::parse;
/// use jiff::{Timestamp, tz::TimeZone};
///
/// let query = |value: &str| vec![("to".to_owned(), value.to_owned())];
/// let request = parse(&query("2026-07-31"), Timestamp::UNIX_EPOCH, &TimeZone::UTC)?;
/// assert_eq!(request.from.map(|date| date.to_string()).as_deref(), Some("2026-07-01"));
/// let error = parse(&query("July"), Timestamp::UNIX_EPOCH, &TimeZone::UTC).unwrap_err();
/// assert_eq!(error.to_string(), "expected string to be RFC 3339 date (query.to: July)");
/// # Ok::<(), agentexport::cli::summary::QueryError>(())
/// ```
pub fn parse(
    pairs: &[(String, String)],
    now: Timestamp,
    local: &TimeZone,
) -> Result<SummaryRequest, QueryError> {
    let mut reader = Reader { pairs, misfits: Vec::new() };
    let text = |name| reader.text(name).to_owned();
    let [
        agent,
        project,
        machine,
        git_branch,
        exclude_project,
        exclude_agent,
        exclude_model,
        model,
        termination,
    ] = TEXTS.map(text);
    // In the order in which v1 complains.
    let (from, to) = (reader.date("from"), reader.date("to"));
    let min_user_messages = reader.count(INTEGER);
    let active_since = reader.time("active_since");
    let include_one_shot = reader.switch("include_one_shot", true);
    let include_automated = reader.switch("include_automated", false);
    let no_default_range = reader.switch("no_default_range", false);
    let breakdowns = reader.switch("breakdowns", true);
    let session_counts = reader.switch("session_counts", true);
    if !reader.misfits.is_empty() {
        return Err(QueryError::Values(reader.misfits));
    }
    let zone = match reader.text("timezone") {
        "" => TimeZone::UTC,
        zone::LOCAL => local.clone(),
        name => zone::named(name).ok_or_else(|| QueryError::Zone(name.to_owned()))?,
    };
    let (from, to) = if no_default_range { (from, to) } else { with_defaults(from, to, now)? };
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        return Err(QueryError::Reversed { from, to });
    }
    Ok(SummaryRequest {
        from,
        to,
        zone,
        now,
        project,
        exclude_project,
        agent,
        exclude_agent,
        model,
        exclude_model,
        machine,
        git_branch,
        min_user_messages,
        active_since,
        termination,
        include_one_shot,
        include_automated,
        breakdowns,
        session_counts,
    })
}

/// Today in UTC, whatever the zone of the report, and 30 days before the last day.
fn with_defaults(
    from: Option<Date>,
    to: Option<Date>,
    now: Timestamp,
) -> Result<(Option<Date>, Option<Date>), QueryError> {
    let to = to.unwrap_or_else(|| TimeZone::UTC.to_datetime(now).date());
    let from = from.unwrap_or_else(|| to.saturating_sub(DEFAULT_DAYS.days()));
    if from.year() < 0 { Err(QueryError::BeforeYearZero) } else { Ok((Some(from), Some(to))) }
}
