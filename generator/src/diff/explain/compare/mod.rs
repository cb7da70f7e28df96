//! Compares two shapes keyword by keyword and names each difference by its rule. What differs inside members, items
//! and alternatives is compared where the walk gets there.

mod array;
mod kind;
mod number;
mod object;
mod remark;
mod text;
mod union;

pub(super) use array::places;
pub(super) use object::{member_removed, values_of};
pub(super) use remark::is_remark;
pub(super) use union::{came_or_went, matched};

use serde_json::Value;

use super::change::Change;
use super::shape::{Fact, Shape};
use super::side::Side;
use super::types::Types;
use crate::diff::path::Step;
use crate::rules;

/// Two shapes at the same place of documents.
pub(super) struct Pair<'a, 's> {
    pub(super) old: &'a Shape<'s>,
    pub(super) new: &'a Shape<'s>,
    /// The step that leads here.
    pub(super) step: Option<&'a Step>,
    /// One side is only one of several alternatives.
    pub(super) partial: bool,
    /// A member that some alternative of the new side describes.
    pub(super) describes: &'a dyn Fn(&str) -> bool,
    /// The files, old and new.
    pub(super) sides: (Side<'s>, Side<'s>),
}

impl Pair<'_, '_> {
    /// True when both sides allow some of these types.
    fn both(&self, types: Types) -> bool {
        self.old.types.meets(types) && self.new.types.meets(types)
    }

    /// A keyword's change, shown by its outermost values.
    fn keyword(&self, keyword: &str, change: Change) -> Change {
        change.between(self.old.fact(keyword), &self.old.home, self.new.fact(keyword), &self.new.home)
    }

    /// A keyword's change that leaves fewer values.
    fn narrowed(&self, keyword: &str, sentence: impl Into<String>) -> Change {
        self.keyword(keyword, Change::harmless(&rules::kind::VALUE_SET_NARROWED, sentence))
    }
}

/// Every difference that a rule describes.
pub(super) fn compare(pair: &Pair<'_, '_>) -> Vec<Change> {
    let mut changes = kind::compare(pair);
    let listed = pair.old.closed.is_some() || pair.new.closed.is_some();
    if !listed && pair.both(Types::NUMBER) {
        changes.extend(number::compare(pair));
    }
    if !listed && pair.both(Types::STRING) {
        changes.extend(text::compare(pair));
    }
    if pair.both(Types::STRING | Types::NUMBER) {
        changes.extend(text::compare_formats(pair));
    }
    if !listed && pair.both(Types::ARRAY) {
        changes.extend(array::compare(pair));
    }
    if !listed && pair.both(Types::OBJECT) {
        changes.extend(object::compare(pair));
    } else if pair.old.closed.is_none() && pair.both(Types::OBJECT) {
        changes.extend(object::members_gone(pair));
    }
    changes.extend(union::compare(pair));
    changes.extend(remark::compare(pair));
    changes
}

/// The number that a keyword of counts holds, as the greatest lower bound or the least upper one.
fn count(shape: &Shape<'_>, keyword: &str, greatest: bool) -> Option<f64> {
    let counts = shape.facts(keyword).filter_map(|fact| fact.value.as_f64());
    if greatest { counts.reduce(f64::max) } else { counts.reduce(f64::min) }
}

/// A bound of a count: a change of it under `rule`, or one that narrows.
fn bound(
    pair: &Pair<'_, '_>,
    keyword: &str,
    lower: bool,
    rule: &'static rules::Rule,
    words: &str,
) -> Option<Change> {
    let unbounded = if lower { 0.0 } else { f64::INFINITY };
    let old = count(pair.old, keyword, lower).unwrap_or(unbounded);
    let new = count(pair.new, keyword, lower).unwrap_or(unbounded);
    let loosened = if lower { new < old } else { new > old };
    let limit = |value: f64| if value.is_finite() { value.to_string() } else { "no".to_owned() };
    let now = format!("{words}: {} before, {} now", limited(lower, &limit(old)), limited(lower, &limit(new)));
    if loosened {
        Some(pair.keyword(keyword, Change::breaking(rule, now)))
    } else if old.total_cmp(&new).is_ne() {
        Some(pair.narrowed(keyword, format!("has a tighter bound: {keyword}")))
    } else {
        None
    }
}

fn limited(lower: bool, limit: &str) -> String {
    if limit == "no" {
        return "no limit".to_owned();
    }
    format!("{} {limit}", if lower { "at least" } else { "at most" })
}

/// True for a schema that says nothing.
fn is_anything(schema: &Value) -> bool {
    *schema == Value::Bool(true) || schema.as_object().is_some_and(serde_json::Map::is_empty)
}

/// A keyword's schema, unless it says nothing.
fn telling<'s>(shape: &Shape<'s>, keyword: &str) -> Option<Fact<'s>> {
    shape.facts(keyword).find(|fact| !is_anything(fact.value))
}

/// A value in few words, for sentences.
pub(super) fn excerpt(value: &Value) -> String {
    /// Longest excerpt, in characters.
    const LONGEST: usize = 48;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}

/// Several things in one sentence: `a, b and c`.
pub(super) fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
