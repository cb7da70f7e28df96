//! Recognises what a file is from its content: not JSON, one document or lines, and of which surface.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::LazyLock;

use agent_contracts::Surface;
use serde::de::{Deserializer as _, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use crate::emit::published;

/// Most root members worth remembering; no surface has as many.
const MEMBERS: usize = 64;

/// What the first bytes say when the file is something else than JSON in UTF-8.
pub(super) fn foreign(head: &[u8]) -> Option<&'static str> {
    const SIGNATURES: [(&[u8], &str); 8] = [
        (b"\xef\xbb\xbf", "a byte order mark"),
        (b"\xff\xfe", "UTF-16 text"),
        (b"\xfe\xff", "UTF-16 text"),
        (b"\x1f\x8b", "a gzip file"),
        (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
        (b"\xfd7zXZ\0", "an xz file"),
        (b"PK\x03\x04", "a zip file"),
        (b"SQLite format 3\0", "a SQLite database"),
    ];
    SIGNATURES.iter().find(|(signature, _)| head.starts_with(signature)).map(|(_, name)| *name)
}

/// The root of a JSON text, as far as it can be read.
#[derive(Default, Debug, PartialEq)]
pub(super) struct Outline {
    /// Names of the root object's members; `None` when the root is no object.
    pub(super) members: Option<Vec<String>>,
    /// True when the text is one complete JSON value.
    pub(super) complete: bool,
}

/// Reads the outline of a JSON text, which may be broken or cut off anywhere.
pub(super) fn outline(text: &[u8]) -> Outline {
    let mut outline = Outline::default();
    let mut reader = serde_json::Deserializer::from_slice(text);
    outline.complete = if text.trim_ascii_start().starts_with(b"{") {
        let members = outline.members.insert(Vec::new());
        reader.deserialize_map(Names(members)).and_then(|()| reader.end()).is_ok()
    } else {
        reader.deserialize_ignored_any(IgnoredAny).and_then(|_| reader.end()).is_ok()
    };
    outline
}

struct Names<'n>(&'n mut Vec<String>);

impl<'de> Visitor<'de> for Names<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(name) = members.next_key::<String>()? {
            if self.0.len() < MEMBERS {
                self.0.push(name);
            }
            members.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}

/// The first line that is not blank, without its end; `None` when it goes on beyond the text.
pub(super) fn first_line(head: &[u8]) -> Option<&[u8]> {
    let text = head.trim_ascii_start();
    text.iter().position(|&byte| byte == b'\n').map(|end| &text[..end])
}

/// True when a file that begins with `head` is an NDJSON export rather than one document: its first line, or
/// where that one is broken its second, is a whole JSON object and a line of an export.
pub(super) fn is_stream(head: &[u8], wanted: Option<Surface>) -> bool {
    let line = Surface::SessionExportLine;
    let text = head.trim_ascii_start();
    let mut lines = text.split(|&byte| byte == b'\n').take(2).map(outline);
    let is_line = |outline: &Outline| {
        let members = outline.members.as_deref();
        outline.complete && members.is_some_and(|names| wanted.or_else(|| surface_of(names)) == Some(line))
    };
    let Some(first) = lines.next() else { return false };
    is_line(&first)
        || (!first.complete && first.members.is_some() && lines.next().is_some_and(|second| is_line(&second)))
}

/// The surface that most of these root members belong to. Members that several surfaces share do not count.
pub(super) fn surface_of(members: &[String]) -> Option<Surface> {
    static DISTINCTIVE: LazyLock<BTreeMap<String, Surface>> = LazyLock::new(distinctive_members);
    let mut scores = BTreeMap::new();
    for surface in members.iter().filter_map(|name| DISTINCTIVE.get(name)) {
        *scores.entry(*surface).or_insert(0) += 1;
    }
    let best = scores.values().copied().max()?;
    let mut leaders = scores.into_iter().filter(|(_, score)| *score == best).map(|(surface, _)| surface);
    // A tie says nothing.
    leaders.next().filter(|_| leaders.next().is_none())
}

/// Root members that exactly one surface declares.
fn distinctive_members() -> BTreeMap<String, Surface> {
    let mut owners: BTreeMap<String, BTreeSet<Surface>> = BTreeMap::new();
    for surface in Surface::ALL {
        let schema = published(surface);
        let branches = schema.get("anyOf").and_then(Value::as_array).into_iter().flatten();
        let definitions =
            branches.filter_map(|branch| schema.pointer(branch.get("$ref")?.as_str()?.strip_prefix('#')?));
        for root in definitions.chain([&schema]) {
            for name in
                root.get("properties").and_then(Value::as_object).into_iter().flat_map(|names| names.keys())
            {
                owners.entry(name.clone()).or_default().insert(surface);
            }
        }
    }
    let single = |(name, owners): (String, BTreeSet<Surface>)| {
        (owners.len() == 1).then(|| owners.first().map(|&owner| (name, owner))).flatten()
    };
    owners.into_iter().filter_map(single).collect()
}

#[cfg(test)]
mod tests {
    use agent_contracts::Surface;

    use super::{is_stream, outline, surface_of};

    #[test]
    fn every_example_is_recognised_also_when_cut_off() {
        for surface in Surface::ALL {
            let text = surface.example();
            let whole = outline(text.as_bytes());
            assert!(whole.complete, "{surface}");
            assert_eq!(surface_of(&whole.members.unwrap()), Some(surface));
            let cut = outline(&text.as_bytes()[..text.len() - 4]);
            assert!(!cut.complete, "{surface}");
            assert_eq!(surface_of(&cut.members.unwrap()), Some(surface));
        }
    }

    #[test]
    fn an_export_of_lines_is_a_stream_and_a_pretty_printed_document_is_not() {
        let row = r#"{"id":"a","machine":"local"}"#;
        for (text, wanted, stream) in [
            (format!("{row}\n{row}"), None, true),
            (row.to_owned(), None, true),
            (format!("{{\"type\":\"meta\",\n{row}\n"), None, true),
            (Surface::SessionExportLine.example().to_owned(), None, false),
            (Surface::SessionExport.example().to_owned(), None, false),
            (format!("{row}\n"), Some(Surface::UsageDaily), false),
            ("[1]\n[2]".to_owned(), None, false),
            (String::new(), None, false),
        ] {
            assert_eq!(is_stream(text.as_bytes(), wanted), stream, "{text}");
        }
    }

    #[test]
    fn shared_members_alone_say_nothing() {
        let members = ["schema_version", "database_id", "pricing"].map(str::to_owned);
        assert_eq!(surface_of(&members), None);
        assert_eq!(outline(b"[1]").members, None);
        assert!(!outline(b"hello").complete);
    }
}
