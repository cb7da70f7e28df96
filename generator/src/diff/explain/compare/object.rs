//! Objects: their members, what stands beside them, and how members depend on each other.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{Pair, bound, is_anything, listed, telling};
use crate::diff::explain::change::{Change, Counts};
use crate::diff::explain::shape::{Fact, Shape};
use crate::rules::{kind, object};

pub(super) fn compare(pair: &Pair<'_, '_>) -> Vec<Change> {
    let room = Room { old: Rest::of(pair.old), new: Rest::of(pair.new) };
    let mut changes = members(pair, &room);
    changes.extend(required(pair));
    changes.extend(beside(pair, &room));
    changes.extend(keys(pair));
    changes.extend(dependent(pair));
    changes.extend(bound(
        pair,
        "minProperties",
        true,
        &object::PROPERTY_COUNT_LOOSENED,
        "may have fewer members than before",
    ));
    changes.extend(bound(
        pair,
        "maxProperties",
        false,
        &object::PROPERTY_COUNT_LOOSENED,
        "may have more members than before",
    ));
    changes
}

/// What members without a description of their own may be.
pub(in super::super) enum Rest<'s> {
    Anything,
    Described(Fact<'s>),
    Forbidden(Fact<'s>),
}

impl<'s> Rest<'s> {
    pub(in super::super) fn of(shape: &Shape<'s>) -> Self {
        let keywords = ["additionalProperties", "unevaluatedProperties"];
        match keywords.into_iter().find_map(|keyword| telling(shape, keyword)) {
            None => Self::Anything,
            Some(fact) if *fact.value == Value::Bool(false) => Self::Forbidden(fact),
            Some(fact) => Self::Described(fact),
        }
    }
}

struct Room<'s> {
    old: Rest<'s>,
    new: Rest<'s>,
}

/// Members that came or went.
fn members(pair: &Pair<'_, '_>, room: &Room<'_>) -> Vec<Change> {
    let forbade = matches!(room.old, Rest::Forbidden(_)) && matches!(room.new, Rest::Forbidden(_));
    let new = pair.new.members(pair.sides.1);
    // A pattern may describe the member too; then the prover has to say.
    let patterns = !pair.old.named("patternProperties").is_empty();
    let come =
        new.iter().filter(|(name, _)| !patterns && !pair.old.has_member(name)).filter_map(|(name, at)| {
            let change = match &room.old {
                Rest::Forbidden(_) if forbade && !pair.partial => Change::breaking(
                    &object::OBJECT_OPENED,
                    "is new, where readers were told that there are no others",
                ),
                Rest::Anything if !pair.partial => {
                    Change::harmless(&object::PROPERTY_ADDED, "is new; readers that do not know it ignore it")
                }
                _ => return None,
            };
            let new = pair.sides.1.at(at).cloned();
            Some(Change { new_at: at.clone(), new, old_at: pair.old.home.clone(), ..change }.at_member(name))
        });
    members_gone(pair).into_iter().chain(come).collect()
}

/// Members that are described no more.
pub(super) fn members_gone(pair: &Pair<'_, '_>) -> Vec<Change> {
    let counts = if pair.partial { Counts::Unproved } else { Counts::Always };
    let old = pair.old.members(pair.sides.0);
    let gone = old.iter().filter(|(name, _)| !(pair.describes)(name));
    gone.map(|(name, at)| Change {
        counts: counts.clone(),
        ..member_removed(name, pair.sides.0.at(at), at, &pair.new.home)
    })
    .collect()
}

/// A member that is described no more, at its old place.
pub(in super::super) fn member_removed(
    name: &str,
    old: Option<&Value>,
    old_at: &str,
    new_at: &str,
) -> Change {
    let sentence = "was described and is gone; readers that look for it find nothing they know";
    let change = Change::new(&object::PROPERTY_REMOVED, Counts::Always, sentence);
    let (old_at, new_at) = (old_at.to_owned(), new_at.to_owned());
    Change { old_at, old: old.cloned(), new_at, ..change }.at_member(name)
}

