//! Takes a goal apart for one kind of value: what must hold anyway, and what is left to choose from.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::Value;

use super::super::assertion::{Assertion, AssertionId, Items, Members, SchemaId};
use super::super::kind::{Kind, Kinds};
use super::super::library::Library;
use super::super::literal::{Claim, Literal};
use super::unevaluated;

/// Several ways to go on, of which one must be taken.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    /// The ways, each with what it demands.
    pub(super) ways: Vec<Vec<Literal>>,
    /// The schema whose breach is sought, when that is all that the choice is for.
    pub(super) breach_of: Option<SchemaId>,
}

/// A goal taken apart for values of one kind.
#[derive(Debug, Default)]
pub(super) struct Cell {
    /// Assertions about values of the kind, with whether they are to hold.
    pub(super) atoms: Vec<(Arc<Assertion>, bool)>,
    /// Values that are ruled out; no arrays and objects, which become breaches of schemas.
    pub(super) excluded: Vec<Value>,
    /// The only values that come into question.
    pub(super) values: Option<Vec<Value>>,
    /// The demands behind the atoms and the values ruled out.
    pub(super) certain: Vec<Literal>,
    /// What is left to choose.
    pub(super) choices: Vec<Choice>,
}

/// Takes a goal apart; `None` when no value of the kind can fulfil it.
pub(super) fn expand(library: &mut Library, kind: Kind, literals: &[Literal]) -> Option<Cell> {
    let mut expansion = Expansion {
        library,
        kind,
        known: HashSet::new(),
        pending: literals.iter().rev().copied().collect(),
        cell: Cell::default(),
    };
    loop {
        while let Some(literal) = expansion.pending.pop() {
            expansion.demand(literal)?;
        }
        let mut left = Vec::new();
        for choice in std::mem::take(&mut expansion.cell.choices) {
            match expansion.reduce(choice) {
                Reduced::Closed => return None,
                Reduced::Made => {}
                Reduced::Open(choice) => left.push(choice),
            }
        }
        expansion.cell.choices = left;
        if expansion.pending.is_empty() {
            return Some(expansion.cell);
        }
    }
}

struct Expansion<'s> {
    library: &'s mut Library,
    kind: Kind,
    known: HashSet<Literal>,
    pending: Vec<Literal>,
    cell: Cell,
}

