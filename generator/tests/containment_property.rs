//! Containment of generated schemas: a proof must hold for every document that can be thought of, a refuting document
//! must refute, and every schema lies within itself. Proptest prints the seed and the smallest failing pair.

#![expect(
    clippy::expect_used,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "small numbers, and schemas that were checked"
)]

use contractgen::diff::containment::{Containment, SchemaPair, check_schema};
use jsonschema::Validator;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value, json};

/// Documents tried against each proof.
const DOCUMENTS: usize = 400;

/// Names of members, in schemas and documents alike.
const NAMES: [&str; 4] = ["a", "b", "ab", "x-c"];

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3_i64..8).prop_map(Value::from),
        (-4_i64..12).prop_map(|half| json!(half as f64 / 2.0)),
        select(vec!["", "a", "b", "ab", "aab", "x-c", "ä", "\n", "abc"]).prop_map(Value::from),
    ]
}

fn document() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::Array),
            btree_map(select(NAMES.to_vec()), inner, 0..4).prop_map(|members| {
                members
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect::<Map<_, _>>()
                    .into()
            }),
        ]
    })
}

fn kind() -> impl Strategy<Value = Value> {
    let kinds = ["null", "boolean", "integer", "number", "string", "array", "object"];
    prop_oneof![
        select(kinds.to_vec()).prop_map(Value::from),
        subsequence(kinds.to_vec(), 1..4).prop_map(|kinds| json!(kinds)),
    ]
}

fn pattern() -> impl Strategy<Value = &'static str> {
    select(vec!["a", "^a", "^a*$", "b$", "^[ab]+$", "^x-", "^(ab)*$", "^.*$", "^.{2}$"])
}

/// One keyword that holds no schema, with its value.
fn plain_keyword() -> impl Strategy<Value = (&'static str, Value)> {
    prop_oneof![
        4 => kind().prop_map(|kind| ("type", kind)),
        2 => vec(scalar(), 1..4).prop_map(|values| ("enum", json!(values))),
        1 => scalar().prop_map(|value| ("const", value)),
        2 => (select(vec!["minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"]), -2_i64..5)
            .prop_map(|(keyword, limit)| (keyword, json!(limit))),
        1 => select(vec![json!(1), json!(2), json!(3), json!(0.5), json!(1.5)])
            .prop_map(|step| ("multipleOf", step)),
        2 => (
            select(vec!["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"]),
            0..4,
        )
            .prop_map(|(keyword, count)| (keyword, json!(count))),
        1 => pattern().prop_map(|pattern| ("pattern", json!(pattern))),
        1 => Just(("uniqueItems", json!(true))),
        2 => subsequence(NAMES.to_vec(), 1..3).prop_map(|names| ("required", json!(names))),
        1 => (select(NAMES.to_vec()), select(NAMES.to_vec()))
            .prop_map(|(name, other)| ("dependentRequired", json!({name: [other]}))),
    ]
}

/// One keyword that holds schemas, with its value.
fn holding_keyword(inner: &BoxedStrategy<Value>) -> BoxedStrategy<(&'static str, Value)> {
    let named = btree_map(select(NAMES.to_vec()), inner.clone(), 1..4);
    let one = |keyword: &'static str| inner.clone().prop_map(move |schema| (keyword, schema));
    let list =
        |keyword: &'static str| vec(inner.clone(), 1..4).prop_map(move |schemas| (keyword, json!(schemas)));
    prop_oneof![
        5 => named.prop_map(|schemas| ("properties", json!(schemas))),
        1 => (pattern(), inner.clone()).prop_map(|(pattern, schema)| ("patternProperties", json!({pattern: schema}))),
        2 => one("additionalProperties"),
        1 => one("propertyNames"),
        2 => one("items"),
        1 => list("prefixItems"),
        1 => one("contains"),
        2 => list("allOf"),
        3 => list("anyOf"),
        2 => list("oneOf"),
        1 => one("not"),
        1 => one("if"),
        1 => one("then"),
        1 => one("else"),
        1 => one("unevaluatedProperties"),
        1 => one("unevaluatedItems"),
        1 => (select(NAMES.to_vec()), inner.clone())
            .prop_map(|(name, schema)| ("dependentSchemas", json!({name: schema}))),
    ]
    .boxed()
}

