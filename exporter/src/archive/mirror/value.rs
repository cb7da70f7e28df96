//! Values on their way into and out of a mirror, and the few types that columns have.

use std::borrow::Cow;

use jiff::Timestamp;

/// The type of a column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// Text.
    Text,
    /// 64-bit integer.
    Integer,
    /// Double.
    Real,
    /// Boolean; read as the integers 0 and 1.
    Flag,
    /// An instant in microseconds; read as RFC 3339 text with as many decimals as it needs.
    Time,
}

/// A value to be written.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Value<'a> {
    /// NULL.
    Null,
    /// For [`Kind::Text`].
    Text(Cow<'a, str>),
    /// For [`Kind::Integer`].
    Integer(i64),
    /// For [`Kind::Real`].
    Real(f64),
    /// For [`Kind::Flag`].
    Flag(bool),
}

impl<'a> Value<'a> {
    /// The text that stands for these bytes in a mirror: without NUL, and with U+FFFD where they are not UTF-8, since no
    /// mirror can hold either.
    pub(crate) fn text(bytes: &'a [u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        Self::Text(if text.contains('\0') { text.replace('\0', "").into() } else { text })
    }

    /// [`Self::text`], or NULL.
    pub(crate) fn nullable_text(bytes: Option<&'a [u8]>) -> Self {
        bytes.map_or(Self::Null, Self::text)
    }

    /// The same value, without borrowing.
    pub(crate) fn into_owned(self) -> Value<'static> {
        match self {
            Self::Null => Value::Null,
            Self::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Self::Integer(value) => Value::Integer(value),
            Self::Real(value) => Value::Real(value),
            Self::Flag(value) => Value::Flag(value),
        }
    }
}

/// How the two databases differ in the statements used here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Dialect {
    /// PostgreSQL.
    Postgres,
    /// DuckDB.
    DuckDb,
}

impl Dialect {
    /// An expression of the type in which a driver hands out a column of this kind.
    pub(crate) fn cast(self, expression: &str, kind: Kind) -> String {
        match (kind, self) {
            (Kind::Text, _) => format!("CAST({expression} AS text)"),
            (Kind::Integer, _) => format!("CAST({expression} AS int8)"),
            (Kind::Real, _) => format!("CAST({expression} AS float8)"),
            (Kind::Flag, _) => format!("CAST(CASE WHEN {expression} THEN 1 ELSE 0 END AS int8)"),
            (Kind::Time, Self::Postgres) => {
                format!("CAST(floor(extract(epoch FROM {expression}) * 1000000) AS int8)")
            }
            (Kind::Time, Self::DuckDb) => format!("CAST(epoch_us({expression}) AS int8)"),
        }
    }
}

/// The text of an instant, as release 0.37.1 writes instants: UTC, no zeros at the end of the fraction.
pub(super) fn time_text(microseconds: i64) -> Option<String> {
    Timestamp::from_microsecond(microseconds).ok().map(|instant| instant.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_mirror_cannot_hold_is_repaired() {
        assert_eq!(Value::text(b"plain"), Value::Text("plain".into()));
        assert_eq!(Value::text(b"a\0b\0"), Value::Text("ab".into()));
        assert_eq!(Value::text(b"a\xffb"), Value::Text("a\u{fffd}b".into()));
        assert_eq!(Value::nullable_text(None), Value::Null);
    }

    #[test]
    fn instants_are_written_without_zeros_at_the_end() {
        for (microseconds, expected) in [
            (0, "1970-01-01T00:00:00Z"),
            (1_780_000_000_500_000, "2026-05-28T20:26:40.5Z"),
            (1_780_000_000_123_456, "2026-05-28T20:26:40.123456Z"),
            (-1, "1969-12-31T23:59:59.999999Z"),
        ] {
            assert_eq!(time_text(microseconds).as_deref(), Some(expected));
        }
        assert_eq!(time_text(i64::MAX), None);
    }
}