impl Expansion<'_> {
    /// Takes one demand apart; `None` when it contradicts another or the kind.
    fn demand(&mut self, literal: Literal) -> Option<()> {
        if self.known.contains(&literal.opposite()) {
            return None;
        }
        if !self.known.insert(literal) {
            return Some(());
        }
        match (literal.claim, literal.holds) {
            (Claim::Schema(schema), true) => {
                let assertions = self.library.assertions_of(schema);
                self.pending.extend(assertions.iter().rev().map(|id| Literal::assertion(*id, true)));
            }
            (Claim::Schema(schema), false) => {
                let mut ways = Vec::new();
                for id in self.library.assertions_of(schema).iter() {
                    match settled(&self.library.assertion(*id), self.kind) {
                        Some(true) => {}
                        Some(false) => return Some(()),
                        None => ways.push(vec![Literal::assertion(*id, false)]),
                    }
                }
                self.cell.choices.push(Choice { ways, breach_of: Some(schema) });
            }
            (Claim::Assertion(id), true) => self.hold(id)?,
            (Claim::Assertion(id), false) => self.fail(id)?,
        }
        Some(())
    }

    fn hold(&mut self, id: AssertionId) -> Option<()> {
        let assertion = self.library.assertion(id);
        if !concerns(&assertion, self.kind) {
            return Some(());
        }
        match &*assertion {
            Assertion::Kinds(kinds) => return kinds.contains(self.kind).then_some(()),
            Assertion::Values(values) => {
                let mut left: Vec<Value> =
                    values.iter().filter(|value| Kind::of(value) == self.kind).cloned().collect();
                if let Some(before) = self.cell.values.take() {
                    left.retain(|value| before.contains(value));
                }
                if left.is_empty() {
                    return None;
                }
                self.cell.values = Some(left);
            }
            Assertion::All(schemas) => {
                self.pending.extend(schemas.iter().rev().map(|schema| Literal::fulfils(*schema)));
            }
            Assertion::Any(schemas) => {
                self.choose(schemas.iter().map(|schema| vec![Literal::fulfils(*schema)]).collect());
            }
            Assertion::One(schemas) => {
                let only = |chosen: usize| {
                    let literal = move |(index, schema): (usize, &SchemaId)| {
                        if index == chosen { Literal::fulfils(*schema) } else { Literal::breaks(*schema) }
                    };
                    schemas.iter().enumerate().map(literal).collect()
                };
                self.choose((0..schemas.len()).map(only).collect());
            }
            Assertion::Not(schema) => self.pending.push(Literal::breaks(*schema)),
            Assertion::Condition { test, then, otherwise } => self.choose(vec![
                vec![Literal::fulfils(*test), Literal::fulfils(*then)],
                vec![Literal::breaks(*test), Literal::fulfils(*otherwise)],
            ]),
            Assertion::Dependent { name, schema } => {
                let absent = self.has(name).opposite();
                self.choose(vec![vec![absent], vec![Literal::fulfils(*schema)]]);
            }
            Assertion::RequiredWith { name, other } => {
                let (absent, other) = (self.has(name).opposite(), self.has(other));
                self.choose(vec![vec![absent], vec![other]]);
            }
            Assertion::UnevaluatedMembers { siblings, rest }
            | Assertion::UnevaluatedItems { siblings, rest } => {
                self.unevaluated(*siblings, *rest, true);
            }
            Assertion::Opaque(..) => {}
            _ => {
                self.cell.certain.push(Literal::assertion(id, true));
                self.cell.atoms.push((assertion, true));
            }
        }
        Some(())
    }

    fn fail(&mut self, id: AssertionId) -> Option<()> {
        let assertion = self.library.assertion(id);
        if !concerns(&assertion, self.kind) {
            return None;
        }
        match &*assertion {
            Assertion::Kinds(kinds) => return (!kinds.contains(self.kind)).then_some(()),
            Assertion::Values(values) => {
                if !matches!(self.kind, Kind::Array | Kind::Object) {
                    self.cell.certain.push(Literal::assertion(id, false));
                }
                for value in values.iter().filter(|value| Kind::of(value) == self.kind) {
                    if matches!(self.kind, Kind::Array | Kind::Object) {
                        let schema = structure(self.library, value);
                        self.pending.push(Literal::breaks(schema));
                    } else {
                        self.cell.excluded.push(value.clone());
                    }
                }
            }
            Assertion::All(schemas) => {
                self.choose(schemas.iter().map(|schema| vec![Literal::breaks(*schema)]).collect());
            }
            Assertion::Any(schemas) => {
                self.pending.extend(schemas.iter().rev().map(|schema| Literal::breaks(*schema)));
            }
            Assertion::One(schemas) => self.fail_one(schemas),
            Assertion::Not(schema) => self.pending.push(Literal::fulfils(*schema)),
            Assertion::Condition { test, then, otherwise } => self.choose(vec![
                vec![Literal::fulfils(*test), Literal::breaks(*then)],
                vec![Literal::breaks(*test), Literal::breaks(*otherwise)],
            ]),
            Assertion::Dependent { name, schema } => {
                let present = self.has(name);
                self.pending.extend([present, Literal::breaks(*schema)]);
            }
            Assertion::RequiredWith { name, other } => {
                let (present, absent) = (self.has(name), self.has(other).opposite());
                self.pending.extend([present, absent]);
            }
            Assertion::UnevaluatedMembers { siblings, rest }
            | Assertion::UnevaluatedItems { siblings, rest } => {
                self.unevaluated(*siblings, *rest, false);
            }
            Assertion::Opaque(..) => {}
            _ => {
                self.cell.certain.push(Literal::assertion(id, false));
                self.cell.atoms.push((assertion, false));
            }
        }
        Some(())
    }

    /// None of the schemas holds, or some first one and some later one.
    fn fail_one(&mut self, schemas: &[SchemaId]) {
        let mut ways = vec![schemas.iter().map(|schema| Literal::breaks(*schema)).collect()];
        for (index, schema) in schemas.iter().enumerate() {
            let mut later = schemas[index + 1..].to_vec();
            later.sort_unstable();
            later.dedup();
            if later.is_empty() {
                break;
            }
            let later = self.library.single(Assertion::Any(later));
            let mut way: Vec<Literal> =
                schemas[..index].iter().map(|schema| Literal::breaks(*schema)).collect();
            way.extend([Literal::fulfils(*schema), Literal::fulfils(later)]);
            ways.push(way);
        }
        self.choose(ways);
    }

    fn unevaluated(&mut self, siblings: SchemaId, rest: SchemaId, holds: bool) {
        // Without cases the demand stays open: a document cannot be told to fulfil it, but emptiness may still show.
        if let Some(cases) = unevaluated::cases(self.library, self.kind, siblings, rest) {
            let ways = cases.into_iter().map(|(mut way, assertion)| {
                way.push(Literal::assertion(assertion, holds));
                way
            });
            self.choose(ways.collect());
        }
    }

    fn has(&mut self, name: &str) -> Literal {
        Literal::assertion(self.library.intern(Assertion::Required(name.to_owned())), true)
    }

    fn choose(&mut self, ways: Vec<Vec<Literal>>) {
        self.cell.choices.push(Choice { ways, breach_of: None });
    }

    /// Takes away the ways that are closed.
    fn reduce(&mut self, mut choice: Choice) -> Reduced {
        choice.ways.retain(|way| !way.iter().any(|literal| self.known.contains(&literal.opposite())));
        if choice.ways.iter().any(|way| way.iter().all(|literal| self.known.contains(literal))) {
            return Reduced::Made;
        }
        match choice.ways.as_slice() {
            [] => Reduced::Closed,
            [way] => {
                self.pending.extend(way);
                Reduced::Made
            }
            _ => Reduced::Open(choice),
        }
    }
}

