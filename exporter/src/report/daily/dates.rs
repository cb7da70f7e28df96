//! The calendar date of a time text in a zone.

use agent_contracts::timestamp::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

/// Seconds in a day.
const DAY: i64 = 86_400;

/// The date from which days are counted.
const EPOCH: Date = date(1970, 1, 1);

/// Finds dates, and remembers the last offset and the last date: times usually come in order.
pub(super) struct Dates<'z> {
    zone: &'z TimeZone,
    /// Seconds east of UTC.
    offset: i64,
    /// The first second at which the offset holds.
    since: i64,
    /// The first second at which it no longer does.
    until: i64,
    /// The last date asked for, in days since 1970.
    day: Option<i64>,
    text: Vec<u8>,
}

impl<'z> Dates<'z> {
    pub(super) fn new(zone: &'z TimeZone) -> Self {
        Self { zone, offset: 0, since: 0, until: 0, day: None, text: Vec::new() }
    }

    /// The date on which a time falls; of what is no time the first ten bytes, or nothing when there are fewer.
    pub(super) fn of(&mut self, time: &[u8]) -> &[u8] {
        let Some(instant) = Timestamp::parse(time) else {
            self.day = None;
            self.text.clear();
            self.text.extend_from_slice(time.get(..10).unwrap_or_default());
            return &self.text;
        };
        let seconds = instant.seconds;
        if !(self.since..self.until).contains(&seconds) {
            self.find_offset(seconds);
        }
        let day = (seconds + self.offset).div_euclid(DAY);
        if self.day.replace(day) != Some(day) {
            self.text = text(day);
        }
        &self.text
    }

    fn find_offset(&mut self, seconds: i64) {
        // Year 10000 begins in the west while it is 9999 in UTC; the zone's last offset serves.
        let instant = jiff::Timestamp::from_second(seconds).unwrap_or(if seconds < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        });
        let second = instant.as_second();
        let next = instant.checked_add(jiff::SignedDuration::from_nanos(1)).unwrap_or(instant);
        self.offset = i64::from(self.zone.to_offset(instant).seconds());
        self.since =
            self.zone.preceding(next).next().map_or(i64::MIN, |change| change.timestamp().as_second());
        self.until =
            self.zone.following(instant).next().map_or(i64::MAX, |change| change.timestamp().as_second());
        debug_assert!((self.since..self.until).contains(&second), "an instant lies between its transitions");
    }
}

/// The text of a date, in days since 1970, as v1 writes it: four digits for the year, or more where it needs them.
fn text(day: i64) -> Vec<u8> {
    let date =
        i32::try_from(day).ok().and_then(|day| EPOCH.checked_add(jiff::Span::new().try_days(day).ok()?).ok());
    match date {
        Some(date) if date.year() < 0 => {
            format!("-{:04}-{:02}-{:02}", date.year().unsigned_abs(), date.month(), date.day())
        }
        Some(date) => date.to_string(),
        // One day behind the calendar at hand.
        None => "10000-01-01".to_owned(),
    }
    .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::Dates;
    use jiff::tz::{TimeZone, TimeZoneDatabase};

    fn named(zone: &str) -> TimeZone {
        TimeZoneDatabase::bundled().get(zone).unwrap()
    }

    fn date(zone: &str, time: &str) -> String {
        let zone = named(zone);
        String::from_utf8(Dates::new(&zone).of(time.as_bytes()).to_vec()).unwrap()
    }

    #[test]
    fn an_instant_has_the_date_of_the_zone() {
        for (zone, time, expected) in [
            ("UTC", "2026-07-01T23:59:59.999Z", "2026-07-01"),
            ("Asia/Kathmandu", "2026-07-01T18:15:00Z", "2026-07-02"),
            ("Asia/Kathmandu", "2026-07-01T18:14:59Z", "2026-07-01"),
            ("Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29"),
            ("Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31"),
            ("UTC", "9999-12-31T23:59:59-24:60", "10000-01-01"),
            ("UTC", "0000-01-01T00:00:00+24:60", "-0001-12-30"),
            ("America/New_York", "1800-01-01T00:00:00Z", "1799-12-31"),
        ] {
            assert_eq!(date(zone, time), expected, "{time} in {zone}");
        }
    }

    #[test]
    fn what_is_no_time_gives_its_first_ten_bytes() {
        for (time, expected) in [
            ("2026-07-01 10:00", "2026-07-01"),
            ("yesterday evening", "yesterday "),
            ("2026-07-1", ""),
            ("", ""),
        ] {
            assert_eq!(date("Asia/Tokyo", time), expected);
        }
    }

    #[test]
    fn remembering_changes_nothing() {
        let zone = named("America/New_York");
        let mut dates = Dates::new(&zone);
        let hours = (0..24 * 800).map(|hour| (hour * 7919) % (24 * 800));
        for hour in hours {
            let time = jiff::Timestamp::from_second(1_700_000_000 + hour * 3600).unwrap();
            let expected = zone.to_datetime(time).date().to_string();
            assert_eq!(dates.of(time.to_string().as_bytes()), expected.as_bytes(), "{time}");
        }
        let utc = TimeZone::UTC;
        assert_eq!(Dates::new(&utc).of(b"1970-01-01T00:00:00Z"), b"1970-01-01");
    }
}
