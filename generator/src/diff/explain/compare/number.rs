//! Bounds and steps of numbers.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use super::Pair;
use crate::diff::explain::change::Change;
use crate::diff::explain::shape::{Fact, Shape};
use crate::diff::explain::types::Types;
use crate::rules::{Rule, number};

pub(super) fn compare(pair: &Pair<'_, '_>) -> Vec<Change> {
    let lower = bound(pair, ["minimum", "exclusiveMinimum"], false, &number::MINIMUM_LOWERED);
    let upper = bound(pair, ["maximum", "exclusiveMaximum"], true, &number::MAXIMUM_RAISED);
    lower.into_iter().chain(upper).chain(step(pair)).collect()
}

/// The tightest bound of a shape, as the last number that it allows or the first that it forbids.
#[derive(Clone)]
struct Bound<'s> {
    fact: Fact<'s>,
    limit: Limit,
    /// The limit itself is not allowed.
    exclusive: bool,
}

/// A number that compares exactly where it is whole.
#[derive(Clone, Copy)]
enum Limit {
    Whole(i128),
    Real(f64),
}

impl Limit {
    fn of(number: &Number) -> Option<Self> {
        let whole = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
        whole.map(Self::Whole).or_else(|| number.as_f64().map(Self::Real))
    }

    fn compare(self, other: Self) -> Ordering {
        match (self, other) {
            (Self::Whole(one), Self::Whole(other)) => one.cmp(&other),
            (one, other) => one.real().total_cmp(&other.real()),
        }
    }

    fn real(self) -> f64 {
        match self {
            #[expect(
                clippy::cast_precision_loss,
                reason = "a bound between whole and real numbers is no closer than that"
            )]
            Self::Whole(whole) => whole as f64,
            Self::Real(real) => real,
        }
    }
}

/// The tightest of a shape's bounds on one side.
fn tightest<'s>(shape: &Shape<'s>, keywords: [&str; 2], upper: bool) -> Option<Bound<'s>> {
    let whole_only = !shape.types.meets(Types::FRACTION);
    let bounds = keywords.into_iter().zip([false, true]).flat_map(|(keyword, exclusive)| {
        shape.facts(keyword).filter_map(move |fact| {
            let Value::Number(number) = fact.value else { return None };
            Some(match Limit::of(number)? {
                // Among integers `> -1` is `>= 0`.
                Limit::Whole(limit) if exclusive && whole_only => {
                    let limit = Limit::Whole(if upper { limit - 1 } else { limit + 1 });
                    Bound { fact, limit, exclusive: false }
                }
                limit => Bound { fact, limit, exclusive },
            })
        })
    });
    bounds.reduce(|one, other| if tighter(&other, &one, upper).is_gt() { other } else { one })
}

/// `Greater` when `one` leaves fewer numbers than `other`.
fn tighter(one: &Bound<'_>, other: &Bound<'_>, upper: bool) -> Ordering {
    let order = one.limit.compare(other.limit);
    let order = if upper { order.reverse() } else { order };
    order.then(one.exclusive.cmp(&other.exclusive))
}

fn bound(pair: &Pair<'_, '_>, keywords: [&str; 2], upper: bool, rule: &'static Rule) -> Option<Change> {
    let old = tightest(pair.old, keywords, upper);
    let new = tightest(pair.new, keywords, upper);
    let order = match (&old, &new) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (Some(old), Some(new)) => tighter(new, old, upper),
    };
    let said = |bound: &Option<Bound<'_>>| {
        bound.as_ref().map_or_else(
            || "without limit".to_owned(),
            |bound| {
                let words = match (upper, bound.exclusive) {
                    (false, false) => "at least",
                    (false, true) => "more than",
                    (true, false) => "at most",
                    (true, true) => "less than",
                };
                let limit = match bound.limit {
                    Limit::Whole(whole) => whole.to_string(),
                    Limit::Real(real) => real.to_string(),
                };
                format!("{words} {limit}")
            },
        )
    };
    let sides = format!("{} before, {} now", said(&old), said(&new));
    let change = match order {
        Ordering::Equal => return None,
        Ordering::Less => {
            let word = if upper { "greater" } else { "smaller" };
            Change::breaking(rule, format!("may be {word} than before: {sides}"))
        }
        Ordering::Greater => {
            Change::harmless(&crate::rules::kind::VALUE_SET_NARROWED, format!("has a tighter bound: {sides}"))
        }
    };
    let fact = |bound: Option<Bound<'_>>| bound.map(|bound| (bound.fact.pointer, bound.fact.value.clone()));
    let (old, new) = (fact(old), fact(new));
    let (old_at, old) = old.map_or_else(|| (pair.old.home.clone(), None), |(at, value)| (at, Some(value)));
    let (new_at, new) = new.map_or_else(|| (pair.new.home.clone(), None), |(at, value)| (at, Some(value)));
    Some(Change { old_at, old, new_at, new, ..change })
}

fn step(pair: &Pair<'_, '_>) -> Option<Change> {
    let steps = |shape: &Shape<'_>| -> Vec<f64> {
        let whole_only = !shape.types.meets(Types::FRACTION);
        let steps = shape.facts("multipleOf").filter_map(|fact| fact.value.as_f64());
        let mut steps: Vec<f64> = steps.filter(|step| !(whole_only && step.recip().fract() == 0.0)).collect();
        steps.sort_by(f64::total_cmp);
        steps
    };
    let (old, new) = (steps(pair.old), steps(pair.new));
    if old == new {
        return None;
    }
    let kept = old.iter().all(|old| new.iter().any(|new| (new / old).fract() == 0.0));
    Some(if kept {
        pair.narrowed("multipleOf", "has a coarser step")
    } else {
        let old: Vec<String> = old.iter().map(f64::to_string).collect();
        let sentence = format!("need no longer be a multiple of {}", super::listed(&old));
        pair.keyword("multipleOf", Change::breaking(&number::MULTIPLE_OF_LOOSENED, sentence))
    })
}