fn required_names<'s>(shape: &Shape<'s>) -> BTreeSet<&'s str> {
    shape
        .facts("required")
        .filter_map(|fact| fact.value.as_array())
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

/// Members that were always there, or are now.
fn required(pair: &Pair<'_, '_>) -> Vec<Change> {
    let (old, new) = (required_names(pair.old), required_names(pair.new));
    let members = pair.old.members(pair.sides.0);
    let of = |change: Change, name: &str| pair.keyword("required", change).at_member(name);
    let gone = |name: &str| members.contains_key(name) && !(pair.describes)(name);
    let dropped = old.difference(&new).filter(|name| !gone(name)).map(|name| {
        let sentence = "was always there and may now be absent; readers that count on it fail";
        of(Change::breaking(&object::REQUIRED_REMOVED, sentence), name)
    });
    let added = new
        .difference(&old)
        .filter(|name| members.contains_key(*name))
        .map(|name| of(Change::harmless(&object::REQUIRED_ADDED, "is now always there"), name));
    dropped.chain(added).collect()
}

/// What may stand beside the described members.
fn beside(pair: &Pair<'_, '_>, room: &Room<'_>) -> Vec<Change> {
    let shown = |change: Change, old: Option<Fact<'_>>, new: Option<Fact<'_>>| {
        change.between(old, &pair.old.home, new, &pair.new.home)
    };
    let fact = |rest: &Rest<'_>| match rest {
        Rest::Anything => None,
        Rest::Described(fact) | Rest::Forbidden(fact) => Some((fact.pointer.clone(), fact.value.clone())),
    };
    let both = |change: Change| {
        let (old, new) = (fact(&room.old), fact(&room.new));
        let change = shown(change, None, None);
        let (old_at, old) = old.map_or((change.old_at.clone(), None), |(at, value)| (at, Some(value)));
        let (new_at, new) = new.map_or((change.new_at.clone(), None), |(at, value)| (at, Some(value)));
        Change { old_at, old, new_at, new, ..change }
    };
    let mut changes = Vec::new();
    match (&room.old, &room.new) {
        (Rest::Forbidden(_), Rest::Anything | Rest::Described(_)) => {
            let sentence = "may have members that were forbidden; readers that refuse unknown members fail";
            changes.push(both(Change::breaking(&object::OBJECT_OPENED, sentence)));
        }
        (Rest::Described(_), Rest::Anything) => {
            let sentence = "may hold values of any kind; readers that expect the old kind fail";
            changes.push(both(Change::breaking(&object::MAP_VALUES_WIDENED, sentence)).at_any_member());
        }
        (Rest::Described(_), Rest::Forbidden(_))
            if pair.old.named("properties").is_empty() && pair.new.named("patternProperties").is_empty() =>
        {
            // A map that is no map any more: its entries are gone, as a member would be.
            let counts = if pair.partial { Counts::Unproved } else { Counts::Always };
            let sentence = "could have any name and is gone; readers of the map find nothing they know";
            changes.push(both(Change::new(&object::PROPERTY_REMOVED, counts, sentence)).at_any_member());
        }
        (Rest::Anything, Rest::Forbidden(_) | Rest::Described(_)) => {
            let sentence = "has its other members described or ruled out";
            changes.push(both(Change::harmless(&kind::VALUE_SET_NARROWED, sentence)));
        }
        _ => {}
    }
    changes
}

