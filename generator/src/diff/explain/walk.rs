//! Walks both schemas at once, from the root to every pair of places that stands for the same place of documents.
//! Each pair is visited once, so recursion ends; what is found there waits for the prover.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

use super::change::Change;
use super::compare::{self, Pair, is_remark, places, values_of};
use super::shape::Shape;
use super::side::Side;
use crate::diff::path::Step;

/// Pairs to visit at most. Real schemas have a few hundred; only schemas made for it have more.
const MOST_PAIRS: usize = 200_000;

/// Alternatives inside alternatives in which a member is looked for.
const DEPTH: usize = 4;

/// Keywords whose schemas say something about a value without describing a place in it.
const HIDDEN: [&str; 10] = [
    "not",
    "if",
    "then",
    "else",
    "contains",
    "propertyNames",
    "dependentSchemas",
    "unevaluatedItems",
    "unevaluatedProperties",
    "contentSchema",
];

/// Two places, one in each schema, for the same place of documents.
#[derive(Default)]
pub(super) struct Node {
    pub(super) old: String,
    pub(super) new: String,
    /// What differs here, if it counts.
    pub(super) changes: Vec<Change>,
    pub(super) links: Vec<Link>,
    /// The schemas read differently here, remarks and everything further in left out.
    pub(super) respelled: bool,
    /// One of the places is only one of several alternatives.
    pub(super) partial: bool,
    /// They differ here or further in.
    pub(super) different: bool,
}

/// A way from one pair to another.
pub(super) struct Link {
    pub(super) to: usize,
    /// The step in documents; none between alternatives of one value.
    pub(super) step: Option<Step>,
    /// What differs there cannot be laid at the door of that place.
    pub(super) hidden: bool,
}

/// All pairs, the root first, each before those that it leads to first.
pub(super) struct Graph {
    pub(super) nodes: Vec<Node>,
    /// There are more pairs than anybody would read about.
    pub(super) truncated: bool,
}

impl Graph {
    pub(super) fn of(old: Side<'_>, new: Side<'_>) -> Self {
        let mut walk = Walk {
            old,
            new,
            nodes: Vec::new(),
            arrivals: Vec::new(),
            known: HashMap::new(),
            truncated: false,
        };
        walk.node(String::new(), String::new(), None, false);
        let mut next = 0;
        while next < walk.nodes.len() {
            walk.visit(next);
            next += 1;
        }
        let mut graph = Self { nodes: walk.nodes, truncated: walk.truncated };
        graph.spread_differences();
        graph
    }

    /// Marks every pair from which a difference can be reached.
    fn spread_differences(&mut self) {
        let mut sources: Vec<Vec<usize>> = vec![Vec::new(); self.nodes.len()];
        for (from, node) in self.nodes.iter().enumerate() {
            for link in &node.links {
                sources[link.to].push(from);
            }
        }
        let mut waiting: Vec<usize> =
            (0..self.nodes.len()).filter(|node| self.nodes[*node].different).collect();
        while let Some(node) = waiting.pop() {
            for source in &sources[node] {
                if !self.nodes[*source].different {
                    self.nodes[*source].different = true;
                    waiting.push(*source);
                }
            }
        }
    }
}

struct Walk<'s> {
    old: Side<'s>,
    new: Side<'s>,
    nodes: Vec<Node>,
    /// The step by which each pair was first reached.
    arrivals: Vec<Option<Step>>,
    known: HashMap<(String, String), usize>,
    truncated: bool,
}

