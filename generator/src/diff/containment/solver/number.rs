//! Numbers between bounds, on and off the grids of `multipleOf`. Exact: no floats.

use num::bigint::BigInt;
use num::{One, Signed, Zero};
use serde_json::Value;

use super::super::assertion::Assertion;
use super::super::decimal::{Decimal, one};
use super::super::kind::Kind;
use super::Outcome;
use super::evaluate::number_holds;
use super::expand::Cell;

/// Grid points that are tried.
const GRID_LIMIT: u32 = 2_000;

/// A bound, and whether it is itself excluded.
type Bound = Option<(Decimal, bool)>;

/// A number of the kind that fulfils the atoms.
pub(super) fn find(kind: Kind, cell: &Cell) -> Outcome {
    let (mut lower, mut upper): (Bound, Bound) = (None, None);
    let mut grid = (kind == Kind::Integer).then(one);
    let mut off_grids = Vec::new();
    for (assertion, holds) in &cell.atoms {
        match (&**assertion, holds) {
            (Assertion::Minimum { limit, strict }, true) => raise(&mut lower, limit, *strict),
            (Assertion::Minimum { limit, strict }, false) => lower_to(&mut upper, limit, !strict),
            (Assertion::Maximum { limit, strict }, true) => lower_to(&mut upper, limit, *strict),
            (Assertion::Maximum { limit, strict }, false) => raise(&mut lower, limit, !strict),
            (Assertion::MultipleOf(step), true) => {
                grid = Some(grid.map_or_else(|| step.clone(), |grid| grid.common_multiple(step)));
            }
            (Assertion::MultipleOf(step), false) => off_grids.push(step),
            _ => {}
        }
    }
    let excluded: Vec<Decimal> = cell.excluded.iter().filter_map(Value::as_number).map(Decimal::of).collect();
    let fits = |number: &Decimal| {
        number.is_integer() == (kind == Kind::Integer)
            && cell.atoms.iter().all(|(assertion, holds)| number_holds(assertion, number) == *holds)
            && !excluded.contains(number)
    };
    if let (Some((lower, above)), Some((upper, below))) = (&lower, &upper)
        && (lower > upper || lower == upper && (*above || *below))
    {
        return Outcome::Empty;
    }
    match grid {
        Some(grid) if kind == Kind::Fraction && grid.is_integer() => Outcome::Empty,
        Some(grid) if off_grids.iter().any(|step| grid.is_multiple_of(step)) => Outcome::Empty,
        Some(grid) => on_grid(&grid, lower.as_ref(), upper.as_ref(), &fits),
        None => between(lower.as_ref(), upper.as_ref(), &fits),
    }
}

fn raise(lower: &mut Bound, limit: &Decimal, strict: bool) {
    if lower.as_ref().is_none_or(|(old, above)| limit > old || limit == old && strict && !above) {
        *lower = Some((limit.clone(), strict));
    }
}

fn lower_to(upper: &mut Bound, limit: &Decimal, strict: bool) {
    if upper.as_ref().is_none_or(|(old, below)| limit < old || limit == old && strict && !below) {
        *upper = Some((limit.clone(), strict));
    }
}

fn on_grid(
    grid: &Decimal,
    lower: Option<&(Decimal, bool)>,
    upper: Option<&(Decimal, bool)>,
    fits: &impl Fn(&Decimal) -> bool,
) -> Outcome {
    let first = lower.map(|(limit, strict)| {
        let (down, up) = limit.steps(grid);
        if *strict { down + BigInt::one() } else { up }
    });
    let last = upper.map(|(limit, strict)| {
        let (down, up) = limit.steps(grid);
        if *strict { up - BigInt::one() } else { down }
    });
    // From the point nearest to zero outwards, so that examples are small.
    let mut begin = BigInt::zero();
    if let Some(first) = &first {
        begin = begin.max(first.clone());
    }
    if let Some(last) = &last {
        begin = begin.min(last.clone());
    }
    if first.as_ref().is_some_and(|first| begin < *first) {
        return Outcome::Empty;
    }
    let mut unwritable = false;
    for distance in 0..GRID_LIMIT {
        let distance = BigInt::from(distance);
        let mut inside = false;
        let points = [&begin + &distance, &begin - &distance];
        for point in points.into_iter().take(if distance.is_positive() { 2 } else { 1 }) {
            if first.as_ref().is_some_and(|first| point < *first)
                || last.as_ref().is_some_and(|last| point > *last)
            {
                continue;
            }
            inside = true;
            let number = grid.times(&point);
            if !fits(&number) {
                continue;
            }
            match number.to_value() {
                Some(value) => return Outcome::Found(value),
                None => unwritable = true,
            }
        }
        if !inside {
            return if unwritable { Outcome::Unknown } else { Outcome::Empty };
        }
    }
    Outcome::Unknown
}

