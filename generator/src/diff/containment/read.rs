//! Turns the keywords of a schema file into assertions. Annotations, `format` among them, are left out.

use serde_json::{Map, Value};

use super::assertion::{Assertion, Items, Members, SchemaId};
use super::decimal::{Decimal, canonical};
use super::document::{Document, escaped};
use super::kind::{Kind, Kinds};

/// A schema as it stands in a file; the ids in it are places of the file, counted from `offset`.
#[derive(Debug)]
pub(super) enum Written {
    /// Another schema and nothing else.
    Same(SchemaId),
    /// These assertions.
    Assertions(Vec<Assertion>),
}

/// Stands for `true` where a keyword is absent; no place has this number.
pub(super) const ABSENT: SchemaId = SchemaId(u32::MAX);

/// Reads every schema of a checked file.
pub(super) fn read(document: &Document<'_>, offset: usize) -> Vec<Written> {
    let mut written = Vec::with_capacity(document.places.len());
    // Schemas without a place of their own: what `unevaluated*` looks at. They follow the places.
    let mut additional = Vec::new();
    let unevaluated = document.places.iter().any(|place| {
        place.schema.get("unevaluatedProperties").is_some() || place.schema.get("unevaluatedItems").is_some()
    });
    let reader = Reader { document, offset, unevaluated };
    for (number, place) in document.places.iter().enumerate() {
        written.push(match place.schema {
            Value::Object(keywords) => reader.schema(number, keywords, &mut additional),
            Value::Bool(false) => Written::Assertions(vec![Assertion::Kinds(Kinds::NONE)]),
            _ => Written::Assertions(Vec::new()),
        });
    }
    written.extend(additional);
    written
}

struct Reader<'r> {
    document: &'r Document<'r>,
    offset: usize,
    /// Whether the file has `unevaluated*` keywords.
    unevaluated: bool,
}

impl Reader<'_> {
    fn id(&self, number: usize) -> SchemaId {
        SchemaId(u32::try_from(self.offset + number).unwrap_or(u32::MAX - 1))
    }

    /// The schema below a place; a checked file has one wherever a keyword takes one.
    fn below(&self, number: usize, steps: &str) -> SchemaId {
        let pointer = format!("{}/{steps}", self.document.places[number].pointer);
        self.document.place(&pointer).map_or(ABSENT, |place| self.id(place))
    }

    fn list(&self, number: usize, keyword: &str, keywords: &Map<String, Value>) -> Option<Vec<SchemaId>> {
        let schemas = keywords.get(keyword)?.as_array()?;
        Some((0..schemas.len()).map(|index| self.below(number, &format!("{keyword}/{index}"))).collect())
    }

    fn map<'k>(
        &self,
        number: usize,
        keyword: &str,
        keywords: &'k Map<String, Value>,
    ) -> Vec<(&'k str, SchemaId)> {
        let members = keywords.get(keyword).and_then(Value::as_object).into_iter().flatten();
        members
            .map(|(name, _)| (name.as_str(), self.below(number, &format!("{keyword}/{}", escaped(name)))))
            .collect()
    }

    fn one(&self, number: usize, keyword: &str, keywords: &Map<String, Value>) -> Option<SchemaId> {
        keywords.contains_key(keyword).then(|| self.below(number, keyword))
    }

    fn schema(&self, number: usize, keywords: &Map<String, Value>, additional: &mut Vec<Written>) -> Written {
        let mut assertions = Vec::new();
        self.same_value(number, keywords, &mut assertions);
        numbers_and_texts(keywords, &mut assertions);
        self.arrays(number, keywords, &mut assertions);
        self.objects(number, keywords, &mut assertions);
        if let Some(dependencies) = keywords.get("dependencies") {
            assertions.push(Assertion::Opaque("dependencies".to_owned(), dependencies.clone()));
        }
        let members = self.one(number, "unevaluatedProperties", keywords);
        let items = self.one(number, "unevaluatedItems", keywords);
        if members.is_some() || items.is_some() {
            let siblings = self.id(self.document.places.len() + additional.len());
            additional.push(Written::Assertions(assertions.clone()));
            assertions.extend(members.map(|rest| Assertion::UnevaluatedMembers { siblings, rest }));
            assertions.extend(items.map(|rest| Assertion::UnevaluatedItems { siblings, rest }));
        }
        match assertions.as_slice() {
            [Assertion::All(same) | Assertion::Any(same) | Assertion::One(same)] if same.len() == 1 => {
                Written::Same(same[0])
            }
            _ => Written::Assertions(assertions),
        }
    }

    fn same_value(&self, number: usize, keywords: &Map<String, Value>, assertions: &mut Vec<Assertion>) {
        if let Some(target) = self.document.places[number].target {
            assertions.push(Assertion::All(vec![self.id(target)]));
        }
        match keywords.get("type") {
            Some(Value::String(name)) => assertions.extend(Kinds::named(name).map(Assertion::Kinds)),
            Some(Value::Array(names)) => {
                let kinds = names.iter().filter_map(Value::as_str).filter_map(Kinds::named);
                assertions.push(Assertion::Kinds(kinds.fold(Kinds::NONE, Kinds::or)));
            }
            _ => {}
        }
        if let Some(value) = keywords.get("const") {
            assertions.push(Assertion::Values(vec![canonical(value)]));
        }
        if let Some(Value::Array(values)) = keywords.get("enum") {
            assertions.push(values_of(values));
        }
        assertions.extend(self.list(number, "allOf", keywords).map(Assertion::All));
        assertions.extend(self.list(number, "anyOf", keywords).map(Assertion::Any));
        assertions.extend(self.list(number, "oneOf", keywords).map(Assertion::One));
        assertions.extend(self.one(number, "not", keywords).map(Assertion::Not));
        if let Some(test) = self.one(number, "if", keywords) {
            let then = self.one(number, "then", keywords).unwrap_or(ABSENT);
            let otherwise = self.one(number, "else", keywords).unwrap_or(ABSENT);
            // Kept without branches too: what `if` looked at counts as evaluated.
            assertions.push(Assertion::Condition { test, then, otherwise });
        }
    }

    fn arrays(&self, number: usize, keywords: &Map<String, Value>, assertions: &mut Vec<Assertion>) {
        let prefix = self.list(number, "prefixItems", keywords).unwrap_or_default();
        let rest = self.one(number, "items", keywords);
        if rest.is_some() || !prefix.is_empty() {
            assertions.push(Assertion::Items(Items {
                prefix,
                rest: rest.unwrap_or(ABSENT),
                looks_at_rest: self.unevaluated && rest.is_some(),
            }));
        }
        assertions.extend(count(keywords, "minItems").filter(|least| *least > 0).map(Assertion::MinItems));
        assertions.extend(count(keywords, "maxItems").map(Assertion::MaxItems));
        if keywords.get("uniqueItems") == Some(&Value::Bool(true)) {
            assertions.push(Assertion::Unique);
        }
        if let Some(schema) = self.one(number, "contains", keywords) {
            let min = count(keywords, "minContains").unwrap_or(1);
            // Kept even when it asks for nothing: what it found counts as evaluated.
            assertions.push(Assertion::Contains { schema, min, max: count(keywords, "maxContains") });
        }
    }

    fn objects(&self, number: usize, keywords: &Map<String, Value>, assertions: &mut Vec<Assertion>) {
        let named = self.map(number, "properties", keywords);
        let patterns = self.map(number, "patternProperties", keywords);
        let rest = self.one(number, "additionalProperties", keywords);
        if rest.is_some() || !named.is_empty() || !patterns.is_empty() {
            assertions.push(Assertion::Members(Members {
                named: named.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect(),
                patterns: patterns
                    .into_iter()
                    .map(|(pattern, schema)| (pattern.to_owned(), schema))
                    .collect(),
                rest: rest.unwrap_or(ABSENT),
                looks_at_rest: self.unevaluated && rest.is_some(),
            }));
        }
        let required = keywords.get("required").and_then(Value::as_array).into_iter().flatten();
        assertions
            .extend(required.filter_map(Value::as_str).map(|name| Assertion::Required(name.to_owned())));
        assertions
            .extend(count(keywords, "minProperties").filter(|least| *least > 0).map(Assertion::MinMembers));
        assertions.extend(count(keywords, "maxProperties").map(Assertion::MaxMembers));
        assertions.extend(self.one(number, "propertyNames", keywords).map(Assertion::Names));
        for (name, schema) in self.map(number, "dependentSchemas", keywords) {
            assertions.push(Assertion::Dependent { name: name.to_owned(), schema });
        }
        let dependent = keywords.get("dependentRequired").and_then(Value::as_object).into_iter().flatten();
        for (name, others) in dependent {
            let others = others.as_array().into_iter().flatten().filter_map(Value::as_str);
            assertions.extend(
                others.map(|other| Assertion::RequiredWith { name: name.clone(), other: other.to_owned() }),
            );
        }
    }
}

