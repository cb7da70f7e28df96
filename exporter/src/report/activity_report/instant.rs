//! Instants and lengths of time in nanoseconds, and the one way in which lengths become minutes.

use agent_contracts::timestamp::Timestamp;

const SECOND: i128 = 1_000_000_000;
const MINUTE: i128 = 60 * SECOND;

/// Nanoseconds since 1970-01-01T00:00:00Z. Wide enough for every four-digit year.
pub type Instant = i128;

/// The instant at the beginning of a second.
pub(super) fn of_second(second: i64) -> Instant {
    i128::from(second) * SECOND
}

/// The second that an instant lies in.
pub(super) fn second_of(instant: Instant) -> i64 {
    timestamp_of(instant).seconds
}

/// The instant that a text of v1's timestamp grammar names.
pub(super) fn parse(text: &[u8]) -> Option<Instant> {
    let Timestamp { seconds, nanoseconds } = Timestamp::parse(text)?;
    Some(of_second(seconds) + i128::from(nanoseconds))
}

/// An instant as the contract writes it.
#[expect(
    clippy::cast_possible_truncation,
    reason = "instants are made of 64-bit seconds, and the remainder is below 1,000,000,000"
)]
pub fn timestamp_of(instant: Instant) -> Timestamp {
    Timestamp { seconds: instant.div_euclid(SECOND) as i64, nanoseconds: instant.rem_euclid(SECOND) as u32 }
}

/// Minutes of a length, as v1 computes them: whole minutes and the rest are converted apart and added.
#[expect(clippy::cast_precision_loss, reason = "defined on doubles")]
pub(super) fn minutes(nanoseconds: i128) -> f64 {
    (nanoseconds / MINUTE) as f64 + (nanoseconds % MINUTE) as f64 / 6e10
}

#[cfg(test)]
mod tests {
    use super::{MINUTE, minutes, parse, timestamp_of};

    #[test]
    fn instants_before_1970_round_down() {
        let instant = parse(b"1969-12-31T23:59:59.25Z").unwrap();
        assert_eq!(instant, -750_000_000);
        assert_eq!(timestamp_of(instant).to_text(), "1969-12-31T23:59:59.25Z");
    }

    #[test]
    fn minutes_are_whole_ones_and_the_rest() {
        assert_eq!(minutes(0).to_string(), "0");
        assert_eq!(minutes(5 * MINUTE / 2).to_string(), "2.5");
        assert_eq!(minutes(100_000 * MINUTE + 1).to_string(), "100000.00000000001");
    }
}
