//! Sets of JSON types, where a number is an integer or has a fraction.

use std::fmt;
use std::ops::{BitAnd, BitOr, Not};

use serde_json::Value;

/// A set of the types that a value may have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Types(u8);

impl Types {
    pub(super) const NONE: Self = Self(0);
    pub(super) const NULL: Self = Self(1);
    pub(super) const BOOLEAN: Self = Self(2);
    pub(super) const INTEGER: Self = Self(4);
    pub(super) const FRACTION: Self = Self(8);
    pub(super) const STRING: Self = Self(16);
    pub(super) const ARRAY: Self = Self(32);
    pub(super) const OBJECT: Self = Self(64);
    pub(super) const NUMBER: Self = Self(4 | 8);
    pub(super) const ALL: Self = Self(127);

    /// The types that a `type` keyword names.
    pub(super) fn named(keyword: &Value) -> Self {
        match keyword {
            Value::String(name) => Self::of_name(name),
            Value::Array(names) => {
                names.iter().filter_map(Value::as_str).fold(Self::NONE, |all, name| all | Self::of_name(name))
            }
            _ => Self::ALL,
        }
    }

    fn of_name(name: &str) -> Self {
        match name {
            "null" => Self::NULL,
            "boolean" => Self::BOOLEAN,
            "integer" => Self::INTEGER,
            "number" => Self::NUMBER,
            "string" => Self::STRING,
            "array" => Self::ARRAY,
            "object" => Self::OBJECT,
            _ => Self::NONE,
        }
    }

    /// The type of a value.
    pub(super) fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::NULL,
            Value::Bool(_) => Self::BOOLEAN,
            Value::Number(number) if number.as_f64().is_some_and(|number| number.fract() != 0.0) => {
                Self::FRACTION
            }
            Value::Number(_) => Self::INTEGER,
            Value::String(_) => Self::STRING,
            Value::Array(_) => Self::ARRAY,
            Value::Object(_) => Self::OBJECT,
        }
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// True when the sets share a type.
    pub(super) fn meets(self, other: Self) -> bool {
        !(self & other).is_empty()
    }

    /// What is in this set and not in the other.
    pub(super) fn without(self, other: Self) -> Self {
        self & !other
    }
}

impl BitAnd for Types {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl BitOr for Types {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl Not for Types {
    type Output = Self;

    fn not(self) -> Self {
        Self(!self.0 & Self::ALL.0)
    }
}

/// In the words of a consumer: `text or null`.
impl fmt::Display for Types {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::ALL {
            return formatter.write_str("any value");
        }
        let number = if self.meets(Self::FRACTION) { "a number" } else { "an integer" };
        let names: Vec<&str> = [
            (Self::BOOLEAN, "true or false"),
            (Self::NUMBER, number),
            (Self::STRING, "text"),
            (Self::ARRAY, "an array"),
            (Self::OBJECT, "an object"),
            (Self::NULL, "null"),
        ]
        .into_iter()
        .filter(|(types, _)| self.meets(*types))
        .map(|(_, name)| name)
        .collect();
        formatter.write_str(&if names.is_empty() { "nothing".to_owned() } else { names.join(" or ") })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Types;

    #[test]
    fn types_read_as_words() {
        for (keyword, words) in [
            (json!("string"), "text"),
            (json!(["string", "null"]), "text or null"),
            (json!("integer"), "an integer"),
            (json!(["number", "integer"]), "a number"),
        ] {
            assert_eq!(Types::named(&keyword).to_string(), words);
        }
        assert_eq!(Types::of(&json!(5.0)), Types::INTEGER, "5.0 is the integer 5");
        assert_eq!(Types::ALL.without(Types::NULL) & Types::NULL, Types::NONE);
    }
}
