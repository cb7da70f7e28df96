//! Times as agents write them.

use std::ops::RangeInclusive;

use agent_contracts::timestamp::Timestamp;

/// Years that a log can be from; other times count as none when they are stored.
const PLAUSIBLE_YEARS: RangeInclusive<i64> = 2000..=2100;

/// RFC 3339, or a time without a zone in one of two forms, which is UTC; `None` for anything else.
pub(super) fn read(text: &[u8]) -> Option<Timestamp> {
    Timestamp::parse(text).or_else(|| {
        let separator = *text.get(10)?;
        let fraction = text.get(19..)?;
        let is_known = match separator {
            b' ' => !matches!(fraction.first(), Some(b'Z' | b'+' | b'-')),
            b'T' => fraction.len() == 7 && fraction.starts_with(b"."),
            _ => false,
        };
        // No colon behind the seconds: that would be the offset of a zone.
        if !is_known || fraction.contains(&b':') {
            return None;
        }
        let mut zoned = [text, b"Z"].concat();
        zoned[10] = b'T';
        Timestamp::parse(&zoned)
    })
}

/// The time, if it is from a year that a log can be from.
pub(super) fn plausible(time: Option<Timestamp>) -> Option<Timestamp> {
    time.filter(|time| PLAUSIBLE_YEARS.contains(&time.year()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(text: &str) -> Option<String> {
        read(text.as_bytes()).map(Timestamp::to_text)
    }

    #[test]
    fn forms_that_are_times() {
        for (text, expected) in [
            ("2025-06-10T09:00:05.000Z", "2025-06-10T09:00:05Z"),
            ("2025-06-10T09:00:05.250Z", "2025-06-10T09:00:05.25Z"),
            ("2025-06-10T09:00:05,123456789Z", "2025-06-10T09:00:05.123456789Z"),
            ("2025-06-10T09:00:05+02:00", "2025-06-10T07:00:05Z"),
            ("2025-06-10T09:00:05.123456", "2025-06-10T09:00:05.123456Z"),
            ("2025-06-10 09:00:05", "2025-06-10T09:00:05Z"),
            ("2025-06-10 09:00:05.5", "2025-06-10T09:00:05.5Z"),
        ] {
            assert_eq!(stored(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn forms_that_are_none() {
        for text in [
            "",
            "2025-06-10",
            "2025-06-10t09:00:05Z",
            "2025-06-10T09:00:05z",
            "2025-06-10T09:00:05",
            "2025-06-10T09:00:05.123",
            "2025-06-10 09:00:05Z",
            "2025-06-10 09:00:05+02:00",
            " 2025-06-10T09:00:05Z",
            "2025-06-10T09:00:05Z ",
            "2025-02-30T09:00:05Z",
            "2025-06-10T09:00:60Z",
            "2025-06-10T09:00:05+0200",
            "1749546005",
        ] {
            assert_eq!(stored(text), None, "{text:?}");
        }
    }

    #[test]
    fn years_beyond_belief_are_no_times() {
        for (text, is_plausible) in [
            ("1999-12-31T23:59:59Z", false),
            ("2000-01-01T00:00:00Z", true),
            ("2100-12-31T23:59:59Z", true),
            ("2101-01-01T00:00:00Z", false),
        ] {
            assert_eq!(plausible(read(text.as_bytes())).is_some(), is_plausible, "{text}");
        }
    }
}
