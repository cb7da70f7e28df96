//! Objects: required and forbidden members, schemas of members by name, counts, and breaches that some member must show.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::super::assertion::{Assertion, Members, SchemaId};
use super::super::literal::Literal;
use super::expand::Cell;
use super::object_names::{NameClass, Names};
use super::{Outcome, Solver};

/// Members that are written out at most.
const MEMBER_LIMIT: u64 = 1_000;

/// What an object must look like.
#[derive(Default)]
pub(super) struct Shape {
    pub(super) required: BTreeSet<String>,
    pub(super) forbidden: BTreeSet<String>,
    pub(super) min: u64,
    pub(super) max: u64,
    /// Schemas that all members fulfil, by name.
    pub(super) groups: Vec<Members>,
    /// Schemas of which some member breaks its own.
    pub(super) broken: Vec<Members>,
    /// Schemas that all names fulfil.
    pub(super) names: Vec<SchemaId>,
    /// Schemas that some name breaks.
    pub(super) broken_names: Vec<SchemaId>,
}

impl Shape {
    fn of(cell: &Cell) -> Self {
        let mut shape = Self { max: u64::MAX, ..Self::default() };
        for (assertion, holds) in &cell.atoms {
            match (&**assertion, *holds) {
                (Assertion::Required(name), true) => _ = shape.required.insert(name.clone()),
                (Assertion::Required(name), false) => _ = shape.forbidden.insert(name.clone()),
                (Assertion::MinMembers(least), true) => shape.min = shape.min.max(*least),
                (Assertion::MinMembers(least), false) => shape.max = shape.max.min(least.saturating_sub(1)),
                (Assertion::MaxMembers(most), true) => shape.max = shape.max.min(*most),
                (Assertion::MaxMembers(most), false) => shape.min = shape.min.max(most.saturating_add(1)),
                (Assertion::Members(members), true) => shape.groups.push(members.clone()),
                (Assertion::Members(members), false) => shape.broken.push(members.clone()),
                (Assertion::Names(schema), true) => shape.names.push(*schema),
                (Assertion::Names(schema), false) => shape.broken_names.push(*schema),
                _ => {}
            }
        }
        shape
    }
}

/// A member of the object that is sought.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Slot {
    /// The member of this name.
    Named(String),
    /// A member of some other name of a class; several are told apart by a number.
    Other { class: usize, number: usize },
}

/// What a slot must fulfil.
#[derive(Clone, Default, Debug)]
pub(super) struct Demand {
    pub(super) value: Vec<Literal>,
    pub(super) name: Vec<Literal>,
}

impl Solver {
    /// An object that fulfils the atoms of a cell.
    pub(super) fn object(&mut self, cell: &Cell) -> Outcome {
        let shape = Shape::of(cell);
        if shape.min > shape.max
            || shape.required.len() as u64 > shape.max
            || !shape.required.is_disjoint(&shape.forbidden)
        {
            return Outcome::Empty;
        }
        let names = self.names_of(&shape);
        // Required members first: they are needed whatever else is.
        let mut unknown = names.unknown;
        for name in &shape.required {
            match self.member(&shape, &names, &Slot::Named(name.clone()), &Demand::default()) {
                Outcome::Empty => return Outcome::Empty,
                Outcome::Unknown => unknown = true,
                Outcome::Found(_) => {}
            }
        }
        // Each breach needs a member that can show it; if one has none, nothing else matters.
        let mut breaches = Vec::new();
        for index in 0..shape.broken.len() + shape.broken_names.len() {
            let (places, open) = self.places_of_breach(&shape, &names, index);
            unknown |= open;
            if places.is_empty() && !open {
                return Outcome::Empty;
            }
            breaches.push(places);
        }
        breaches.sort_by_key(Vec::len);
        let mut slots: BTreeMap<Slot, Demand> =
            shape.required.iter().map(|name| (Slot::Named(name.clone()), Demand::default())).collect();
        match self.place(&shape, &names, &breaches, &mut slots) {
            Outcome::Empty if unknown => Outcome::Unknown,
            outcome => outcome,
        }
    }

    /// The members that could show a breach by themselves, and whether that is uncertain for others.
    fn places_of_breach(
        &mut self,
        shape: &Shape,
        names: &Names,
        index: usize,
    ) -> (Vec<(Slot, Demand)>, bool) {
        let slots = names.slots().collect::<Vec<_>>();
        let (mut places, mut open) = (Vec::new(), names.unknown);
        for slot in slots {
            let Some(demand) = self.breach_at(shape, names, index, &slot) else {
                open = true;
                continue;
            };
            match self.member(shape, names, &slot, &demand) {
                Outcome::Empty => {}
                Outcome::Found(_) => places.push((slot, demand)),
                Outcome::Unknown => {
                    open = true;
                    places.push((slot, demand));
                }
            }
        }
        (places, open)
    }

    /// What the breach asks of a member; `None` when that cannot be told.
    fn breach_at(&mut self, shape: &Shape, names: &Names, index: usize, slot: &Slot) -> Option<Demand> {
        if let Some(members) = shape.broken.get(index) {
            let schemas = self.schemas_at(names, members, slot)?;
            let schema = match schemas.as_slice() {
                [schema] => *schema,
                _ => self.library.single(Assertion::All(schemas)),
            };
            return Some(Demand { value: vec![Literal::breaks(schema)], name: Vec::new() });
        }
        let schema = shape.broken_names[index - shape.broken.len()];
        Some(Demand { value: Vec::new(), name: vec![Literal::breaks(schema)] })
    }

    fn schemas_at(&mut self, names: &Names, members: &Members, slot: &Slot) -> Option<Vec<SchemaId>> {
        match slot {
            Slot::Named(name) => self.schemas_of_member(members, name),
            Slot::Other { class, .. } => Some(names.classes[*class].schemas(members)),
        }
    }

