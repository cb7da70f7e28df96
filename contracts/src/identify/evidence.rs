//! Findings: what speaks for a verdict, and what against the other shapes.

use std::fmt;

use serde_json::Value;

use super::candidate::{Claim, alike};
use super::measure::{self, Misfit};
use super::shape::{self, Shape};
use super::stage::{Stage, Stages};
use super::table::Member;
use crate::Surface;

/// One thing that was found in a document.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Finding {
    /// Line from 1, in NDJSON and in text that is no JSON.
    pub line: Option<u64>,
    /// JSON Pointer to the value within the document or line; empty for the whole.
    pub path: String,
    /// What was expected and found there.
    pub message: String,
    /// The shape that this speaks against; none when it speaks for the verdict.
    pub against: Option<Shape>,
}

impl Finding {
    pub(super) fn whole(message: impl Into<String>) -> Self {
        Self { line: None, path: String::new(), message: message.into(), against: None }
    }

    pub(super) fn misfit(misfit: Misfit, against: Shape) -> Self {
        Self { line: None, path: misfit.path, message: misfit.message, against: Some(against) }
    }

    /// Why a text is not one JSON value.
    pub(super) fn unreadable(error: &serde_json::Error) -> Self {
        let message = if error.is_eof() {
            "expected more: the text ends in the middle of a value".to_owned()
        } else {
            format!("expected JSON: {error}")
        };
        Self { line: u64::try_from(error.line()).ok(), ..Self::whole(message) }
    }

    pub(super) fn repeated(path: &str) -> Self {
        Self { path: path.to_owned(), ..Self::whole("expected every member once, found this one twice") }
    }

    /// A number that does not belong to the shape.
    pub(super) fn number(shape: Shape, claim: Option<i64>) -> Self {
        let text = |number: Option<i64>| number.map_or("none".to_owned(), |number| number.to_string());
        Self {
            line: None,
            path: "/schema_version".into(),
            message: format!("expected {}, found {}", text(shape.number()), text(claim)),
            against: Some(shape),
        }
    }
}

/// `line 3: /totals: expected ...`
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)
    }
}

/// A value that was read, its table and its line.
pub(super) type Part<'p> = (&'p Value, &'static [Member], Option<u64>);

/// Why it is one of these shapes: the number, what rules out the shapes before and after, and which others would look
/// the same.
pub(super) fn for_shapes(
    surface: Surface,
    parts: &[Part<'_>],
    fits: Stages,
    shapes: &[Shape],
    claim: Claim,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    match claim {
        Claim::Number(number) => {
            let message = number.map_or("there is none".into(), |number| format!("says {number}"));
            findings.push(Finding { path: "/schema_version".into(), ..Finding::whole(message) });
        }
        Claim::Unnumbered if shapes.len() > 1 => {
            findings.push(Finding::whole("a session line has no version number"));
        }
        Claim::Unnumbered => {}
    }
    let of = shape::of(surface);
    let same = alike(surface, fits);
    let position =
        |shape: Option<&Shape>| of.iter().position(|(one, _)| Some(one) == shape).unwrap_or_default();
    let different = |(other, _): &&(Shape, Stages)| !same.contains(other);
    let before = of[..position(shapes.first())].iter().rev().find(different);
    let after = of[position(shapes.last())..].iter().find(different);
    for (other, stages) in before.into_iter().chain(after) {
        findings.extend(against(parts, *other, *stages));
    }
    let others: Vec<&str> =
        same.iter().filter(|other| !shapes.contains(other)).map(|other| other.name()).collect();
    if !others.is_empty() {
        let reason = if shapes == [Shape::V1] { "it can be read as v1" } else { "the number decides" };
        findings.push(Finding::whole(format!("{} would look the same here: {reason}", others.join(", "))));
    }
    if let [shape] = shapes
        && shape.releases(surface).is_some()
    {
        let own = shape::stages(*shape, surface).unwrap_or_default();
        if own.and(fits) != own {
            findings.push(Finding::whole(format!("the members are those of {}", own.and(fits))));
        }
    }
    findings
}

/// The first thing that speaks against a shape, in the stage of it that is least different.
fn against(parts: &[Part<'_>], shape: Shape, stages: Stages) -> Option<Finding> {
    let misfits = |stage| -> u64 {
        parts.iter().map(|(value, root, _)| measure::misfits(value, root, stage, false, 0).1).sum()
    };
    let stage = stages.iter().min_by_key(|stage| misfits(*stage))?;
    parts.iter().find_map(|(value, root, line)| {
        let (mut first, _) = measure::misfits(value, root, stage, false, 1);
        first.pop().map(|misfit| Finding { line: *line, ..Finding::misfit(misfit, shape) })
    })
}

/// What speaks against a shape that is nearest and not it.
pub(super) fn against_nearest(
    value: &Value,
    root: &'static [Member],
    (shape, stage): (Shape, Stage),
    incomplete: bool,
    limit: usize,
) -> (Vec<Finding>, u64) {
    let (misfits, more) = measure::misfits(value, root, stage, incomplete, limit);
    (misfits.into_iter().map(|misfit| Finding::misfit(misfit, shape)).collect(), more)
}
