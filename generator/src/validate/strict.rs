//! Reads JSON text into a value and notes what the value cannot show: members that occur twice.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// A JSON value with the JSON Pointers of members that occurred more than once. The last one is kept.
pub(crate) struct Strict {
    pub(crate) value: Value,
    pub(crate) repeated: Vec<String>,
}

/// Reads `text`, which must hold exactly one JSON value.
pub(crate) fn read(text: &[u8]) -> Result<Strict, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_slice(text);
    let mut repeated = Vec::new();
    let mut path = String::new();
    let value = Reader { path: &mut path, repeated: &mut repeated }.deserialize(&mut reader)?;
    reader.end()?;
    Ok(Strict { value, repeated })
}

/// Appends one step to a JSON Pointer.
pub(crate) fn push_step(path: &mut String, step: &str) {
    path.push('/');
    path.push_str(&step.replace('~', "~0").replace('/', "~1"));
}

struct Reader<'r> {
    path: &'r mut String,
    repeated: &'r mut Vec<String>,
}

impl Reader<'_> {
    /// Reads one level further down.
    fn within<T>(&mut self, step: &str, read: impl FnOnce(Reader<'_>) -> T) -> T {
        let length = self.path.len();
        push_step(self.path, step);
        let result = read(Reader { path: self.path, repeated: self.repeated });
        self.path.truncate(length);
        result
    }
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut elements: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(element) =
            self.within(&list.len().to_string(), |reader| elements.next_element_seed(reader))?
        {
            list.push(element);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let value = self.within(&name, |reader| members.next_value_seed(reader))?;
            let again = object.contains_key(&name);
            if again {
                self.within(&name, |reader| reader.repeated.push(reader.path.clone()));
            }
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn members_that_occur_twice_are_noted_at_any_depth() {
        let strict = read(br#"{"a/b":[{"c":1,"c":2}],"d":1,"d":2}"#).unwrap();
        assert_eq!(strict.repeated, ["/a~1b/0/c", "/d"]);
        assert_eq!(strict.value, serde_json::json!({"a/b": [{"c": 2}], "d": 2}));
    }

    #[test]
    fn text_after_the_value_is_an_error() {
        assert!(read(b"{} {}").is_err(), "only one value may stand in the text");
    }
}
