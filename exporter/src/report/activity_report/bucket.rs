//! The buckets of a range: fixed steps of minutes and hours, or local days and weeks.

use agent_contracts::v1::BucketUnit;

use super::calendar::{Calendar, weekday};
use super::instant::{Instant, of_second, second_of};

const HOUR: u64 = 3600;
const DAY: u64 = 86_400;

/// One bucket.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BucketWindow {
    /// Where it starts, included.
    pub start: Instant,
    /// Where it ends, excluded.
    pub end: Instant,
}

/// The nominal size of buckets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct BucketSize {
    pub(super) unit: BucketUnit,
    pub(super) seconds: u64,
}

impl BucketSize {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (unit, seconds) = match text {
            "5m" => (BucketUnit::Minute, 300),
            "15m" => (BucketUnit::Minute, 900),
            "1h" => (BucketUnit::Hour, HOUR),
            "1d" => (BucketUnit::Day, DAY),
            "1w" => (BucketUnit::Week, 7 * DAY),
            _ => return None,
        };
        Some(Self { unit, seconds })
    }

    /// The size that suits a length of elapsed time.
    pub(super) fn for_length(length: Instant) -> Self {
        let up_to = |seconds: u64| length <= i128::from(seconds) * 1_000_000_000;
        let (unit, seconds) = if up_to(36 * HOUR) {
            (BucketUnit::Minute, 300)
        } else if up_to(14 * DAY) {
            (BucketUnit::Hour, HOUR)
        } else if up_to(90 * DAY) {
            (BucketUnit::Day, DAY)
        } else {
            (BucketUnit::Week, 7 * DAY)
        };
        Self { unit, seconds }
    }
}

/// The buckets from `start` to `end`, without gaps.
pub(super) fn windows(
    start: Instant,
    end: Instant,
    size: BucketSize,
    calendar: Calendar<'_>,
) -> Vec<BucketWindow> {
    match size.unit {
        BucketUnit::Minute | BucketUnit::Hour => {
            let step = i128::from(size.seconds) * 1_000_000_000;
            tile(start, end, std::iter::successors(Some(start + step), |boundary| Some(boundary + step)))
        }
        BucketUnit::Day | BucketUnit::Week => {
            let midnight = calendar.midnight(calendar.date(second_of(start)));
            let (first, days) = if size.unit == BucketUnit::Day {
                (midnight, 1)
            } else {
                (calendar.add_days(midnight, -weekday(calendar.date(midnight))), 7)
            };
            // Each boundary keeps the time of day of the one before. v1 does so too, and then never gets past a day
            // that the zone left out of its calendar.
            let next = |boundary: i64| calendar.later_by_days(boundary, days);
            let boundaries = std::iter::successors(Some(next(first)), |&boundary| Some(next(boundary)));
            tile(start, end, boundaries.map(of_second))
        }
    }
}

/// Windows that end at ascending boundaries, the first at the start of the range and the last cut at its end.
fn tile(start: Instant, end: Instant, boundaries: impl Iterator<Item = Instant>) -> Vec<BucketWindow> {
    let mut windows = Vec::new();
    let mut from = start;
    for boundary in boundaries {
        let to = boundary.min(end);
        if from < to {
            windows.push(BucketWindow { start: from, end: to });
            from = to;
        }
        if boundary >= end {
            break;
        }
    }
    windows
}

#[cfg(test)]
mod tests {
    use super::{BucketSize, windows};
    use crate::report::activity_report::calendar::Calendar;
    use crate::report::activity_report::instant::{parse, timestamp_of};

    fn zone_named(name: &str) -> jiff::tz::TimeZone {
        jiff::tz::TimeZoneDatabase::bundled().get(name).unwrap()
    }

    fn bounds(zone: &str, from: &str, to: &str, bucket: &str) -> Vec<String> {
        let zone = zone_named(zone);
        let (start, end) = (parse(from.as_bytes()).unwrap(), parse(to.as_bytes()).unwrap());
        let windows = windows(start, end, BucketSize::parse(bucket).unwrap(), Calendar::new(&zone));
        windows.iter().map(|window| timestamp_of(window.end).to_text()).collect()
    }

    #[test]
    fn steps_count_from_the_start_of_the_range() {
        assert_eq!(
            bounds("UTC", "2024-06-10T10:07:00Z", "2024-06-10T10:40:00Z", "15m"),
            ["2024-06-10T10:22:00Z", "2024-06-10T10:37:00Z", "2024-06-10T10:40:00Z"]
        );
    }

    #[test]
    fn a_skipped_midnight_moves_the_boundaries_after_it() {
        assert_eq!(
            bounds("Africa/Cairo", "2024-04-25T00:00:00+02:00", "2024-04-28T00:00:00+03:00", "1d"),
            ["2024-04-25T22:00:00Z", "2024-04-26T22:00:00Z", "2024-04-27T21:00:00Z"]
        );
    }

    #[test]
    fn a_midnight_that_comes_twice_leaves_no_gap() {
        // Havana: 01:00 becomes 00:00, and the formula takes one of the two midnights.
        let found = bounds("America/Havana", "2024-11-03T04:30:00Z", "2024-11-04T05:00:00Z", "1d");
        assert_eq!(found, ["2024-11-04T05:00:00Z"]);
    }
}
