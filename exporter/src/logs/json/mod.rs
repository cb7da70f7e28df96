//! JSON as agents write it and crashes leave it: one line, validated in one pass, then asked for single members.
//!
//! More lenient than RFC 8259 where logs need it (bytes that are not UTF-8, lone surrogates, any depth, numbers of
//! any size), and exact elsewhere. Nothing is copied until a text is asked for, so a line costs one scan however
//! little of it is wanted.

mod scan;
mod text;

use std::borrow::Cow;

use scan::{Kind, Node};

/// A reader of lines that keeps its memory from one line to the next.
#[derive(Default, Debug)]
pub(super) struct Reader {
    nodes: Vec<Node>,
}

impl Reader {
    /// The one value in `line`, blanks around it allowed; `None` when the line is not JSON.
    pub(super) fn read<'a>(&'a mut self, line: &'a [u8]) -> Option<Value<'a>> {
        scan::scan(line, &mut self.nodes).then_some(Value { line, nodes: &self.nodes, at: 0 })
    }
}

/// A value inside a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Value<'a> {
    line: &'a [u8],
    nodes: &'a [Node],
    at: usize,
}

impl<'a> Value<'a> {
    fn node(&self) -> Node {
        self.nodes[self.at]
    }

    fn with(self, at: usize) -> Self {
        Self { at, ..self }
    }

