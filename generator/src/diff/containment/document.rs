//! One schema file: where its schemas stand, what they are called and where its references lead.

use std::collections::HashMap;

use jsonschema::uri;
use serde_json::Value;

use super::error::SchemaError;

/// How deep a schema file may be nested.
pub(super) const NESTING_LIMIT: usize = 200;

/// The base of references in a file without `$id`.
const DEFAULT_BASE: &str = "json-schema:///";

/// How a keyword holds schemas.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    One,
    List,
    Map,
}

/// The keywords that hold schemas.
const HOLDERS: [(&str, Holds); 19] = [
    ("$defs", Holds::Map),
    ("additionalProperties", Holds::One),
    ("allOf", Holds::List),
    ("anyOf", Holds::List),
    ("contains", Holds::One),
    ("definitions", Holds::Map),
    ("dependentSchemas", Holds::Map),
    ("else", Holds::One),
    ("if", Holds::One),
    ("items", Holds::One),
    ("not", Holds::One),
    ("oneOf", Holds::List),
    ("patternProperties", Holds::Map),
    ("prefixItems", Holds::List),
    ("properties", Holds::Map),
    ("propertyNames", Holds::One),
    ("then", Holds::One),
    ("unevaluatedItems", Holds::One),
    ("unevaluatedProperties", Holds::One),
];

/// One schema of a file.
#[derive(Debug)]
pub(super) struct Place<'d> {
    /// Its JSON pointer.
    pub(super) pointer: String,
    /// The schema.
    pub(super) schema: &'d Value,
    /// The base of its references.
    base: usize,
    /// Where its `$ref` leads.
    pub(super) target: Option<usize>,
}

/// A schema file with its schemas found and its references resolved.
#[derive(Debug)]
pub(super) struct Document<'d> {
    root: &'d Value,
    /// Every schema, the root first.
    pub(super) places: Vec<Place<'d>>,
    by_pointer: HashMap<String, usize>,
    bases: Vec<String>,
    resources: HashMap<String, usize>,
    anchors: HashMap<(usize, String), usize>,
}

impl<'d> Document<'d> {
    /// Finds the schemas of a file that is not nested too deeply, and resolves its references.
    pub(super) fn read(root: &'d Value) -> Result<Self, SchemaError> {
        let mut document = Self {
            root,
            places: Vec::new(),
            by_pointer: HashMap::new(),
            bases: vec![DEFAULT_BASE.to_owned()],
            resources: HashMap::new(),
            anchors: HashMap::new(),
        };
        document.resources.insert(DEFAULT_BASE.to_owned(), 0);
        document.find(String::new(), root, 0)?;
        let mut next = 0;
        while next < document.places.len() {
            document.places[next].target = document.resolve(next)?;
            next += 1;
        }
        Ok(document)
    }

    /// The number of the schema at a JSON pointer.
    pub(super) fn place(&self, pointer: &str) -> Option<usize> {
        self.by_pointer.get(pointer).copied()
    }

    /// Every schema's pointer with its number.
    pub(super) fn into_pointers(self) -> HashMap<String, usize> {
        self.by_pointer
    }

    /// Notes the schema at a pointer and those inside it.
    fn find(&mut self, pointer: String, schema: &'d Value, base: usize) -> Result<(), SchemaError> {
        let mut pending = vec![(pointer, schema, base)];
        while let Some((pointer, schema, base)) = pending.pop() {
            if self.by_pointer.contains_key(&pointer) {
                continue;
            }
            let number = self.places.len();
            let base = self.name(&pointer, schema, base, number)?;
            self.by_pointer.insert(pointer.clone(), number);
            self.places.push(Place { pointer: pointer.clone(), schema, base, target: None });
            let mut inner = children(&pointer, schema);
            inner.reverse();
            pending.extend(inner.into_iter().map(|(pointer, schema)| (pointer, schema, base)));
        }
        Ok(())
    }

    /// Notes the names that a schema gives itself; the base of the references in it.
    fn name(
        &mut self,
        pointer: &str,
        schema: &Value,
        base: usize,
        number: usize,
    ) -> Result<usize, SchemaError> {
        let mut base = base;
        if let Some(id) = schema.get("$id").and_then(Value::as_str) {
            let broken = || SchemaError::Keyword {
                pointer: format!("{pointer}/$id"),
                problem: format!("{id:?} is no URI reference"),
            };
            let outer = uri::from_str(&self.bases[base]).map_err(|_| broken())?;
            let own = uri::resolve_against(&outer.borrow(), id).map_err(|_| broken())?.as_str().to_owned();
            let own = own.trim_end_matches('#').to_owned();
            base = self.bases.len();
            self.bases.push(own.clone());
            if self.resources.insert(own.clone(), number).is_some() {
                return Err(SchemaError::DuplicateName { pointer: format!("{pointer}/$id"), name: own });
            }
        }
        if let Some(anchor) = schema.get("$anchor").and_then(Value::as_str)
            && self.anchors.insert((base, anchor.to_owned()), number).is_some()
        {
            return Err(SchemaError::DuplicateName {
                pointer: format!("{pointer}/$anchor"),
                name: anchor.to_owned(),
            });
        }
        Ok(base)
    }

