//! The one timestamp grammar of v1: strict where RFC 3339 is, lenient where archives need it.
//!
//! Reads and prints instants; calendar days in time zones are the exporter's business.

/// Seconds in a day.
const DAY: i64 = 86_400;

/// An instant, to the nanosecond.
///
/// # Examples
///
/// ```
/// use agent_contracts::timestamp::Timestamp;
///
/// let time = Timestamp::parse(b"2026-07-02T00:00:00,5+02:00").ok_or("a timestamp")?;
/// assert_eq!(time.to_text(), "2026-07-01T22:00:00.5Z");
/// assert_eq!(time.to_second_text(), "2026-07-01T22:00:00Z");
/// assert_eq!(Timestamp::parse(b"2026-07-02 00:00:00Z"), None);
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Timestamp {
    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
    pub seconds: i64,
    /// Nanoseconds into that second, 0 to 999,999,999.
    pub nanoseconds: u32,
}

impl Timestamp {
    /// Reads `YYYY-MM-DDThh:mm:ss[.fff](Z|±hh:mm)`.
    ///
    /// The hour may have one digit; the fraction may start with a comma and is cut after nine digits; offsets
    /// reach 24:60. Upper-case `T` and `Z`, a real calendar day, nothing before or after. Anything else is `None`.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let mut rest = Rest(text);
        let year = rest.digits(4)?;
        rest.byte(b'-')?;
        let month = rest.digits(2)?;
        rest.byte(b'-')?;
        let day = rest.digits(2)?;
        rest.byte(b'T')?;
        let hour =
            if rest.0.get(1).is_some_and(u8::is_ascii_digit) { rest.digits(2)? } else { rest.digits(1)? };
        rest.byte(b':')?;
        let minute = rest.digits(2)?;
        rest.byte(b':')?;
        let second = rest.digits(2)?;
        let nanoseconds = rest.fraction()?;
        let offset = rest.offset()?;
        let real = (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day)
            && hour < 24
            && minute < 60
            && second < 60
            && rest.0.is_empty();
        real.then(|| Self {
            seconds: days_from_civil(year, month, day) * DAY + hour * 3600 + minute * 60 + second - offset,
            nanoseconds,
        })
    }

    /// The calendar year in UTC.
    pub fn year(self) -> i64 {
        civil_from_days(self.seconds.div_euclid(DAY)).0
    }

    /// The day of the month in UTC, from 1.
    pub fn day_of_month(self) -> i64 {
        civil_from_days(self.seconds.div_euclid(DAY)).2
    }

    /// UTC, `YYYY-MM-DDThh:mm:ssZ`, the fraction cut off.
    pub fn to_second_text(self) -> String {
        let (year, month, day) = civil_from_days(self.seconds.div_euclid(DAY));
        let second = self.seconds.rem_euclid(DAY);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        if !(0..=9999).contains(&year) {
            return format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z");
        }
        // Reports print hundreds of thousands of times, and general formatting takes several times as long.
        let mut text = *b"0000-00-00T00:00:00Z";
        let pairs =
            [(0, year / 100), (2, year % 100), (5, month), (8, day), (11, hour), (14, minute), (17, second)];
        for (at, value) in pairs {
            let value = u8::try_from(value).unwrap_or_default();
            text[at] += value / 10;
            text[at + 1] += value % 10;
        }
        text.iter().copied().map(char::from).collect()
    }

    /// UTC with as many fraction digits as needed, at most nine, trailing zeros dropped.
    pub fn to_text(self) -> String {
        let mut text = self.to_second_text();
        if self.nanoseconds != 0 {
            let fraction = format!(".{:09}", self.nanoseconds);
            text.insert_str(text.len() - 1, fraction.trim_end_matches('0'));
        }
        text
    }
}