fn between(
    lower: Option<&(Decimal, bool)>,
    upper: Option<&(Decimal, bool)>,
    fits: &impl Fn(&Decimal) -> bool,
) -> Outcome {
    let candidates: Vec<Decimal> = match (lower, upper) {
        (Some((lower, _)), Some((upper, _))) if lower == upper => {
            return match (fits(lower), lower.to_value()) {
                (true, Some(value)) => Outcome::Found(value),
                (true, None) => Outcome::Unknown,
                (false, _) => Outcome::Empty,
            };
        }
        (Some((lower, _)), Some((upper, _))) => [2, 4, 10, 16, 100, 128, 1_000, 1_024]
            .into_iter()
            .flat_map(|whole| (0..=whole.min(16)).map(move |part| (part, whole)))
            .map(|(part, whole)| lower.toward(upper, part, whole))
            .collect(),
        (Some((lower, _)), None) => steps_from(lower, 1),
        (None, Some((upper, _))) => steps_from(upper, -1),
        (None, None) => steps_from(&Decimal::integer(0), 1),
    };
    let written = candidates.iter().filter(|number| fits(number)).find_map(Decimal::to_value);
    // Between two different bounds there are always numbers off finitely many grids, but perhaps none that can be written.
    written.map_or(Outcome::Unknown, Outcome::Found)
}

fn steps_from(limit: &Decimal, direction: i64) -> Vec<Decimal> {
    let parts = [(1, 2), (1, 4), (1, 10), (3, 100), (7, 1_000), (1, 1_024), (3, 2), (21, 2), (2_001, 2)];
    let near = parts.into_iter().map(|(part, whole)| limit.plus(direction * part, whole));
    [limit.clone()].into_iter().chain(near).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::super::super::kind::Kind;
    use super::*;

    fn search(kind: Kind, atoms: Vec<(Assertion, bool)>, excluded: Vec<Value>) -> Outcome {
        let atoms = atoms.into_iter().map(|(assertion, holds)| (Arc::new(assertion), holds)).collect();
        find(kind, &Cell { atoms, excluded, ..Cell::default() })
    }

    fn at_least(limit: i64) -> Assertion {
        Assertion::Minimum { limit: Decimal::integer(limit), strict: false }
    }

    fn step(step: &str) -> Assertion {
        Assertion::MultipleOf(Decimal::of(&serde_json::from_str(step).expect("a JSON number")))
    }

    #[test]
    fn bounds_leave_room_or_none() {
        let gap = vec![(at_least(3), true), (at_least(4), false)];
        assert_eq!(search(Kind::Integer, gap.clone(), vec![]), Outcome::Found(json!(3)));
        assert_eq!(search(Kind::Integer, gap.clone(), vec![json!(3)]), Outcome::Empty);
        assert_eq!(search(Kind::Fraction, gap, vec![]), Outcome::Found(json!(3.5)));
        assert_eq!(
            search(Kind::Integer, vec![(at_least(3), true), (at_least(3), false)], vec![]),
            Outcome::Empty
        );
    }

    #[test]
    fn grids_meet_or_miss() {
        let sixes = vec![(step("2"), true), (step("3"), true), (step("6"), false)];
        assert_eq!(search(Kind::Integer, sixes, vec![]), Outcome::Empty);
        let fours = vec![(step("2"), true), (step("4"), false)];
        assert_eq!(search(Kind::Integer, fours, vec![]), Outcome::Found(json!(2)));
        assert_eq!(search(Kind::Fraction, vec![(step("1"), true)], vec![]), Outcome::Empty);
        let tenths = vec![(step("0.1"), true), (step("0.5"), false)];
        assert_eq!(search(Kind::Fraction, tenths, vec![]), Outcome::Found(json!(0.1)));
    }
}
