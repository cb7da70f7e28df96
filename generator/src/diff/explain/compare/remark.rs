//! What is written for people: descriptions, titles, examples and other remarks that no document depends on.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::Pair;
use crate::diff::explain::change::Change;
use crate::diff::explain::shape::{Fact, constants};
use crate::rules::{Rule, file};

/// Keywords that say something about documents, or how the file is put together. All others are remarks.
const TELLING: [&str; 48] = [
    "$anchor",
    "$defs",
    "$dynamicAnchor",
    "$dynamicRef",
    "$id",
    "$ref",
    "$schema",
    "$vocabulary",
    "additionalItems",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "contains",
    "definitions",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "if",
    "items",
    "maxContains",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minContains",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "oneOf",
    "pattern",
    "patternProperties",
    "prefixItems",
    "properties",
    "propertyNames",
    "required",
    "then",
    "type",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// True for a keyword that no validator looks at; `uniqueItems` is not among the first list's plain ones.
pub(in super::super) fn is_remark(keyword: &str) -> bool {
    keyword != "uniqueItems" && !TELLING.contains(&keyword)
}

pub(super) fn compare(pair: &Pair<'_, '_>) -> Vec<Change> {
    let mut changes = Vec::new();
    let (old, new) = (&pair.old.parts, &pair.new.parts);
    if old.len() == new.len() {
        for (old, new) in old.iter().zip(new) {
            changes.extend(remarks(old.schema, &old.pointer, new.schema, &new.pointer));
            for keyword in ["anyOf", "oneOf"] {
                changes.extend(constants_described(
                    keyword,
                    (old.schema, &old.pointer),
                    (new.schema, &new.pointer),
                ));
            }
        }
        return changes;
    }
    // The same place put together in another way: what stands outermost counts.
    for keyword in ["description", "title", "examples"] {
        let (before, now) = (pair.old.fact(keyword), pair.new.fact(keyword));
        let value = |fact: &Option<Fact<'_>>| fact.as_ref().map(|fact| fact.value.clone());
        let (old, new) = (value(&before), value(&now));
        if old != new {
            let place = |fact: Option<Fact<'_>>, whole: &str| {
                fact.map_or_else(|| whole.to_owned(), |fact| fact.pointer)
            };
            let places = (place(before, &pair.old.home), place(now, &pair.new.home));
            changes.push(change(keyword, old.as_ref(), new.as_ref(), places));
        }
    }
    changes
}

/// What differs between the remarks of two schemas.
fn remarks(old: &Map<String, Value>, old_at: &str, new: &Map<String, Value>, new_at: &str) -> Vec<Change> {
    let keywords: BTreeSet<&str> = old.keys().chain(new.keys()).map(String::as_str).collect();
    let differing =
        keywords.into_iter().filter(|keyword| is_remark(keyword) && old.get(*keyword) != new.get(*keyword));
    differing
        .map(|keyword| {
            let places = (format!("{old_at}/{keyword}"), format!("{new_at}/{keyword}"));
            change(keyword, old.get(keyword), new.get(keyword), places)
        })
        .collect()
}

/// Remarks on the constants of a list that is spelled as alternatives.
fn constants_described(
    keyword: &str,
    old: (&Map<String, Value>, &str),
    new: (&Map<String, Value>, &str),
) -> Vec<Change> {
    let branches = |side: (&Map<String, Value>, &str)| -> Vec<(Map<String, Value>, String)> {
        let list = side.0.get(keyword).and_then(Value::as_array).into_iter().flatten().enumerate();
        list.filter(|(_, branch)| constants(branch).is_some())
            .filter_map(|(index, branch)| {
                Some((branch.as_object()?.clone(), format!("{}/{keyword}/{index}", side.1)))
            })
            .collect()
    };
    let (old, new) = (branches(old), branches(new));
    let pairs = new.iter().filter_map(|(schema, at)| {
        let means = |other: &Map<String, Value>| {
            other.get("const") == schema.get("const") && other.get("enum") == schema.get("enum")
        };
        old.iter().find(|(other, _)| means(other)).map(|other| (other, (schema, at)))
    });
    pairs.flat_map(|((old, old_at), (new, new_at))| remarks(old, old_at, new, new_at)).collect()
}

fn change(keyword: &str, old: Option<&Value>, new: Option<&Value>, places: (String, String)) -> Change {
    let rule: &'static Rule = match keyword {
        "description" => &file::DESCRIPTION_CHANGED,
        "title" => &file::TITLE_CHANGED,
        "examples" => &file::EXAMPLES_CHANGED,
        _ => &file::REMARK_CHANGED,
    };
    let what = if rule.id == file::REMARK_CHANGED.id { format!("`{keyword}`") } else { keyword.to_owned() };
    let verb = match (old.is_some(), new.is_some()) {
        (false, _) => "a new",
        (_, false) => "no longer a",
        _ => "another",
    };
    let plural = keyword == "examples";
    let verb = match verb {
        "a new" if plural => "new",
        "no longer a" if plural => "no longer any",
        "another" if plural => "other",
        verb => verb,
    };
    let change = Change::harmless(rule, format!("has {verb} {what}"));
    Change { old_at: places.0, old: old.cloned(), new_at: places.1, new: new.cloned(), ..change }
}
