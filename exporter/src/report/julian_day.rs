//! SQLite's reading of one timestamp text, as in `julianday(text)` and `date(text)`, without asking SQLite.
//!
//! Sessions are ordered and filtered by these instants, hundreds of thousands at a time. Results are bit for
//! bit those of the bundled SQLite (3.54.1), with one exception: texts that mean the current time (`now`,
//! `subsec`) do not parse. Modifiers and the local time zone are left out. Hour 24 is the one place where
//! SQLite 3.53 differs: there it takes any minute and `date` may stay on the day written, here only
//! `24:00:00` counts and is the next day throughout.

use std::ops::RangeInclusive;

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Every instant SQLite accepts: from noon on -4713-11-24 to the last millisecond of 9999.
const VALID: RangeInclusive<i64> = 0..=464_269_060_799_999;

/// An instant to the millisecond: milliseconds since Julian day 0, noon on -4713-11-24, UTC.
///
/// # Examples
///
/// ```
/// use agentexport::report::JulianDay;
///
/// let late = JulianDay::parse(b"2026-07-01 23:30-02:00").ok_or("an instant")?;
/// assert_eq!(late.to_date(), "2026-07-02");
/// assert_eq!(JulianDay::parse(b"2026-07-01T12:00:00Z").map(JulianDay::to_f64), Some(2_461_223.0));
/// assert_eq!(JulianDay::parse(b"yesterday"), None);
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct JulianDay(i64);

impl JulianDay {
    /// Reads a date, a date and time, a bare time (on 2000-01-01) or a bare Julian day number.
    ///
    /// `None` exactly where `julianday(text)` is NULL, and for texts that mean the current time. Like SQLite,
    /// it reads up to the first NUL byte.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let text = text.split(|&byte| byte == 0).next()?;
        let milliseconds = date(text).or_else(|| time_of_day(text)).or_else(|| day_number(text))?;
        VALID.contains(&milliseconds).then_some(Self(milliseconds))
    }

    /// Milliseconds since Julian day 0.
    pub fn milliseconds(self) -> i64 {
        self.0
    }

    /// The inverse of [`Self::milliseconds`]; `None` outside the range of [`Self::parse`].
    pub fn from_milliseconds(milliseconds: i64) -> Option<Self> {
        VALID.contains(&milliseconds).then_some(Self(milliseconds))
    }

    /// The day number with its fraction, as `julianday(text)` returns it.
    pub fn to_f64(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "valid instants stay below 2^53")]
        let milliseconds = self.0 as f64;
        milliseconds / 86_400_000.0
    }

    /// The UTC day, `YYYY-MM-DD` with a leading `-` before year 0, as `date(text)` returns it.
    pub fn to_date(self) -> String {
        let (year, month, day) = calendar_day((self.0 + DAY / 2) / DAY);
        let sign = if year < 0 { "-" } else { "" };
        format!("{sign}{:04}-{month:02}-{day:02}", year.unsigned_abs())
    }
}

/// `[-]YYYY-MM-DD`, then nothing or a time; any blanks and `T`s, or none, between them.
fn date(text: &[u8]) -> Option<i64> {
    let mut rest = Rest(text);
    let before_year_zero = rest.byte(b'-').is_some();
    let year = rest.number(4, 0..=9999)?;
    rest.byte(b'-')?;
    let month = rest.number(2, 1..=12)?;
    rest.byte(b'-')?;
    let day = rest.number(2, 1..=31)?;
    rest.skip(|byte| is_blank(byte) || byte == b'T');
    // At 24:00 on New Year's Eve SQLite turns the year before the sign: -0001-12-31 24:00 is in -0002.
    let turns_year = (month, day) == (12, 31) && rest.0.starts_with(b"24");
    let (year, month, day) = if turns_year { (year + 1, 1, 0) } else { (year, month, day) };
    let year = if before_year_zero { -year } else { year };
    let time = if rest.0.is_empty() { 0 } else { rest.time()? };
    (-4713..=9999).contains(&year).then(|| midnight(year, month, day) + time)
}

/// A time without a date is on 2000-01-01.
fn time_of_day(text: &[u8]) -> Option<i64> {
    Rest(text).time().map(|time| midnight(2000, 1, 1) + time)
}

/// A decimal number, blanks around it allowed: a Julian day.
fn day_number(text: &[u8]) -> Option<i64> {
    let mut rest = Rest(text);
    rest.skip(is_blank);
    let days = rest.decimal()?;
    rest.skip(is_blank);
    let in_range = rest.0.is_empty() && (0.0..5_373_484.5).contains(&days);
    #[expect(clippy::cast_possible_truncation, reason = "rounding down is meant, and the range is checked")]
    in_range.then_some((days * 86_400_000.0 + 0.5) as i64)
}

