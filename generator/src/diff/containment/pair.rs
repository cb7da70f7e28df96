//! Two schemas to compare, and the answers.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use jsonschema::Validator;
use serde_json::{Value, json};

use super::super::DocumentPath;
use super::assertion::SchemaId;
use super::check::read_checked;
use super::error::SchemaError;
use super::library::Library;
use super::solver::{Outcome, Solver, USUAL_DEPTH};
use super::{classes, embed, read, second_opinion};

/// How deep values may be nested in the search that follows when the usual one was not deep enough.
const GREAT_DEPTH: usize = 20_000;
/// The stack of that search.
const GREAT_STACK: usize = 1 << 30;

/// The answer to whether the new schema lies within the old one.
#[derive(Clone, PartialEq, Debug)]
pub enum Containment {
    /// Every value that the new schema accepts, the old one accepts.
    Proved,
    /// This value is accepted by the new schema and rejected by the old one; the validators of both were asked.
    Refuted(Value),
    /// Neither could be shown.
    Undecided,
}

/// An old and a new schema, ready to be compared as a whole and in parts.
///
/// # Examples
///
/// ```
/// use contractgen::diff::containment::{Containment, SchemaPair};
/// use serde_json::json;
///
/// let old = json!({"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}});
/// let new = json!({"type": "object", "properties": {"id": {"type": "integer", "minimum": 0}}});
/// let pair = SchemaPair::new(&old, &new)?;
/// assert_eq!(pair.whole(), Containment::Refuted(json!({})));
/// assert_eq!(pair.at("/properties/id", "/properties/id"), Containment::Proved);
/// # Ok::<(), contractgen::diff::containment::SchemaError>(())
/// ```
#[derive(Debug)]
pub struct SchemaPair {
    pub(super) old: Side,
    pub(super) new: Side,
    pub(super) solver: RefCell<Solver>,
}

/// One of the two.
#[derive(Debug)]
pub(super) struct Side {
    pub(super) schema: Value,
    ids: HashMap<String, SchemaId>,
    validators: RefCell<HashMap<String, Option<Rc<Validator>>>>,
}

impl SchemaPair {
    /// Reads both schemas.
    ///
    /// # Errors
    ///
    /// Fails when one of them cannot be compared; see [`SchemaError`].
    pub fn new(old: &Value, new: &Value) -> Result<Self, SchemaError> {
        let (old_file, new_file) = (read_checked(old)?, read_checked(new)?);
        let mut written = read::read(&old_file, 0);
        let second = written.len();
        written.extend(read::read(&new_file, second));
        let mut library = Library::new();
        let ids = classes::intern(&written, &mut library);
        let side = |schema: &Value, pointers: HashMap<String, usize>, offset: usize| Side {
            schema: schema.clone(),
            ids: pointers.into_iter().map(|(pointer, place)| (pointer, ids[offset + place])).collect(),
            validators: RefCell::default(),
        };
        Ok(Self {
            old: side(old, old_file.into_pointers(), 0),
            new: side(new, new_file.into_pointers(), second),
            solver: RefCell::new(Solver::new(library)),
        })
    }

    /// Whether every document that the new schema accepts is accepted by the old one.
    pub fn whole(&self) -> Containment {
        self.at("", "")
    }

    /// The same for two schemas inside the files, named by their JSON pointers; references in them are resolved against
    /// their own file. Undecided when no schema stands at a pointer.
    pub fn at(&self, old_pointer: &str, new_pointer: &str) -> Containment {
        let (Some(old), Some(new)) = (self.old.ids.get(old_pointer), self.new.ids.get(new_pointer)) else {
            return Containment::Undecided;
        };
        match self.difference(*new, *old) {
            Outcome::Empty => Containment::Proved,
            Outcome::Found(value) if self.refutes(old_pointer, new_pointer, &value) => {
                Containment::Refuted(value)
            }
            Outcome::Found(_) => Containment::Undecided,
            Outcome::Unknown => self.second_opinion(old_pointer, new_pointer),
        }
    }