/// What is left of the text being read.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn byte(&mut self, expected: u8) -> Option<()> {
        let (&first, rest) = self.0.split_first()?;
        (first == expected).then(|| self.0 = rest)
    }

    fn digits(&mut self, count: usize) -> Option<i64> {
        let (digits, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        digits
            .iter()
            .try_fold(0, |value, digit| digit.is_ascii_digit().then(|| value * 10 + i64::from(digit - b'0')))
    }

    /// Nanoseconds; 0 without a fraction, `None` for a separator without a digit.
    fn fraction(&mut self) -> Option<u32> {
        let Some((b'.' | b',', rest)) = self.0.split_first() else { return Some(0) };
        let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = rest.split_at(length);
        self.0 = rest;
        let padded = digits.iter().chain(std::iter::repeat(&b'0')).take(9);
        (length > 0).then(|| padded.fold(0, |value, digit| value * 10 + u32::from(digit - b'0')))
    }

    /// Seconds east of UTC.
    fn offset(&mut self) -> Option<i64> {
        let (&sign, rest) = self.0.split_first()?;
        self.0 = rest;
        let sign = match sign {
            b'Z' => return Some(0),
            b'+' => 1,
            b'-' => -1,
            _ => return None,
        };
        let hours = self.digits(2)?;
        self.byte(b':')?;
        let minutes = self.digits(2)?;
        (hours <= 24 && minutes <= 60).then_some(sign * (hours * 3600 + minutes * 60))
    }
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days from 1970-01-01 to a date of the proleptic Gregorian calendar. Counting years from March puts the
/// leap day last, so that the days before a month follow one linear formula.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The inverse of [`days_from_civil`]: year, month, day.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = (shifted_month + 2) % 12 + 1;
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::{Timestamp, civil_from_days, days_from_civil};

    #[test]
    fn days_and_dates_are_inverse_over_all_four_digit_years() {
        let first = days_from_civil(0, 1, 1);
        let last = days_from_civil(9999, 12, 31);
        assert_eq!(days_from_civil(1970, 1, 1), 0);
        assert_eq!(last - first + 1, 3_652_425);
        for days in first..=last {
            let (year, month, day) = civil_from_days(days);
            assert_eq!(days_from_civil(year, month, day), days, "{year}-{month}-{day}");
        }
    }

    #[test]
    fn printing_pads_and_goes_beyond_four_digits() {
        for text in ["0000-01-01T00:00:00Z", "0987-06-05T04:03:02Z", "9999-12-31T23:59:59Z"] {
            assert_eq!(Timestamp::parse(text.as_bytes()).unwrap().to_second_text(), text);
        }
        let last = Timestamp::parse(b"9999-12-31T23:59:59Z").unwrap();
        let after = Timestamp { seconds: last.seconds + 1, nanoseconds: 0 };
        assert_eq!(after.to_second_text(), "10000-01-01T00:00:00Z");
    }

    #[test]
    fn accepts_the_lenient_forms() {
        for (text, expected) in [
            ("2026-07-01T9:00:00Z", "2026-07-01T09:00:00Z"),
            ("2026-07-01T10:00:00.1234567899Z", "2026-07-01T10:00:00.123456789Z"),
            ("2026-07-01T10:00:00+24:60", "2026-06-30T09:00:00Z"),
            ("2024-02-29T23:59:59-00:30", "2024-03-01T00:29:59Z"),
            ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z"),
        ] {
            let time = Timestamp::parse(text.as_bytes());
            assert_eq!(time.map(Timestamp::to_text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn rejects_everything_else() {
        for text in [
            "",
            "2026-07-01",
            "2026-07-01T10:00Z",
            "2026-07-01t10:00:00Z",
            "2026-07-01T10:00:00z",
            "2026-07-01 10:00:00Z",
            "2026-07-01T10:00:00",
            "2026-07-01T10:00:00.Z",
            "2026-07-01T24:00:00Z",
            "2026-07-01T10:60:00Z",
            "2026-07-01T10:00:60Z",
            "2026-02-29T10:00:00Z",
            "2026-07-01T10:00:00+0200",
            "2026-07-01T10:00:00+25:00",
            "2026-07-01T10:00:00Z ",
            " 2026-07-01T10:00:00Z",
            "2026-7-01T10:00:00Z",
            "+026-07-01T10:00:00Z",
            "2026-07-01T:00:00Z",
            "2026-07-01T10:00:00+02:61",
        ] {
            assert_eq!(Timestamp::parse(text.as_bytes()), None, "{text:?} is not a v1 timestamp");
        }
    }
}