/// What is left of a choice.
enum Reduced {
    /// No way.
    Closed,
    /// Nothing to choose: what must be done is done, or demanded.
    Made,
    /// Several ways.
    Open(Choice),
}

/// Whether an assertion holds for all values of the kind, or for none, as far as a glance tells.
fn settled(assertion: &Assertion, kind: Kind) -> Option<bool> {
    match assertion {
        Assertion::Kinds(kinds) => Some(kinds.contains(kind)),
        Assertion::Values(values) => values.iter().all(|value| Kind::of(value) != kind).then_some(false),
        _ => (!concerns(assertion, kind)).then_some(true),
    }
}

/// Whether an assertion can be broken by a value of the kind at all.
pub(super) fn concerns(assertion: &Assertion, kind: Kind) -> bool {
    match assertion {
        Assertion::Minimum { .. } | Assertion::Maximum { .. } | Assertion::MultipleOf(_) => {
            Kinds::NUMBER.contains(kind)
        }
        Assertion::MinLength(_) | Assertion::MaxLength(_) | Assertion::Pattern(_) => kind == Kind::Text,
        Assertion::Items(_)
        | Assertion::MinItems(_)
        | Assertion::MaxItems(_)
        | Assertion::Unique
        | Assertion::Contains { .. }
        | Assertion::UnevaluatedItems { .. } => kind == Kind::Array,
        Assertion::Members(_)
        | Assertion::Required(_)
        | Assertion::RequiredWith { .. }
        | Assertion::MinMembers(_)
        | Assertion::MaxMembers(_)
        | Assertion::Names(_)
        | Assertion::Dependent { .. }
        | Assertion::UnevaluatedMembers { .. } => kind == Kind::Object,
        Assertion::Kinds(_)
        | Assertion::Values(_)
        | Assertion::All(_)
        | Assertion::Any(_)
        | Assertion::One(_)
        | Assertion::Not(_)
        | Assertion::Condition { .. }
        | Assertion::Opaque(..) => true,
    }
}

/// The schema that accepts one array or object, part by part.
fn structure(library: &mut Library, value: &Value) -> SchemaId {
    let constant =
        |library: &mut Library, value: &Value| library.single(Assertion::Values(vec![value.clone()]));
    let assertions = match value {
        Value::Array(items) => {
            let prefix = items.iter().map(|item| constant(library, item)).collect();
            vec![
                Assertion::Kinds(Kinds::only(Kind::Array)),
                Assertion::Items(Items { prefix, rest: Library::FALSE, looks_at_rest: false }),
                Assertion::MinItems(items.len() as u64),
            ]
        }
        Value::Object(members) => {
            let named =
                members.iter().map(|(name, member)| (name.clone(), constant(library, member))).collect();
            let all = Members { named, patterns: Vec::new(), rest: Library::FALSE, looks_at_rest: false };
            let required = members.keys().map(|name| Assertion::Required(name.clone()));
            [Assertion::Kinds(Kinds::only(Kind::Object)), Assertion::Members(all)]
                .into_iter()
                .chain(required)
                .collect()
        }
        _ => return constant(library, value),
    };
    let assertions = assertions.into_iter().map(|assertion| library.intern(assertion)).collect();
    library.schema(assertions)
}
