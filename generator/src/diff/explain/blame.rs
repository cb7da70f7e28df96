//! Asks the prover where the break is: from the root down to the innermost places that are not proved compatible,
//! and which of the differences found there count.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Change, Counts};
use super::walk::Graph;
use crate::diff::containment::SchemaPair;
use crate::rules::{Severity, file, kind};

/// The differences that count, each with the pair where it was found. `backward` compares in the other direction, to
/// tell other words from a narrower meaning.
pub(super) fn blame(
    graph: &Graph,
    pair: &SchemaPair,
    backward: &dyn Fn() -> Option<SchemaPair>,
    proved: bool,
) -> Vec<(usize, Change)> {
    let mut answers = Answers { pair, known: BTreeMap::new() };
    let suspects = if proved { BTreeSet::new() } else { suspects(graph, &mut answers) };
    let mut kept: Vec<(usize, Change)> = Vec::new();
    let visible = visible(graph);
    for (number, node) in graph.nodes.iter().enumerate() {
        let suspect = suspects.contains(&number);
        let counting = node.changes.iter().filter(|change| match &change.counts {
            // Inside a condition only remarks speak for themselves.
            _ if !visible[number] => is_for_people(change),
            Counts::Always => true,
            Counts::Unproved => suspect,
            Counts::UnprovedAt(old, new) => suspect && !answers.prove(old, new),
            Counts::Otherwise => false,
        });
        let before = kept.len();
        kept.extend(counting.map(|change| (number, change.clone())));
        let explained = kept[before..].iter().any(|(_, change)| breaks(change));
        let further = node.links.iter().any(|link| suspects.contains(&link.to));
        if suspect && !explained && !further {
            let last = node.changes.iter().filter(|change| change.counts == Counts::Otherwise);
            let last: Vec<_> = last.map(|change| (number, change.clone())).collect();
            if last.is_empty() && !node.partial {
                kept.push((number, unhandled(graph, number)));
            } else {
                kept.extend(last);
            }
        }
    }
    if !proved && !kept.iter().any(|(_, change)| breaks(change)) {
        let nearest = suspects.iter().copied().find(|number| graph.nodes[*number].respelled).unwrap_or(0);
        kept.push((nearest, unhandled(graph, nearest)));
    }
    let respelled = respelled(graph, (&suspects, &visible), &kept, backward);
    kept.extend(respelled);
    kept
}

/// A change that explains why a place is not proved compatible.
fn breaks(change: &Change) -> bool {
    change.rule.severity == Severity::Breaking && change.rule.id != crate::rules::text::FORMAT_CHANGED.id
}

/// The pairs that stand for places in documents, reached without a look into conditions.
fn visible(graph: &Graph) -> Vec<bool> {
    let mut visible = vec![false; graph.nodes.len()];
    visible[0] = true;
    let mut waiting = vec![0];
    while let Some(number) = waiting.pop() {
        for link in graph.nodes[number].links.iter().filter(|link| !link.hidden) {
            if !visible[link.to] {
                visible[link.to] = true;
                waiting.push(link.to);
            }
        }
    }
    visible
}

fn unhandled(graph: &Graph, number: usize) -> Change {
    let node = &graph.nodes[number];
    let sentence = "changed in a way that could not be proved harmless";
    let change = Change::breaking(&kind::UNHANDLED_CHANGE, sentence);
    Change { old_at: node.old.clone(), new_at: node.new.clone(), ..change }
}

/// What the prover said before.
struct Answers<'p> {
    pair: &'p SchemaPair,
    known: BTreeMap<(String, String), bool>,
}

impl Answers<'_> {
    fn prove(&mut self, old: &str, new: &str) -> bool {
        let pair = self.pair;
        let places = (old.to_owned(), new.to_owned());
        *self.known.entry(places).or_insert_with(|| pair.proves_at(old, new))
    }
}

/// The pairs that are not proved compatible and lie behind others of that kind all the way.
fn suspects(graph: &Graph, answers: &mut Answers<'_>) -> BTreeSet<usize> {
    let mut suspects = BTreeSet::from([0]);
    let mut cleared = BTreeSet::new();
    let mut waiting = vec![0];
    while let Some(number) = waiting.pop() {
        for link in graph.nodes[number].links.iter().filter(|link| !link.hidden) {
            let node = &graph.nodes[link.to];
            if !node.different || suspects.contains(&link.to) || cleared.contains(&link.to) {
                continue;
            }
            if answers.prove(&node.old, &node.new) {
                cleared.insert(link.to);
            } else {
                suspects.insert(link.to);
                waiting.push(link.to);
            }
        }
    }
    suspects
}

/// Places whose words changed without a change that counts: the same in other words, or fewer documents.
fn respelled(
    graph: &Graph,
    (suspects, visible): (&BTreeSet<usize>, &[bool]),
    kept: &[(usize, Change)],
    backward: &dyn Fn() -> Option<SchemaPair>,
) -> Vec<(usize, Change)> {
    let explained: BTreeSet<usize> =
        kept.iter().filter(|(_, change)| !is_for_people(change)).map(|(number, _)| *number).collect();
    let spoken: BTreeSet<usize> = kept.iter().map(|(number, _)| *number).collect();
    let unsaid: Vec<usize> = (0..graph.nodes.len())
        .filter(|number| visible[*number] && !suspects.contains(number) && !explained.contains(number))
        .filter(|number| {
            let node = &graph.nodes[*number];
            // What differs here without any change that counts, not even in remarks, reads differently too.
            let silent = node.different
                && !spoken.contains(number)
                && !node.links.iter().any(|link| !link.hidden && graph.nodes[link.to].different);
            node.respelled || silent
        })
        .collect();
    if unsaid.is_empty() {
        return Vec::new();
    }
    let backward = backward();
    let same = |old: &str, new: &str| backward.as_ref().is_some_and(|backward| backward.proves_at(new, old));
    // Where nothing else says that there are fewer documents, that has to be ruled out for the whole.
    let anything_goes = explained.is_empty() && !same("", "");
    let mut changes: Vec<(usize, Change)> = unsaid
        .into_iter()
        .map(|number| {
            let node = &graph.nodes[number];
            let further = !anything_goes && node.links.iter().any(|link| explained.contains(&link.to));
            let equal = further || same(&node.old, &node.new);
            (number, reworded(graph, number, equal))
        })
        .collect();
    if anything_goes
        && changes.iter().all(|(_, change)| change.rule.severity == Severity::Documentation)
        && let Some((number, change)) = changes.first_mut()
    {
        *change = reworded(graph, *number, false);
    }
    changes
}

fn reworded(graph: &Graph, number: usize, equal: bool) -> Change {
    let node = &graph.nodes[number];
    let change = if equal {
        Change::harmless(&kind::SPELLING_CHANGED, "is described in other words")
    } else {
        Change::harmless(&kind::VALUE_SET_NARROWED, "may have fewer values than before")
    };
    Change { old_at: node.old.clone(), new_at: node.new.clone(), ..change }
}

/// A change of what is written for people only.
fn is_for_people(change: &Change) -> bool {
    [&file::DESCRIPTION_CHANGED, &file::TITLE_CHANGED, &file::EXAMPLES_CHANGED, &file::REMARK_CHANGED]
        .iter()
        .any(|rule| rule.id == change.rule.id)
}
