//! Numbers of JSON as the exact fractions that their decimal texts stand for, and back.

use num::bigint::BigInt;
use num::rational::BigRational;
use num::{Integer, One, ToPrimitive, Zero};
use serde_json::{Number, Value};

/// An exact number.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Decimal(BigRational);

impl Decimal {
    /// The number that a JSON number's text stands for.
    pub(super) fn of(number: &Number) -> Self {
        if let Some(integer) = number.as_i64() {
            return Self::integer(integer);
        }
        let text = number.to_string();
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((&text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}");
        // A JSON number without `arbitrary_precision` is a 64-bit integer or float, so both parse.
        let digits: BigInt = digits.parse().unwrap_or_default();
        let exponent: i64 = exponent.parse().unwrap_or_default();
        let scale = exponent - i64::try_from(fraction.len()).unwrap_or_default();
        let power = BigInt::from(10).pow(u32::try_from(scale.unsigned_abs()).unwrap_or_default());
        Self(if scale < 0 { BigRational::new(digits, power) } else { BigRational::from(digits * power) })
    }

    /// A whole number.
    pub(super) fn integer(value: i64) -> Self {
        Self(BigRational::from(BigInt::from(value)))
    }

    /// Whether it is whole.
    pub(super) fn is_integer(&self) -> bool {
        self.0.is_integer()
    }

    /// Whether it is a whole multiple of another, positive number.
    pub(super) fn is_multiple_of(&self, step: &Self) -> bool {
        step.0.is_zero() || (&self.0 / &step.0).is_integer()
    }

    /// The least positive number that is a multiple of both of two positive ones.
    pub(super) fn common_multiple(&self, other: &Self) -> Self {
        let numerator = (self.0.numer() * other.0.denom()).lcm(&(other.0.numer() * self.0.denom()));
        Self(BigRational::new(numerator, self.0.denom() * other.0.denom()))
    }

    /// How many of `step` fit below it, rounded down and up.
    pub(super) fn steps(&self, step: &Self) -> (BigInt, BigInt) {
        let quotient = &self.0 / &step.0;
        (quotient.floor().to_integer(), quotient.ceil().to_integer())
    }

    /// So many times this number.
    pub(super) fn times(&self, count: &BigInt) -> Self {
        Self(&self.0 * BigRational::from(count.clone()))
    }

    /// The number a part of the way from this one to another, `part` of `whole` equal parts.
    pub(super) fn toward(&self, other: &Self, part: i64, whole: i64) -> Self {
        Self(&self.0 + (&other.0 - &self.0) * BigRational::new(part.into(), whole.into()))
    }

    /// The number plus `numerator / denominator`.
    pub(super) fn plus(&self, numerator: i64, denominator: i64) -> Self {
        Self(&self.0 + BigRational::new(numerator.into(), denominator.into()))
    }

    /// The JSON number that stands for exactly this one, if a 64-bit integer or float does.
    pub(super) fn to_value(&self) -> Option<Value> {
        if self.0.is_integer() {
            let integer = self.0.to_integer();
            if let Some(small) = integer.to_i64() {
                return Some(Value::from(small));
            }
            if let Some(large) = integer.to_u64() {
                return Some(Value::from(large));
            }
        }
        let number = Number::from_f64(self.0.to_f64()?)?;
        (Self::of(&number) == *self).then_some(Value::Number(number))
    }
}

/// The value with every number in one spelling, so that equal values are equal texts.
pub(super) fn canonical(value: &Value) -> Value {
    match value {
        Value::Number(number) => Decimal::of(number).to_value().unwrap_or_else(|| value.clone()),
        Value::Array(items) => Value::Array(items.iter().map(canonical).collect()),
        Value::Object(members) => {
            Value::Object(members.iter().map(|(name, value)| (name.clone(), canonical(value))).collect())
        }
        Value::Null | Value::Bool(_) | Value::String(_) => value.clone(),
    }
}

/// The number one.
pub(super) fn one() -> Decimal {
    Decimal(BigRational::one())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Decimal, canonical};

    fn decimal(text: &str) -> Decimal {
        Decimal::of(&serde_json::from_str(text).expect("a JSON number"))
    }

    #[test]
    fn numbers_are_read_exactly() {
        assert_eq!(decimal("1.0"), decimal("1"), "1.0 and 1 are one number");
        assert_eq!(decimal("-0.0"), decimal("0"), "there is one zero");
        assert!(
            decimal("0.3").is_multiple_of(&decimal("0.1")),
            "decimal texts count, not their binary floats"
        );
        assert!(decimal("1e20").is_integer() && !decimal("1e-7").is_integer());
        assert!(decimal("18446744073709551615") > decimal("9223372036854775807"));
    }

    #[test]
    fn numbers_are_written_as_they_are_read() {
        for text in ["0", "-7", "18446744073709551615", "1e20", "0.25", "-1.5e-7"] {
            let value: serde_json::Value = serde_json::from_str(text).expect("a JSON number");
            let written = decimal(text).to_value().expect("what was read can be written");
            assert_eq!(decimal(&written.to_string()), decimal(text), "{value} and {written} differ");
        }
        assert_eq!(decimal("1").toward(&decimal("2"), 1, 3).to_value(), None, "no float is a third");
        assert_eq!(canonical(&json!([1.0, {"a": 2.0}])), json!([1, {"a": 2}]));
    }

    #[test]
    fn common_multiples_are_least() {
        assert_eq!(decimal("4").common_multiple(&decimal("6")), decimal("12"));
        assert_eq!(decimal("0.1").common_multiple(&decimal("0.25")), decimal("0.5"));
    }
}
