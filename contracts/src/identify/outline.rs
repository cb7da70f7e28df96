//! A first look at a text: what it is instead of JSON, the names at its root, whether it is a stream of lines.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use serde::de::{Deserializer as _, IgnoredAny, MapAccess, Visitor};

use super::stage::Stages;
use super::table::{self, Member};
use crate::Surface;

/// Most root members worth remembering; no surface has as many.
const MEMBERS: usize = 64;

/// What the first bytes say when a file is something else than JSON in UTF-8.
///
/// # Examples
///
/// ```
/// use agent_contracts::identify::other_encoding;
///
/// assert_eq!(other_encoding(b"\x1f\x8b\x08"), Some("a gzip file"));
/// assert_eq!(other_encoding(b"{}"), None);
/// ```
pub fn other_encoding(head: &[u8]) -> Option<&'static str> {
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
///
/// # Examples
///
/// ```
/// use agent_contracts::Surface;
/// use agent_contracts::identify::Outline;
///
/// let outline = Outline::of(br#"{"schema_version": 4, "daily": [{"da"#);
/// assert_eq!(outline.surface(), Some(Surface::UsageDaily));
/// assert!(!outline.complete);
/// ```
#[derive(Default, Debug, PartialEq)]
#[non_exhaustive]
pub struct Outline {
    /// Names of the root object's members, the first 64; `None` when the root is no object.
    pub members: Option<Vec<String>>,
    /// True when the text is one complete JSON value.
    pub complete: bool,
}

impl Outline {
    /// Reads the outline of a JSON text, which may be broken or cut off anywhere. Values are passed over.
    pub fn of(text: &[u8]) -> Self {
        let mut outline = Self::default();
        let mut reader = serde_json::Deserializer::from_slice(text);
        outline.complete = if text.trim_ascii_start().starts_with(b"{") {
            let members = outline.members.insert(Vec::new());
            reader.deserialize_map(Names(members)).and_then(|()| reader.end()).is_ok()
        } else {
            reader.deserialize_ignored_any(IgnoredAny).and_then(|_| reader.end()).is_ok()
        };
        outline
    }

