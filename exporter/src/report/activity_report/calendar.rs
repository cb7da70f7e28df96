//! Local days and months of a time zone as seconds since 1970, by v1's one formula for wall times.
//!
//! The formula settles wall times that a clock change repeats or skips, and everything about days follows from
//! it: docs/activity.md shows what that means at skipped midnights.

use agent_contracts::timestamp::Timestamp;
use jiff::tz::TimeZone;

const DAY: i64 = 86_400;

/// The calendar of one time zone.
#[derive(Clone, Copy)]
pub(super) struct Calendar<'z> {
    zone: &'z TimeZone,
}

impl<'z> Calendar<'z> {
    pub(super) fn new(zone: &'z TimeZone) -> Self {
        Self { zone }
    }

    /// Seconds east of UTC. Beyond the years that the zone database covers, its first and last offsets hold.
    fn offset(self, second: i64) -> i64 {
        let (first, last) = (jiff::Timestamp::MIN.as_second(), jiff::Timestamp::MAX.as_second());
        let covered = jiff::Timestamp::from_second(second.clamp(first, last)).unwrap_or_default();
        i64::from(self.zone.to_offset(covered).seconds())
    }

    /// The second at which local clocks show a wall time, given in seconds as if it were UTC.
    fn second_of_wall_time(self, wall_time: i64) -> i64 {
        wall_time - self.offset(wall_time - self.offset(wall_time))
    }

    fn wall_time(self, second: i64) -> i64 {
        second + self.offset(second)
    }

    /// The local date, in days since 1970-01-01.
    pub(super) fn date(self, second: i64) -> i64 {
        self.wall_time(second).div_euclid(DAY)
    }

    /// The beginning of a local date.
    pub(super) fn midnight(self, date: i64) -> i64 {
        self.second_of_wall_time(date * DAY)
    }

    /// The same time of day some days later, or earlier.
    pub(super) fn add_days(self, second: i64, days: i64) -> i64 {
        self.second_of_wall_time(self.wall_time(second) + days * DAY)
    }

    /// As [`Self::add_days`], but later in any case: a day that the zone left out of its calendar is passed over.
    pub(super) fn later_by_days(self, second: i64, days: i64) -> i64 {
        let mut later = self.add_days(second, days);
        let mut skipped = 0;
        while later <= second {
            skipped += 1;
            later = self.add_days(second, days + skipped);
        }
        later
    }

    /// The same day of the month and time of day in the next month; a day that it has not is counted on into the
    /// month after.
    pub(super) fn add_month(self, second: i64) -> i64 {
        let date = self.date(second);
        let next_first = first_of_month(first_of_month(date) + 31);
        self.add_days(second, next_first - first_of_month(date))
    }
}

/// The first day of a date's month; both in days since 1970-01-01.
pub(super) fn first_of_month(date: i64) -> i64 {
    date - Timestamp { seconds: date * DAY, nanoseconds: 0 }.day_of_month() + 1
}

/// The day of the week, 0 for Monday.
pub(super) fn weekday(date: i64) -> i64 {
    // 1970-01-01 was a Thursday.
    (date + 3).rem_euclid(7)
}

/// The date that a text `YYYY-MM-DD` names, in days since 1970-01-01.
pub(super) fn parse_date(text: &str) -> Option<i64> {
    let midnight = Timestamp::parse(format!("{text}T00:00:00Z").as_bytes())?;
    Some(midnight.seconds.div_euclid(DAY))
}

#[cfg(test)]
mod tests {
    use super::{Calendar, first_of_month, parse_date, weekday};
    use agent_contracts::timestamp::Timestamp;

    fn zone_named(name: &str) -> jiff::tz::TimeZone {
        jiff::tz::TimeZoneDatabase::bundled().get(name).unwrap()
    }

    fn text(second: i64) -> String {
        Timestamp { seconds: second, nanoseconds: 0 }.to_second_text()
    }

    fn midnight(zone: &str, date: &str) -> String {
        text(Calendar::new(&zone_named(zone)).midnight(parse_date(date).unwrap()))
    }

    #[test]
    fn a_skipped_midnight_is_one_hour_late_in_the_east_and_early_in_the_west() {
        // 01:00 on the day itself, and 23:00 on the day before.
        assert_eq!(midnight("Africa/Cairo", "2024-04-26"), "2024-04-25T22:00:00Z");
        assert_eq!(midnight("America/Sao_Paulo", "2018-11-04"), "2018-11-04T02:00:00Z");
    }

    #[test]
    fn a_removed_day_begins_with_the_day_before() {
        assert_eq!(midnight("Pacific/Apia", "2011-12-30"), midnight("Pacific/Apia", "2011-12-29"));
        let zone = zone_named("Pacific/Apia");
        let calendar = Calendar::new(&zone);
        let eve = calendar.midnight(parse_date("2011-12-29").unwrap());
        assert_eq!(calendar.add_days(eve, 1), eve);
        assert_eq!(text(calendar.later_by_days(eve, 1)), midnight("Pacific/Apia", "2011-12-31"));
    }

    #[test]
    fn months_end_where_the_next_begins_and_carry_days_they_lack() {
        let zone = jiff::tz::TimeZone::UTC;
        let calendar = Calendar::new(&zone);
        for (from, to) in [
            ("2024-02-01", "2024-03-01"),
            ("2023-12-01", "2024-01-01"),
            ("2024-01-31", "2024-03-02"),
            ("9999-12-01", "10000-01-01"),
        ] {
            let start = calendar.midnight(parse_date(from).unwrap());
            assert_eq!(text(calendar.add_month(start)), format!("{to}T00:00:00Z"));
        }
    }

    #[test]
    fn dates_are_exact_and_real() {
        for bad in ["", "2024-2-01", "2023-02-29", "2024-02-01 ", "2024-02-01T00:00:00Z", "20240201", "now"] {
            assert_eq!(parse_date(bad), None, "{bad:?}");
        }
        let date = parse_date("2024-06-12").unwrap();
        assert_eq!((weekday(date), weekday(parse_date("1970-01-05").unwrap())), (2, 0));
        assert_eq!(date - first_of_month(date), 11);
    }
}
