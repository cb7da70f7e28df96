//! The one pass over a line: is it JSON, and where is what. No recursion, so depth costs no stack.

/// What a value is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Null,
    True,
    False,
    Number,
    /// A string without escapes.
    Text,
    EscapedText,
    Array,
    Object,
}

/// A value of the line. A container is followed by what it holds; members are a name, then a value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) kind: Kind,
    /// Where its text begins and ends, quotes and brackets included.
    pub(super) start: usize,
    pub(super) end: usize,
    /// The first node behind it. While a container is open: the container around it.
    pub(super) next: usize,
}

/// No container is open.
const NOWHERE: usize = usize::MAX;

/// What may come next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expected {
    Value,
    /// A value, or the end of the array that has just begun.
    ElementOrEnd,
    Name,
    /// A name, or the end of the object that has just begun.
    NameOrEnd,
    /// A comma or the end of the open container, or the end of the line.
    Behind,
}

/// Fills `nodes` with the values of `line`; false when the line is not one JSON value.
pub(super) fn scan(line: &[u8], nodes: &mut Vec<Node>) -> bool {
    nodes.clear();
    Scanner { line, at: 0, nodes, open: NOWHERE }.run().is_some()
}

struct Scanner<'l, 'n> {
    line: &'l [u8],
    at: usize,
    nodes: &'n mut Vec<Node>,
    /// The innermost open container.
    open: usize,
}

impl Scanner<'_, '_> {
    fn run(&mut self) -> Option<()> {
        let mut expected = Expected::Value;
        loop {
            self.skip_blanks();
            let Some(&byte) = self.line.get(self.at) else {
                return (expected == Expected::Behind && self.open == NOWHERE).then_some(());
            };
            expected = match (expected, byte) {
                (Expected::ElementOrEnd | Expected::Behind, b']')
                | (Expected::NameOrEnd | Expected::Behind, b'}') => self.close(byte)?,
                (Expected::Name | Expected::NameOrEnd, b'"') => {
                    self.string()?;
                    self.skip_blanks();
                    self.literal(b":")?;
                    Expected::Value
                }
                (Expected::Value | Expected::ElementOrEnd, _) => self.value(byte)?,
                (Expected::Behind, b',') => {
                    self.at += 1;
                    match self.nodes.get(self.open)?.kind {
                        Kind::Object => Expected::Name,
                        _ => Expected::Value,
                    }
                }
                _ => return None,
            };
        }
    }

    fn skip_blanks(&mut self) {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.line.get(self.at) {
            self.at += 1;
        }
    }

    fn literal(&mut self, text: &[u8]) -> Option<()> {
        self.line[self.at..].starts_with(text).then(|| self.at += text.len())
    }

    fn push(&mut self, kind: Kind, start: usize) {
        let next = self.nodes.len() + 1;
        self.nodes.push(Node { kind, start, end: self.at, next });
    }

    fn value(&mut self, first: u8) -> Option<Expected> {
        let start = self.at;
        let (kind, text): (_, &[u8]) = match first {
            b'{' => return Some(self.begin(Kind::Object, Expected::NameOrEnd)),
            b'[' => return Some(self.begin(Kind::Array, Expected::ElementOrEnd)),
            b'"' => {
                self.string()?;
                return Some(Expected::Behind);
            }
            b't' => (Kind::True, b"true"),
            b'f' => (Kind::False, b"false"),
            b'n' => (Kind::Null, b"null"),
            _ => {
                self.number()?;
                self.push(Kind::Number, start);
                return Some(Expected::Behind);
            }
        };
        self.literal(text)?;
        self.push(kind, start);
        Some(Expected::Behind)
    }

    fn begin(&mut self, kind: Kind, expected: Expected) -> Expected {
        self.nodes.push(Node { kind, start: self.at, end: 0, next: self.open });
        self.open = self.nodes.len() - 1;
        self.at += 1;
        expected
    }

    fn close(&mut self, bracket: u8) -> Option<Expected> {
        let behind = self.nodes.len();
        let node = self.nodes.get_mut(self.open)?;
        if (node.kind == Kind::Object) != (bracket == b'}') {
            return None;
        }
        self.at += 1;
        node.end = self.at;
        self.open = std::mem::replace(&mut node.next, behind);
        Some(Expected::Behind)
    }

