//! One problem of one document, and the names of the rules that no JSON Schema keyword stands for.

use serde::Serialize;

/// Rules beside the schema's keywords. Their names are permanent.
pub mod rule {
    /// Nothing in the file.
    pub const EMPTY: &str = "empty";
    /// Not JSON at all, or a syntax error.
    pub const SYNTAX: &str = "syntax";
    /// JSON that ends too early.
    pub const TRUNCATED: &str = "truncated";
    /// Bytes that are not UTF-8, or a byte order mark.
    pub const ENCODING: &str = "encoding";
    /// An escaped half of a surrogate pair, which stands for no character.
    pub const LONE_SURROGATE: &str = "lone-surrogate";
    /// More than 127 arrays and objects inside each other.
    pub const NESTING: &str = "nesting";
    /// A number that no 64-bit float can hold.
    pub const NUMBER_RANGE: &str = "number-range";
    /// A member that occurs twice in one object.
    pub const DUPLICATE_MEMBER: &str = "duplicate-member";
    /// An empty line in NDJSON.
    pub const BLANK_LINE: &str = "blank-line";
    /// An NDJSON stream that does not begin with its meta line.
    pub const META_LINE_FIRST: &str = "meta-line-first";
    /// A meta line after the first line.
    pub const META_LINE_REPEATED: &str = "meta-line-repeated";
    /// A document of another version, or of none.
    pub const SCHEMA_VERSION: &str = "schema-version";
    /// A document that looks like no surface of v1.
    pub const SURFACE: &str = "surface";
}

/// One thing that is wrong with a document.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Problem {
    /// Line, from 1; in JSON documents where the value begins, as far as that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Byte within the line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u64>,
    /// JSON Pointer to the value within the document or line; empty for the whole.
    pub path: String,
    /// The schema's keyword, or one of [`rule`].
    pub rule: String,
    /// What was expected and what was found.
    pub message: String,
}

impl Problem {
    /// A problem of the document as a whole.
    pub(super) fn whole(rule: &str, message: impl Into<String>) -> Self {
        Self { line: None, column: None, path: String::new(), rule: rule.into(), message: message.into() }
    }

    /// A problem of the value at a JSON Pointer.
    pub(super) fn at(path: impl Into<String>, rule: &str, message: impl Into<String>) -> Self {
        Self { path: path.into(), ..Self::whole(rule, message) }
    }

    /// True when the document says another version than 1, so that nothing else about it was looked at.
    pub(super) fn is_other_version(&self) -> bool {
        self.rule == rule::SCHEMA_VERSION && !self.path.is_empty()
    }

    /// What the JSON reader objected to, as a problem of its own rule.
    pub(super) fn unreadable(error: &serde_json::Error) -> Self {
        // The reader's error kinds are private; its texts are the only way to tell them apart.
        let text = error.to_string();
        let cause = text.split(" at line ").next().unwrap_or_default();
        let (rule, message) = match cause {
            _ if error.is_eof() => (rule::TRUNCATED, "expected more: the text ends in the middle of a value"),
            "lone leading surrogate in hex escape" | "unexpected end of hex escape" => (
                rule::LONE_SURROGATE,
                "expected text: half of a surrogate pair is escaped, which stands for no character",
            ),
            "recursion limit exceeded" => {
                (rule::NESTING, "expected at most 127 arrays and objects inside each other")
            }
            "number out of range" => (rule::NUMBER_RANGE, "expected a number that a 64-bit float can hold"),
            "invalid unicode code point" => (rule::ENCODING, "expected UTF-8 text"),
            cause => (rule::SYNTAX, cause),
        };
        let message = if rule == rule::SYNTAX { format!("expected JSON: {message}") } else { message.into() };
        Self {
            line: u64::try_from(error.line()).ok(),
            column: u64::try_from(error.column()).ok(),
            ..Self::whole(rule, message)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Problem, rule};

    #[test]
    fn what_the_reader_objects_to_has_a_rule_of_its_own() {
        let deep = "[".repeat(200) + &"]".repeat(200);
        for (text, rule) in [
            (&br#"{"a":"#[..], rule::TRUNCATED),
            (br#"{"a":1,}"#, rule::SYNTAX),
            (br#"["\ud800"]"#, rule::LONE_SURROGATE),
            (br#"["\ud800\u0041"]"#, rule::LONE_SURROGATE),
            (br#"["\udc00"]"#, rule::LONE_SURROGATE),
            (b"[1e400]", rule::NUMBER_RANGE),
            (b"[\"\xff\"]", rule::ENCODING),
            (deep.as_bytes(), rule::NESTING),
            (b"[1]\n x", rule::SYNTAX),
        ] {
            let error = serde_json::from_slice::<serde_json::Value>(text).unwrap_err();
            let problem = Problem::unreadable(&error);
            assert_eq!(problem.rule, rule, "{error}: {problem:?}");
        }
    }
}
