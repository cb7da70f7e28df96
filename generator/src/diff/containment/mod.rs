//! Whether every document that a new schema allows is one that the old schema allows.
//!
//! A stand-in: it asks the `canonical` module of the validator and looks for examples among those of the schemas.

use jsonschema::canonical::{self, Containment as Covers};
use serde_json::Value;

use super::path::{DocumentPath, Step};

/// Two versions of a schema.
pub struct SchemaPair {
    old: Value,
    new: Value,
}

/// The answer to whether the old version allows all that the new one does.
#[derive(Clone, PartialEq, Debug)]
pub enum Containment {
    /// It does.
    Proved,
    /// It does not: it rejects this document.
    Refuted(Value),
    /// Nobody knows.
    Undecided,
}

/// A schema that cannot be compared.
#[derive(Debug, thiserror::Error)]
#[error("the schema cannot be read: {0}; correct it and compare again")]
pub struct SchemaError(String);

impl SchemaPair {
    /// Two versions of a schema.
    ///
    /// # Errors
    ///
    /// One of them is no schema.
    pub fn new(old: &Value, new: &Value) -> Result<Self, SchemaError> {
        for schema in [old, new] {
            jsonschema::validator_for(schema).map_err(|error| SchemaError(error.to_string()))?;
        }
        Ok(Self { old: old.clone(), new: new.clone() })
    }

    /// Whether the whole old schema covers the whole new one.
    pub fn whole(&self) -> Containment {
        self.at("", "")
    }

    /// The same for a place in each.
    pub fn at(&self, old_pointer: &str, new_pointer: &str) -> Containment {
        let place = |root: &Value, pointer: &str| {
            canonical::options().prepare(root).and_then(|prepared| prepared.canonicalize_at(pointer))
        };
        let (Ok(old), Ok(new)) = (place(&self.old, old_pointer), place(&self.new, new_pointer)) else {
            return Containment::Undecided;
        };
        match old.covers(&new) {
            Ok(Covers::Yes) => Containment::Proved,
            _ => Containment::Undecided,
        }
    }

    /// A whole document that the new version allows and the old one rejects because of the value at `path`.
    pub fn example_at(&self, path: &DocumentPath, _old_pointer: &str, _new_pointer: &str) -> Option<Value> {
        let accepts = |root: &Value, document: &Value| jsonschema::is_valid(root, document);
        let samples = [Value::Null, Value::from("other"), Value::from(-1), Value::from(0.5)];
        let examples = self.new.get("examples")?.as_array()?;
        for example in examples {
            for sample in &samples {
                let mut document = example.clone();
                let mut place = &mut document;
                for step in path.steps() {
                    place = match step {
                        Step::Member(name) => place.get_mut(name)?,
                        Step::AnyMember => place.as_object_mut()?.values_mut().next()?,
                        Step::Item => place.as_array_mut()?.first_mut()?,
                    };
                }
                *place = sample.clone();
                if accepts(&self.new, &document) && !accepts(&self.old, &document) {
                    return Some(document);
                }
            }
        }
        None
    }
}
