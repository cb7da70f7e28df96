//! Finds the line and column of a value in a JSON text, by its JSON Pointer.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer as _, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// Line and column, both from 1, of the value that `pointer` names; `None` when the text has none.
pub(super) fn locate(text: &str, pointer: &str) -> Option<(u64, u64)> {
    let mut value = text.trim_ascii_start();
    for step in pointer.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        value = serde_json::Deserializer::from_str(value).deserialize_any(Step(&step)).ok()??;
    }
    let before = &text.as_bytes()[..value.as_ptr().addr().checked_sub(text.as_ptr().addr())?];
    let line_start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
    let line = memchr::memchr_iter(b'\n', before).count() + 1;
    Some((u64::try_from(line).ok()?, u64::try_from(before.len() - line_start + 1).ok()?))
}

/// Picks one member or element and skips the others.
struct Step<'s>(&'s str);

impl<'de> Visitor<'de> for Step<'_> {
    type Value = Option<&'de str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or an array")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(name) = members.next_key::<Cow<'de, str>>()? {
            if name == self.0 {
                found = Some(members.next_value::<&RawValue>()?.get());
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self::Value, A::Error> {
        let index: usize = self.0.parse().map_err(A::Error::custom)?;
        let mut found = None;
        let mut position = 0;
        // The rest must be read too, or the reader complains about text after the value.
        loop {
            if position == index {
                found = elements.next_element::<&RawValue>()?.map(RawValue::get);
            } else if elements.next_element::<IgnoredAny>()?.is_none() {
                return Ok(found);
            }
            position += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::locate;

    #[test]
    fn values_are_found_by_pointer() {
        let text = "\n{\n  \"a\": [1, {\"b/c\": true}],\n  \"d\": null\n}\n";
        for (pointer, place) in [
            ("", Some((2, 1))),
            ("/a", Some((3, 8))),
            ("/a/0", Some((3, 9))),
            ("/a/1/b~1c", Some((3, 20))),
            ("/d", Some((4, 8))),
            ("/e", None),
            ("/a/2", None),
            ("/a/x", None),
            ("/d/0", None),
        ] {
            assert_eq!(locate(text, pointer), place, "{pointer}");
        }
    }
}
