//! What a report is about: a range of time, the part of it that has elapsed, and its buckets. Resolved from the
//! texts a user gives, in the order in which v1 looks for mistakes.

use agent_contracts::v1::BucketUnit;
use jiff::tz::TimeZone;

use super::bucket::{BucketSize, BucketWindow, windows};
use super::calendar::{Calendar, first_of_month, parse_date, weekday};
use super::instant::{self, Instant, of_second, timestamp_of};

/// The longest range: 365 days of 24 hours.
const LONGEST: Instant = 365 * 86_400 * 1_000_000_000;

/// The most buckets.
const MOST_BUCKETS: usize = 2000;

/// The texts that choose range and buckets; empty ones count as not given.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RangeTexts {
    /// `day`, `week`, `month` or `custom`.
    pub preset: String,
    /// A day in the range of `day`, `week` and `month`.
    pub date: String,
    /// Where a custom range starts.
    pub from: String,
    /// Where a custom range ends.
    pub to: String,
    /// `5m`, `15m`, `1h`, `1d` or `1w`.
    pub bucket: String,
}

/// Why there is no such range.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RangeError {
    /// `date` is no date.
    #[error("invalid date: {0:?}; write a day of the calendar as 2026-07-31")]
    Date(String),
    /// The time zone skipped the day.
    #[error("from must be before to: {0} is not in the calendar of this time zone; choose another day")]
    RemovedDay(String),
    /// An unknown preset, or bounds without one.
    #[error("invalid preset: {0:?}; use day, week or month, or custom with from and to")]
    Preset(String),
    /// A custom range with a bound missing.
    #[error("custom range requires both from and to; add the one that is missing")]
    MissingBound,
    /// A bound that is no instant.
    #[error("invalid {bound}: {text:?}; write an instant with its offset, as 2026-07-31T09:00:00Z")]
    Bound {
        /// `from` or `to`.
        bound: &'static str,
        /// The text.
        text: String,
    },
    /// An empty or reversed range.
    #[error("from must be before to: {from} is not before {to}; choose an earlier start or a later end")]
    Reversed {
        /// The start.
        from: String,
        /// The end.
        to: String,
    },
    /// More than 365 days.
    #[error("range exceeds maximum of one year; choose at most 365 days of 24 hours")]
    TooLong,
    /// An unknown size of buckets.
    #[error("invalid bucket: {0:?}; use 5m, 15m, 1h, 1d or 1w")]
    Bucket(String),
    /// Too many buckets.
    #[error(
        "bucket configuration would produce too many buckets ({count}, at most {MOST_BUCKETS}); \
         choose a larger bucket or a shorter range"
    )]
    TooManyBuckets {
        /// How many.
        count: usize,
    },
}

/// A range, the elapsed part of it, and its buckets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ActivityPlan {
    /// Where the range starts, included.
    pub start: Instant,
    /// Where it ends, excluded.
    pub end: Instant,
    /// Where its elapsed part ends.
    pub effective_end: Instant,
    /// The range reaches beyond the time of the report.
    pub is_partial: bool,
    /// Calendar unit of the buckets.
    pub unit: BucketUnit,
    /// Nominal length of a bucket.
    pub bucket_seconds: u64,
    /// The buckets: without gaps from the start of the range to its end.
    pub windows: Vec<BucketWindow>,
}

impl ActivityPlan {
    /// Resolves what `texts` ask for, at the time `now`, with days of `zone`.
    ///
    /// # Errors
    ///
    /// [`RangeError`].
    ///
    /// # Examples
    ///
    /// ```
    /// use agentexport::report::{ActivityPlan, RangeTexts};
    /// use jiff::{Timestamp, tz::TimeZone};
    ///
    /// let texts = RangeTexts { preset: "week".into(), date: "2026-07-31".into(), ..RangeTexts::default() };
    /// let plan = ActivityPlan::new(&texts, &TimeZone::UTC, Timestamp::UNIX_EPOCH)?;
    /// assert_eq!((plan.windows.len(), plan.bucket_seconds), (7 * 24, 3600));
    /// # Ok::<(), agentexport::report::RangeError>(())
    /// ```
    pub fn new(texts: &RangeTexts, zone: &TimeZone, now: jiff::Timestamp) -> Result<Self, RangeError> {
        let calendar = Calendar::new(zone);
        let (start, end) = range(texts, calendar, now)?;
        if start >= end {
            let text = |instant| timestamp_of(instant).to_text();
            return Err(RangeError::Reversed { from: text(start), to: text(end) });
        }
        if end - start > LONGEST {
            return Err(RangeError::TooLong);
        }
        let size = match texts.bucket.as_str() {
            "" => BucketSize::for_length(end - start),
            text => BucketSize::parse(text).ok_or_else(|| RangeError::Bucket(text.to_owned()))?,
        };
        let windows = windows(start, end, size, calendar);
        if windows.len() > MOST_BUCKETS {
            return Err(RangeError::TooManyBuckets { count: windows.len() });
        }
        let now = now.as_nanosecond();
        Ok(Self {
            start,
            end,
            effective_end: start.max(end.min(now)),
            is_partial: now < end,
            unit: size.unit,
            bucket_seconds: size.seconds,
            windows,
        })
    }

    /// The bucket that an instant of the range lies in.
    pub(super) fn window_of(&self, instant: Instant) -> usize {
        self.windows.partition_point(|window| window.end <= instant)
    }
}

