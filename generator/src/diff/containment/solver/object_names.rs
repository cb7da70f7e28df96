//! Names of members in classes: those that schemas mention, each by itself, and all others by the patterns they match.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::assertion::{Assertion, Members, SchemaId};
use super::super::kind::{Kind, Kinds};
use super::super::literal::Literal;
use super::object::{Shape, Slot};
use super::{Outcome, Solver};

/// Classes of names that are told apart at most.
const CLASS_LIMIT: usize = 64;

/// Names that no schema mentions and that match the same patterns.
#[derive(Debug)]
pub(super) struct NameClass {
    /// Each pattern that occurs, and whether the names match it.
    matches: Vec<(String, bool)>,
    /// What the names must fulfil.
    literals: Vec<Literal>,
}

impl NameClass {
    /// The schemas that apply to members of these names.
    pub(super) fn schemas(&self, members: &Members) -> Vec<SchemaId> {
        let matched =
            |pattern: &str| self.matches.iter().any(|(other, matched)| *matched && other == pattern);
        let by_pattern = members.patterns.iter().filter(|(pattern, _)| matched(pattern));
        let schemas: Vec<SchemaId> = by_pattern.map(|(_, schema)| *schema).collect();
        if schemas.is_empty() { vec![members.rest] } else { schemas }
    }
}

/// All names an object can use.
#[derive(Debug)]
pub(super) struct Names {
    /// Those that schemas mention.
    pub(super) named: BTreeSet<String>,
    /// The mentioned ones that are allowed.
    allowed: Vec<String>,
    /// All others.
    pub(super) classes: Vec<NameClass>,
    /// Whether some class may be missing.
    pub(super) unknown: bool,
}

impl Names {
    /// One slot for each mentioned name and for each class.
    pub(super) fn slots(&self) -> impl Iterator<Item = Slot> {
        let named = self.allowed.iter().cloned().map(Slot::Named);
        named.chain((0..self.classes.len()).map(|class| Slot::Other { class, number: 0 }))
    }
}

impl Solver {
    /// Sorts all names by what the schemas of a shape say about them.
    pub(super) fn names_of(&mut self, shape: &Shape) -> Names {
        let groups = || shape.groups.iter().chain(&shape.broken);
        let mut mentioned: BTreeSet<String> =
            groups().flat_map(|group| group.named.keys().cloned()).collect();
        mentioned.extend(shape.required.iter().chain(&shape.forbidden).cloned());
        let patterns: BTreeSet<&str> =
            groups().flat_map(|group| &group.patterns).map(|(pattern, _)| pattern.as_str()).collect();
        let allowed = mentioned.iter().filter(|name| !shape.forbidden.contains(*name)).cloned().collect();
        let literals = shape.names.iter().map(|schema| Literal::fulfils(*schema)).collect();
        let mut names = Names { named: mentioned, allowed, classes: Vec::new(), unknown: false };
        let mut classes = vec![NameClass { matches: Vec::new(), literals }];
        for pattern in patterns {
            let assertion = self.library.intern(Assertion::Pattern(pattern.to_owned()));
            let mut split = Vec::new();
            for class in classes {
                for matched in [true, false] {
                    let mut class =
                        NameClass { matches: class.matches.clone(), literals: class.literals.clone() };
                    class.matches.push((pattern.to_owned(), matched));
                    class.literals.push(Literal::assertion(assertion, matched));
                    if self.other_name(&names, &class, &[], &names.named) != Outcome::Empty {
                        split.push(class);
                    }
                }
            }
            classes = split;
            if classes.len() > CLASS_LIMIT {
                names.unknown = true;
                classes.truncate(CLASS_LIMIT);
            }
        }
        classes.retain(|class| self.other_name(&names, class, &[], &names.named) != Outcome::Empty);
        names.classes = classes;
        names
    }

    /// A name of a class that is not mentioned and not taken.
    pub(super) fn other_name(
        &mut self,
        names: &Names,
        class: &NameClass,
        asked: &[Literal],
        taken: &BTreeSet<String>,
    ) -> Outcome {
        if class.literals.is_empty() && asked.is_empty() {
            // The usual case, without a search.
            let letters = ('a'..='z').map(String::from);
            let mut candidates = letters.chain((1..).map(|number| format!("member{number}")));
            let free = candidates.find(|name| !names.named.contains(name) && !taken.contains(name));
            return free.map_or(Outcome::Unknown, |name| Outcome::Found(name.into()));
        }
        let used: Vec<Value> = names.named.union(taken).map(|name| Value::from(name.as_str())).collect();
        let used = self.library.intern(super::super::read::values_of(&used));
        let text = self.library.intern(Assertion::Kinds(Kinds::only(Kind::Text)));
        let mut literals = vec![Literal::assertion(text, true), Literal::assertion(used, false)];
        literals.extend(class.literals.iter().chain(asked).copied());
        self.solve(literals)
    }
}
