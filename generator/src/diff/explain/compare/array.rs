//! Arrays: how many items, of which kind, at which places.

use serde_json::Value;

use super::{Pair, bound, is_anything, telling};
use crate::diff::explain::change::{Change, Counts};
use crate::diff::explain::shape::Shape;
use crate::rules::array;

pub(super) fn compare(pair: &Pair<'_, '_>) -> Vec<Change> {
    let counts = [
        bound(pair, "minItems", true, &array::MIN_ITEMS_LOWERED, "may have fewer items than before"),
        bound(pair, "maxItems", false, &array::MAX_ITEMS_RAISED, "may have more items than before"),
    ];
    counts.into_iter().flatten().chain(unique(pair)).chain(items(pair)).chain(contains(pair)).collect()
}

fn unique(pair: &Pair<'_, '_>) -> Option<Change> {
    let is_unique =
        |shape: &Shape<'_>| shape.facts("uniqueItems").any(|fact| *fact.value == Value::Bool(true));
    match (is_unique(pair.old), is_unique(pair.new)) {
        (true, false) => {
            let sentence = "may hold the same item twice; readers that index by it fail";
            Some(pair.keyword("uniqueItems", Change::breaking(&array::UNIQUE_ITEMS_DROPPED, sentence)))
        }
        (false, true) => Some(pair.narrowed("uniqueItems", "never holds the same item twice")),
        _ => None,
    }
}

/// Places of a tuple.
pub(in super::super) fn places(shape: &Shape<'_>) -> usize {
    shape.facts("prefixItems").filter_map(|fact| fact.value.as_array()).map(Vec::len).max().unwrap_or(0)
}

fn items(pair: &Pair<'_, '_>) -> Option<Change> {
    let (old_places, new_places) = (places(pair.old), places(pair.new));
    let (old, new) = (telling(pair.old, "items"), telling(pair.new, "items"));
    let forbidden = |fact: &Option<_>| {
        fact.as_ref()
            .is_some_and(|fact: &crate::diff::explain::shape::Fact<'_>| *fact.value == Value::Bool(false))
    };
    if old_places != new_places {
        // A new place is narrower than none, unless there were to be no items there.
        let counts =
            if new_places > old_places && !forbidden(&old) { Counts::Otherwise } else { Counts::Unproved };
        let sentence = format!("described the items at {old_places} places and now does so at {new_places}");
        let change = Change::new(&array::TUPLE_CHANGED, counts, sentence);
        return Some(pair.keyword("prefixItems", change));
    }
    match (&old, &new) {
        (Some(_), Some(_)) if forbidden(&old) && !forbidden(&new) => {
            let sentence = "may have items where there were none";
            Some(pair.keyword("items", Change::breaking(&array::ITEMS_WIDENED, sentence)))
        }
        (Some(_), None) => {
            let sentence = "may hold items of any kind; readers that expect the old kind fail";
            Some(pair.keyword("items", Change::breaking(&array::ITEMS_WIDENED, sentence)))
        }
        (None, Some(_)) => Some(pair.narrowed("items", "has its items described")),
        _ => None,
    }
}

fn contains(pair: &Pair<'_, '_>) -> Option<Change> {
    let said = |shape: &Shape<'_>| -> Vec<Value> {
        let keywords = ["contains", "minContains", "maxContains"].into_iter();
        keywords.flat_map(|keyword| shape.facts(keyword)).map(|fact| fact.value.clone()).collect()
    };
    let (old, new) = (said(pair.old), said(pair.new));
    if old == new {
        return None;
    }
    Some(if old.iter().all(is_anything) {
        pair.narrowed("contains", "always holds a certain item")
    } else {
        let sentence = "need no longer hold the items that it had to hold";
        pair.keyword("contains", Change::breaking(&array::CONTAINS_LOOSENED, sentence))
    })
}