fn object_of(keywords: Vec<(&'static str, Value)>) -> Value {
    keywords.into_iter().map(|(keyword, value)| (keyword.to_owned(), value)).collect::<Map<_, _>>().into()
}

fn schema() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(json!({"$ref": "#/$defs/shared"})),
        6 => vec(plain_keyword(), 0..3).prop_map(object_of),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let keywords = (vec(plain_keyword(), 0..3), vec(holding_keyword(&inner.boxed()), 1..3));
        keywords.prop_map(|(plain, holding)| object_of([plain, holding].concat()))
    })
}

/// A small change somewhere inside a schema.
#[derive(Clone, Debug)]
enum Change {
    Replace(Value),
    Drop,
    Add(&'static str, Value),
    Nudge(i64),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        1 => schema().prop_map(Change::Replace),
        2 => Just(Change::Drop),
        3 => plain_keyword().prop_map(|(keyword, value)| Change::Add(keyword, value)),
        2 => select(vec![-1, 1]).prop_map(Change::Nudge),
    ]
}

/// Applies a change to the part of a schema that `turns` lead to.
fn changed(schema: &Value, turns: &[usize], change: &Change) -> Value {
    let mut schema = schema.clone();
    if let Some((turn, later)) = turns.split_first() {
        let parts: Vec<&mut Value> = match &mut schema {
            Value::Object(members) => members.values_mut().collect(),
            Value::Array(items) => items.iter_mut().collect(),
            _ => Vec::new(),
        };
        let count = parts.len();
        if let Some(part) = parts.into_iter().nth(turn % count.max(1)) {
            *part = changed(part, later, change);
            return schema;
        }
    }
    match (change, &mut schema) {
        (Change::Replace(other), _) => other.clone(),
        (Change::Drop, Value::Object(members)) => {
            let first = members.keys().next().cloned();
            first.map(|name| members.remove(&name));
            schema
        }
        (Change::Drop, Value::Array(items)) if items.len() > 1 => {
            items.pop();
            schema
        }
        (Change::Add(keyword, value), Value::Object(members)) => {
            members.insert((*keyword).to_owned(), value.clone());
            schema
        }
        (Change::Nudge(by), Value::Number(number)) => {
            number.as_i64().map_or(schema.clone(), |number| json!((number + by).max(0)))
        }
        _ => schema,
    }
}

/// A schema file with the definition that schemas refer to; it refers to itself through its items and members.
fn file(root: &Value, shared: &Value) -> Value {
    let around =
        json!({"items": root, "properties": {"a": {"$ref": "#/$defs/shared"}}, "anyOf": [shared, true]});
    json!({"allOf": [root], "$defs": {"shared": around}})
}

/// Two schema files that differ by a change or two.
fn two_files() -> impl Strategy<Value = (Value, Value)> {
    let changes = vec((vec(0_usize..6, 0..5), change()), 1..3);
    (schema(), plain_keyword(), changes).prop_map(|(root, (keyword, value), changes)| {
        let shared = json!({keyword: value});
        let after =
            changes.iter().fold(root.clone(), |schema, (turns, change)| changed(&schema, turns, change));
        (file(&root, &shared), file(&after, &shared))
    })
}

fn validator(schema: &Value) -> Validator {
    jsonschema::draft202012::new(schema).expect("a usable schema")
}

