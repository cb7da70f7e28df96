//! Arrays: schemas of items by position, counts, distinct items, and items that must or must not be contained.

use serde_json::Value;

use super::super::assertion::{Assertion, Items, SchemaId};
use super::super::literal::Literal;
use super::expand::Cell;
use super::{Outcome, Solver};

/// Items that are written out at most.
const ITEM_LIMIT: u64 = 2_000;
/// Items of one kind that are told apart at most, where a number of them is asked for.
const COUNT_LIMIT: u64 = 24;

/// What an array must look like.
#[derive(Clone)]
struct Shape {
    min: u64,
    max: u64,
    /// Schemas that all items fulfil, by position.
    groups: Vec<Items>,
    /// Schemas of which some item breaks its own.
    broken: Vec<Items>,
    distinct: bool,
    repeated: bool,
    /// How many items fulfil a schema.
    counted: Vec<(SchemaId, u64, u64)>,
}

/// What some item must fulfil; it counts toward the schema with this number.
type Need = (Vec<Literal>, Option<usize>);

impl Solver {
    /// An array that fulfils the atoms of a cell.
    pub(super) fn array(&mut self, cell: &Cell) -> Outcome {
        let mut shapes = vec![Shape {
            min: 0,
            max: u64::MAX,
            groups: Vec::new(),
            broken: Vec::new(),
            distinct: false,
            repeated: false,
            counted: Vec::new(),
        }];
        for (assertion, holds) in &cell.atoms {
            for shape in &mut shapes {
                match (&**assertion, *holds) {
                    (Assertion::MinItems(least), true) => shape.min = shape.min.max(*least),
                    (Assertion::MinItems(least), false) => shape.max = shape.max.min(least.saturating_sub(1)),
                    (Assertion::MaxItems(most), true) => shape.max = shape.max.min(*most),
                    (Assertion::MaxItems(most), false) => shape.min = shape.min.max(most.saturating_add(1)),
                    (Assertion::Items(items), true) => shape.groups.push(items.clone()),
                    (Assertion::Items(items), false) => shape.broken.push(items.clone()),
                    (Assertion::Unique, true) => shape.distinct = true,
                    (Assertion::Unique, false) => shape.repeated = true,
                    (Assertion::Contains { schema, min, max }, true) => {
                        shape.counted.push((*schema, *min, max.unwrap_or(u64::MAX)));
                    }
                    _ => {}
                }
            }
            if let (Assertion::Contains { schema, min, max }, false) = (&**assertion, *holds) {
                shapes = too_few_or_many(&shapes, *schema, *min, *max);
            }
        }
        let mut unknown = false;
        for shape in shapes {
            match self.array_of(&shape) {
                Outcome::Empty => {}
                Outcome::Unknown => unknown = true,
                found @ Outcome::Found(_) => return found,
            }
        }
        if unknown { Outcome::Unknown } else { Outcome::Empty }
    }

    fn array_of(&mut self, shape: &Shape) -> Outcome {
        if shape.min > shape.max || shape.counted.iter().any(|(_, min, max)| min > max) {
            return Outcome::Empty;
        }
        // How many items fulfil each counted schema, where there is a most; where there is none, at least how many.
        let mut numbers: Vec<Vec<u64>> = vec![Vec::new()];
        let mut unknown = false;
        for (_, min, max) in &shape.counted {
            let most = if *max == u64::MAX { *min } else { (*max).min(shape.max) };
            let far = min.saturating_add(COUNT_LIMIT);
            unknown |= most > far;
            numbers = numbers
                .iter()
                .flat_map(|before| {
                    (*min..=most.min(far)).map(move |number| [before.as_slice(), &[number]].concat())
                })
                .collect();
        }
        for numbers in numbers {
            if numbers.iter().any(|number| *number > ITEM_LIMIT) {
                unknown = true;
                continue;
            }
            let needs =
                shape.counted.iter().zip(&numbers).enumerate().flat_map(|(index, ((schema, ..), number))| {
                    (0..*number).map(move |_| (vec![Literal::fulfils(*schema)], Some(index)))
                });
            let needs: Vec<Need> = needs.collect();
            let mut positions: Vec<Vec<Need>> = Vec::new();
            match self.place_breaches(shape, &shape.broken, &needs, &mut positions) {
                Outcome::Empty => {}
                Outcome::Unknown => unknown = true,
                found @ Outcome::Found(_) => return found,
            }
        }
        if unknown { Outcome::Unknown } else { Outcome::Empty }
    }

