//! What a JSON text holds, as far as it can be read, and what the value cannot show: members that occur twice.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// The content of a JSON text, which may be broken or cut off anywhere.
///
/// # Examples
///
/// ```
/// let content = agent_contracts::reading::Content::of(br#"{"daily":[{"date":"2026-05-06","date":"#);
/// assert!(content.error.is_some_and(|error| error.is_eof()));
/// assert_eq!(content.value, serde_json::json!({"daily": [{"date": "2026-05-06"}]}));
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Content {
    /// What could be read. Of members that occur more than once the last one is kept.
    pub value: Value,
    /// JSON Pointers of members that occur more than once.
    pub repeated: Vec<String>,
    /// Why the reader stopped before the end; none when the text is exactly one JSON value.
    pub error: Option<serde_json::Error>,
}

impl Content {
    /// Reads `text`.
    pub fn of(text: &[u8]) -> Self {
        let (mut value, mut repeated, mut path) = (Value::Null, Vec::new(), String::new());
        let mut reader = serde_json::Deserializer::from_slice(text);
        let place = Place { value: &mut value, path: &mut path, repeated: &mut repeated };
        let error = place.deserialize(&mut reader).and_then(|()| reader.end()).err();
        Self { value, repeated, error }
    }
}

/// Appends one step to a JSON Pointer.
pub fn push_step(path: &mut String, step: &str) {
    path.push('/');
    if step.contains(['~', '/']) {
        path.push_str(&step.replace('~', "~0").replace('/', "~1"));
    } else {
        path.push_str(step);
    }
}

/// Where the value that comes next is put. What was read of it stays there when the reader fails.
struct Place<'r> {
    value: &'r mut Value,
    path: &'r mut String,
    repeated: &'r mut Vec<String>,
}

impl Place<'_> {
    /// Reads one level further down, into `value`.
    fn within<T>(&mut self, step: &str, value: &mut Value, read: impl FnOnce(Place<'_>) -> T) -> T {
        let length = self.path.len();
        push_step(self.path, step);
        let result = read(Place { value, path: self.path, repeated: self.repeated });
        self.path.truncate(length);
        result
    }

    fn put(self, value: impl Into<Value>) {
        *self.value = value.into();
    }
}

impl<'de> DeserializeSeed<'de> for Place<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Place<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.put(Value::Null);
        Ok(())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.put(value);
        Ok(())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.put(value);
        Ok(())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.put(value);
        Ok(())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        let number = Number::from_f64(value).ok_or_else(|| E::custom("number out of range"))?;
        self.put(Value::Number(number));
        Ok(())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.put(value);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut elements: A) -> Result<(), A::Error> {
        let mut list = Vec::new();
        let result = loop {
            let mut element = Value::Null;
            let step = list.len().to_string();
            match self.within(&step, &mut element, |place| elements.next_element_seed(place)) {
                Ok(Some(())) => list.push(element),
                Ok(None) => break Ok(()),
                Err(error) => {
                    list.extend(Some(element).filter(|element| !element.is_null()));
                    break Err(error);
                }
            }
        };
        *self.value = Value::Array(list);
        result
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<(), A::Error> {
        let mut object = Map::new();
        let result = loop {
            let name = match members.next_key::<String>() {
                Ok(Some(name)) => name,
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            };
            let mut value = Value::Null;
            let result = self.within(&name, &mut value, |place| members.next_value_seed(place));
            if object.contains_key(&name) {
                self.within(&name, &mut Value::Null, |place| place.repeated.push(place.path.clone()));
            }
            if result.is_ok() || !value.is_null() {
                object.insert(name, value);
            }
            if result.is_err() {
                break result;
            }
        };
        *self.value = Value::Object(object);
        result
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Content;

    #[test]
    fn members_that_occur_twice_are_noted_at_any_depth() {
        let content = Content::of(br#"{"a/b":[{"c":1,"c":2}],"d":1,"d":2}"#);
        assert_eq!(content.repeated, ["/a~1b/0/c", "/d"]);
        assert_eq!(content.value, json!({"a/b": [{"c": 2}], "d": 2}));
        assert!(content.error.is_none(), "a repeated member is no syntax error");
    }

    #[test]
    fn text_after_the_value_is_an_error() {
        assert!(Content::of(b"{} {}").error.is_some(), "only one value may stand in the text");
    }

    #[test]
    fn what_was_read_before_an_error_is_kept() {
        for (text, value) in [
            (&br#"{"a":{"b":[1,{"c":tru"#[..], json!({"a": {"b": [1, {}]}})),
            (br#"{"a":1,"b"#, json!({"a": 1})),
            (br#"{"a":1,"b":nul"#, json!({"a": 1})),
            (b"[1,2", json!([1, 2])),
            (b"", Value::Null),
        ] {
            let content = Content::of(text);
            assert_eq!(content.value, value);
            assert!(content.error.is_some(), "{} is not complete", String::from_utf8_lossy(text));
        }
    }
}
