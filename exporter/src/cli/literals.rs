//! Integers and booleans in the forms v1's command line accepts, which are Go's: `0x10`, `0b1`, `0o7`, `017`,
//! `1_0`, `T`, `false`. Text in, number or reason out; flags and their names are elsewhere.

use thiserror::Error;

/// Why a text is not the literal it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LiteralError {
    /// Not an integer in any of the accepted forms.
    #[error("it must be a whole number such as 100, -2, 0x64 or 1_000")]
    NotAnInteger,
    /// An integer that 64 bits cannot hold.
    #[error("it must be a whole number between {} and {}", i64::MIN, i64::MAX)]
    IntegerOutOfRange,
    /// Not one of the accepted words.
    #[error("it must be true or false (1, t, T, TRUE, True and 0, f, F, FALSE, False also do)")]
    NotABoolean,
}

/// Reads an integer literal: an optional sign, an optional base prefix (`0x`, `0o` or just `0`, `0b`, in
/// either case), digits, and underscores between digits or between prefix and digits.
///
/// # Errors
///
/// The text is not such a literal, or its value needs more than 64 bits.
pub(super) fn integer(text: &str) -> Result<i64, LiteralError> {
    let (negative, unsigned) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let (radix, prefixed, digits) = base(unsigned);
    let mut groups = digits.split('_');
    // The first group may be missing only between a prefix and its underscore: `0x_1`.
    let first_missing = groups.next().is_none_or(str::is_empty);
    let separators_fit =
        !(first_missing && !(prefixed && digits.len() > 1)) && groups.all(|group| !group.is_empty());
    if !separators_fit || !digits.chars().all(|digit| digit == '_' || digit.is_digit(radix)) {
        return Err(LiteralError::NotAnInteger);
    }
    let sign = if negative { "-" } else { "" };
    let plain: String = sign.chars().chain(digits.chars().filter(|&digit| digit != '_')).collect();
    i64::from_str_radix(&plain, radix).map_err(|_| LiteralError::IntegerOutOfRange)
}

/// The base of an unsigned literal, whether a letter prefix says it, and what is left to read in that base. A
/// leading zero alone means octal and stays, as a digit: `0` and `0_17` need no rule of their own.
fn base(unsigned: &str) -> (u32, bool, &str) {
    match unsigned.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, true, &unsigned[2..]),
        [b'0', b'o' | b'O', ..] => (8, true, &unsigned[2..]),
        [b'0', b'b' | b'B', ..] => (2, true, &unsigned[2..]),
        [b'0', ..] => (8, false, unsigned),
        _ => (10, false, unsigned),
    }
}

/// Reads a boolean literal.
///
/// # Errors
///
/// The text is not one of the twelve accepted words.
pub(super) fn boolean(text: &str) -> Result<bool, LiteralError> {
    match text {
        "1" | "t" | "T" | "TRUE" | "true" | "True" => Ok(true),
        "0" | "f" | "F" | "FALSE" | "false" | "False" => Ok(false),
        _ => Err(LiteralError::NotABoolean),
    }
}

#[cfg(test)]
mod tests {
    use super::{LiteralError, boolean, integer};
    use proptest::prelude::{any, prop_assert_eq, proptest};

    #[test]
    fn integers_take_every_form_of_the_reference() {
        for (text, value) in [
            ("0", 0),
            ("00", 0),
            ("5", 5),
            ("+5", 5),
            ("-1", -1),
            ("0x10", 16),
            ("0X1f", 31),
            ("-0x10", -16),
            ("0b1", 1),
            ("0B11", 3),
            ("0o7", 7),
            ("0O7", 7),
            ("017", 15),
            ("1_0", 10),
            ("1_000_000", 1_000_000),
            ("0_17", 15),
            ("0x_1", 1),
            ("0x1_F", 31),
            ("9223372036854775807", i64::MAX),
            ("-9223372036854775808", i64::MIN),
            ("-0x8000000000000000", i64::MIN),
        ] {
            assert_eq!(integer(text), Ok(value), "{text:?} should be {value}");
        }
    }

    #[test]
    fn what_the_reference_refuses_is_refused() {
        for text in [
            "", "+", "-", "--1", "+-1", "1__0", "_1", "1_", "0_", "0x", "0x_", "0x1_", "0x__1", "0b2", "08",
            "0o8", "0x-1", "0x+1", " 1", "1 ", "1.0", "1e3", "ten", "1,000", "\u{661}", "0x_ 1",
        ] {
            assert_eq!(integer(text), Err(LiteralError::NotAnInteger), "{text:?} is not an integer literal");
        }
        for text in
            ["9223372036854775808", "-9223372036854775809", "0xFFFFFFFFFFFFFFFF", "99999999999999999999"]
        {
            assert_eq!(
                integer(text),
                Err(LiteralError::IntegerOutOfRange),
                "{text:?} needs more than 64 bits"
            );
        }
    }

    #[test]
    fn booleans_are_twelve_words() {
        for text in ["1", "t", "T", "TRUE", "true", "True"] {
            assert_eq!(boolean(text), Ok(true), "{text:?}");
        }
        for text in ["0", "f", "F", "FALSE", "false", "False"] {
            assert_eq!(boolean(text), Ok(false), "{text:?}");
        }
        for text in ["", "yes", "on", "tRUE", " true", "2", "y"] {
            assert_eq!(boolean(text), Err(LiteralError::NotABoolean), "{text:?} is not a boolean literal");
        }
    }

    proptest! {
        #[test]
        fn every_integer_reads_back_in_every_base(value in any::<i64>()) {
            let sign = if value < 0 { "-" } else { "" };
            let magnitude = value.unsigned_abs();
            prop_assert_eq!(integer(&value.to_string()), Ok(value));
            prop_assert_eq!(integer(&format!("{sign}0x{magnitude:x}")), Ok(value));
            prop_assert_eq!(integer(&format!("{sign}0{magnitude:o}")), Ok(value));
            prop_assert_eq!(integer(&format!("{sign}0b_{magnitude:b}")), Ok(value));
        }

        #[test]
        fn no_text_makes_it_panic(text in "[-+0-9a-fxXoObB_ \\PC]{0,12}") {
            let _ = (integer(&text), boolean(&text));
        }
    }
}