fn range(
    texts: &RangeTexts,
    calendar: Calendar<'_>,
    now: jiff::Timestamp,
) -> Result<(Instant, Instant), RangeError> {
    let has_bounds = !texts.from.is_empty() || !texts.to.is_empty();
    let preset = if texts.preset.is_empty() && !has_bounds { "day" } else { texts.preset.as_str() };
    if preset == "custom" {
        if texts.from.is_empty() || texts.to.is_empty() {
            return Err(RangeError::MissingBound);
        }
        let parse = |bound, text: &str| {
            instant::parse(text.as_bytes()).ok_or_else(|| RangeError::Bound { bound, text: text.to_owned() })
        };
        return Ok((parse("from", &texts.from)?, parse("to", &texts.to)?));
    }
    let date = match texts.date.as_str() {
        "" => calendar.date(now.as_second()),
        text => parse_date(text).ok_or_else(|| RangeError::Date(text.to_owned()))?,
    };
    let day = calendar.midnight(date);
    // Weekday and month are those of the local date of that instant, which at a skipped midnight is the day before.
    let (start, end) = match preset {
        "day" => {
            if calendar.add_days(day, 1) <= day && calendar.date(day) != date {
                return Err(RangeError::RemovedDay(texts.date.clone()));
            }
            (day, calendar.later_by_days(day, 1))
        }
        "week" => {
            let monday = calendar.add_days(day, -weekday(calendar.date(day)));
            (monday, calendar.later_by_days(monday, 7))
        }
        "month" => {
            let first = calendar.midnight(first_of_month(calendar.date(day)));
            (first, calendar.add_month(first))
        }
        _ => return Err(RangeError::Preset(texts.preset.clone())),
    };
    Ok((of_second(start), of_second(end)))
}

#[cfg(test)]
mod tests {
    use super::super::instant::timestamp_of;
    use super::{ActivityPlan, RangeError, RangeTexts};

    fn zone_named(name: &str) -> jiff::tz::TimeZone {
        jiff::tz::TimeZoneDatabase::bundled().get(name).unwrap()
    }

    fn plan(zone: &str, preset: &str, date: &str, bucket: &str) -> Result<ActivityPlan, RangeError> {
        let texts = RangeTexts {
            preset: preset.to_owned(),
            date: date.to_owned(),
            bucket: bucket.to_owned(),
            ..RangeTexts::default()
        };
        ActivityPlan::new(&texts, &zone_named(zone), "2026-08-01T00:00:00.5Z".parse().unwrap())
    }

    fn hours(plan: &ActivityPlan) -> i128 {
        (plan.end - plan.start) / 3_600_000_000_000
    }

    #[test]
    fn a_day_removed_from_the_calendar_is_passed_over() {
        let month = plan("Pacific/Apia", "month", "2011-12-30", "1d").unwrap();
        assert_eq!(month.windows.len(), 30, "December 2011 had thirty days in Samoa");
        assert_eq!(hours(&month), 30 * 24);
        let eve = plan("Pacific/Apia", "day", "2011-12-29", "").unwrap();
        assert_eq!(hours(&eve), 24);
        let removed = plan("Pacific/Apia", "day", "2011-12-30", "").unwrap_err();
        assert_eq!(removed, RangeError::RemovedDay("2011-12-30".to_owned()));
    }

    #[test]
    fn presets_default_to_today_in_the_zone() {
        let today = plan("Pacific/Kiritimati", "", "", "").unwrap();
        assert_eq!(timestamp_of(today.start).to_text(), "2026-07-31T10:00:00Z");
        assert!(today.is_partial);
        assert_eq!(timestamp_of(today.effective_end).to_text(), "2026-08-01T00:00:00.5Z");
    }

    #[test]
    fn a_skipped_midnight_in_the_west_belongs_to_the_day_before() {
        // 2018-11-04 begins at 23:00 on the 3rd, so its week is the one of the 3rd, a Saturday, and keeps the hour.
        let week = plan("America/Sao_Paulo", "week", "2018-11-04", "").unwrap();
        assert_eq!(timestamp_of(week.start).to_text(), "2018-10-30T02:00:00Z");
    }

    #[test]
    fn mistakes_are_found_in_the_order_of_v1() {
        let error = |preset: &str, date: &str, from: &str, to: &str, bucket: &str| {
            let text = str::to_owned;
            let (preset, date, from, to) = (text(preset), text(date), text(from), text(to));
            let texts = RangeTexts { preset, date, from, to, bucket: text(bucket) };
            let zone = jiff::tz::TimeZone::UTC;
            ActivityPlan::new(&texts, &zone, jiff::Timestamp::UNIX_EPOCH).unwrap_err().to_string()
        };
        let (first, second) = ("2024-01-01T00:00:00Z", "2024-12-31T00:00:01Z");
        for (message, begins) in [
            (error("year", "nope", "", "", "2h"), "invalid date: \"nope\""),
            (error("year", "", "", "", "2h"), "invalid preset: \"year\""),
            (error("", "", "x", "", ""), "invalid preset: \"\""),
            (error("custom", "nope", "", "x", "2h"), "custom range requires both"),
            (error("custom", "", "x", "y", "2h"), "invalid from: \"x\""),
            (error("custom", "", first, "y", "2h"), "invalid to: \"y\""),
            (error("custom", "", first, first, "2h"), "from must be before to"),
            (error("custom", "", first, second, "2h"), "range exceeds maximum"),
            (error("day", "2024-01-01", "", "", "2h"), "invalid bucket: \"2h\""),
            (error("month", "2024-01-01", "", "", "5m"), "bucket configuration would produce too many"),
        ] {
            assert!(message.starts_with(begins), "expected {begins}, got {message}");
        }
    }
}
