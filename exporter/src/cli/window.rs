//! What `--since` and `--until` mean at a moment in a zone: the first and the last date of a report.
//!
//! Pure arithmetic on values; clock and zone are passed in.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::command::UsageDaily;

/// How many days before today the default window begins.
const DEFAULT_DAYS: i64 = 30;

/// Why there is no window.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WindowError {
    /// Neither a date nor a duration.
    #[error(
        "invalid --{flag}: expected Nd, Nh, or YYYY-MM-DD, got {given:?}; use for instance 7d, 48h or 2026-07-31"
    )]
    Unreadable {
        /// The flag.
        flag: &'static str,
        /// Its value.
        given: String,
    },
    /// A duration that reaches back further than any archive can.
    #[error("invalid --{flag}: {given} is too long a time; at most 106751d or 2562047h")]
    TooLong {
        /// The flag.
        flag: &'static str,
        /// Its value.
        given: String,
    },
    /// The ends are in the wrong order.
    #[error("--since ({since}) must not be after --until ({until}); exchange them")]
    Reversed {
        /// The first date.
        since: Date,
        /// The last date.
        until: Date,
    },
}

/// A bound: the date it means, and the instant from which durations are counted.
#[derive(Clone, Copy)]
struct Bound {
    date: Date,
    instant: Timestamp,
}

/// The first and the last date that the flags of `usage daily` mean, both inclusive; none where the window is open.
///
/// # Errors
///
/// [`WindowError`], for the first flag that is wrong: `--until` is read first, because `--since` may count from it.
pub fn dates(
    flags: &UsageDaily,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<(Option<Date>, Option<Date>), WindowError> {
    if flags.since.is_empty() && flags.until.is_empty() {
        if flags.all {
            return Ok((None, None));
        }
        // As in v1: today in UTC, whatever the zone of the report.
        let today = TimeZone::UTC.to_datetime(now).date();
        return Ok((Some(today.saturating_sub(DEFAULT_DAYS.days())), Some(today)));
    }
    let until = bound("until", &flags.until, now, zone)?;
    let anchor = until.map_or(now, |until| until.instant);
    let since = bound("since", &flags.since, anchor, zone)?;
    match (since.map(|since| since.date), until.map(|until| until.date)) {
        (Some(since), Some(until)) if since > until => Err(WindowError::Reversed { since, until }),
        window => Ok(window),
    }
}

/// What a flag's value means; none when it is empty. Durations are elapsed hours before `anchor`, never days of the
/// calendar.
fn bound(
    flag: &'static str,
    given: &str,
    anchor: Timestamp,
    zone: &TimeZone,
) -> Result<Option<Bound>, WindowError> {
    if given.is_empty() {
        return Ok(None);
    }
    let unreadable = || WindowError::Unreadable { flag, given: given.to_owned() };
    let too_long = || WindowError::TooLong { flag, given: given.to_owned() };
    if let Some((number, hours)) = given
        .strip_suffix('d')
        .map(|number| (number, 24))
        .or(given.strip_suffix('h').map(|number| (number, 1)))
    {
        let digits = number.strip_prefix('+').unwrap_or(number);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(unreadable());
        }
        if digits.bytes().all(|byte| byte == b'0') {
            return Err(unreadable());
        }
        // v1 counts nanoseconds in 64 bits, and lets them overflow.
        let nanoseconds =
            digits.parse::<i64>().ok().and_then(|number| number.checked_mul(hours * 3_600_000_000_000));
        let duration = SignedDuration::from_nanos(nanoseconds.ok_or_else(too_long)?);
        let instant = anchor.checked_sub(duration).map_err(|_| too_long())?;
        return Ok(Some(Bound { date: zone.to_datetime(instant).date(), instant }));
    }
    let date = calendar_date(given).ok_or_else(unreadable)?;
    Ok(Some(Bound { date, instant: midnight(date, zone) }))
}

