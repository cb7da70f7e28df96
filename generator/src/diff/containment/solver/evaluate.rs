//! Whether a value fulfils schemas, for the values that the search proposes; undecided where a keyword is not modelled.

use std::collections::HashMap;

use serde_json::Value;

use super::super::assertion::{Assertion, AssertionId, Members, SchemaId};
use super::super::decimal::Decimal;
use super::super::kind::Kind;
use super::super::literal::{Claim, Literal};
use super::expand::concerns;
use super::{Solver, unevaluated};

impl Solver {
    /// Whether a value fulfils every demand.
    pub(super) fn fulfilled(&mut self, literals: &[Literal], value: &Value) -> Option<bool> {
        all(literals, |literal| {
            let holds = match literal.claim {
                Claim::Schema(schema) => self.accepts(schema, value),
                Claim::Assertion(assertion) => self.holds(assertion, value),
            };
            holds.map(|holds| holds == literal.holds)
        })
    }

    /// Whether a value fulfils a schema.
    pub(super) fn accepts(&mut self, schema: SchemaId, value: &Value) -> Option<bool> {
        let assertions = self.library.assertions_of(schema);
        all(&assertions, |assertion| self.holds(*assertion, value))
    }

    fn holds(&mut self, id: AssertionId, value: &Value) -> Option<bool> {
        let assertion = self.library.assertion(id);
        let kind = Kind::of(value);
        if !concerns(&assertion, kind) {
            return Some(true);
        }
        match &*assertion {
            Assertion::Kinds(kinds) => Some(kinds.contains(kind)),
            Assertion::Values(values) => Some(values.contains(&super::super::decimal::canonical(value))),
            Assertion::All(schemas) => all(schemas, |schema| self.accepts(*schema, value)),
            Assertion::Any(schemas) => {
                all(schemas, |schema| self.accepts(*schema, value).map(|holds| !holds)).map(|none| !none)
            }
            Assertion::One(schemas) => self.exactly_one(schemas, value),
            Assertion::Not(schema) => self.accepts(*schema, value).map(|holds| !holds),
            Assertion::Condition { test, then, otherwise } => {
                let branch = if self.accepts(*test, value)? { *then } else { *otherwise };
                self.accepts(branch, value)
            }
            Assertion::Opaque(..) => None,
            other => match value {
                Value::Number(number) => Some(number_holds(other, &Decimal::of(number))),
                Value::String(text) => self.text_holds(other, text),
                Value::Array(items) => self.array_holds(other, value, items),
                Value::Object(members) => self.object_holds(other, value, members),
                Value::Null | Value::Bool(_) => Some(true),
            },
        }
    }

    fn exactly_one(&mut self, schemas: &[SchemaId], value: &Value) -> Option<bool> {
        let (mut holding, mut unknown) = (0, false);
        for schema in schemas {
            match self.accepts(*schema, value) {
                Some(true) => holding += 1,
                Some(false) => {}
                None => unknown = true,
            }
        }
        if holding > 1 {
            return Some(false);
        }
        (!unknown).then_some(holding == 1)
    }

    fn text_holds(&mut self, assertion: &Assertion, text: &str) -> Option<bool> {
        let length = || text.chars().count() as u64;
        Some(match assertion {
            Assertion::MinLength(least) => length() >= *least,
            Assertion::MaxLength(most) => length() <= *most,
            Assertion::Pattern(pattern) => return self.languages.matches(pattern, text),
            _ => true,
        })
    }

    fn array_holds(&mut self, assertion: &Assertion, value: &Value, items: &[Value]) -> Option<bool> {
        let length = items.len() as u64;
        match assertion {
            Assertion::Items(schemas) => {
                let numbered: Vec<(usize, &Value)> = items.iter().enumerate().collect();
                all(&numbered, |(position, item)| self.accepts(schemas.at(*position), item))
            }
            Assertion::MinItems(least) => Some(length >= *least),
            Assertion::MaxItems(most) => Some(length <= *most),
            Assertion::Unique => Some(distinct(items)),
            Assertion::Contains { schema, min, max } => {
                let (mut count, mut unknown) = (0, 0);
                for item in items {
                    match self.accepts(*schema, item) {
                        Some(true) => count += 1,
                        Some(false) => {}
                        None => unknown += 1,
                    }
                }
                let fits = |count: u64| count >= *min && max.is_none_or(|max| count <= max);
                (fits(count) == fits(count + unknown) && (unknown == 0 || max.is_none())).then(|| fits(count))
            }
            Assertion::UnevaluatedItems { siblings, rest } => {
                self.by_cases(Kind::Array, *siblings, *rest, value)
            }
            _ => Some(true),
        }
    }

