//! A place in a schema with everything that applies there folded in: what it refers to, what `allOf` adds, and the
//! one alternative beside null. So `$ref` or inline, `anyOf` with null or a list of types, look the same.
//!
//! Only the form is looked at here; whether one shape allows more than another is for the prover.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::side::{Side, inside};
use super::types::Types;
use crate::emit::render;

/// References inside alternatives inside references: deeper ones count as any value.
const DEPTH: usize = 4;

/// One of the schemas that apply at a place.
#[derive(Clone)]
pub(super) struct Part<'s> {
    pub(super) pointer: String,
    pub(super) schema: &'s Map<String, Value>,
    /// Null is allowed beside it.
    or_null: bool,
}

/// Alternatives that are more than null and one other.
pub(super) struct Union {
    /// `oneOf`: exactly one must fit.
    pub(super) exclusive: bool,
    /// Null is one of them.
    or_null: bool,
    /// The others, by pointer.
    pub(super) variants: Vec<String>,
}

/// A keyword's value with its place.
#[derive(Clone)]
pub(super) struct Fact<'s> {
    pub(super) pointer: String,
    pub(super) value: &'s Value,
}

/// What applies at one place.
pub(super) struct Shape<'s> {
    pub(super) pointer: String,
    /// The definition that it refers to, or the place itself.
    pub(super) home: String,
    /// The schema at the place first, then what it refers to and adds.
    pub(super) parts: Vec<Part<'s>>,
    pub(super) unions: Vec<Union>,
    /// A list of all allowed values, with the place of the keyword that closes it.
    pub(super) closed: Option<Closed<'s>>,
    pub(super) types: Types,
    /// The place of the keyword that says the types, or of the schema.
    pub(super) types_at: String,
}

/// A closed list.
pub(super) struct Closed<'s> {
    pub(super) pointer: String,
    /// The values, each once, in the order of the schema.
    pub(super) values: Vec<&'s Value>,
}

impl Closed<'_> {
    pub(super) fn holds(&self, value: &Value) -> bool {
        self.values.iter().any(|own| same(own, value))
    }
}

impl<'s> Shape<'s> {
    pub(super) fn of(side: Side<'s>, pointer: &str) -> Self {
        Self::at_depth(side, pointer, DEPTH)
    }

    fn at_depth(side: Side<'s>, pointer: &str, depth: usize) -> Self {
        let mut shape = Self {
            pointer: pointer.to_owned(),
            home: pointer.to_owned(),
            parts: Vec::new(),
            unions: Vec::new(),
            closed: None,
            types: Types::ALL,
            types_at: pointer.to_owned(),
        };
        let mut seen = BTreeSet::new();
        let mut waiting = vec![(pointer.to_owned(), false)];
        while let Some((pointer, or_null)) = waiting.pop() {
            if !seen.insert(pointer.clone()) {
                continue;
            }
            match side.at(&pointer) {
                Some(Value::Bool(false)) => {
                    shape.types = shape.types & if or_null { Types::NULL } else { Types::NONE };
                }
                Some(Value::Object(schema)) => {
                    let part = Part { pointer, schema, or_null };
                    let target =
                        schema.get("$ref").and_then(Value::as_str).and_then(|name| side.target(name));
                    if let Some(target) = &target {
                        shape.home.clone_from(target);
                    }
                    let mut next: Vec<(String, bool)> =
                        target.map(|target| (target, or_null)).into_iter().collect();
                    next.extend(part.branches("allOf").map(|branch| (branch, or_null)));
                    for keyword in ["anyOf", "oneOf"] {
                        shape.take_choice(side, &part, keyword, depth, &mut next);
                    }
                    shape.take_own(&part);
                    shape.parts.push(part);
                    waiting.extend(next.into_iter().rev());
                }
                _ => {}
            }
        }
        if let Some(closed) = &mut shape.closed {
            closed.values.retain(|value| shape.types.meets(Types::of(value)));
            shape.types = closed.values.iter().fold(Types::NONE, |all, value| all | Types::of(value));
        }
        shape
    }

    /// What `type`, `const`, `enum` and whole steps say about the value.
    fn take_own(&mut self, part: &Part<'s>) {
        if let Some(named) = part.schema.get("type") {
            self.narrow(part, Types::named(named), "type");
        }
        let whole =
            part.schema.get("multipleOf").and_then(Value::as_f64).is_some_and(|step| step.fract() == 0.0);
        if whole {
            self.types = self.types.without(Types::FRACTION);
        }
        if let Some(constant) = part.schema.get("const") {
            self.close(part, "const", vec![constant]);
        }
        if let Some(Value::Array(values)) = part.schema.get("enum") {
            self.close(part, "enum", values.iter().collect());
        }
    }

