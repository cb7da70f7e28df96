//! The spelling that v1 gives token counts which it put together from several lines.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::json::{Reader, Value};

/// Deeper JSON keeps its own spelling, so that no log can exhaust the stack.
const DEEPEST: usize = 64;

/// `text` without blanks, names in order of their bytes, numbers as they are; `None` when it is not JSON.
pub(super) fn canonical(text: &str) -> Option<String> {
    let mut reader = Reader::default();
    let mut spelled = String::with_capacity(text.len());
    spell(reader.read(text.as_bytes())?, 0, &mut spelled)?;
    Some(spelled)
}

fn spell(value: Value<'_>, depth: usize, spelled: &mut String) -> Option<()> {
    if depth > DEEPEST {
        return None;
    }
    if value.is_object() {
        // Of equal names the first one counts, as everywhere.
        let mut members = BTreeMap::new();
        for (name, member) in value.members() {
            members.entry(name).or_insert(member);
        }
        spelled.push('{');
        for (index, (name, member)) in members.into_iter().enumerate() {
            if index > 0 {
                spelled.push(',');
            }
            quote(&name, spelled);
            spelled.push(':');
            spell(member, depth + 1, spelled)?;
        }
        spelled.push('}');
    } else if value.is_array() {
        spelled.push('[');
        for (index, element) in value.elements().enumerate() {
            if index > 0 {
                spelled.push(',');
            }
            spell(element, depth + 1, spelled)?;
        }
        spelled.push(']');
    } else if let Some(text) = value.text() {
        quote(&text, spelled);
    } else {
        spelled.push_str(std::str::from_utf8(value.raw()).ok()?);
    }
    Some(())
}

/// A string with the escapes that v1's writer uses.
fn quote(text: &[u8], spelled: &mut String) {
    spelled.push('"');
    for character in String::from_utf8_lossy(text).chars() {
        match character {
            '"' | '\\' => spelled.extend(['\\', character]),
            '\n' => spelled.push_str("\\n"),
            '\r' => spelled.push_str("\\r"),
            '\t' => spelled.push_str("\\t"),
            '\u{8}' => spelled.push_str("\\b"),
            '\u{c}' => spelled.push_str("\\f"),
            '\0'..='\u{1f}' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                // Writing to a string cannot fail.
                _ = write!(spelled, "\\u{:04x}", u32::from(character));
            }
            _ => spelled.push(character),
        }
    }
    spelled.push('"');
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn names_are_sorted_and_numbers_kept() {
        for (text, expected) in [
            (r#"{ "b" : 1.50, "a" : [ 1e3 , {} , [] ] }"#, r#"{"a":[1e3,{},[]],"b":1.50}"#),
            (r#"{"a":1,"a":2}"#, r#"{"a":1}"#),
            (r#""é\u0001<\ud800""#, "\"é\\u0001\\u003c\u{FFFD}\""),
            ("null", "null"),
        ] {
            assert_eq!(canonical(text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(canonical("{"), None);
        assert_eq!(canonical(&format!("{}{}", "[".repeat(100), "]".repeat(100))), None);
    }
}
