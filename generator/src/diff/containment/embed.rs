//! Whole documents around a value that refutes containment somewhere inside: an example of the new schema with the value
//! put in its place, or else a document made from scratch.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::{DocumentPath, Step};
use super::assertion::{Assertion, Members, SchemaId};
use super::kind::{Kind, Kinds};
use super::library::Library;
use super::literal::Literal;
use super::pair::{Containment, SchemaPair};
use super::solver::{Outcome, USUAL_DEPTH};

/// See [`SchemaPair::example_at`].
pub(super) fn example(
    pair: &SchemaPair,
    path: &DocumentPath,
    old_pointer: &str,
    new_pointer: &str,
) -> Option<Value> {
    if let Containment::Refuted(value) = pair.at(old_pointer, new_pointer) {
        let examples = pair.new.schema.get("examples").and_then(Value::as_array).into_iter().flatten();
        let mut grafts = examples.flat_map(|example| grafted(example, path.steps(), &value));
        if let Some(document) = grafts.find(|document| pair.refutes("", "", document)) {
            return Some(document);
        }
    }
    let (old, new) = pair.ids(old_pointer, new_pointer)?;
    let (old_root, new_root) = pair.ids("", "")?;
    let mut solver = pair.solver.borrow_mut();
    let not_old = Assertion::Not(old);
    let parts = [Assertion::All(vec![new]), not_old].map(|assertion| solver.library.intern(assertion));
    let wanted = solver.library.schema(parts.to_vec());
    let around =
        path.steps().iter().rev().fold(wanted, |inner, step| holding(&mut solver.library, step, inner));
    let goal = vec![Literal::fulfils(new_root), Literal::breaks(old_root), Literal::fulfils(around)];
    match solver.start(goal, USUAL_DEPTH) {
        Outcome::Found(document) if pair.refutes("", "", &document) => Some(document),
        _ => None,
    }
}

/// The example with the value at each place that the path can mean, one document each.
fn grafted(example: &Value, path: &[Step], value: &Value) -> Vec<Value> {
    let Some((step, later)) = path.split_first() else { return vec![value.clone()] };
    match (step, example) {
        (Step::Member(name), Value::Object(members)) => {
            let inner = members.get(name).unwrap_or(&Value::Null);
            with_member(example, name, grafted(inner, later, value))
        }
        (Step::AnyMember, Value::Object(members)) => members
            .iter()
            .flat_map(|(name, inner)| with_member(example, name, grafted(inner, later, value)))
            .collect(),
        (Step::Item, Value::Array(items)) => items
            .iter()
            .enumerate()
            .flat_map(|(index, inner)| {
                grafted(inner, later, value).into_iter().map(move |inner| {
                    let mut items = items.clone();
                    items[index] = inner;
                    Value::Array(items)
                })
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn with_member(object: &Value, name: &str, inner: Vec<Value>) -> Vec<Value> {
    let with = |inner: Value| {
        let mut object = object.clone();
        object[name] = inner;
        object
    };
    inner.into_iter().map(with).collect()
}

/// The schema of values that hold, one step further in, a value of another schema.
fn holding(library: &mut Library, step: &Step, inner: SchemaId) -> SchemaId {
    let members = |named: BTreeMap<String, SchemaId>, rest| {
        Assertion::Members(Members { named, patterns: Vec::new(), rest, looks_at_rest: false })
    };
    let assertions = match step {
        Step::Member(name) => {
            let named = BTreeMap::from([(name.clone(), inner)]);
            let is_there = Assertion::Required(name.clone());
            vec![Assertion::Kinds(Kinds::only(Kind::Object)), is_there, members(named, Library::TRUE)]
        }
        Step::AnyMember => {
            let never = library.single(Assertion::Not(inner));
            let all_without = library.single(members(BTreeMap::new(), never));
            vec![Assertion::Kinds(Kinds::only(Kind::Object)), Assertion::Not(all_without)]
        }
        Step::Item => {
            let contains = Assertion::Contains { schema: inner, min: 1, max: None };
            vec![Assertion::Kinds(Kinds::only(Kind::Array)), contains]
        }
    };
    let assertions = assertions.into_iter().map(|assertion| library.intern(assertion)).collect();
    library.schema(assertions)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::super::{DocumentPath, Step};
    use super::super::SchemaPair;

    /// Session exports whose rows have a tag; `examples` where there are some.
    fn export(tag: &Value, examples: &Value) -> Value {
        json!({
            "type": "object",
            "required": ["sessions"],
            "properties": {
                "sessions": {"type": "array", "items": {"$ref": "#/$defs/Row"}},
                "models": {"type": "object", "additionalProperties": {"$ref": "#/$defs/Row"}}
            },
            "$defs": {"Row": {"type": "object", "required": ["id"], "properties": {"id": {"minLength": 1}, "tag": tag}}},
            "examples": examples
        })
    }

    fn tag_in(first: Step, second: Step) -> DocumentPath {
        DocumentPath::root().then(first).then(second).then(Step::Member("tag".into()))
    }

    const TAG: &str = "/$defs/Row/properties/tag";

    #[test]
    fn an_example_of_the_schema_is_the_base() {
        let examples = json!([{"sessions": [{"id": "s1", "note": "kept"}]}]);
        let (old, new) = (
            export(&json!({"type": "string"}), &examples),
            export(&json!({"type": ["string", "null"]}), &examples),
        );
        let pair = SchemaPair::new(&old, &new).expect("usable schemas");
        let path = tag_in(Step::Member("sessions".into()), Step::Item);
        let document = json!({"sessions": [{"id": "s1", "note": "kept", "tag": null}]});
        assert_eq!(pair.example_at(&path, TAG, TAG), Some(document));
    }

    #[test]
    fn without_examples_a_document_is_made() {
        let (old, new) = (export(&json!({"type": "string"}), &json!([])), export(&json!(true), &json!([])));
        let pair = SchemaPair::new(&old, &new).expect("usable schemas");
        let in_rows = pair.example_at(&tag_in(Step::Member("sessions".into()), Step::Item), TAG, TAG);
        let in_rows = in_rows.expect("a document");
        assert!(in_rows["sessions"][0].get("tag").is_some_and(|tag| !tag.is_string()), "{in_rows}");
        let in_map = pair.example_at(&tag_in(Step::Member("models".into()), Step::AnyMember), TAG, TAG);
        let in_map = in_map.expect("a document");
        let mut members = in_map["models"].as_object().expect("a map").values();
        assert!(members.any(|row| row.get("tag").is_some_and(|tag| !tag.is_string())), "{in_map}");
    }

    #[test]
    fn what_is_compatible_has_no_example() {
        let (old, new) = (export(&json!(true), &json!([])), export(&json!({"type": "string"}), &json!([])));
        let pair = SchemaPair::new(&old, &new).expect("usable schemas");
        assert_eq!(pair.example_at(&tag_in(Step::Member("sessions".into()), Step::Item), TAG, TAG), None);
        assert_eq!(pair.example_at(&DocumentPath::root(), "", "/nowhere"), None);
    }
}
