//! Lengths, patterns and formats.

use std::collections::BTreeSet;

use serde_json::json;

use super::{Pair, bound};
use crate::diff::explain::change::{Change, Counts};
use crate::diff::explain::shape::Shape;
use crate::diff::explain::types::Types;
use crate::rules::text;

pub(super) fn compare(pair: &Pair<'_, '_>) -> Vec<Change> {
    [
        bound(
            pair,
            "minLength",
            true,
            &text::MIN_LENGTH_LOWERED,
            "may be shorter than before, in characters",
        ),
        bound(pair, "maxLength", false, &text::MAX_LENGTH_RAISED, "may be longer than before, in characters"),
        pattern(pair),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn words<'s>(shape: &Shape<'s>, keyword: &str) -> BTreeSet<&'s str> {
    shape.facts(keyword).filter_map(|fact| fact.value.as_str()).collect()
}

fn pattern(pair: &Pair<'_, '_>) -> Option<Change> {
    let (old, new) = (words(pair.old, "pattern"), words(pair.new, "pattern"));
    if old == new {
        return None;
    }
    Some(if old.is_subset(&new) {
        pair.narrowed("pattern", "must match a pattern now")
    } else {
        let sentence = match (old.first(), new.first()) {
            (Some(old), Some(new)) => format!("has another form: it matched {old} and now matches {new}"),
            _ => "may have any form; readers that take it apart by the old pattern fail".to_owned(),
        };
        pair.keyword("pattern", Change::breaking(&text::PATTERN_CHANGED, sentence))
    })
}

/// Formats are compared by policy: consumers parse by them, although validators do not look.
pub(super) fn compare_formats(pair: &Pair<'_, '_>) -> Option<Change> {
    let (old, new) = (words(pair.old, "format"), words(pair.new, "format"));
    let lost = old.iter().find(|format| !new.contains(*format) && !keeps(pair, format));
    if let Some(lost) = lost {
        let sentence = match new.first() {
            Some(new) => {
                format!("was of the format {lost} and is now of {new}; readers that parse the old one fail")
            }
            None => format!("need no longer be of the format {lost}; readers that parse it as such fail"),
        };
        return Some(pair.keyword("format", Change::new(&text::FORMAT_CHANGED, Counts::Always, sentence)));
    }
    let added = new.iter().find(|format| !old.contains(*format))?;
    (old.is_empty() && pair.new.closed.is_none()).then(|| {
        let sentence = format!("is now of the format {added}");
        pair.keyword("format", Change::harmless(&text::FORMAT_ADDED, sentence))
    })
}

/// True when every new value has the format: because it is listed, or because a range says the same.
fn keeps(pair: &Pair<'_, '_>, format: &str) -> bool {
    let integers = range(format);
    if let Some(closed) = &pair.new.closed {
        let checked = jsonschema::options().should_validate_formats(true).build(&json!({"format": format}));
        return closed.values.iter().all(|value| match (integers, value.as_f64()) {
            (Some((least, greatest)), Some(number)) => least <= number && number <= greatest,
            _ => checked.as_ref().is_ok_and(|checked| checked.is_valid(value)),
        });
    }
    let Some((least, greatest)) = integers else {
        // What is no text, or no format of numbers, has no format to lose.
        return matches!(format, "double" | "float") || !pair.both(Types::STRING);
    };
    if !pair.both(Types::NUMBER) {
        return true;
    }
    let limits = |keywords: [&str; 2]| {
        let stated = keywords.into_iter().flat_map(|keyword| pair.new.facts(keyword));
        stated.filter_map(|fact| fact.value.as_f64()).collect::<Vec<f64>>()
    };
    let formats = words(pair.new, "format").into_iter().filter_map(range).collect::<Vec<_>>();
    let lower =
        limits(["minimum", "exclusiveMinimum"]).into_iter().chain(formats.iter().map(|range| range.0));
    let upper =
        limits(["maximum", "exclusiveMaximum"]).into_iter().chain(formats.iter().map(|range| range.1));
    lower.fold(f64::NEG_INFINITY, f64::max) >= least && upper.fold(f64::INFINITY, f64::min) <= greatest
}

/// The range that a format of integers stands for.
fn range(format: &str) -> Option<(f64, f64)> {
    let (signed, bits) = match format.strip_prefix("uint") {
        Some(bits) => (false, bits),
        None => (true, format.strip_prefix("int")?),
    };
    let bits: i32 = if bits.is_empty() { 64 } else { bits.parse().ok()? };
    let power = |bits: i32| 2f64.powi(bits);
    matches!(bits, 8 | 16 | 32 | 64 | 128)
        .then(|| if signed { (-power(bits - 1), power(bits - 1) - 1.0) } else { (0.0, power(bits) - 1.0) })
}