    /// The number of positions that differ from those after them.
    fn fixed(shape: &Shape) -> usize {
        shape.groups.iter().chain(&shape.broken).map(|items| items.prefix.len()).max().unwrap_or(0)
    }

    /// Finds an item for each breach, then for each need, then completes the array.
    fn place_breaches(
        &mut self,
        shape: &Shape,
        broken: &[Items],
        needs: &[Need],
        positions: &mut Vec<Vec<Need>>,
    ) -> Outcome {
        let Some((breach, later)) = broken.split_first() else {
            return self.place_needs(shape, needs, positions);
        };
        self.at_each(shape, positions, |solver, position, positions| {
            let need = (vec![Literal::breaks(breach.at(position))], None);
            solver.with_need(shape, position, need, positions, |solver, positions| {
                solver.place_breaches(shape, later, needs, positions)
            })
        })
    }

    fn place_needs(&mut self, shape: &Shape, needs: &[Need], positions: &mut Vec<Vec<Need>>) -> Outcome {
        let Some((need, later)) = needs.split_first() else { return self.repeat(shape, positions) };
        self.at_each(shape, positions, |solver, position, positions| {
            let counted = |needs: &Vec<Need>| needs.iter().any(|(_, index)| *index == need.1);
            if positions.get(position).is_some_and(counted) {
                return Outcome::Empty;
            }
            solver.with_need(shape, position, need.clone(), positions, |solver, positions| {
                solver.place_needs(shape, later, positions)
            })
        })
    }

    /// Tries every position that differs from others.
    fn at_each(
        &mut self,
        shape: &Shape,
        positions: &mut Vec<Vec<Need>>,
        mut attempt: impl FnMut(&mut Self, usize, &mut Vec<Vec<Need>>) -> Outcome,
    ) -> Outcome {
        let mut unknown = false;
        for position in 0..=Self::fixed(shape).max(positions.len()) {
            if position as u64 >= shape.max {
                break;
            }
            if !self.step() {
                return Outcome::Unknown;
            }
            match attempt(self, position, positions) {
                Outcome::Empty => {}
                Outcome::Unknown => unknown = true,
                found @ Outcome::Found(_) => return found,
            }
        }
        if unknown { Outcome::Unknown } else { Outcome::Empty }
    }

    /// Goes on with one more need at a position, if the item there can fulfil it.
    fn with_need(
        &mut self,
        shape: &Shape,
        position: usize,
        need: Need,
        positions: &mut Vec<Vec<Need>>,
        go_on: impl FnOnce(&mut Self, &mut Vec<Vec<Need>>) -> Outcome,
    ) -> Outcome {
        let length = positions.len();
        if positions.len() <= position {
            positions.resize(position + 1, Vec::new());
        }
        positions[position].push(need);
        let literals = Self::demands(shape, position, &positions[position], false);
        let outcome =
            if self.solve(literals) == Outcome::Empty { Outcome::Empty } else { go_on(self, positions) };
        positions[position].pop();
        positions.truncate(length);
        outcome
    }

    /// What the item at a position must fulfil.
    fn demands(shape: &Shape, position: usize, needs: &[Need], complete: bool) -> Vec<Literal> {
        let mut literals: Vec<Literal> =
            shape.groups.iter().map(|items| Literal::fulfils(items.at(position))).collect();
        literals.extend(needs.iter().flat_map(|(literals, _)| literals.iter().copied()));
        if complete {
            // Where there is a most, items that were not chosen to fulfil the schema break it.
            for (index, (schema, _, max)) in shape.counted.iter().enumerate() {
                if *max < u64::MAX && !needs.iter().any(|(_, other)| *other == Some(index)) {
                    literals.push(Literal::breaks(*schema));
                }
            }
        }
        literals
    }