    fn number(&mut self) -> Option<()> {
        if self.line.get(self.at) == Some(&b'-') {
            self.at += 1;
        }
        match self.line.get(self.at)? {
            b'0' => self.at += 1,
            b'1'..=b'9' => self.digits()?,
            _ => return None,
        }
        if self.line.get(self.at) == Some(&b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.line.get(self.at) {
            self.at += 1;
            if let Some(b'+' | b'-') = self.line.get(self.at) {
                self.at += 1;
            }
            self.digits()?;
        }
        Some(())
    }

    fn digits(&mut self) -> Option<()> {
        let count = self.line[self.at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += count;
        (count > 0).then_some(())
    }

    /// A string, of which only control characters and unknown escapes are refused.
    fn string(&mut self) -> Option<()> {
        let start = self.at;
        let mut kind = Kind::Text;
        self.at += 1;
        loop {
            self.at += plain_length(&self.line[self.at..]);
            match self.line.get(self.at)? {
                b'"' => break,
                b'\\' => {
                    kind = Kind::EscapedText;
                    self.at += match self.line.get(self.at + 1)? {
                        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => 2,
                        b'u' => {
                            let digits = self.line.get(self.at + 2..self.at + 6)?;
                            digits.iter().all(u8::is_ascii_hexdigit).then_some(6)?
                        }
                        _ => return None,
                    };
                }
                _ => return None,
            }
        }
        self.at += 1;
        self.push(kind, start);
        Some(())
    }
}

/// How many bytes from the start need no look of their own: neither quote, backslash nor control character.
fn plain_length(text: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 255;
    const HIGHS: u64 = ONES << 7;
    // The lowest flagged byte is exact; flags above it may be wrong, and are not looked at.
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word & HIGHS;
    let mut length = 0;
    let (words, _) = text.as_chunks::<8>();
    for &word in words {
        let word = u64::from_le_bytes(word);
        let control = word.wrapping_sub(ONES * 0x20) & !word & HIGHS;
        let flags =
            zeros(word ^ (ONES * u64::from(b'"'))) | zeros(word ^ (ONES * u64::from(b'\\'))) | control;
        if flags != 0 {
            return length + flags.trailing_zeros() as usize / 8;
        }
        length += 8;
    }
    let is_plain = |&&byte: &&u8| byte >= 0x20 && byte != b'"' && byte != b'\\';
    length + text[length..].iter().take_while(is_plain).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{any, prop_assert_eq, proptest};

    fn is_valid(line: impl AsRef<[u8]>) -> bool {
        scan(line.as_ref(), &mut Vec::new())
    }

    #[test]
    fn what_strict_decoders_refuse_and_logs_contain() {
        for line in [
            &b"1e999"[..],
            b"123456789012345678901234567890",
            br#""\ud800""#,
            b"\"\xff\x7f\"",
            b" \t{\"a\" : [ ] }\r",
            b"-0.0e-00",
        ] {
            assert!(is_valid(line), "{:?} is read", String::from_utf8_lossy(line));
        }
        let deep = [b"[".repeat(100_000), b"]".repeat(100_000)].concat();
        assert!(is_valid(&deep), "depth is no limit");
    }

    #[test]
    fn what_is_no_json() {
        for line in [
            "",
            " ",
            "01",
            "-",
            "1.",
            ".5",
            "1e",
            "+1",
            "tru",
            "nul",
            "\"\u{1}\"",
            "\"\t\"",
            r#""\x""#,
            r#""\u12g4""#,
            "\"",
            "\"\\",
            "[1,]",
            "[,1]",
            "{\"a\":1,}",
            "{\"a\"}",
            "{a:1}",
            "{1:1}",
            "[1}",
            "{\"a\":1]",
            "1 2",
            "[1] x",
            "]",
            "[",
            "{",
            "{\"a\":",
            "\u{FEFF}1",
            "1,2",
        ] {
            assert!(!is_valid(line), "{line:?} is no JSON");
        }
    }

    proptest! {
        #[test]
        fn eight_bytes_at_a_time_find_what_one_does(text in any::<Vec<u8>>()) {
            let expected = text.iter().take_while(|&&byte| byte >= 0x20 && byte != b'"' && byte != b'\\').count();
            prop_assert_eq!(plain_length(&text), expected);
        }

        #[test]
        fn what_serde_reads_is_read(value in "[\\[\\]{}\",:0-9a-z\\\\. e+-]{0,24}") {
            let strict = serde_json::from_str::<serde::de::IgnoredAny>(&value).is_ok();
            prop_assert_eq!(is_valid(&value), strict, "{}", value);
        }
    }
}