    fn object_holds(
        &mut self,
        assertion: &Assertion,
        value: &Value,
        members: &serde_json::Map<String, Value>,
    ) -> Option<bool> {
        let count = members.len() as u64;
        match assertion {
            Assertion::Members(schemas) => {
                let mut answer = Some(true);
                for (name, member) in members {
                    let Some(schemas) = self.schemas_of_member(schemas, name) else {
                        answer = None;
                        continue;
                    };
                    match all(&schemas, |schema| self.accepts(*schema, member)) {
                        Some(true) => {}
                        Some(false) => return Some(false),
                        None => answer = None,
                    }
                }
                answer
            }
            Assertion::Required(name) => Some(members.contains_key(name)),
            Assertion::RequiredWith { name, other } => {
                Some(!members.contains_key(name) || members.contains_key(other))
            }
            Assertion::MinMembers(least) => Some(count >= *least),
            Assertion::MaxMembers(most) => Some(count <= *most),
            Assertion::Names(schema) => {
                let names: Vec<Value> = members.keys().map(|name| Value::from(name.as_str())).collect();
                all(&names, |name| self.accepts(*schema, name))
            }
            Assertion::Dependent { name, schema } => {
                if members.contains_key(name) {
                    self.accepts(*schema, value)
                } else {
                    Some(true)
                }
            }
            Assertion::UnevaluatedMembers { siblings, rest } => {
                self.by_cases(Kind::Object, *siblings, *rest, value)
            }
            _ => Some(true),
        }
    }

    /// The schemas that apply to the member of a name; `None` when a pattern cannot be matched.
    pub(super) fn schemas_of_member(&mut self, members: &Members, name: &str) -> Option<Vec<SchemaId>> {
        let mut schemas: Vec<SchemaId> = members.named.get(name).copied().into_iter().collect();
        for (pattern, schema) in &members.patterns {
            if self.languages.matches(pattern, name)? {
                schemas.push(*schema);
            }
        }
        if schemas.is_empty() {
            schemas.push(members.rest);
        }
        Some(schemas)
    }

    fn by_cases(&mut self, kind: Kind, siblings: SchemaId, rest: SchemaId, value: &Value) -> Option<bool> {
        for (conditions, assertion) in unevaluated::cases(&mut self.library, kind, siblings, rest)? {
            if self.fulfilled(&conditions, value)? {
                return self.holds(assertion, value);
            }
        }
        None
    }
}

/// Whether a number fulfils an assertion about numbers.
pub(super) fn number_holds(assertion: &Assertion, number: &Decimal) -> bool {
    match assertion {
        Assertion::Minimum { limit, strict } => number > limit || number == limit && !strict,
        Assertion::Maximum { limit, strict } => number < limit || number == limit && !strict,
        Assertion::MultipleOf(step) => number.is_multiple_of(step),
        _ => true,
    }
}

fn distinct(items: &[Value]) -> bool {
    let mut seen: HashMap<String, Vec<Value>> = HashMap::new();
    items.iter().map(super::super::decimal::canonical).all(|item| {
        let same = seen.entry(item.to_string()).or_default();
        let new = !same.contains(&item);
        same.push(item);
        new
    })
}

/// Whether all parts hold: a part that does not outweighs those that are undecided.
fn all<T>(parts: &[T], mut holds: impl FnMut(&T) -> Option<bool>) -> Option<bool> {
    let mut answer = Some(true);
    for part in parts {
        match holds(part) {
            Some(true) => {}
            Some(false) => return Some(false),
            None => answer = None,
        }
    }
    answer
}
