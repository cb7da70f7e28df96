//! Values of one kind when nothing is left to choose: dispatch, and the kinds with few values.

use serde_json::Value;

use super::super::kind::Kind;
use super::expand::Cell;
use super::{Outcome, Solver, number};

impl Solver {
    /// A value of the kind that fulfils the atoms of a cell, whatever its choices ask for.
    pub(super) fn leaf(&mut self, kind: Kind, cell: &Cell) -> Outcome {
        match kind {
            Kind::Null => first(&[Value::Null], cell),
            Kind::Boolean => first(&[Value::Bool(true), Value::Bool(false)], cell),
            Kind::Integer | Kind::Fraction => number::find(kind, cell),
            Kind::Text => self.text(cell),
            Kind::Array => self.array(cell),
            Kind::Object => self.object(cell),
        }
    }
}

fn first(values: &[Value], cell: &Cell) -> Outcome {
    let value = values.iter().find(|value| !cell.excluded.contains(value));
    value.map_or(Outcome::Empty, |value| Outcome::Found(value.clone()))
}
