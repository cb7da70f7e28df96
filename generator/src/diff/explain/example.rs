//! Documents that show a break: the new schema allows them, and the old one rejects them at the place in question.
//! Both schemas are asked about every document before it is shown.

use std::rc::Rc;

use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde_json::{Map, Value};

use super::change::Change;
use crate::diff::containment::{Containment, SchemaPair};
use crate::diff::path::{DocumentPath, Step};

/// Places of a document that are tried, for a path that fits several.
const PLACES: usize = 4;

/// Finds examples for the findings of one surface.
pub(super) struct Examples<'p> {
    pair: &'p SchemaPair,
    validators: Option<(Rc<Validator>, Rc<Validator>)>,
    /// Documents to begin with: the prover's and the schemas' own, as far as the new schema allows them.
    documents: Vec<Value>,
}

impl<'p> Examples<'p> {
    pub(super) fn new(pair: &'p SchemaPair, old: &Value, new: &Value, whole: Containment) -> Self {
        let validators = match whole {
            Containment::Proved => None,
            _ => pair.validators(),
        };
        let witness = if let Containment::Refuted(witness) = whole { Some(witness) } else { None };
        let own =
            [new, old].into_iter().filter_map(|schema| schema.get("examples")?.as_array()).flatten().cloned();
        let allowed = |document: &Value| validators.as_ref().is_some_and(|(_, new)| new.is_valid(document));
        let documents = own.chain(witness).filter(allowed).collect();
        Self { pair, validators, documents }
    }

    /// A document that the change breaks; `places` are the pointers, old and new, of the schemas at `path` or around.
    pub(super) fn find(&self, change: &Change, path: &DocumentPath, places: (&str, &str)) -> Option<Value> {
        let (old, new) = self.validators.as_ref()?;
        let shows = |document: &Value| {
            new.is_valid(document) && old.iter_errors(document).any(|error| is_about(&error, path.steps()))
        };
        if let Some(document) = self.documents.iter().find(|document| shows(document)) {
            return Some(document.clone());
        }
        // The steps of the place whose schemas are compared, without the member that the change is about.
        let around: DocumentPath = path
            .steps()
            .iter()
            .take(path.steps().len() - usize::from(change.step.is_some()))
            .cloned()
            .collect();
        let found = self.pair.example_at(&around, places.0, places.1);
        if let Some(document) = found.as_ref().filter(|document| shows(document)) {
            return Some(document.clone());
        }
        let (around, edits) = edits(change, path, around);
        self.documents.iter().chain(&found).find_map(|document| {
            places_in(document, around.steps()).into_iter().find_map(|place| {
                edits.iter().find_map(|edit| {
                    let mut document = document.clone();
                    edit.apply(document.pointer_mut(&place)?);
                    shows(&document).then_some(document)
                })
            })
        })
    }
}

/// True when the error is at the place, inside of it, or says that it should be there or not be there.
fn is_about(error: &ValidationError<'_>, path: &[Step]) -> bool {
    let place = error.instance_path().as_str();
    let names: Vec<String> =
        place.split('/').skip(1).map(|name| name.replace("~1", "/").replace("~0", "~")).collect();
    let fits = |name: &String, step: &Step| match step {
        Step::Member(member) => name == member,
        Step::AnyMember => true,
        Step::Item => name.bytes().all(|byte| byte.is_ascii_digit()),
    };
    let shared = names.iter().zip(path).all(|(name, step)| fits(name, step));
    if shared && names.len() >= path.len() {
        return true;
    }
    if shared && names.len() + 1 == path.len() {
        let last = path.last();
        let is_last = |name: &str| match last {
            Some(Step::Member(member)) => name == member,
            Some(Step::AnyMember) => true,
            _ => false,
        };
        match error.kind() {
            ValidationErrorKind::Required { property } if property.as_str().is_some_and(is_last) => {
                return true;
            }
            ValidationErrorKind::AdditionalProperties { unexpected }
            | ValidationErrorKind::UnevaluatedProperties { unexpected }
                if unexpected.iter().any(|name| is_last(name)) =>
            {
                return true;
            }
            _ => {}
        }
    }
    match error.kind() {
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            shared && context.iter().flatten().any(|inner| is_about(inner, path))
        }
        _ => false,
    }
}

