//! Values of one kind when nothing is left to choose: dispatch, and the kinds with few values.

use serde_json::Value;

use super::super::kind::Kind;
use super::expand::Cell;
use super::{Outcome, Solver, number};

/// How deep documents are nested at most; most parsers stop not far beyond.
const NESTING_LIMIT: usize = 100;

impl Solver {
    /// A value of the kind that fulfils the atoms of a cell, whatever its choices ask for.
    pub(super) fn leaf(&mut self, kind: Kind, cell: &Cell) -> Outcome {
        let outcome = match kind {
            Kind::Null => first(&[Value::Null], cell),
            Kind::Boolean => first(&[Value::Bool(true), Value::Bool(false)], cell),
            Kind::Integer | Kind::Fraction => number::find(kind, cell),
            Kind::Text => self.text(cell),
            Kind::Array => self.array(cell),
            Kind::Object => self.object(cell),
        };
        match outcome {
            Outcome::Found(value) if deeper(&value, NESTING_LIMIT) => Outcome::Unknown,
            outcome => outcome,
        }
    }
}

/// Whether a value is nested more than so many levels deep.
fn deeper(value: &Value, levels: usize) -> bool {
    let inside = |value: &Value| levels == 0 || deeper(value, levels - 1);
    match value {
        Value::Array(items) => items.iter().any(inside),
        Value::Object(members) => members.values().any(inside),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn first(values: &[Value], cell: &Cell) -> Outcome {
    let value = values.iter().find(|value| !cell.excluded.contains(value));
    value.map_or(Outcome::Empty, |value| Outcome::Found(value.clone()))
}