/// What the schema itself mentions, as documents: they hit bounds that random ones miss.
fn mentioned(schema: &Value, found: &mut Vec<Value>) {
    match schema {
        Value::Object(members) => {
            for (keyword, value) in members {
                match (keyword.as_str(), value) {
                    ("const", value) => found.push(value.clone()),
                    ("enum", Value::Array(values)) => found.extend(values.iter().cloned()),
                    (_, Value::Number(number)) => {
                        let number = number.as_f64().unwrap_or_default();
                        found.extend(
                            [number - 1.0, number - 0.5, number, number + 0.5, number + 1.0].map(Value::from),
                        );
                    }
                    _ => mentioned(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| mentioned(item, found)),
        _ => {}
    }
}

/// A document that follows a schema as far as a glance goes; turns of the road come from `turns`.
fn shaped(schema: &Value, turns: &mut impl Iterator<Item = usize>, depth: usize) -> Value {
    let turn = turns.next().unwrap_or_default();
    let Value::Object(keywords) = schema else { return Value::Null };
    let pick = |values: &[Value]| values.get(turn % values.len().max(1)).cloned().unwrap_or_default();
    if let Some(value) = keywords.get("const") {
        return value.clone();
    }
    if let Some(Value::Array(values)) = keywords.get("enum") {
        return pick(values);
    }
    let inner: Vec<&Value> = ["allOf", "anyOf", "oneOf"]
        .into_iter()
        .filter_map(|keyword| keywords.get(keyword)?.as_array())
        .flatten()
        .collect();
    let shape = ["properties", "items", "prefixItems", "required", "type"];
    if !inner.is_empty()
        && (turn.is_multiple_of(3) || !shape.iter().any(|keyword| keywords.contains_key(*keyword)))
    {
        return shaped(inner[turn % inner.len()], turns, depth);
    }
    let kind = match keywords.get("type") {
        Some(Value::Array(kinds)) => pick(kinds),
        Some(kind) => kind.clone(),
        None if keywords.contains_key("items") || keywords.contains_key("prefixItems") => json!("array"),
        None => json!("object"),
    };
    match kind.as_str() {
        Some("object") if depth < 4 => {
            let named = keywords.get("properties").and_then(Value::as_object);
            let other = keywords.get("additionalProperties").unwrap_or(&Value::Null);
            let mut used = NAMES.to_vec();
            used.retain(|_| turns.next().is_some_and(|turn| turn % 3 != 0));
            let member = |name: &&str| {
                let schema = named.and_then(|named| named.get(*name)).unwrap_or(other);
                ((*name).to_owned(), shaped(schema, turns, depth + 1))
            };
            Value::Object(used.iter().map(member).collect())
        }
        Some("array") if depth < 4 => {
            let prefix = keywords.get("prefixItems").and_then(Value::as_array);
            let other = keywords.get("items").unwrap_or(&Value::Null);
            let item = |index: usize| {
                shaped(prefix.and_then(|prefix| prefix.get(index)).unwrap_or(other), turns, depth + 1)
            };
            Value::Array((0..turn % 4).map(item).collect())
        }
        Some("string") => pick(&["", "a", "ab", "aab", "x-c", "bb", "\n", "abab"].map(Value::from)),
        Some("integer") => pick(&[-1, 0, 1, 2, 3, 4, 6].map(Value::from)),
        Some("number") => pick(&[-0.5, 0.0, 0.5, 1.0, 1.5, 2.5, 3.0, 4.5].map(Value::from)),
        Some("boolean") => Value::from(turn.is_multiple_of(2)),
        _ => Value::Null,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, max_shrink_iters: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn answers_hold_for_documents(
        (old, new) in two_files(),
        documents in vec(document(), DOCUMENTS / 2),
        turns in vec(any::<usize>(), 64),
    ) {
        prop_assume!(check_schema(&old).is_ok() && check_schema(&new).is_ok());
        let pair = SchemaPair::new(&old, &new).expect("both schemas were checked");
        let (old_validator, new_validator) = (validator(&old), validator(&new));
        match pair.whole() {
            Containment::Proved => {
                let mut documents = documents;
                mentioned(&old, &mut documents);
                mentioned(&new, &mut documents);
                let mut turns = turns.into_iter().cycle().enumerate().map(|(step, turn)| turn.rotate_left(step as u32));
                documents.extend((0..DOCUMENTS).map(|_| shaped(&new, &mut turns, 0)));
                for document in documents.iter().filter(|document| new_validator.is_valid(document)) {
                    prop_assert!(
                        old_validator.is_valid(document),
                        "{document} is a document of the new schema only, so the proof is wrong:\nold {old}\nnew {new}"
                    );
                }
            }
            Containment::Refuted(document) => {
                prop_assert!(new_validator.is_valid(&document), "{new} rejects {document}, which refutes nothing");
                prop_assert!(!old_validator.is_valid(&document), "{old} accepts {document}, which refutes nothing");
            }
            Containment::Undecided => {}
        }
    }

    #[test]
    fn a_schema_lies_within_itself(root in schema()) {
        let schema = file(&root, &json!({}));
        prop_assume!(check_schema(&schema).is_ok());
        let pair = SchemaPair::new(&schema, &schema).expect("the schema was checked");
        prop_assert_eq!(pair.whole(), Containment::Proved, "equality alone proves this: {}", schema);
    }
}