    /// Where the reference of a schema leads.
    fn resolve(&mut self, number: usize) -> Result<Option<usize>, SchemaError> {
        let place = &self.places[number];
        let Some(reference) = place.schema.get("$ref").and_then(Value::as_str) else { return Ok(None) };
        let pointer = format!("{}/$ref", place.pointer);
        let broken =
            || SchemaError::BrokenReference { pointer: pointer.clone(), reference: reference.to_owned() };
        let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let base = place.base;
        let resource = if file.is_empty() {
            self.resources.get(&self.bases[base]).copied()
        } else {
            let outer = uri::from_str(&self.bases[base]).map_err(|_| broken())?;
            let target = uri::resolve_against(&outer.borrow(), file).map_err(|_| broken())?;
            self.resources.get(target.as_str()).copied()
        };
        let Some(resource) = resource else {
            return Err(SchemaError::RemoteReference { pointer, reference: reference.to_owned() });
        };
        let fragment = percent_decoded(fragment).ok_or_else(broken)?;
        let base = self.places[resource].base;
        if !fragment.is_empty() && !fragment.starts_with('/') {
            return self.anchors.get(&(base, fragment)).copied().map(Some).ok_or_else(broken);
        }
        let target = format!("{}{fragment}", self.places[resource].pointer);
        if let Some(place) = self.place(&target) {
            return Ok(Some(place));
        }
        // A reference may lead into a keyword that holds no schemas of its own accord.
        match self.root.pointer(&target) {
            Some(schema @ (Value::Object(_) | Value::Bool(_))) => {
                let found = self.places.len();
                self.find(target, schema, base)?;
                Ok(Some(found))
            }
            _ => Err(broken()),
        }
    }
}

/// The schemas directly inside a schema, with their pointers.
pub(super) fn children<'d>(pointer: &str, schema: &'d Value) -> Vec<(String, &'d Value)> {
    let mut found = Vec::new();
    let Value::Object(keywords) = schema else { return found };
    for (keyword, holds) in HOLDERS {
        match (holds, keywords.get(keyword)) {
            (Holds::One, Some(schema)) => found.push((format!("{pointer}/{keyword}"), schema)),
            (Holds::List, Some(Value::Array(schemas))) => found.extend(
                schemas
                    .iter()
                    .enumerate()
                    .map(|(index, schema)| (format!("{pointer}/{keyword}/{index}"), schema)),
            ),
            (Holds::Map, Some(Value::Object(schemas))) => found.extend(
                schemas
                    .iter()
                    .map(|(name, schema)| (format!("{pointer}/{keyword}/{}", escaped(name)), schema)),
            ),
            _ => {}
        }
    }
    found
}

/// A name as a step of a JSON pointer.
pub(super) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn percent_decoded(fragment: &str) -> Option<String> {
    let bytes = fragment.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'%' {
            let digits = fragment.get(at + 1..at + 3)?;
            decoded.push(u8::from_str_radix(digits, 16).ok()?);
            at += 3;
        } else {
            decoded.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8(decoded).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Document, percent_decoded};

    #[test]
    fn references_are_resolved_by_pointer_anchor_and_name() {
        let schema = json!({
            "$id": "urn:example:root",
            "allOf": [
                {"$ref": "#/$defs/a~1b"},
                {"$ref": "#named"},
                {"$ref": "urn:example:root#/$defs/c%20d"},
                {"$ref": "urn:example:inner#/$defs/deep"},
                {"$ref": "#"},
                {"$ref": "#/x-parts/one"}
            ],
            "$defs": {
                "a/b": {},
                "c d": {"$anchor": "named"},
                "e": {"$id": "urn:example:inner", "$defs": {"deep": {}}, "items": {"$ref": "#/$defs/deep"}}
            },
            "x-parts": {"one": {"type": "null"}}
        });
        let document = Document::read(&schema).expect("every reference leads somewhere");
        let target = |pointer: &str| {
            let place = &document.places[document.place(pointer).expect("a schema stands there")];
            document.places[place.target.expect("it is a reference")].pointer.clone()
        };
        assert_eq!(target("/allOf/0"), "/$defs/a~1b");
        assert_eq!(target("/allOf/1"), "/$defs/c d");
        assert_eq!(target("/allOf/2"), "/$defs/c d");
        assert_eq!(target("/allOf/3"), "/$defs/e/$defs/deep");
        assert_eq!(target("/allOf/4"), "");
        assert_eq!(target("/allOf/5"), "/x-parts/one");
        assert_eq!(
            target("/$defs/e/items"),
            "/$defs/e/$defs/deep",
            "an inner `$id` is the base of what it holds"
        );
    }

    #[test]
    fn fragments_are_decoded() {
        assert_eq!(percent_decoded("/a%25b%C3%A4").as_deref(), Some("/a%bä"));
        assert_eq!(percent_decoded("/%zz"), None);
        assert_eq!(percent_decoded("/%F"), None);
    }
}