    /// The value as it is written; texts with their quotes.
    pub(super) fn raw(self) -> &'a [u8] {
        let node = self.node();
        &self.line[node.start..node.end]
    }

    /// The first member of this name; `None` for other values than objects, too.
    pub(super) fn get(self, name: &str) -> Option<Self> {
        if self.node().kind != Kind::Object {
            return None;
        }
        let end = self.node().next;
        let mut key = self.at + 1;
        while key < end {
            if self.with(key).equals(name) {
                return Some(self.with(key + 1));
            }
            key = self.nodes[key + 1].next;
        }
        None
    }

    /// The member at the end of a path of names.
    pub(super) fn at(self, path: &[&str]) -> Option<Self> {
        path.iter().try_fold(self, |value, name| value.get(name))
    }

    /// The elements of an array; none for other values.
    pub(super) fn elements(self) -> impl Iterator<Item = Self> {
        let end = if self.is_array() { self.node().next } else { 0 };
        let mut next = self.at + 1;
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let element = self.with(next);
                next = element.node().next;
                element
            })
        })
    }

    /// The members of an object, names unescaped; none for other values.
    pub(super) fn members(self) -> impl Iterator<Item = (Cow<'a, [u8]>, Self)> {
        let end = if self.is_object() { self.node().next } else { 0 };
        let mut next = self.at + 1;
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let (name, member) = (self.with(next), self.with(next + 1));
                next = member.node().next;
                (name.text().unwrap_or_default(), member)
            })
        })
    }

    pub(super) fn is_array(self) -> bool {
        self.node().kind == Kind::Array
    }

    pub(super) fn is_object(self) -> bool {
        self.node().kind == Kind::Object
    }

    /// A flag, read leniently: true, a number other than 0, or a text that says true.
    pub(super) fn is_true(self) -> bool {
        match self.node().kind {
            Kind::True => true,
            Kind::Number => text::is_not_zero(self.raw()),
            Kind::Text | Kind::EscapedText => self.text().is_some_and(|text| {
                [&b"1"[..], b"t", b"true"].iter().any(|yes| text.eq_ignore_ascii_case(yes))
            }),
            _ => false,
        }
    }

    /// The text of a string; `None` for other values.
    pub(super) fn text(self) -> Option<Cow<'a, [u8]>> {
        let quoted = self.raw();
        match self.node().kind {
            Kind::Text => Some(Cow::Borrowed(&quoted[1..quoted.len() - 1])),
            Kind::EscapedText => Some(Cow::Owned(text::unescape(&quoted[1..quoted.len() - 1]))),
            _ => None,
        }
    }

    /// Whether this is the string `expected`.
    pub(super) fn equals(self, expected: &str) -> bool {
        match self.node().kind {
            Kind::Text => {
                let quoted = self.raw();
                &quoted[1..quoted.len() - 1] == expected.as_bytes()
            }
            Kind::EscapedText => self.text().is_some_and(|text| &*text == expected.as_bytes()),
            _ => false,
        }
    }

    /// The text of a string member; empty when it is absent or something else.
    pub(super) fn text_of(self, name: &str) -> Cow<'a, [u8]> {
        self.get(name).and_then(Self::text).unwrap_or_default()
    }

    /// A text, the spelling of a number or literal, or nothing for null: how identifiers are read.
    pub(super) fn spelling(self) -> Cow<'a, [u8]> {
        match self.node().kind {
            Kind::Null => Cow::default(),
            Kind::Text | Kind::EscapedText => self.text().unwrap_or_default(),
            _ => Cow::Borrowed(self.raw()),
        }
    }

    /// A count, read leniently: numbers are cut towards zero, texts may hold an integer, true is 1, the rest 0.
    pub(super) fn count(self) -> i64 {
        match self.node().kind {
            Kind::True => 1,
            Kind::Number => text::number_to_integer(self.raw()),
            Kind::Text | Kind::EscapedText => {
                self.text().and_then(|text| text::integer(&text)).unwrap_or_default()
            }
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with<T>(line: &str, look: impl FnOnce(Value<'_>) -> T) -> T {
        look(Reader::default().read(line.as_bytes()).unwrap_or_else(|| panic!("{line} is valid")))
    }

    #[test]
    fn the_first_of_equal_names_wins_in_any_spelling() {
        assert_eq!(with(r#"{"a":1,"a":2}"#, |value| value.get("a").unwrap().count()), 1);
        assert_eq!(with(r#"{"\u0061":1,"a":2}"#, |value| value.get("a").unwrap().count()), 1);
        assert!(with(r#"{"A":1}"#, |value| value.get("a").is_none()), "names keep their case");
        assert_eq!(with(r#"{"x":[{"a":9}],"a":{"b":3}}"#, |value| value.at(&["a", "b"]).unwrap().count()), 3);
    }

    #[test]
    fn elements_are_those_of_this_array_only() {
        let line = r#"[1,[2,3],{"a":[4]},"5"]"#;
        let raw = with(line, |value| {
            value
                .elements()
                .map(|element| String::from_utf8(element.raw().to_vec()).unwrap())
                .collect::<Vec<_>>()
        });
        assert_eq!(raw, ["1", "[2,3]", r#"{"a":[4]}"#, "\"5\""]);
        assert_eq!(with(r#"{"a":1}"#, |value| value.elements().count()), 0);
    }

    #[test]
    fn counts_are_read_leniently() {
        for (value, expected) in [
            ("12", 12),
            ("-9", -9),
            ("2.9", 2),
            ("-2.9", -2),
            ("1e3", 1000),
            ("\"8\"", 8),
            ("\"-8\"", -8),
            ("\"8.5\"", 0),
            ("\" 8\"", 0),
            ("\"\"", 0),
            ("true", 1),
            ("false", 0),
            ("null", 0),
            ("[1]", 0),
        ] {
            let line = format!("[{value}]");
            assert_eq!(
                with(&line, |list| list.elements().map(Value::count).sum::<i64>()),
                expected,
                "{value}"
            );
        }
    }

    #[test]
    fn flags_are_read_leniently() {
        for (value, expected) in [
            ("true", true),
            ("1", true),
            ("-0.5", true),
            ("\"True\"", true),
            ("\"1\"", true),
            ("false", false),
            ("0", false),
            ("0.0e5", false),
            ("\"yes\"", false),
            ("null", false),
            ("[true]", false),
        ] {
            let line = format!("[{value}]");
            assert_eq!(with(&line, |list| list.elements().any(Value::is_true)), expected, "{value}");
        }
    }

    #[test]
    fn identifiers_may_be_numbers() {
        for (value, expected) in [("\"a\\n\"", "a\n"), ("1.50", "1.50"), ("null", ""), ("true", "true")] {
            assert_eq!(&*with(value, |value| value.spelling().into_owned()), expected.as_bytes(), "{value}");
        }
    }
}
