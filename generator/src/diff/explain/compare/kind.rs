//! Types, null and closed lists.

use serde_json::{Value, json};

use super::{Pair, excerpt, listed};
use crate::diff::explain::change::Change;
use crate::diff::explain::shape::{Closed, Fact, Shape};
use crate::diff::explain::types::Types;
use crate::diff::path::Step;
use crate::rules::{enumeration, kind, number, text};

/// Values of a list that fit into a sentence.
const SHOWN: usize = 6;

pub(super) fn compare(pair: &Pair<'_, '_>) -> Vec<Change> {
    let types = compare_types(pair);
    let changed = types.iter().any(|change| change.rule.id == kind::TYPE_CHANGED.id);
    let lists = if changed { None } else { compare_lists(pair, !types.is_empty()) };
    types.into_iter().chain(lists).chain(listed_anew(pair)).collect()
}

/// A list where there was a rule: the first keyword of the old schema that a listed value breaks.
fn listed_anew(pair: &Pair<'_, '_>) -> Option<Change> {
    let (None, Some(closed)) = (&pair.old.closed, &pair.new.closed) else { return None };
    let rules = [
        ("minimum", &number::MINIMUM_LOWERED),
        ("exclusiveMinimum", &number::MINIMUM_LOWERED),
        ("maximum", &number::MAXIMUM_RAISED),
        ("exclusiveMaximum", &number::MAXIMUM_RAISED),
        ("multipleOf", &number::MULTIPLE_OF_LOOSENED),
        ("minLength", &text::MIN_LENGTH_LOWERED),
        ("maxLength", &text::MAX_LENGTH_RAISED),
        ("pattern", &text::PATTERN_CHANGED),
    ];
    rules.into_iter().find_map(|(keyword, rule)| {
        let fact = pair.old.fact(keyword)?;
        let validator = jsonschema::validator_for(&json!({keyword: fact.value})).ok()?;
        let value = closed.values.iter().find(|value| !validator.is_valid(value))?;
        let sentence =
            format!("may now be {}, which {keyword} {} ruled out", excerpt(value), excerpt(fact.value));
        let change = pair.keyword(keyword, Change::breaking(rule, sentence));
        Some(Change { new: Some((*value).clone()), new_at: closed.pointer.clone(), ..change })
    })
}

fn compare_types(pair: &Pair<'_, '_>) -> Vec<Change> {
    let (old, new) = (pair.old.types, pair.new.types);
    let added = new.without(old);
    let both_listed = pair.old.closed.is_some() && pair.new.closed.is_some();
    let (old_values, new_values) = (old.without(Types::NULL), new.without(Types::NULL));
    let change = |rule, sentence: String| {
        Change::breaking(rule, sentence).between(
            types_fact(pair.old),
            &pair.old.home,
            types_fact(pair.new),
            &pair.new.home,
        )
    };
    let replaced = !old.is_empty() && !new.is_empty() && !new_values.meets(old_values) && !added.is_empty();
    if replaced && !(both_listed || new_values.is_empty() && old.meets(Types::NULL)) {
        let only_null_is_new = !old_values.is_empty() && new_values.is_empty();
        let now = if only_null_is_new { Types::NULL } else { new };
        let sentence = format!("was {old} and is now {now}; no reader of the old type can read it");
        return vec![change(&kind::TYPE_CHANGED, sentence)];
    }
    let mut changes = Vec::new();
    if added.meets(Types::NULL) && !old.is_empty() {
        let sentence = format!("may now be null; readers that expect {old_values} fail");
        changes.push(change(&kind::NULLABLE_ADDED, sentence));
    }
    let wider = added.without(Types::NULL);
    if !wider.is_empty() && !both_listed {
        let words =
            if wider == Types::FRACTION { "a number with a fraction".to_owned() } else { wider.to_string() };
        let sentence = format!("may now be {words}; readers that expect {old} fail");
        changes.push(change(&kind::TYPE_WIDENED, sentence));
    }
    if added.is_empty() && old != new && !both_listed {
        let sentence = format!("is now always {new}; it was {old}");
        let narrowed = Change::harmless(&kind::VALUE_SET_NARROWED, sentence);
        changes.push(narrowed.between(
            types_fact(pair.old),
            &pair.old.home,
            types_fact(pair.new),
            &pair.new.home,
        ));
    }
    changes
}

