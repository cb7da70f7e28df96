//! The search: a value that fulfils a goal, or the certainty that there is none. Proof and refutation are one search,
//! for a value that fulfils the new schema and breaks the old one.
//!
//! Goals about one value are taken apart ([`expand`]), then decided kind by kind; members and items are goals of their
//! own. A goal that comes up again inside itself counts as empty there: values are finite, so of all values that fulfil
//! it a smallest one does not contain another.

mod array;
mod evaluate;
mod expand;
mod leaf;
mod number;
mod object;
mod object_names;
mod text;
mod unevaluated;

use std::collections::HashMap;

use serde_json::Value;

use super::assertion::SchemaId;
use super::kind::Kind;
use super::library::Library;
use super::literal::{Goal, Literal};
use expand::{Cell, expand};
use text::Languages;

/// How many steps the search for one answer may take.
const STEP_LIMIT: u32 = 100_000;
/// How deep values may be nested in the usual search.
pub(super) const USUAL_DEPTH: usize = 40;

/// What the search for a value came to.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Outcome {
    /// No value fulfils the goal.
    Empty,
    /// This one does.
    Found(Value),
    /// Neither could be shown.
    Unknown,
}

/// A search with what it found out so far.
#[derive(Debug)]
pub(super) struct Solver {
    /// The schemas.
    pub(super) library: Library,
    languages: Languages,
    /// Answers for good.
    answers: HashMap<Goal, Outcome>,
    /// Goals that are empty if an open goal is: the one at this depth.
    provisional: HashMap<Goal, usize>,
    provisional_order: Vec<Goal>,
    /// Goals that are being worked on, with their depths.
    open: HashMap<Goal, usize>,
    /// The least depth of an open goal that the current one was taken to be empty for.
    leans_on: usize,
    depth_limit: usize,
    /// Whether the depth limit was met.
    pub(super) too_deep: bool,
    steps: u32,
}

impl Solver {
    /// A search over these schemas.
    pub(super) fn new(library: Library) -> Self {
        Self {
            library,
            languages: Languages::default(),
            answers: HashMap::new(),
            provisional: HashMap::new(),
            provisional_order: Vec::new(),
            open: HashMap::new(),
            leans_on: usize::MAX,
            depth_limit: USUAL_DEPTH,
            too_deep: false,
            steps: 0,
        }
    }

    /// A value that fulfils one schema and breaks another.
    pub(super) fn difference(&mut self, fulfils: SchemaId, breaks: SchemaId, depth_limit: usize) -> Outcome {
        self.start(vec![Literal::fulfils(fulfils), Literal::breaks(breaks)], depth_limit)
    }

    /// Begins a search with a budget of its own.
    pub(super) fn start(&mut self, literals: Vec<Literal>, depth_limit: usize) -> Outcome {
        self.steps = 0;
        self.too_deep = false;
        self.depth_limit = depth_limit;
        self.answers.retain(|_, answer| *answer != Outcome::Unknown);
        self.solve(literals)
    }

    /// A value that fulfils the demands.
    fn solve(&mut self, literals: Vec<Literal>) -> Outcome {
        let goal = Goal::new(
            literals
                .into_iter()
                .filter(|literal| {
                    *literal != Literal::fulfils(Library::TRUE) && *literal != Literal::breaks(Library::FALSE)
                })
                .collect(),
        );
        let hopeless = [Literal::fulfils(Library::FALSE), Literal::breaks(Library::TRUE)];
        if goal.contradicts_itself() || goal.literals().iter().any(|literal| hopeless.contains(literal)) {
            return Outcome::Empty;
        }
        if goal.literals().is_empty() {
            return Outcome::Found(Value::Null);
        }
        if let Some(answer) = self.answers.get(&goal) {
            return answer.clone();
        }
        if let Some(depth) = self.open.get(&goal).or_else(|| self.provisional.get(&goal)) {
            self.leans_on = self.leans_on.min(*depth);
            return Outcome::Empty;
        }
        let depth = self.open.len();
        if depth >= self.depth_limit {
            self.too_deep = true;
            return Outcome::Unknown;
        }
        self.open.insert(goal.clone(), depth);
        let (leaned_on, provisional) = (self.leans_on, self.provisional_order.len());
        self.leans_on = usize::MAX;
        let outcome = self.by_kind(goal.literals());
        self.open.remove(&goal);
        let leans_on = std::mem::replace(&mut self.leans_on, leaned_on);
        self.keep(goal, &outcome, depth, leans_on, provisional);
        outcome
    }

