//! Types of JSON values as the analysis tells them apart: numbers with and without a fraction are two.

use serde_json::Value;

use super::decimal::Decimal;

/// The type of one value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Kind {
    /// `null`.
    Null,
    /// `true` and `false`.
    Boolean,
    /// Whole numbers, `1.0` among them.
    Integer,
    /// Numbers that are not whole.
    Fraction,
    /// Strings.
    Text,
    /// Arrays.
    Array,
    /// Objects.
    Object,
}

impl Kind {
    /// Every kind, those with the simplest values first.
    pub(super) const ALL: [Self; 7] =
        [Self::Null, Self::Boolean, Self::Integer, Self::Fraction, Self::Text, Self::Array, Self::Object];

    /// The kind of a value.
    pub(super) fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Boolean,
            Value::Number(number) if Decimal::of(number).is_integer() => Self::Integer,
            Value::Number(_) => Self::Fraction,
            Value::String(_) => Self::Text,
            Value::Array(_) => Self::Array,
            Value::Object(_) => Self::Object,
        }
    }
}

/// A set of kinds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Kinds(u8);

impl Kinds {
    /// No kind at all.
    pub(super) const NONE: Self = Self(0);
    /// Both kinds of number.
    pub(super) const NUMBER: Self = Self(1 << Kind::Integer as u8 | 1 << Kind::Fraction as u8);

    /// One kind.
    pub(super) const fn only(kind: Kind) -> Self {
        Self(1 << kind as u8)
    }

    /// The kinds that a name used with `type` stands for.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "null" => Self::only(Kind::Null),
            "boolean" => Self::only(Kind::Boolean),
            "integer" => Self::only(Kind::Integer),
            "number" => Self::NUMBER,
            "string" => Self::only(Kind::Text),
            "array" => Self::only(Kind::Array),
            "object" => Self::only(Kind::Object),
            _ => return None,
        })
    }

    /// The kinds in either set.
    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the set has this kind.
    pub(super) const fn contains(self, kind: Kind) -> bool {
        self.0 & 1 << kind as u8 != 0
    }
}
