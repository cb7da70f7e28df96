//! A finite double that prints the way v1 prints numbers.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

/// Doubles below this magnitude hold every integer exactly, so they can be written as one.
const TWO_POW_53: f64 = 9_007_199_254_740_992.0;

/// A finite number; negative zero becomes zero.
///
/// Whole values serialize as JSON integers (`5`, never `5.0`). [`crate::json`] and [`crate::canonical`]
/// also print the remaining ones in ECMAScript form (`1e-7`, `1e+21`).
///
/// # Examples
///
/// ```
/// use agent_contracts::scalar::Number;
///
/// assert_eq!(serde_json::to_string(&Number::new(5.0)?)?, "5");
/// assert!(Number::new(f64::NAN).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Number(f64);

/// A value that is infinite or not a number, which JSON cannot carry.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{0} is not a finite number")]
pub struct NonFinite(pub f64);

impl Number {
    /// Zero.
    pub const ZERO: Self = Self(0.0);

    /// Wraps a finite double.
    ///
    /// # Errors
    ///
    /// [`NonFinite`] for NaN and the infinities.
    pub fn new(value: f64) -> Result<Self, NonFinite> {
        // Adding zero turns -0 into 0 and changes nothing else.
        if value.is_finite() { Ok(Self(value + 0.0)) } else { Err(NonFinite(value)) }
    }

    /// The value as a double.
    pub fn get(self) -> f64 {
        self.0
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(ryu_js::Buffer::new().format_finite(self.0))
    }
}

impl TryFrom<f64> for Number {
    type Error = NonFinite;

    fn try_from(value: f64) -> Result<Self, NonFinite> {
        Self::new(value)
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.fract() == 0.0 && self.0.abs() < TWO_POW_53 {
            #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
            return serializer.serialize_i64(self.0 as i64);
        }
        serializer.serialize_f64(self.0)
    }
}

struct NumberVisitor;

impl Visitor<'_> for NumberVisitor {
    type Value = Number;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    #[expect(clippy::cast_precision_loss, reason = "JSON numbers are doubles here")]
    fn visit_i64<E: Error>(self, value: i64) -> Result<Number, E> {
        Ok(Number(value as f64))
    }

    #[expect(clippy::cast_precision_loss, reason = "JSON numbers are doubles here")]
    fn visit_u64<E: Error>(self, value: u64) -> Result<Number, E> {
        Ok(Number(value as f64))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Number, E> {
        Number::new(value).map_err(E::custom)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_f64(NumberVisitor)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Number {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Number".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "number" })
    }
}

#[cfg(test)]
mod tests {
    use super::Number;

    #[test]
    fn prints_in_ecmascript_form() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (1e-7, "1e-7"),
            (1e21, "1e+21"),
            (1e20, "100000000000000000000"),
            (0.00404, "0.00404"),
        ] {
            assert_eq!(Number::new(value).unwrap().to_string(), text);
        }
    }

    #[test]
    fn refuses_what_json_cannot_carry() {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(Number::new(value).is_err(), "{value} must be refused before it reaches a document");
        }
    }
}