/// The day that exactly `YYYY-MM-DD` names, if there is one.
pub(super) fn calendar_date(text: &str) -> Option<Date> {
    let is_formed = text.len() == 10
        && text.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    text.parse().ok().filter(|_| is_formed)
}

/// The midnight at which a date begins, as v1 finds it: with the offset in force at that time in UTC, unless that
/// leads to where another one is in force. Where the clocks skip midnight, this may still be the day before.
fn midnight(date: Date, zone: &TimeZone) -> Timestamp {
    let at = |offset: jiff::tz::Offset| {
        offset.to_timestamp(date.at(0, 0, 0, 0)).unwrap_or(if date.year() < 0 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        })
    };
    let guess = at(zone.to_offset(at(jiff::tz::Offset::UTC)));
    at(zone.to_offset(guess))
}

#[cfg(test)]
mod tests {
    use super::{UsageDaily, dates};
    use crate::cli::zone::named;

    /// The window, as `from..to`, at 2026-07-31 20:00 UTC; or the error.
    fn window(since: &str, until: &str, zone: &str) -> String {
        let flags = UsageDaily { since: since.into(), until: until.into(), ..UsageDaily::default() };
        let now = "2026-07-31T20:00:00Z".parse().unwrap();
        let text = |date: Option<jiff::civil::Date>| date.map(|date| date.to_string()).unwrap_or_default();
        match dates(&flags, now, &named(zone).unwrap()) {
            Ok((from, to)) => format!("{}..{}", text(from), text(to)),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn the_default_is_31_days_up_to_today_in_utc() {
        assert_eq!(window("", "", "Pacific/Kiritimati"), "2026-07-01..2026-07-31");
        let all = UsageDaily { all: true, ..UsageDaily::default() };
        assert_eq!(dates(&all, jiff::Timestamp::MIN, &named("UTC").unwrap()), Ok((None, None)));
    }

    #[test]
    fn durations_are_elapsed_time_and_count_from_until() {
        for (since, until, zone, expected) in [
            ("1d", "", "UTC", "2026-07-30.."),
            ("+24h", "", "Asia/Tokyo", "2026-07-31.."),
            ("", "24h", "UTC", "..2026-07-30"),
            ("25h", "2026-07-03", "UTC", "2026-07-01..2026-07-03"),
            ("1d", "2026-03-09", "America/New_York", "2026-03-07..2026-03-09"),
            ("2026-07-31", "2026-07-31", "UTC", "2026-07-31..2026-07-31"),
            ("24h", "2018-11-04", "America/Sao_Paulo", "2018-11-02..2018-11-04"),
            ("0000-01-01", "9999-12-31", "Asia/Tokyo", "0000-01-01..9999-12-31"),
        ] {
            assert_eq!(window(since, until, zone), expected, "--since {since:?} --until {until:?} in {zone}");
        }
    }

    #[test]
    fn mistakes_are_told() {
        for bad in [
            "0d",
            "-5d",
            "1D",
            "1w",
            "2026-7-1",
            "2026-02-30",
            " 7d",
            "7 d",
            "d",
            "h",
            "+d",
            "1.5d",
            "20260701",
            "2026-07-01T00:00:00Z",
            "２d",
            "yesterday",
        ] {
            let expected = format!("invalid --since: expected Nd, Nh, or YYYY-MM-DD, got {bad:?}");
            assert!(window(bad, "", "UTC").starts_with(&expected), "{bad}: {}", window(bad, "", "UTC"));
            assert!(window("also bad", bad, "UTC").starts_with("invalid --until: "), "--until is read first");
        }
        for long in ["106752d", "2562048h", "99999999999999999999d"] {
            assert!(window(long, "", "UTC").contains("is too long a time"), "{}", window(long, "", "UTC"));
        }
        assert_eq!(window("106751d", "", "UTC"), "1734-04-22..");
        assert!(
            window("2026-07-02", "2026-07-01", "UTC")
                .starts_with("--since (2026-07-02) must not be after --until (2026-07-01)")
        );
    }
}