    /// The surface that the root's members belong to, whatever the version.
    pub fn surface(&self) -> Option<Surface> {
        surface_of(&self.members.iter().flatten().map(String::as_str).collect::<Vec<_>>())
    }
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
pub fn first_line(head: &[u8]) -> Option<&[u8]> {
    let text = head.trim_ascii_start();
    text.iter().position(|&byte| byte == b'\n').map(|end| &text[..end])
}

/// True when a text that begins with `head` is an NDJSON export rather than one document: its first line, or
/// where that one is broken its second, is a whole JSON object and a line of an export. What is not recognised
/// as any surface counts as `wanted`.
///
/// # Examples
///
/// ```
/// use agent_contracts::identify::is_stream;
///
/// assert!(is_stream(b"{\"id\":\"a\",\"machine\":\"local\"}\n{\"id\":\"b\"}\n", None));
/// assert!(!is_stream(b"{\n  \"id\": \"a\"\n}\n", None));
/// ```
pub fn is_stream(head: &[u8], wanted: Option<Surface>) -> bool {
    let text = head.trim_ascii_start();
    let mut lines = text.split(|&byte| byte == b'\n').take(2).map(Outline::of);
    let is_line = |outline: &Outline| {
        let surface = wanted.or_else(|| outline.surface());
        outline.complete && outline.members.is_some() && surface == Some(Surface::SessionExportLine)
    };
    let Some(first) = lines.next() else { return false };
    is_line(&first)
        || (!first.complete && first.members.is_some() && lines.next().is_some_and(|second| is_line(&second)))
}

/// The surface that most of these root members belong to and to no other. A tie says nothing.
fn surface_of(names: &[&str]) -> Option<Surface> {
    match ranking(names)[..] {
        [(first, best), (_, next), ..] => (best > next).then_some(first),
        [(only, _)] => Some(only),
        [] => None,
    }
}

/// The surfaces that have any of these root members to themselves, the one that has most of them first.
pub(super) fn surfaces_of(names: &[&str]) -> impl Iterator<Item = Surface> + use<> {
    ranking(names).into_iter().map(|(surface, _)| surface)
}

/// Where no member belongs to one surface alone, the surface of which all members but one are there.
fn ranking(names: &[&str]) -> Vec<(Surface, usize)> {
    static OWNERS: LazyLock<BTreeMap<&str, Vec<Surface>>> = LazyLock::new(owners);
    let mut scores = BTreeMap::new();
    for owners in names.iter().filter_map(|name| OWNERS.get(name)) {
        let is_telling = owners.len() == 1 || owners[..] == [NARROW, WIDE];
        for owner in owners.iter().filter(|_| is_telling) {
            *scores.entry(*owner).or_insert(0) += 1;
        }
    }
    scores.remove(&if is_wide(names) { NARROW } else { WIDE });
    let mut ranking: Vec<(Surface, usize)> = scores.into_iter().collect();
    ranking.sort_by_key(|(_, score)| std::cmp::Reverse(*score));
    if ranking.is_empty() {
        let nearly = |root: &&[Member]| {
            let required = root.iter().filter(|member| member.required && member.stages == Stages::ALL);
            let missing = required.clone().filter(|member| !names.contains(&member.name));
            required.count() > 2 && missing.count() < 2
        };
        let found = Surface::ALL.into_iter().find(|surface| table::roots(*surface).iter().any(nearly));
        ranking.extend(found.map(|surface| (surface, 0)));
    }
    ranking
}

/// Two surfaces, of which the second one has every member of the first, so that its documents look like both.
const NARROW: Surface = Surface::UsageDaily;
const WIDE: Surface = Surface::UsageSummary;

/// Whether root members speak for [`WIDE`] where they may also be those of [`NARROW`]: half of its own members are there,
/// or some of them in a text that has not all of the other's, as when it is cut off. Otherwise they are names that readers
/// ignore.
fn is_wide(names: &[&str]) -> bool {
    let required =
        |surface: Surface| table::roots(surface).iter().copied().flatten().filter(|member| member.required);
    let is_narrow_too = |name: &str| required(NARROW).any(|member| member.name == name);
    let is_present = |member: &&Member| names.contains(&member.name);
    let own = required(WIDE).filter(|member| member.stages == Stages::ALL && !is_narrow_too(member.name));
    let present = own.clone().filter(is_present).count();
    present * 2 >= own.count() || (present > 0 && !required(NARROW).all(|member| is_present(&member)))
}

/// Every root member of the tables with the surfaces that have it.
fn owners() -> BTreeMap<&'static str, Vec<Surface>> {
    let mut owners: BTreeMap<&str, Vec<Surface>> = BTreeMap::new();
    for surface in Surface::ALL {
        for member in table::roots(surface).iter().copied().flatten() {
            let owners = owners.entry(member.name).or_default();
            if !owners.contains(&surface) {
                owners.push(surface);
            }
        }
    }
    owners
}

#[cfg(test)]
mod tests {
    use super::{Outline, is_stream, surface_of};
    use crate::Surface;

    #[test]
    fn every_example_is_recognised_also_when_cut_off() {
        for surface in Surface::ALL {
            let text = surface.example();
            let whole = Outline::of(text.as_bytes());
            assert!(whole.complete, "{surface}");
            assert_eq!(whole.surface(), Some(surface));
            let cut = Outline::of(&text.as_bytes()[..text.len() - 4]);
            assert!(!cut.complete, "{surface}");
            assert_eq!(cut.surface(), Some(surface));
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
    fn shared_members_alone_say_nothing_until_nearly_all_are_there() {
        assert_eq!(surface_of(&["schema_version", "database_id", "pricing"]), None);
        assert_eq!(
            surface_of(&["schema_version", "database_id", "cursor", "pricing", "projects"]),
            Some(Surface::SessionExport)
        );
        assert_eq!(Outline::of(b"[1]").surface(), None);
        assert!(!Outline::of(b"hello").complete);
    }
}
