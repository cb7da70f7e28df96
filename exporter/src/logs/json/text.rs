//! Strings and numbers of JSON as bytes and integers.

/// The bytes of a valid string between its quotes. Half a surrogate pair becomes U+FFFD.
pub(super) fn unescape(escaped: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(escaped.len());
    let mut rest = escaped;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        text.extend_from_slice(&rest[..at]);
        let length = match rest.get(at + 1) {
            Some(b'u') => {
                let (character, length) = unicode_escape(&rest[at..]);
                text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                length
            }
            other => {
                text.push(match other {
                    Some(b'b') => 8,
                    Some(b'f') => 12,
                    Some(b'n') => b'\n',
                    Some(b'r') => b'\r',
                    Some(b't') => b'\t',
                    Some(&other) => other,
                    None => b'\\',
                });
                2
            }
        };
        rest = rest.get(at + length..).unwrap_or_default();
    }
    text.extend_from_slice(rest);
    text
}

/// The character that the escape at the start of `text` stands for, and how long it is.
fn unicode_escape(text: &[u8]) -> (char, usize) {
    let high = unit(text).unwrap_or_default();
    let pair = || {
        let low = unit(text.get(6..)?)?;
        char::decode_utf16([high, low]).next()?.ok().map(|character| (character, 12))
    };
    match high {
        0xD800..=0xDBFF => pair().unwrap_or((char::REPLACEMENT_CHARACTER, 6)),
        _ => (char::from_u32(high.into()).unwrap_or(char::REPLACEMENT_CHARACTER), 6),
    }
}

/// The number in an escape `\uXXXX` at the start of `text`.
fn unit(text: &[u8]) -> Option<u16> {
    let digits = text.strip_prefix(b"\\u")?.get(..4)?;
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// An integer in decimal digits, wrapping around where it is too large.
pub(super) fn integer(text: &[u8]) -> Option<i64> {
    let (digits, is_negative) = text.strip_prefix(b"-").map_or((text, false), |digits| (digits, true));
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let value = digits
        .iter()
        .fold(0_i64, |value, digit| value.wrapping_mul(10).wrapping_add(i64::from(digit - b'0')));
    Some(if is_negative { value.wrapping_neg() } else { value })
}

/// Whether a number is anything but zero.
pub(super) fn is_not_zero(number: &[u8]) -> bool {
    let digits = number.iter().take_while(|byte| !matches!(byte, b'e' | b'E'));
    digits.into_iter().any(|byte| matches!(byte, b'1'..=b'9'))
}

/// A number as an integer, cut towards zero. Beyond the range of integers it is the smallest of them, as in v1.
pub(super) fn number_to_integer(number: &[u8]) -> i64 {
    /// Up to here doubles hold every integer.
    const EXACT: f64 = 9_007_199_254_740_991.0;
    if let Some(value) = integer(number).filter(|_| number.len() < 16) {
        return value;
    }
    let value =
        std::str::from_utf8(number).ok().and_then(|text| text.parse::<f64>().ok()).unwrap_or_default();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "cutting is what is wanted, and the range is checked"
    )]
    match integer(number) {
        Some(wrapped) if value.abs() > EXACT => wrapped,
        _ if value.abs() < 9.2e18 => value.trunc() as i64,
        _ => i64::MIN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_stand_for_characters() {
        for (escaped, expected) in [
            (r#"a\"\\\/\b\f\n\r\tz"#, "a\"\\/\u{8}\u{c}\n\r\tz"),
            (r"\u00e9\u0041", "éA"),
            (r"\ud83d\ude00", "😀"),
            (r"\ud83d", "\u{FFFD}"),
            (r"\ud83dx", "\u{FFFD}x"),
            (r"\ude00\ud83d", "\u{FFFD}\u{FFFD}"),
            (r"\ud83d\u0041", "\u{FFFD}A"),
            ("plain", "plain"),
        ] {
            assert_eq!(String::from_utf8(unescape(escaped.as_bytes())).unwrap(), expected, "{escaped}");
        }
        assert_eq!(unescape(b"\\n\xff"), b"\n\xff");
    }

    #[test]
    fn huge_numbers_do_what_they_do_in_v1() {
        for (number, expected) in [
            ("9007199254740993", 9_007_199_254_740_993),
            ("1e18", 1_000_000_000_000_000_000),
            ("1e999", i64::MIN),
            ("-1e999", i64::MIN),
            ("0.9999", 0),
        ] {
            assert_eq!(number_to_integer(number.as_bytes()), expected, "{number}");
        }
    }
}