    /// Whether [`Self::at`] is [`Containment::Proved`]; much quicker than to ask for the refutation as well.
    pub fn proves_at(&self, old_pointer: &str, new_pointer: &str) -> bool {
        let Some((old, new)) = self.ids(old_pointer, new_pointer) else { return false };
        match self.difference(new, old) {
            Outcome::Empty => true,
            Outcome::Found(_) => false,
            Outcome::Unknown => self.second_opinion(old_pointer, new_pointer) == Containment::Proved,
        }
    }

    /// The validators of both files, the old one first; none when one of them cannot be built.
    pub(crate) fn validators(&self) -> Option<(Rc<Validator>, Rc<Validator>)> {
        self.old.validator_at("").zip(self.new.validator_at(""))
    }

    /// A whole document that the new schema accepts and the old one rejects, with a value at `path` that the new schema
    /// at `new_pointer` accepts and the old one at `old_pointer` rejects; as near as possible to an example that the new
    /// schema gives.
    pub fn example_at(&self, path: &DocumentPath, old_pointer: &str, new_pointer: &str) -> Option<Value> {
        embed::example(self, path, old_pointer, new_pointer)
    }

    /// The schemas at two pointers, as the search knows them.
    pub(super) fn ids(&self, old_pointer: &str, new_pointer: &str) -> Option<(SchemaId, SchemaId)> {
        Some((*self.old.ids.get(old_pointer)?, *self.new.ids.get(new_pointer)?))
    }

    /// Whether the validators agree that a value refutes containment.
    pub(super) fn refutes(&self, old_pointer: &str, new_pointer: &str, value: &Value) -> bool {
        self.new.accepts(new_pointer, value) == Some(true)
            && self.old.accepts(old_pointer, value) == Some(false)
    }

    /// What somebody else's prover says, which knows whole files only.
    fn second_opinion(&self, old_pointer: &str, new_pointer: &str) -> Containment {
        if old_pointer.is_empty() && new_pointer.is_empty() {
            second_opinion::ask(&self.old.schema, &self.new.schema)
        } else {
            Containment::Undecided
        }
    }

    fn difference(&self, new: SchemaId, old: SchemaId) -> Outcome {
        let mut solver = self.solver.borrow_mut();
        let outcome = solver.difference(new, old, USUAL_DEPTH);
        if outcome != Outcome::Unknown || !solver.too_deep {
            return outcome;
        }
        // Long chains of definitions need a deep search, and that a stack of its own.
        let solver: &mut Solver = &mut solver;
        std::thread::scope(|scope| {
            let search = move || solver.difference(new, old, GREAT_DEPTH);
            let thread = std::thread::Builder::new().stack_size(GREAT_STACK).spawn_scoped(scope, search);
            thread.ok().and_then(|thread| thread.join().ok()).unwrap_or(Outcome::Unknown)
        })
    }
}

impl Side {
    /// Whether the validator of the schema at a pointer accepts a value; `None` when it cannot be asked.
    fn accepts(&self, pointer: &str, value: &Value) -> Option<bool> {
        Some(self.validator_at(pointer)?.is_valid(value))
    }

    /// The validator of the schema at a pointer; built once.
    fn validator_at(&self, pointer: &str) -> Option<Rc<Validator>> {
        let mut validators = self.validators.borrow_mut();
        validators.entry(pointer.to_owned()).or_insert_with(|| self.validator(pointer).map(Rc::new)).clone()
    }

    fn validator(&self, pointer: &str) -> Option<Validator> {
        let schema = if pointer.is_empty() { self.schema.clone() } else { self.wrapped(pointer)? };
        jsonschema::draft202012::new(&schema).ok()
    }

    /// A schema that refers to one inside the file.
    fn wrapped(&self, pointer: &str) -> Option<Value> {
        let mut file = self.schema.as_object()?.clone();
        let id = file.entry("$id").or_insert_with(|| json!("urn:contractgen:file")).as_str()?.to_owned();
        let reference = format!("{}#{}", id.trim_end_matches('#'), percent_encoded(pointer));
        Some(json!({"$id": "urn:contractgen:part", "$ref": reference, "$defs": {"file": file}}))
    }
}

fn percent_encoded(pointer: &str) -> String {
    use std::fmt::Write;
    let mut encoded = String::new();
    for byte in pointer.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/$".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}