    /// A value for a member, all things considered.
    fn member(&mut self, shape: &Shape, names: &Names, slot: &Slot, demand: &Demand) -> Outcome {
        let mut unknown = false;
        if let Slot::Named(name) = slot {
            let asked: Vec<Literal> = shape
                .names
                .iter()
                .map(|schema| Literal::fulfils(*schema))
                .chain(demand.name.clone())
                .collect();
            match self.fulfilled(&asked, &Value::from(name.as_str())) {
                Some(false) => return Outcome::Empty,
                Some(true) => {}
                None => unknown = true,
            }
        } else if !demand.name.is_empty() {
            match self.name(names, slot, &demand.name, &BTreeSet::new()) {
                Outcome::Empty => return Outcome::Empty,
                Outcome::Unknown => unknown = true,
                Outcome::Found(_) => {}
            }
        }
        let mut literals = demand.value.clone();
        for group in &shape.groups {
            match self.schemas_at(names, group, slot) {
                Some(schemas) => literals.extend(schemas.into_iter().map(Literal::fulfils)),
                None => unknown = true,
            }
        }
        match self.solve(literals) {
            Outcome::Found(_) if unknown => Outcome::Unknown,
            outcome => outcome,
        }
    }

    /// A name for a slot, other than those taken.
    fn name(&mut self, names: &Names, slot: &Slot, asked: &[Literal], taken: &BTreeSet<String>) -> Outcome {
        match slot {
            Slot::Named(name) => Outcome::Found(Value::from(name.as_str())),
            Slot::Other { class, .. } => {
                let class: &NameClass = &names.classes[*class];
                self.other_name(names, class, asked, taken)
            }
        }
    }

    /// Finds a member for each breach, then completes the object.
    fn place(
        &mut self,
        shape: &Shape,
        names: &Names,
        breaches: &[Vec<(Slot, Demand)>],
        slots: &mut BTreeMap<Slot, Demand>,
    ) -> Outcome {
        if !self.step() {
            return Outcome::Unknown;
        }
        let Some((places, later)) = breaches.split_first() else { return self.complete(shape, names, slots) };
        let mut unknown = false;
        for (slot, demand) in places {
            // A member of another name can be one that is there already, or a further one.
            let candidates: Vec<Slot> = match slot {
                Slot::Named(_) => vec![slot.clone()],
                Slot::Other { class, .. } => {
                    let used = slots
                        .keys()
                        .filter(|slot| matches!(slot, Slot::Other { class: other, .. } if other == class))
                        .count();
                    (0..=used).rev().map(|number| Slot::Other { class: *class, number }).collect()
                }
            };
            for slot in candidates {
                let before = slots.get(&slot).cloned();
                let mut both = before.clone().unwrap_or_default();
                both.value.extend(demand.value.iter().copied());
                both.name.extend(demand.name.iter().copied());
                let shared =
                    before.as_ref().is_some_and(|before| !before.value.is_empty() || !before.name.is_empty());
                if shared && self.member(shape, names, &slot, &both) == Outcome::Empty {
                    continue;
                }
                slots.insert(slot.clone(), both);
                let outcome = self.place(shape, names, later, slots);
                match before {
                    Some(before) => _ = slots.insert(slot, before),
                    None => _ = slots.remove(&slot),
                }
                match outcome {
                    Outcome::Empty => {}
                    Outcome::Unknown => unknown = true,
                    found @ Outcome::Found(_) => return found,
                }
            }
        }
        if unknown { Outcome::Unknown } else { Outcome::Empty }
    }

    /// Writes the object out, with further members if it has too few.
    fn complete(&mut self, shape: &Shape, names: &Names, slots: &BTreeMap<Slot, Demand>) -> Outcome {
        if slots.len() as u64 > shape.max {
            return Outcome::Empty;
        }
        let mut object = Map::new();
        let mut taken: BTreeSet<String> = names.named.clone();
        let mut unknown = false;
        for (slot, demand) in slots {
            let name = match self.name(names, slot, &demand.name, &taken) {
                Outcome::Found(Value::String(name)) => name,
                // Names run short; with different demands on them another distribution may do.
                Outcome::Empty if slots.values().all(|other| other.name == demand.name) => {
                    return Outcome::Empty;
                }
                _ => {
                    unknown = true;
                    continue;
                }
            };
            match self.member(shape, names, slot, demand) {
                Outcome::Found(value) => {
                    taken.insert(name.clone());
                    object.insert(name, value);
                }
                Outcome::Empty => return Outcome::Empty,
                Outcome::Unknown => unknown = true,
            }
        }
        if unknown || shape.min > MEMBER_LIMIT {
            return Outcome::Unknown;
        }
        for slot in names.slots() {
            while (object.len() as u64) < shape.min {
                if matches!(&slot, Slot::Named(name) if object.contains_key(name)) {
                    break;
                }
                let value = match self.member(shape, names, &slot, &Demand::default()) {
                    Outcome::Found(value) => value,
                    Outcome::Empty => break,
                    Outcome::Unknown => {
                        unknown = true;
                        break;
                    }
                };
                match self.name(names, &slot, &[], &taken) {
                    Outcome::Found(Value::String(name)) => {
                        taken.insert(name.clone());
                        object.insert(name, value);
                    }
                    Outcome::Empty => break,
                    _ => {
                        unknown = true;
                        break;
                    }
                }
            }
        }
        if object.len() as u64 >= shape.min {
            return Outcome::Found(Value::Object(object));
        }
        if unknown { Outcome::Unknown } else { Outcome::Empty }
    }
}