/// The keyword that says the types, when one does.
fn types_fact<'s>(shape: &Shape<'s>) -> Option<Fact<'s>> {
    let keywords = ["type", "anyOf", "oneOf", "const", "enum"];
    keywords.iter().flat_map(|keyword| shape.facts(keyword)).find(|fact| fact.pointer == shape.types_at)
}

fn compare_lists(pair: &Pair<'_, '_>, types_say_more: bool) -> Option<Change> {
    match (&pair.old.closed, &pair.new.closed) {
        (Some(old), Some(new)) => compare_values(pair, old, new),
        (Some(old), None) if !pair.new.types.is_empty() => {
            let kinds = pair.new.types;
            let sentence = format!("may now be {kinds} of any value; it was one of {}", values(&old.values));
            Some(between(Change::breaking(&enumeration::ENUM_OPENED, sentence), pair))
        }
        (None, Some(new)) if !types_say_more => {
            let sentence = format!("is now one of {}", values(&new.values));
            Some(between(Change::harmless(&kind::VALUE_SET_NARROWED, sentence), pair))
        }
        _ => None,
    }
}

fn compare_values(pair: &Pair<'_, '_>, old: &Closed<'_>, new: &Closed<'_>) -> Option<Change> {
    // Null is the business of types.
    let others = |list: &Closed<'_>| list.values.iter().filter(|value| !value.is_null()).count();
    let added: Vec<&Value> =
        new.values.iter().filter(|value| !value.is_null() && !old.holds(value)).copied().collect();
    if let [constant] = added[..]
        && others(old) == 1
        && others(new) == 1
    {
        let before = values(&old.values);
        let change = if pair.step.is_some_and(names_a_version) {
            let sentence =
                format!("is now {}: the documents are of another version than {before}", excerpt(constant));
            Change::breaking(&enumeration::VERSION_CONSTANT_CHANGED, sentence)
        } else {
            let sentence =
                format!("is now always {}; readers that compare with {before} fail", excerpt(constant));
            Change::breaking(&enumeration::CONST_CHANGED, sentence)
        };
        return Some(between(change, pair));
    }
    if !added.is_empty() {
        let sentence =
            format!("may now be {}, which is not in the closed list that readers know", values(&added));
        return Some(between(Change::breaking(&enumeration::ENUM_VALUE_ADDED, sentence), pair));
    }
    let gone: Vec<&Value> = old.values.iter().filter(|value| !new.holds(value)).copied().collect();
    (!gone.is_empty()).then(|| {
        let sentence = format!("is never {} any more", values(&gone));
        between(Change::harmless(&kind::VALUE_SET_NARROWED, sentence), pair)
    })
}

/// Members that tell readers which version they read.
fn names_a_version(step: &Step) -> bool {
    matches!(step, Step::Member(name) if name == "version" || name.ends_with("schema_version") || name.ends_with("schemaVersion"))
}

fn between(change: Change, pair: &Pair<'_, '_>) -> Change {
    let side = |shape: &Shape<'_>| match &shape.closed {
        Some(closed) => {
            let values = Value::Array(closed.values.iter().map(|value| (*value).clone()).collect());
            (closed.pointer.clone(), Some(values))
        }
        None => (shape.types_at.clone(), types_fact(shape).map(|fact| fact.value.clone())),
    };
    let ((old_at, old), (new_at, new)) = (side(pair.old), side(pair.new));
    Change { old_at, old, new_at, new, ..change }
}

fn values(values: &[&Value]) -> String {
    let mut shown: Vec<String> = values.iter().take(SHOWN).map(|value| excerpt(value)).collect();
    if values.len() > SHOWN {
        shown.push(format!("{} more", values.len() - SHOWN));
    }
    listed(&shown)
}
