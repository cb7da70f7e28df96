//! One file of a side: its text, and the value read from it without forgiving anything that readers disagree on.

use agent_contracts::reading::Content;
use serde_json::Value;

use super::SideError;

/// A JSON file.
#[derive(Clone, PartialEq, Debug)]
pub struct Document {
    /// Where it is: the path as it was typed, or the path inside a commit.
    pub path: String,
    /// Its text.
    pub text: String,
    /// Its content.
    pub value: Value,
}

impl Document {
    /// Reads a schema.
    ///
    /// # Errors
    ///
    /// What is no JSON, is ambiguous, is nested too deeply, or can be no schema.
    pub(super) fn schema(path: String, bytes: Vec<u8>) -> Result<Self, SideError> {
        let document = Self::read(path, bytes)?;
        let found = match document.value {
            Value::Object(_) | Value::Bool(_) => return Ok(document),
            Value::Array(_) => "an array",
            Value::String(_) => "a string",
            Value::Number(_) => "a number",
            Value::Null => "null",
        };
        Err(SideError::NoSchema { file: document.path, found })
    }

    /// Reads any JSON file.
    ///
    /// # Errors
    ///
    /// What is no JSON, is ambiguous, or is nested too deeply.
    pub(super) fn read(path: String, bytes: Vec<u8>) -> Result<Self, SideError> {
        let Ok(text) = String::from_utf8(bytes) else { return Err(SideError::Encoding { file: path }) };
        if text.starts_with('\u{feff}') {
            return Err(SideError::Encoding { file: path });
        }
        let Content { value, repeated, error, .. } = Content::of(text.as_bytes());
        if let Some(error) = error {
            return Err(refused(path, &error));
        }
        match repeated.into_iter().next() {
            Some(pointer) => Err(SideError::RepeatedMember { file: path, pointer }),
            None => Ok(Self { path, text, value }),
        }
    }

    /// The file's name without its extension.
    pub(super) fn stem(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }
}

fn refused(file: String, error: &serde_json::Error) -> SideError {
    let (line, column) = (error.line(), error.column());
    let whole = error.to_string();
    let reason = whole.rsplit_once(" at line ").map_or(whole.as_str(), |(reason, _)| reason).to_owned();
    if reason == "recursion limit exceeded" {
        return SideError::TooDeep { file, line, column };
    }
    SideError::Json { file, line, column, reason }
}

#[cfg(test)]
mod tests {
    use super::Document;

    fn message(bytes: &[u8]) -> String {
        Document::schema("a/x.json".into(), bytes.to_vec()).unwrap_err().to_string()
    }

    #[test]
    fn a_schema_keeps_its_text_and_value() {
        let schema = Document::schema("a/x.y.json".into(), b"{\"type\": \"object\"}\n".to_vec()).unwrap();
        assert_eq!(schema.value, serde_json::json!({"type": "object"}));
        assert_eq!((schema.text.as_str(), schema.stem()), ("{\"type\": \"object\"}\n", "x.y"));
        assert!(Document::schema("x.json".into(), b"true".to_vec()).is_ok(), "true and false are schemas");
    }

    #[test]
    fn what_cannot_be_a_schema_is_refused_with_its_place() {
        let deep = format!("{}{}", "[".repeat(50_000), "]".repeat(50_000));
        for (bytes, part) in [
            (&b"{\n  \"type\": objekt\n}"[..], "a/x.json:2:11 is not JSON: expected value"),
            (b"", "a/x.json:1:0 is not JSON: EOF while parsing a value"),
            (b"{} {}", "a/x.json:1:4 is not JSON: trailing characters"),
            (b"\xff\xfe", "a/x.json is not UTF-8"),
            (b"\xef\xbb\xbf{}", "byte order mark"),
            (b"{\"$defs\": {\"a\": 1, \"a\": 2}}", "a/x.json has the member /$defs/a twice"),
            (b"[]", "a/x.json is no JSON Schema: it is an array"),
            (b"\"x\"", "it is a string"),
            (b"null", "it is null"),
            (deep.as_bytes(), "a/x.json:1:128 is nested too deeply"),
        ] {
            let message = message(bytes);
            assert!(message.contains(part), "expected {part:?} in: {message}");
        }
    }
}
