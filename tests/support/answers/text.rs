//! Reading inputs of vectors. Text that is not UTF-8 is an object with its bytes in hexadecimal.

use serde_json::{Value, json};

/// A member that is a string.
pub(super) fn member<'v>(value: &'v Value, name: &str) -> Result<&'v str, String> {
    value[name].as_str().ok_or_else(|| format!("expected a string for {name}, found {}", value[name]))
}

/// The items of a member that is a list; of one that is absent none.
pub(super) fn list<'v>(value: &'v Value, name: &str) -> Result<&'v [Value], String> {
    match &value[name] {
        Value::Null => Ok(&[]),
        Value::Array(items) => Ok(items),
        other => Err(format!("expected a list for {name}, found {other}")),
    }
}

/// A member that is a list of strings.
pub(super) fn strings(value: &Value, name: &str) -> Result<Vec<String>, String> {
    let string = |item: &Value| {
        item.as_str().map(str::to_owned).ok_or_else(|| format!("expected strings in {name}, found {item}"))
    };
    list(value, name)?.iter().map(string).collect()
}

/// The bytes of a text.
pub(super) fn bytes(value: &Value) -> Result<Vec<u8>, String> {
    if let Some(text) = value.as_str() {
        return Ok(text.as_bytes().to_vec());
    }
    let digits = member(value, "hex")?;
    let byte = |at| digits.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let pairs: Option<Vec<u8>> = (0..digits.len()).step_by(2).map(byte).collect();
    pairs.ok_or_else(|| format!("expected pairs of hexadecimal digits, found {digits:?}"))
}

/// The text of some bytes.
pub(super) fn written(bytes: &[u8]) -> Value {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return json!(text);
    }
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    json!({"hex": digits.concat()})
}

#[test]
fn bytes_that_are_not_utf8_go_through_in_hexadecimal() {
    for text in [&b"a\xc3\xa9"[..], b"a\xff", b""] {
        assert_eq!(bytes(&written(text)).as_deref(), Ok(text));
    }
    for damaged in [json!({"hex": "a"}), json!({"hex": "zz"}), json!({"hex": "\u{e9}a"}), json!(3)] {
        assert!(bytes(&damaged).is_err(), "{damaged} is no text");
    }
}