impl Walk<'_> {
    /// The pair's number; a new pair waits for its visit.
    fn node(&mut self, old: String, new: String, step: Option<Step>, partial: bool) -> Option<usize> {
        let places = (old, new);
        if let Some(known) = self.known.get(&places) {
            return Some(*known);
        }
        if self.nodes.len() >= MOST_PAIRS {
            self.truncated = true;
            return None;
        }
        let number = self.nodes.len();
        self.nodes.push(Node { old: places.0.clone(), new: places.1.clone(), partial, ..Node::default() });
        self.arrivals.push(step);
        self.known.insert(places, number);
        Some(number)
    }

    fn link(
        &mut self,
        from: usize,
        places: (String, String),
        step: Option<Step>,
        hidden: bool,
        partial: bool,
    ) {
        if let Some(to) = self.node(places.0, places.1, step.clone(), partial) {
            self.nodes[from].links.push(Link { to, step, hidden });
        }
    }

    fn visit(&mut self, number: usize) {
        let (old, new) = (self.old, self.new);
        let old = Shape::of(old, &self.nodes[number].old);
        let new = Shape::of(new, &self.nodes[number].new);
        if !old.reads_like(&new) {
            let side = self.new;
            let pair = Pair {
                old: &old,
                new: &new,
                step: self.arrivals[number].as_ref(),
                partial: self.nodes[number].partial,
                describes: &|name| describes(side, &new, name, DEPTH),
                sides: (self.old, self.new),
            };
            self.nodes[number].changes = compare::compare(&pair);
            self.nodes[number].respelled = respelled(&old, &new);
            self.nodes[number].different = true;
        }
        self.link_members(number, &old, &new);
        self.link_items(number, &old, &new);
        self.link_alternatives(number, &old, &new);
        for keyword in HIDDEN {
            for places in old.inner(keyword).into_iter().zip(new.inner(keyword)) {
                self.link(number, places, None, true, true);
            }
        }
    }

    fn link_members(&mut self, from: usize, old: &Shape<'_>, new: &Shape<'_>) {
        let (old_values, new_values) = (values_of(old), values_of(new));
        let (old_members, new_members) = (old.named("properties"), new.named("properties"));
        for (name, new_at) in &new_members {
            let old_at = old_members.get(name).or(old_values.as_ref().map(|fact| &fact.pointer));
            if let Some(old_at) = old_at {
                let step = Some(Step::Member((*name).to_owned()));
                self.link(from, (old_at.clone(), new_at.clone()), step, false, false);
            }
        }
        let (old_patterns, new_patterns) = (old.named("patternProperties"), new.named("patternProperties"));
        for (pattern, new_at) in &new_patterns {
            let old_at = old_patterns.get(pattern).or(old_values.as_ref().map(|fact| &fact.pointer));
            if let Some(old_at) = old_at {
                self.link(from, (old_at.clone(), new_at.clone()), Some(Step::AnyMember), false, false);
            }
        }
        if let (Some(old), Some(new)) = (old_values, new_values) {
            self.link(from, (old.pointer, new.pointer), Some(Step::AnyMember), false, false);
        }
    }

    fn link_items(&mut self, from: usize, old: &Shape<'_>, new: &Shape<'_>) {
        let first = |shape: &Shape<'_>| shape.inner("items").into_iter().next();
        let (old_items, new_items) = (first(old), first(new));
        let (old_places, new_places) = (old.inner("prefixItems"), new.inner("prefixItems"));
        for place in 0..places(old).max(places(new)) {
            let old = old_places.get(place).or(old_items.as_ref());
            let new = new_places.get(place).or(new_items.as_ref());
            if let (Some(old), Some(new)) = (old, new) {
                self.link(from, (old.clone(), new.clone()), Some(Step::Item), false, false);
            }
        }
        if let (Some(old), Some(new)) = (old_items, new_items) {
            self.link(from, (old, new), Some(Step::Item), false, false);
        }
    }

    fn link_alternatives(&mut self, from: usize, old: &Shape<'_>, new: &Shape<'_>) {
        let shapes = |side, shape: &Shape<'_>| -> Vec<Shape<'_>> {
            shape.variants().into_iter().map(|variant| Shape::of(side, variant)).collect()
        };
        let (old_variants, new_variants) = (shapes(self.old, old), shapes(self.new, new));
        if old_variants.is_empty() && new_variants.is_empty() {
            return;
        }
        if !self.nodes[from].partial {
            let gone = self.members_of_alternatives(old, new, &old_variants);
            self.nodes[from].changes.extend(gone);
        }
        if old_variants.is_empty() || new_variants.is_empty() {
            // A single schema is measured against each alternative that it could be, unless other keywords
            // beside the alternatives say a part of what it says.
            let beside = |shape: &Shape<'_>| {
                ["properties", "required", "items"].iter().any(|word| shape.fact(word).is_some())
            };
            let (union, variants) =
                if old_variants.is_empty() { (new, &new_variants) } else { (old, &old_variants) };
            if beside(union) {
                return;
            }
            if old_variants.is_empty() {
                for variant in variants.iter().filter(|variant| variant.types.meets(old.types)) {
                    self.link(from, (old.pointer.clone(), variant.pointer.clone()), None, false, true);
                }
            } else if let Some((index, _)) =
                compare::matched(variants, std::slice::from_ref(new)).pairs.first()
            {
                self.link(from, (variants[*index].pointer.clone(), new.pointer.clone()), None, false, true);
            }
            return;
        }
        let matched = compare::matched(&old_variants, &new_variants);
        for (one, other) in matched.pairs {
            let places = (old_variants[one].pointer.clone(), new_variants[other].pointer.clone());
            self.link(from, places, None, false, false);
        }
        for index in matched.only_new {
            let variant = &new_variants[index];
            // Another type is reported as one.
            if variant.types.meets(old.types) {
                let schema = self.new.at(&variant.pointer);
                let change = compare::came_or_went((old, new), 0, Some((&variant.pointer, schema)));
                self.nodes[from].changes.push(change);
            }
        }
        if !matched.only_old.is_empty() {
            let change = compare::came_or_went((old, new), matched.only_old.len(), None);
            self.nodes[from].changes.push(change);
        }
    }
}