fn numbers_and_texts(keywords: &Map<String, Value>, assertions: &mut Vec<Assertion>) {
    let number = |keyword: &str| match keywords.get(keyword) {
        Some(Value::Number(number)) => Some(Decimal::of(number)),
        _ => None,
    };
    assertions.extend(number("minimum").map(|limit| Assertion::Minimum { limit, strict: false }));
    assertions.extend(number("exclusiveMinimum").map(|limit| Assertion::Minimum { limit, strict: true }));
    assertions.extend(number("maximum").map(|limit| Assertion::Maximum { limit, strict: false }));
    assertions.extend(number("exclusiveMaximum").map(|limit| Assertion::Maximum { limit, strict: true }));
    assertions.extend(number("multipleOf").map(Assertion::MultipleOf));
    assertions.extend(count(keywords, "minLength").filter(|least| *least > 0).map(Assertion::MinLength));
    assertions.extend(count(keywords, "maxLength").map(Assertion::MaxLength));
    if let Some(Value::String(pattern)) = keywords.get("pattern") {
        assertions.push(Assertion::Pattern(pattern.clone()));
    }
}

/// The values of a closed list, in one order and spelling.
pub(super) fn values_of(values: &[Value]) -> Assertion {
    let mut values: Vec<Value> = values.iter().map(canonical).collect();
    values.sort_by_cached_key(|value| (Kind::of(value), value.to_string()));
    values.dedup();
    Assertion::Values(values)
}

/// A count; larger than 64 bits it is as good as the largest.
fn count(keywords: &Map<String, Value>, keyword: &str) -> Option<u64> {
    let number = keywords.get(keyword)?.as_number()?;
    if let Some(count) = number.as_u64() {
        return Some(count);
    }
    match Decimal::of(number).to_value() {
        Some(Value::Number(number)) => Some(number.as_u64().unwrap_or(u64::MAX)),
        _ => Some(u64::MAX),
    }
}