    fn narrow(&mut self, part: &Part<'s>, types: Types, keyword: &str) {
        let types = if part.or_null { types | Types::NULL } else { types };
        if self.types.without(types) != Types::NONE {
            self.types_at = inside(&part.pointer, keyword);
        }
        self.types = self.types & types;
    }

    fn close(&mut self, part: &Part<'s>, keyword: &str, mut values: Vec<&'s Value>) {
        if part.or_null {
            values.push(&Value::Null);
        }
        let before = self.closed.take();
        let mut kept: Vec<&'s Value> = Vec::new();
        let mut names = BTreeSet::new();
        for value in values {
            if before.as_ref().is_none_or(|before| before.holds(value)) && names.insert(render(value)) {
                kept.push(value);
            }
        }
        self.closed = Some(Closed { pointer: inside(&part.pointer, keyword), values: kept });
    }

    /// Folds alternatives in: a list of constants is a closed list, one alternative beside null is the schema
    /// itself, several are a union.
    fn take_choice(
        &mut self,
        side: Side<'s>,
        part: &Part<'s>,
        keyword: &str,
        depth: usize,
        next: &mut Vec<(String, bool)>,
    ) {
        let branches: Vec<String> = part.branches(keyword).collect();
        if branches.is_empty() {
            return;
        }
        let constants: Option<Vec<Vec<&'s Value>>> =
            branches.iter().map(|branch| constants(side.at(branch)?)).collect();
        if let Some(lists) = constants {
            let once = |value: &Value| {
                keyword == "anyOf"
                    || lists.iter().filter(|list| list.iter().any(|own| same(own, value))).count() == 1
            };
            let values = lists.iter().flatten().copied().filter(|value| once(value)).collect();
            self.close(part, keyword, values);
            return;
        }
        let (nulls, others): (Vec<String>, Vec<String>) =
            branches.into_iter().partition(|branch| side.at(branch).is_some_and(is_null));
        let or_null = !nulls.is_empty();
        if let [only] = &others[..] {
            next.push((only.clone(), part.or_null || or_null));
            return;
        }
        let types = others.iter().fold(Types::NONE, |all, variant| {
            all | if depth == 0 { Types::ALL } else { Self::at_depth(side, variant, depth - 1).types }
        });
        self.narrow(part, if or_null { types | Types::NULL } else { types }, keyword);
        self.unions.push(Union { exclusive: keyword == "oneOf", or_null, variants: others });
    }

    /// Every value of a keyword, outermost first.
    pub(super) fn facts(&self, keyword: &str) -> impl Iterator<Item = Fact<'s>> {
        let found = self.parts.iter().filter_map(|part| {
            part.schema.get(keyword).map(|value| Fact { pointer: inside(&part.pointer, keyword), value })
        });
        found.collect::<Vec<_>>().into_iter()
    }

    /// The outermost value of a keyword.
    pub(super) fn fact(&self, keyword: &str) -> Option<Fact<'s>> {
        self.facts(keyword).next()
    }

    /// The subschemas that a keyword holds by name: members, patterns; the outermost of each name, by pointer.
    pub(super) fn named(&self, keyword: &str) -> BTreeMap<&'s str, String> {
        let mut named = BTreeMap::new();
        for fact in self.facts(keyword) {
            for name in fact.value.as_object().into_iter().flat_map(Map::keys) {
                named.entry(name.as_str()).or_insert_with(|| inside(&fact.pointer, name));
            }
        }
        named
    }

    /// The members that are described, by name; one that is forbidden is not.
    pub(super) fn members(&self, side: Side<'s>) -> BTreeMap<&'s str, String> {
        let mut members = self.named("properties");
        members.retain(|_, at| side.at(at) != Some(&Value::Bool(false)));
        members
    }

    /// True when a member of this name is described.
    pub(super) fn has_member(&self, name: &str) -> bool {
        let mut described = self.parts.iter().filter_map(|part| part.schema.get("properties")?.get(name));
        // The outermost description counts, as it does in the list of all members.
        described.next().is_some_and(|schema| *schema != Value::Bool(false))
    }

    /// The subschemas that a keyword holds, by pointer: itself, the items of its list, or its members.
    pub(super) fn inner(&self, keyword: &str) -> Vec<String> {
        let mut inner = Vec::new();
        for fact in self.facts(keyword) {
            match fact.value {
                Value::Array(list) => {
                    inner.extend((0..list.len()).map(|index| inside(&fact.pointer, &index.to_string())));
                }
                Value::Object(named) if keyword == "dependentSchemas" => {
                    inner.extend(named.keys().map(|name| inside(&fact.pointer, name)));
                }
                Value::Object(_) => inner.push(fact.pointer),
                _ => {}
            }
        }
        inner
    }

    /// Every alternative, by pointer.
    pub(super) fn variants(&self) -> Vec<&str> {
        self.unions.iter().flat_map(|union| union.variants.iter().map(String::as_str)).collect()
    }

    /// The same text on both sides, also where it refers to.
    pub(super) fn reads_like(&self, other: &Shape<'_>) -> bool {
        self.parts.len() == other.parts.len()
            && self.types == other.types
            && self.parts.iter().zip(&other.parts).all(|(own, other)| says_the_same(own.schema, other.schema))
            && self.unions.len() == other.unions.len()
            && self.unions.iter().zip(&other.unions).all(|(own, other)| own.or_null == other.or_null)
    }
}