impl Walk<'_> {
    /// Members that only some alternatives described and that nothing describes any more.
    fn members_of_alternatives(
        &self,
        old: &Shape<'_>,
        new: &Shape<'_>,
        variants: &[Shape<'_>],
    ) -> Vec<Change> {
        let own = old.members(self.old);
        let mut gone = BTreeMap::new();
        for variant in variants {
            for (name, at) in variant.members(self.old) {
                if !own.contains_key(name) && !describes(self.new, new, name, DEPTH) {
                    gone.entry(name).or_insert(at);
                }
            }
        }
        gone.into_iter()
            .map(|(name, at)| compare::member_removed(name, self.old.at(&at), &at, &new.home))
            .collect()
    }
}

/// True when a shape, or one of its alternatives or conditions, describes the member.
fn describes(side: Side<'_>, shape: &Shape<'_>, name: &str, depth: usize) -> bool {
    if shape.has_member(name) {
        return true;
    }
    let conditional =
        ["then", "else", "dependentSchemas"].into_iter().flat_map(|keyword| shape.inner(keyword));
    let variants = shape.variants().into_iter().map(str::to_owned);
    depth > 0
        && variants.chain(conditional).any(|inner| describes(side, &Shape::of(side, &inner), name, depth - 1))
}

/// True when the schemas are put in other words here.
fn respelled(old: &Shape<'_>, new: &Shape<'_>) -> bool {
    old.parts.len() != new.parts.len()
        || old.parts.iter().zip(&new.parts).any(|(old, new)| !reads_alike(old.schema, new.schema))
}

/// The same keywords with the same values; of schemas inside only that they are there.
fn reads_alike(old: &Map<String, Value>, new: &Map<String, Value>) -> bool {
    let counts =
        |keyword: &&String| !is_remark(keyword) && keyword.as_str() != "$defs" && keyword.as_str() != "$id";
    let keywords = old.keys().filter(counts).chain(new.keys().filter(counts));
    keywords.into_iter().all(|keyword| match (old.get(keyword), new.get(keyword)) {
        (Some(old), Some(new)) => match (keyword.as_str(), old, new) {
            (
                "properties" | "patternProperties" | "dependentSchemas",
                Value::Object(old),
                Value::Object(new),
            ) => {
                old.keys().eq(new.keys())
                    || (old.len() == new.len() && old.keys().all(|name| new.contains_key(name)))
            }
            ("allOf" | "anyOf" | "oneOf" | "prefixItems", Value::Array(old), Value::Array(new)) => {
                old.len() == new.len()
            }
            ("items" | "additionalProperties", Value::Object(_), Value::Object(_)) => true,
            (keyword, Value::Object(_), Value::Object(_)) if HIDDEN.contains(&keyword) => true,
            (_, old, new) => old == new,
        },
        _ => false,
    })
}
