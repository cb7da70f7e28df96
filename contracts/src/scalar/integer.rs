//! Integers as v1 carries them: whole JSON numbers, however spelled (`5`, `5.0`, `5e0`), within 64 signed bits.
//!
//! Serde's own integer reader refuses `5.0`; JSON Schema's `integer` accepts it. Reading here follows the schema.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserializer, Error, Unexpected, Visitor};

/// 2^63, the first double beyond the signed 64-bit range.
const TWO_POW_63: f64 = 9_223_372_036_854_775_808.0;

struct Whole;

impl Visitor<'_> for Whole {
    type Value = i64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer between -9223372036854775808 and 9223372036854775807")
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<i64, E> {
        Ok(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<i64, E> {
        i64::try_from(value).map_err(|_| E::invalid_value(Unexpected::Unsigned(value), &self))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<i64, E> {
        if value.fract() == 0.0 && (-TWO_POW_63..TWO_POW_63).contains(&value) {
            #[expect(clippy::cast_possible_truncation, reason = "whole and in range, checked above")]
            let whole = value as i64;
            return Ok(whole);
        }
        Err(E::invalid_value(Unexpected::Float(value), &self))
    }
}

/// Reads a whole number in the signed 64-bit range.
pub(crate) fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    deserializer.deserialize_i64(Whole)
}

/// Reads a whole number from 0 to 9223372036854775807.
pub(crate) fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let value = integer(deserializer)?;
    u64::try_from(value)
        .map_err(|_| D::Error::invalid_value(Unexpected::Signed(value), &"an integer that is not negative"))
}

/// Reads a count or `null`; the member must be there.
pub(crate) fn nullable_count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    struct Nullable;
    impl<'de> Visitor<'de> for Nullable {
        type Value = Option<u64>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an integer that is not negative, or null")
        }

        fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
            count(deserializer).map(Some)
        }
    }
    deserializer.deserialize_option(Nullable)
}

/// Reads an object whose values are counts.
pub(crate) fn count_map<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, u64>, D::Error> {
    let map = <BTreeMap<String, Count> as serde::Deserialize>::deserialize(deserializer)?;
    Ok(counts(map))
}

/// Reads an object whose values are counts, or `null`; the member must be there.
pub(crate) fn nullable_count_map<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<BTreeMap<String, u64>>, D::Error> {
    let map = <Option<BTreeMap<String, Count>> as serde::Deserialize>::deserialize(deserializer)?;
    Ok(map.map(counts))
}

struct Count(u64);

impl<'de> serde::Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        count(deserializer).map(Self)
    }
}

fn counts(map: BTreeMap<String, Count>) -> BTreeMap<String, u64> {
    map.into_iter().map(|(key, Count(value))| (key, value)).collect()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Row {
        #[serde(deserialize_with = "super::integer")]
        any: i64,
        #[serde(deserialize_with = "super::nullable_count")]
        some: Option<u64>,
    }

    fn read(any: &str, some: &str) -> Option<(i64, Option<u64>)> {
        let text = format!(r#"{{"any":{any},"some":{some}}}"#);
        serde_json::from_str::<Row>(&text).ok().map(|row| (row.any, row.some))
    }

    #[test]
    fn every_spelling_of_a_whole_number_is_one() {
        assert_eq!(read("5", "0"), Some((5, Some(0))));
        assert_eq!(read("5.0", "1e2"), Some((5, Some(100))));
        assert_eq!(read("-0", "null"), Some((0, None)));
        assert_eq!(read("9223372036854775807", "0"), Some((i64::MAX, Some(0))));
        assert_eq!(read("-9223372036854775808", "0"), Some((i64::MIN, Some(0))));
    }

    #[test]
    fn fractions_overflow_and_negative_counts_are_refused() {
        for (any, some) in [
            ("5.5", "0"),
            ("9223372036854775808", "0"),
            ("1e19", "0"),
            ("0", "-1"),
            ("0", "true"),
            ("\"5\"", "0"),
        ] {
            assert_eq!(read(any, some), None, "{any} and {some} must not be read as integers");
        }
    }
}