    /// Chooses the two items that are equal, if there must be such.
    fn repeat(&mut self, shape: &Shape, positions: &[Vec<Need>]) -> Outcome {
        if !shape.repeated {
            return self.fill(shape, positions, None);
        }
        let mut unknown = false;
        let last = Self::fixed(shape).max(positions.len()) + 1;
        for second in 1..=last {
            for first in 0..second {
                match self.fill(shape, positions, Some((first, second))) {
                    Outcome::Empty => {}
                    Outcome::Unknown => unknown = true,
                    found @ Outcome::Found(_) => return found,
                }
            }
        }
        if unknown { Outcome::Unknown } else { Outcome::Empty }
    }

    /// Writes the array out.
    fn fill(&mut self, shape: &Shape, positions: &[Vec<Need>], equal: Option<(usize, usize)>) -> Outcome {
        let least = equal.map_or(0, |(_, second)| second + 1).max(positions.len()) as u64;
        let length = least.max(shape.min);
        if length > shape.max {
            return Outcome::Empty;
        }
        if !self.step() {
            return Outcome::Unknown;
        }
        let same = usize::try_from(length.min(ITEM_LIMIT)).unwrap_or_default();
        let goal = |position: usize| {
            let needs = positions.get(position).map_or(&[] as &[Need], Vec::as_slice);
            Self::demands(shape, position, needs, true)
        };
        let goals: Vec<Vec<Literal>> = (0..same)
            .map(|position| match equal {
                Some((first, second)) if position == first || position == second => {
                    [goal(first), goal(second)].concat()
                }
                _ => goal(position),
            })
            .collect();
        let outcome = if shape.distinct { self.distinct_items(&goals) } else { self.items(&goals) };
        match outcome {
            Outcome::Found(_) if length > ITEM_LIMIT => Outcome::Unknown,
            outcome => outcome,
        }
    }

    fn items(&mut self, goals: &[Vec<Literal>]) -> Outcome {
        let mut items = Vec::new();
        let mut unknown = false;
        for goal in goals {
            match self.solve(goal.clone()) {
                Outcome::Empty => return Outcome::Empty,
                Outcome::Unknown => unknown = true,
                Outcome::Found(item) => items.push(item),
            }
        }
        if unknown { Outcome::Unknown } else { Outcome::Found(Value::Array(items)) }
    }

    /// Items of which no two are equal: each is sought apart from those before it.
    fn distinct_items(&mut self, goals: &[Vec<Literal>]) -> Outcome {
        match self.items(goals) {
            Outcome::Found(_) => {}
            outcome => return outcome,
        }
        let mut items: Vec<Value> = Vec::new();
        for goal in goals {
            let before = self.library.intern(super::super::read::values_of(&items));
            match self.solve([goal.as_slice(), &[Literal::assertion(before, false)]].concat()) {
                Outcome::Found(item) => items.push(item),
                // All items so far are all that this goal has; only if theirs was the same goal nothing else was possible.
                Outcome::Empty if goals.iter().all(|other| other == goal) => return Outcome::Empty,
                Outcome::Empty | Outcome::Unknown => return Outcome::Unknown,
            }
        }
        Outcome::Found(Value::Array(items))
    }
}

/// The shapes whose arrays contain fewer or more items than asked for.
fn too_few_or_many(shapes: &[Shape], schema: SchemaId, min: u64, max: Option<u64>) -> Vec<Shape> {
    let mut both = Vec::new();
    for shape in shapes {
        let mut counts = Vec::new();
        counts.extend(min.checked_sub(1).map(|most| (schema, 0, most)));
        counts.extend(max.and_then(|max| max.checked_add(1)).map(|least| (schema, least, u64::MAX)));
        for count in counts {
            let mut shape = shape.clone();
            shape.counted.push(count);
            both.push(shape);
        }
    }
    both
}
