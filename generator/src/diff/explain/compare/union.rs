//! Alternatives and conditions. Which alternative of one side is which of the other is told by the constants that
//! mark them, then by name, then by type.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde_json::Value;

use super::Pair;
use crate::diff::explain::change::{Change, Counts};
use crate::diff::explain::shape::Shape;
use crate::rules::{kind, union};

pub(super) fn compare(pair: &Pair<'_, '_>) -> Vec<Change> {
    let mut changes = conditions(pair);
    let (old, new) = (keyword_of(pair.old), keyword_of(pair.new));
    if let Some(keyword) = old {
        let exclusive = pair.old.unions.iter().any(|union| union.exclusive);
        if exclusive && !pair.old.reads_like(pair.new) {
            let sentence = "may fit several alternatives of which exactly one had to fit";
            let change = Change::new(&union::UNION_OVERLAP_ALLOWED, Counts::Otherwise, sentence);
            changes.push(change.between(
                pair.old.fact(keyword),
                &pair.old.home,
                new.and_then(|keyword| pair.new.fact(keyword)),
                &pair.new.home,
            ));
        }
    }
    changes
}

/// The keyword of a shape's alternatives.
fn keyword_of(shape: &Shape<'_>) -> Option<&'static str> {
    shape.unions.first().map(|union| if union.exclusive { "oneOf" } else { "anyOf" })
}

/// Keywords that tie values together without describing any place.
const CONDITIONS: [&str; 5] = ["not", "if", "then", "else", "dependentSchemas"];

fn conditions(pair: &Pair<'_, '_>) -> Vec<Change> {
    let said = |shape: &Shape<'_>, keyword: &str| -> Vec<Value> {
        shape.facts(keyword).map(|fact| fact.value.clone()).collect()
    };
    let differing: Vec<(&str, bool)> = CONDITIONS
        .into_iter()
        .map(|keyword| (keyword, said(pair.old, keyword), said(pair.new, keyword)))
        .filter(|(_, old, new)| old != new)
        .map(|(keyword, old, _)| (keyword, old.is_empty()))
        .collect();
    let Some((keyword, _)) = differing.first() else { return Vec::new() };
    let is_new = CONDITIONS.iter().all(|keyword| pair.old.fact(keyword).is_none());
    vec![if is_new {
        pair.narrowed(keyword, format!("meets a new condition ({keyword})"))
    } else {
        let sentence = format!("need no longer meet the condition that it met ({keyword})");
        pair.keyword(keyword, Change::breaking(&union::CONDITION_DROPPED, sentence))
    }]
}

/// The alternatives of both sides that belong together, and those that stand alone; by index.
pub(in super::super) struct Matched {
    pub(in super::super) pairs: Vec<(usize, usize)>,
    pub(in super::super) only_old: Vec<usize>,
    pub(in super::super) only_new: Vec<usize>,
}

/// Alternatives that are compared each with each; others only match by name.
const EACH_WITH_EACH: usize = 200;

/// Matches alternatives: those of the same name, then the likeliest first.
pub(in super::super) fn matched(old: &[Shape<'_>], new: &[Shape<'_>]) -> Matched {
    let named: BTreeMap<&str, usize> =
        old.iter().enumerate().filter_map(|(index, shape)| Some((name(shape)?, index))).collect();
    let mut partners: (Vec<Option<usize>>, Vec<Option<usize>>) =
        (vec![None; old.len()], vec![None; new.len()]);
    let mut join = |one: usize, other: usize| {
        if partners.0[one].is_none() && partners.1[other].is_none() {
            partners.0[one] = Some(other);
            partners.1[other] = Some(one);
        }
    };
    for (index, shape) in new.iter().enumerate() {
        if let Some(same) = name(shape).and_then(|name| named.get(name))
            && likeness(&old[*same], shape) > 0
        {
            join(*same, index);
        }
    }
    let mut scored: Vec<(u8, usize, usize)> = Vec::new();
    for (new_index, new) in new.iter().enumerate().take(EACH_WITH_EACH) {
        for (old_index, old) in old.iter().enumerate().take(EACH_WITH_EACH) {
            let likeness = likeness(old, new);
            if likeness > 0 {
                scored.push((likeness, old_index, new_index));
            }
        }
    }
    scored.sort_by_key(|(likeness, old, new)| (Reverse(*likeness), old.abs_diff(*new), *new, *old));
    for (_, old, new) in scored {
        join(old, new);
    }
    let alone =
        |partners: &[Option<usize>]| (0..partners.len()).filter(|index| partners[*index].is_none()).collect();
    Matched {
        pairs: partners.0.iter().enumerate().filter_map(|(old, new)| Some((old, (*new)?))).collect(),
        only_old: alone(&partners.0),
        only_new: alone(&partners.1),
    }
}

/// The name of the definition that an alternative refers to, or its title.
fn name<'s>(shape: &Shape<'s>) -> Option<&'s str> {
    let text = |keyword| shape.fact(keyword).and_then(|fact| fact.value.as_str());
    text("$ref").and_then(|reference| reference.rsplit('/').next()).or_else(|| text("title"))
}

/// How likely two alternatives are the same one; 0 when they are not.
fn likeness(old: &Shape<'_>, new: &Shape<'_>) -> u8 {
    let tags = (tags(old), tags(new));
    let shared = tags.0.iter().filter(|(member, _)| tags.1.iter().any(|(other, _)| member == other)).count();
    let agreed = tags.0.iter().filter(|tag| tags.1.contains(tag)).count();
    if agreed < shared {
        return 0;
    }
    match () {
        () if shared > 0 => 5,
        () if old.reads_like(new) => 4,
        () if name(old).is_some() && name(old) == name(new) => 3,
        () if old.types == new.types => 2,
        () if old.types.meets(new.types) => 1,
        () => 0,
    }
}

/// Members that have one value only: what marks an alternative.
fn tags<'s>(shape: &Shape<'s>) -> Vec<(&'s str, &'s Value)> {
    let members = shape.facts("properties").filter_map(|fact| fact.value.as_object());
    members
        .flatten()
        .filter_map(|(name, schema)| {
            let constant = schema.get("const").or_else(|| match schema.get("enum")?.as_array()?.as_slice() {
                [only] => Some(only),
                _ => None,
            });
            constant.map(|value| (name.as_str(), value))
        })
        .collect()
}

/// An alternative that came or went.
pub(in super::super) fn came_or_went(
    pair: (&Shape<'_>, &Shape<'_>),
    gone: usize,
    new_only: Option<(&str, Option<&Value>)>,
) -> Change {
    let (old, new) = pair;
    let whole = |change: Change| {
        let fact = |shape: &Shape<'_>| {
            keyword_of(shape).and_then(|keyword| shape.fact(keyword)).map(|fact| fact.pointer)
        };
        Change {
            old_at: fact(old).unwrap_or_else(|| old.home.clone()),
            new_at: fact(new).unwrap_or_else(|| new.home.clone()),
            ..change
        }
    };
    if let Some((variant, schema)) = new_only {
        let counts = Counts::UnprovedAt(old.pointer.clone(), variant.to_owned());
        let sentence = "has a new alternative; readers have no case for it";
        let change = whole(Change::new(&union::UNION_VARIANT_ADDED, counts, sentence));
        return Change { new_at: variant.to_owned(), new: schema.cloned(), ..change };
    }
    let fewer = if gone == 1 { "one alternative" } else { "several alternatives" };
    whole(Change::harmless(&kind::VALUE_SET_NARROWED, format!("has {fewer} fewer")))
}