impl Part<'_> {
    fn branches(&self, keyword: &str) -> impl Iterator<Item = String> + use<> {
        let count = self.schema.get(keyword).and_then(Value::as_array).map_or(0, Vec::len);
        let list = inside(&self.pointer, keyword);
        (0..count).map(move |index| inside(&list, &index.to_string()))
    }
}

/// The same text, but for the identifier, which is compared apart, and definitions, which count where they are used.
fn says_the_same(one: &Map<String, Value>, other: &Map<String, Value>) -> bool {
    let counts = |keyword: &str| keyword != "$id" && keyword != "$defs";
    let counted = |schema: &Map<String, Value>| schema.keys().filter(|keyword| counts(keyword)).count();
    counted(one) == counted(other)
        && one.iter().all(|(keyword, value)| !counts(keyword) || other.get(keyword) == Some(value))
}

/// The values that a schema allows, when it lists them and says nothing else about them.
pub(super) fn constants(schema: &Value) -> Option<Vec<&Value>> {
    const BESIDE: [&str; 7] = ["const", "enum", "type", "title", "description", "$comment", "deprecated"];
    let schema = schema.as_object()?;
    if !schema.keys().all(|keyword| BESIDE.contains(&keyword.as_str())) {
        return None;
    }
    let types = schema.get("type").map_or(Types::ALL, Types::named);
    let listed = match (schema.get("const"), schema.get("enum")) {
        (Some(constant), None) => vec![constant],
        (None, Some(Value::Array(values))) => values.iter().collect(),
        (None, None) if types == Types::NULL => vec![&Value::Null],
        _ => return None,
    };
    Some(listed.into_iter().filter(|value| types.meets(Types::of(value))).collect())
}

fn is_null(schema: &Value) -> bool {
    constants(schema).is_some_and(|values| values.iter().all(|value| value.is_null()) && !values.is_empty())
}

/// Equal as JSON Schema has it: 1 and 1.0 are.
pub(super) fn same(one: &Value, other: &Value) -> bool {
    one == other || render(one) == render(other)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::side::Side;
    use super::{Shape, Types};

    fn with_shape(schema: &Value, check: impl FnOnce(Shape<'_>)) {
        check(Shape::of(Side::new(schema), ""));
    }

    #[test]
    fn spellings_of_null_are_one_shape() {
        for schema in [
            json!({"type": ["string", "null"]}),
            json!({"anyOf": [{"type": "string"}, {"type": "null"}]}),
            json!({"oneOf": [{"const": null}, {"$ref": "#/$defs/T"}], "$defs": {"T": {"type": "string"}}}),
            json!({"allOf": [{"type": ["string", "null", "integer"]}, {"type": ["null", "string"]}]}),
        ] {
            with_shape(&schema, |shape| {
                assert_eq!(shape.types, Types::STRING | Types::NULL, "{schema}");
                assert!(shape.variants().is_empty(), "{schema}");
            });
        }
    }

    #[test]
    fn spellings_of_a_closed_list_are_one_shape() {
        for schema in [
            json!({"enum": ["a", "b", "a", 1], "type": "string"}),
            json!({"oneOf": [{"const": "a", "description": "A."}, {"enum": ["b"]}]}),
            json!({"allOf": [{"$ref": "#/$defs/E"}], "$defs": {"E": {"enum": ["a", "b"]}}}),
        ] {
            with_shape(&schema, |shape| {
                let closed = shape.closed.unwrap();
                assert_eq!(closed.values, [&json!("a"), &json!("b")], "{schema}");
                assert_eq!(shape.types, Types::STRING, "{schema}");
            });
        }
    }

    #[test]
    fn a_reference_to_itself_ends() {
        with_shape(&json!({"$ref": "#", "anyOf": [{"$ref": "#"}, {"type": "array"}]}), |shape| {
            assert_eq!(shape.parts.len(), 1);
            assert_eq!(shape.variants().len(), 2);
        });
    }
}