/// What is left of the text being read.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn byte(&mut self, expected: u8) -> Option<()> {
        let (&first, rest) = self.0.split_first()?;
        (first == expected).then(|| self.0 = rest)
    }

    fn digit(&mut self) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        first.is_ascii_digit().then(|| {
            self.0 = rest;
            first - b'0'
        })
    }

    fn skip(&mut self, skipped: impl Fn(u8) -> bool) {
        while let Some((&first, rest)) = self.0.split_first()
            && skipped(first)
        {
            self.0 = rest;
        }
    }

    /// Exactly `count` digits whose value is in the range.
    fn number(&mut self, count: usize, range: RangeInclusive<i32>) -> Option<i32> {
        let mut value = 0;
        for _ in 0..count {
            value = value * 10 + i32::from(self.digit()?);
        }
        range.contains(&value).then_some(value)
    }

    /// `HH:MM[:SS[.f+]]` and a zone, up to the end of the text: milliseconds after midnight UTC.
    fn time(&mut self) -> Option<i64> {
        let hour = self.number(2, 0..=24)?;
        self.byte(b':')?;
        let minute = self.number(2, 0..=59)?;
        let (mut second, mut fraction) = (0, 0.0);
        if self.byte(b':').is_some() {
            second = self.number(2, 0..=59)?;
            fraction = self.fraction()?;
        }
        if hour == 24 && (minute != 0 || second != 0 || fraction != 0.0) {
            return None;
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "rounding down is meant, and the value is below 60,000"
        )]
        let seconds = ((f64::from(second) + fraction) * 1000.0 + 0.5) as i64;
        Some(i64::from(hour) * HOUR + i64::from(minute) * MINUTE + seconds - self.zone()?)
    }

    /// The fraction of a second, 0 without one, at most 0.999.
    fn fraction(&mut self) -> Option<f64> {
        let [b'.', digits @ ..] = self.0 else { return Some(0.0) };
        if !digits.first().is_some_and(u8::is_ascii_digit) {
            return Some(0.0);
        }
        self.0 = digits;
        let (mut value, mut scale) = (0.0, 1.0);
        while let Some(digit) = self.digit() {
            // Two steps, as SQLite does it: from the 17th digit on the rounding depends on it.
            value = value * 10.0 + f64::from(digit + b'0') - f64::from(b'0');
            scale *= 10.0;
        }
        // Above 308 digits both may be infinite, and their ratio is no time.
        let fraction: f64 = value / scale;
        (!fraction.is_nan()).then(|| fraction.min(0.999))
    }

    /// Nothing, `Z` or `±HH:MM`, blanks around it allowed, and the end: milliseconds east of UTC.
    fn zone(&mut self) -> Option<i64> {
        self.skip(is_blank);
        let Some((&first, rest)) = self.0.split_first() else { return Some(0) };
        self.0 = rest;
        let offset = match first {
            b'Z' | b'z' => 0,
            b'+' => self.offset()?,
            b'-' => -self.offset()?,
            _ => return None,
        };
        self.skip(is_blank);
        self.0.is_empty().then_some(offset)
    }

    fn offset(&mut self) -> Option<i64> {
        let hours = self.number(2, 0..=14)?;
        self.byte(b':')?;
        let minutes = self.number(2, 0..=59)?;
        Some(i64::from(hours) * HOUR + i64::from(minutes) * MINUTE)
    }

    /// `[±]digits[.digits][e[±]digits]`, with digits on at least one side of the point.
    ///
    /// SQLite looks at no more than the 20 digits that fit its 64-bit significand.
    fn decimal(&mut self) -> Option<f64> {
        const FULL: u64 = (u64::MAX - 9) / 10;
        let sign = self.sign();
        let (mut significand, mut exponent, mut seen) = (0_u64, 0_i64, false);
        while let Some(digit) = self.digit() {
            seen = true;
            if significand < FULL {
                significand = significand * 10 + u64::from(digit);
            } else {
                exponent += 1;
            }
        }
        if self.byte(b'.').is_some() {
            while let Some(digit) = self.digit() {
                seen = true;
                if significand < FULL {
                    significand = significand * 10 + u64::from(digit);
                    exponent -= 1;
                }
            }
        }
        if !seen {
            return None;
        }
        if self.byte(b'e').or_else(|| self.byte(b'E')).is_some() {
            exponent += self.exponent()?;
        }
        // The standard library rounds correctly; bare numbers are too rare to avoid the allocation.
        let magnitude: f64 = format!("{significand}e{exponent}").parse().ok()?;
        Some(f64::from(sign) * magnitude)
    }

    /// The digits after `e`. Beyond 10,000 the value only has to stay out of range, but long texts show
    /// SQLite's cut.
    fn exponent(&mut self) -> Option<i64> {
        let sign = self.sign();
        let mut value = i64::from(self.digit()?);
        while let Some(digit) = self.digit() {
            value = if value < 10_000 { value * 10 + i64::from(digit) } else { 10_000 };
        }
        Some(i64::from(sign) * value)
    }

    fn sign(&mut self) -> i32 {
        if self.byte(b'-').is_some() {
            return -1;
        }
        let _ = self.byte(b'+');
        1
    }
}

/// C's `isspace`, which has the vertical tab that [`u8::is_ascii_whitespace`] leaves out.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

/// Milliseconds from Julian day 0 to the start of a day of the proleptic Gregorian calendar, from year -4799
/// on. Days outside of the month count on: February 31 is in March.
fn midnight(year: i32, month: i32, day: i32) -> i64 {
    // Counting years from March puts the leap day last, so that the days before a month follow one linear
    // formula.
    let year = year + if month <= 2 { 4799 } else { 4800 };
    let days_before_month = (153 * ((month + 9) % 12) + 2) / 5;
    let days = day + days_before_month + 365 * year + year / 4 - year / 100 + year / 400 - 32_045;
    i64::from(days) * DAY - DAY / 2
}

/// The inverse of [`midnight`] for a whole Julian day: year, month, day.
fn calendar_day(julian_day: i64) -> (i64, i64, i64) {
    let days = julian_day + 32_044;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    (era * 400 + year_of_era - 4800 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests;
