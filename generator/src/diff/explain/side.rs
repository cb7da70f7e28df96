//! One version of a schema file as the walk reads it: values by pointer, references by name.

use serde_json::Value;

/// A schema file and its places.
#[derive(Clone, Copy)]
pub(super) struct Side<'s> {
    root: &'s Value,
}

impl<'s> Side<'s> {
    pub(super) fn new(root: &'s Value) -> Self {
        Self { root }
    }

    /// The value at a JSON pointer.
    pub(super) fn at(self, pointer: &str) -> Option<&'s Value> {
        self.root.pointer(pointer)
    }

    /// The pointer that a `$ref` stands for, when it stays inside the file.
    pub(super) fn target(self, reference: &str) -> Option<String> {
        let (document, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let own = self.root.get("$id").and_then(Value::as_str).map(|id| id.trim_end_matches('#'));
        if !document.is_empty() && Some(document) != own {
            return None;
        }
        let fragment = decoded(fragment);
        if fragment.is_empty() || fragment.starts_with('/') {
            return self.at(&fragment).map(|_| fragment);
        }
        self.anchor(&fragment)
    }

    /// The pointer of the definition with this `$anchor`; anchors elsewhere are rare enough to stay unexplained.
    fn anchor(self, name: &str) -> Option<String> {
        let definitions = self.root.get("$defs")?.as_object()?;
        let (key, _) = definitions
            .iter()
            .find(|(_, schema)| schema.get("$anchor").and_then(Value::as_str) == Some(name))?;
        Some(inside("/$defs", key))
    }
}

/// The pointer of a member, or an item, of the value at `pointer`.
pub(super) fn inside(pointer: &str, key: &str) -> String {
    if key.contains(['~', '/']) {
        format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
    } else {
        format!("{pointer}/{key}")
    }
}

/// A URI fragment with its percent escapes undone; as it stands when they are no text.
fn decoded(fragment: &str) -> String {
    if !fragment.contains('%') {
        return fragment.to_owned();
    }
    let mut bytes = Vec::with_capacity(fragment.len());
    let mut rest = fragment.as_bytes();
    while let [first, tail @ ..] = rest {
        let escaped = (*first == b'%')
            .then(|| tail.get(..2).and_then(|digits| str::from_utf8(digits).ok()))
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| fragment.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Side;

    #[test]
    fn references_inside_the_file_have_a_pointer() {
        let schema = json!({
            "$id": "urn:example:a",
            "$defs": {"a/b c": {}, "named": {"$anchor": "here"}},
        });
        let side = Side::new(&schema);
        for (reference, pointer) in [
            ("#", Some("")),
            ("#/$defs/a~1b%20c", Some("/$defs/a~1b c")),
            ("#here", Some("/$defs/named")),
            ("urn:example:a#/$defs/named", Some("/$defs/named")),
            ("#/$defs/missing", None),
            ("other.json#/$defs/named", None),
        ] {
            assert_eq!(side.target(reference).as_deref(), pointer, "{reference}");
        }
    }
}