/// Which keys a map takes.
fn keys(pair: &Pair<'_, '_>) -> Vec<Change> {
    let mut changes = Vec::new();
    let (old, new) = (telling(pair.old, "propertyNames"), telling(pair.new, "propertyNames"));
    let sentence = "may have keys that were ruled out; readers that take keys apart fail";
    let loosened = |counts| Change::new(&object::KEY_CONSTRAINT_LOOSENED, counts, sentence);
    match (&old, &new) {
        (Some(_), None) => changes.push(pair.keyword("propertyNames", loosened(Counts::Unproved))),
        (Some(old), Some(new)) if old.value != new.value => {
            let counts = Counts::UnprovedAt(old.pointer.clone(), new.pointer.clone());
            changes.push(pair.keyword("propertyNames", loosened(counts)));
        }
        (None, Some(_)) => changes.push(pair.narrowed("propertyNames", "has a rule for its keys now")),
        _ => {}
    }
    let (old, new) = (pair.old.named("patternProperties"), pair.new.named("patternProperties"));
    if let Some(pattern) = old.keys().find(|pattern| !new.contains_key(*pattern)) {
        let sentence = format!("described the members that match {pattern} and no longer does");
        let change = Change::breaking(&object::MAP_VALUES_WIDENED, sentence);
        changes.push(pair.keyword("patternProperties", change).at_any_member());
    }
    if let Some(pattern) = new.keys().find(|pattern| !old.contains_key(*pattern)) {
        let change = if matches!(Rest::of(pair.old), Rest::Forbidden(_)) {
            let sentence = format!("may have members that match {pattern}, which were forbidden");
            Change::breaking(&object::OBJECT_OPENED, sentence)
        } else {
            Change::harmless(
                &kind::VALUE_SET_NARROWED,
                format!("has the members that match {pattern} described"),
            )
        };
        changes.push(pair.keyword("patternProperties", change));
    }
    changes
}

/// Members that bring others with them.
fn dependent(pair: &Pair<'_, '_>) -> Vec<Change> {
    let (old, new) = (dependencies(pair.old), dependencies(pair.new));
    let always = required_names(pair.new);
    let dropped: BTreeMap<&str, BTreeSet<&str>> = old
        .iter()
        .map(|(name, needs)| {
            let kept = new.get(name);
            let lost = needs
                .iter()
                .filter(|need| !kept.is_some_and(|kept| kept.contains(*need)) && !always.contains(*need));
            (*name, lost.copied().collect::<BTreeSet<&str>>())
        })
        .filter(|(_, lost)| !lost.is_empty())
        .collect();
    if !dropped.is_empty() {
        let names: Vec<String> = dropped
            .iter()
            .map(|(name, lost)| {
                let lost: Vec<String> = lost.iter().map(|name| format!("`{name}`")).collect();
                format!("`{name}` no longer brings {}", listed(&lost))
            })
            .collect();
        let more =
            if names.len() > 2 { format!(", and so on for {} members", names.len()) } else { String::new() };
        let shown = names.into_iter().take(2).collect::<Vec<_>>().join("; ");
        let sentence = format!("may hold some members without the others: {shown}{more}");
        let change = pair
            .keyword("dependentRequired", Change::breaking(&object::DEPENDENT_REQUIRED_DROPPED, sentence));
        return vec![Change { old: Some(json!(dropped)), ..change }];
    }
    if old == new {
        Vec::new()
    } else {
        vec![pair.narrowed("dependentRequired", "has more members that come together")]
    }
}

fn dependencies<'s>(shape: &Shape<'s>) -> BTreeMap<&'s str, BTreeSet<&'s str>> {
    let mut all: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, needs) in
        shape.facts("dependentRequired").filter_map(|fact| fact.value.as_object()).flat_map(Map::iter)
    {
        let needs = needs.as_array().into_iter().flatten().filter_map(Value::as_str);
        all.entry(name).or_default().extend(needs);
    }
    all.retain(|_, needs| !needs.is_empty());
    all
}

/// The place of a described rest, for the walk.
pub(in super::super) fn values_of<'s>(shape: &Shape<'s>) -> Option<Fact<'s>> {
    match Rest::of(shape) {
        Rest::Described(fact) if !is_anything(fact.value) => Some(fact),
        _ => None,
    }
}