    /// Remembers an answer, as far as it stands on its own.
    fn keep(&mut self, goal: Goal, outcome: &Outcome, depth: usize, leans_on: usize, provisional: usize) {
        let inner = if *outcome == Outcome::Empty && leans_on < depth {
            self.leans_on = self.leans_on.min(leans_on);
            self.provisional.insert(goal.clone(), leans_on);
            self.provisional_order.push(goal);
            return;
        } else {
            self.provisional_order.split_off(provisional)
        };
        for inner in inner {
            self.provisional.remove(&inner);
            // They leaned on this goal being empty, and it is; otherwise nothing is known about them.
            if *outcome == Outcome::Empty {
                self.answers.insert(inner, Outcome::Empty);
            }
        }
        self.answers.insert(goal, outcome.clone());
    }

    fn by_kind(&mut self, literals: &[Literal]) -> Outcome {
        let mut unknown = false;
        for kind in Kind::ALL {
            match self.of_kind(kind, literals) {
                Outcome::Empty => {}
                Outcome::Unknown => unknown = true,
                found @ Outcome::Found(_) => return found,
            }
        }
        if unknown { Outcome::Unknown } else { Outcome::Empty }
    }

    /// Takes a step; whether the budget allowed for it.
    fn step(&mut self) -> bool {
        self.steps += 1;
        self.steps <= STEP_LIMIT
    }

    /// A value of one kind that fulfils the demands.
    fn of_kind(&mut self, kind: Kind, literals: &[Literal]) -> Outcome {
        let Some(cell) = expand(&mut self.library, kind, literals) else { return Outcome::Empty };
        if !self.step() {
            return Outcome::Unknown;
        }
        if let Some(values) = &cell.values {
            return self.among(values, literals);
        }
        // Without the choices there is less to fulfil: if even that is impossible, or happens to fulfil them, all is said.
        let without_choices = self.leaf(kind, &cell);
        match &without_choices {
            Outcome::Empty => return Outcome::Empty,
            Outcome::Found(value) if self.fulfilled(literals, value) == Some(true) => return without_choices,
            Outcome::Found(_) | Outcome::Unknown if cell.choices.is_empty() => return Outcome::Unknown,
            Outcome::Found(_) | Outcome::Unknown => {}
        }
        self.choose(kind, literals, &cell)
    }

    /// Goes through the ways of the choice with the fewest, after those that lead nowhere are gone.
    fn choose(&mut self, kind: Kind, literals: &[Literal], cell: &Cell) -> Outcome {
        let mut best: Option<Vec<Vec<Literal>>> = None;
        for choice in &cell.choices {
            // A breach that what is certain brings about asks for nothing more.
            let breaks_anyway = choice
                .breach_of
                .is_some_and(|schema| self.hopeless(kind, &cell.certain, &[Literal::fulfils(schema)]));
            if breaks_anyway {
                continue;
            }
            let mut ways = choice.ways.clone();
            ways.retain(|way| !self.hopeless(kind, literals, way));
            match ways.len() {
                0 => return Outcome::Empty,
                1 => return self.of_kind(kind, &[literals, &ways[0]].concat()),
                count if best.as_ref().is_none_or(|best| count < best.len()) => best = Some(ways),
                _ => {}
            }
        }
        let mut unknown = false;
        // Every choice makes itself: but then the value without choices would have fulfilled them.
        let Some(ways) = best else { return Outcome::Unknown };
        for way in ways {
            match self.of_kind(kind, &[literals, &way].concat()) {
                Outcome::Empty => {}
                Outcome::Unknown => unknown = true,
                found @ Outcome::Found(_) => return found,
            }
        }
        if unknown { Outcome::Unknown } else { Outcome::Empty }
    }

    /// Whether no value of the kind fulfils all this, seen without looking at choices.
    fn hopeless(&mut self, kind: Kind, literals: &[Literal], more: &[Literal]) -> bool {
        if !self.step() {
            return false;
        }
        let literals = [literals, more].concat();
        let Some(cell) = expand(&mut self.library, kind, &literals) else { return true };
        match &cell.values {
            Some(values) => self.among(values, &literals) == Outcome::Empty,
            None => self.leaf(kind, &cell) == Outcome::Empty,
        }
    }

    /// The first of some values that fulfils the demands.
    fn among(&mut self, values: &[Value], literals: &[Literal]) -> Outcome {
        let mut unknown = false;
        for value in values {
            match self.fulfilled(literals, value) {
                Some(true) => return Outcome::Found(value.clone()),
                Some(false) => {}
                None => unknown = true,
            }
        }
        if unknown { Outcome::Unknown } else { Outcome::Empty }
    }
}