/// Pointers of the places in a document that a path fits.
fn places_in(document: &Value, path: &[Step]) -> Vec<String> {
    let mut places = vec![(String::new(), document)];
    for step in path {
        let inner = places.iter().flat_map(|(pointer, value)| -> Vec<(String, &Value)> {
            let inside = |name: &str| super::side::inside(pointer, name);
            match (step, value) {
                (Step::Member(name), Value::Object(members)) => {
                    members.get(name).map(|value| (inside(name), value)).into_iter().collect()
                }
                (Step::AnyMember, Value::Object(members)) => {
                    members.iter().take(PLACES).map(|(name, value)| (inside(name), value)).collect()
                }
                (Step::Item, Value::Array(items)) => {
                    let items = items.iter().take(PLACES).enumerate();
                    items.map(|(index, value)| (inside(&index.to_string()), value)).collect()
                }
                _ => Vec::new(),
            }
        });
        places = inner.take(PLACES).collect();
    }
    places.into_iter().map(|(pointer, _)| pointer).collect()
}

/// One thing to try at a place.
enum Edit {
    Replace(Value),
    Remove(String),
    Insert(String, Value),
}

impl Edit {
    fn apply(&self, place: &mut Value) {
        match (self, place) {
            (Self::Replace(value), place) => *place = value.clone(),
            (Self::Remove(name), Value::Object(members)) => {
                members.remove(name);
            }
            (Self::Insert(name, value), Value::Object(members)) => {
                members.insert(name.clone(), value.clone());
            }
            _ => {}
        }
    }
}

/// What is worth trying for a change, and at which places: the member it is about left out, values that either side
/// names, one of each type. A value that is a member is put into the object, which may lack it.
fn edits(change: &Change, path: &DocumentPath, around: DocumentPath) -> (DocumentPath, Vec<Edit>) {
    let named = [&change.new, &change.old].into_iter().flatten();
    let values = named.flat_map(hints).chain(samples());
    let insert =
        |name: &str| values.clone().map(|value| Edit::Insert(name.to_owned(), value)).collect::<Vec<Edit>>();
    match (&change.step, path.steps()) {
        (Some(Step::Member(name)), _) => {
            let removed = [Edit::Remove(name.clone())];
            (around, removed.into_iter().chain(insert(name)).collect())
        }
        (Some(_), _) => (around, insert("another")),
        (None, [outer @ .., Step::Member(name)]) => (outer.iter().cloned().collect(), insert(name)),
        (None, _) => (around, values.map(Edit::Replace).collect()),
    }
}

/// Values that a fragment of a schema suggests: those it lists, and those about its bounds.
fn hints(fragment: &Value) -> Vec<Value> {
    match fragment {
        Value::Array(values) => values.clone(),
        Value::Number(bound) => {
            let around = bound
                .as_i64()
                .into_iter()
                .flat_map(|bound| [bound, bound.saturating_sub(1), bound.saturating_add(1)].map(Value::from));
            let long = bound.as_u64().filter(|length| *length <= 1024).into_iter().flat_map(|length| {
                let length = usize::try_from(length).unwrap_or_default();
                [Value::from("x".repeat(length)), vec![Value::from("x"); length].into()]
            });
            around.chain(long).collect()
        }
        Value::Object(schema) => {
            let listed = ["const", "default"].into_iter().filter_map(|keyword| schema.get(keyword)).cloned();
            let lists =
                ["enum", "examples"].into_iter().filter_map(|keyword| schema.get(keyword)?.as_array());
            listed.chain(lists.flatten().cloned()).collect()
        }
        _ => Vec::new(),
    }
}

fn samples() -> Vec<Value> {
    vec![
        Value::Null,
        Value::from(""),
        Value::from("another"),
        Value::from(0),
        Value::from(-1),
        Value::from(0.5),
        Value::from(true),
        Value::Object(Map::new()),
        Value::Array(Vec::new()),
        Value::Array(vec![Value::Null]),
        Value::Array(vec![Value::from("x"), Value::from("x")]),
    ]
}
