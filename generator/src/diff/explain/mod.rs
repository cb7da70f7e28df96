//! Explains the difference between two versions of a schema: which rule, where in documents, what a reader notices.
//!
//! The prover in `containment` decides, this explains. Both schemas are walked together; where they differ, rules put
//! a name to it; the prover then says which of the differences count. A break that no rule explains is reported as
//! such, so nothing is passed over: whatever is not proved compatible has a breaking finding.

mod blame;
mod change;
mod compare;
mod example;
mod paths;
mod shape;
mod side;
mod types;
mod walk;

use std::collections::BTreeMap;

use serde_json::Value;

use super::containment::{Containment, SchemaError, SchemaPair, check_schema};
use super::finding::{Example, Finding, SurfaceReview};
use super::path::DocumentPath;
use crate::rules::{Severity, file, kind};
use change::{Change, PLACE};
use example::Examples;
use side::Side;
use walk::Graph;

/// Compares two versions of one surface's schema.
///
/// # Errors
///
/// [`SchemaError`] when one of them cannot be compared: it is no schema, or refers to something outside of itself.
///
/// # Examples
///
/// ```
/// use contractgen::diff::{Verdict, review_surface};
/// use serde_json::json;
///
/// let old = json!({"type": "object", "properties": {"agent": {"type": "string"}}});
/// let new = json!({"type": "object", "properties": {"agent": {"type": ["string", "null"]}}});
/// let review = review_surface("session-export", &old, &new)?;
/// assert_eq!(review.verdict(), Verdict::Breaking);
/// let finding = &review.findings[0];
/// assert_eq!((finding.rule.id, finding.path.to_string()), ("nullable-added", "agent".to_owned()));
/// assert_eq!(finding.sentence, "`agent` may now be null; readers that expect text fail.");
/// # Ok::<(), contractgen::diff::SchemaError>(())
/// ```
pub fn review_surface(surface: &str, old: &Value, new: &Value) -> Result<SurfaceReview, SchemaError> {
    if old == new {
        check_schema(old)?;
        return Ok(SurfaceReview { surface: surface.to_owned(), findings: Vec::new() });
    }
    let pair = SchemaPair::new(old, new)?;
    let graph = Graph::of(Side::new(old), Side::new(new));
    let whole = pair.whole();
    let proved = whole == Containment::Proved;
    let mut kept = blame::blame(&graph, &pair, &|| SchemaPair::new(new, old).ok(), proved);
    if graph.truncated {
        let change = Change::breaking(&kind::UNHANDLED_CHANGE, "has more places than can be compared");
        kept.push((0, change));
    }
    let mut groups = grouped(&graph, kept);
    groups.extend(identifier(old, new).map(|change| Group {
        node: 0,
        paths: vec![DocumentPath::root()],
        change,
    }));
    let examples = Examples::new(&pair, old, new, whole);
    let mut findings: Vec<Finding> =
        groups.into_iter().map(|group| finding(surface, &graph, &examples, proved, group)).collect();
    findings.sort_by(|one, other| {
        let worst_first = other.rule.severity.cmp(&one.rule.severity);
        worst_first.then_with(|| one.path.cmp(&other.path)).then_with(|| one.rule.id.cmp(other.rule.id))
    });
    Ok(SurfaceReview { surface: surface.to_owned(), findings })
}

/// One change with all the places that it shows in, nearest first.
struct Group {
    node: usize,
    paths: Vec<DocumentPath>,
    change: Change,
}

/// Puts together what is one change, however many ways lead there.
fn grouped(graph: &Graph, kept: Vec<(usize, Change)>) -> Vec<Group> {
    let mut wanted = vec![false; graph.nodes.len()];
    for (number, _) in &kept {
        wanted[*number] = true;
    }
    let paths = paths::paths(graph, &wanted);
    let mut index = BTreeMap::new();
    let mut groups: Vec<Group> = Vec::new();
    for (node, change) in kept {
        let (rule, old_at, new_at, step) = change.identity();
        let places = match () {
            // Other words are one finding for the whole file.
            () if rule == kind::SPELLING_CHANGED.id => ("", ""),
            // So is what a schema lost to each of several alternatives.
            () if graph.nodes[node].partial => (old_at, ""),
            () => (old_at, new_at),
        };
        let key = (rule, places.0.to_owned(), places.1.to_owned(), step.cloned());
        let stepped =
            |path: &DocumentPath| change.step.iter().fold(path.clone(), |path, step| path.then(step.clone()));
        let places: Vec<DocumentPath> = paths[node].iter().map(stepped).collect();
        let number = *index.entry(key).or_insert(groups.len());
        match groups.get_mut(number) {
            Some(group) => group.paths.extend(places),
            None => groups.push(Group { node, paths: places, change }),
        }
    }
    for group in &mut groups {
        group
            .paths
            .sort_by(|one, other| one.steps().len().cmp(&other.steps().len()).then_with(|| one.cmp(other)));
        group.paths.dedup();
    }
    groups
}

/// The identifier names the contract, whatever the schema says.
fn identifier(old: &Value, new: &Value) -> Option<Change> {
    let (before, now) = (old.get("$id")?, new.get("$id"));
    (now != Some(before)).then(|| {
        let sentence = match now.and_then(Value::as_str) {
            Some(now) => {
                format!("is described under another identifier, {now}; references to the old one fail")
            }
            None => "is described without its identifier; references to it fail".to_owned(),
        };
        let change = Change::harmless(&file::IDENTIFIER_CHANGED, sentence);
        let (old, new) = (Some(before.clone()), now.cloned());
        Change { old_at: "/$id".to_owned(), old, new_at: "/$id".to_owned(), new, ..change }
    })
}

fn finding(surface: &str, graph: &Graph, examples: &Examples<'_>, proved: bool, group: Group) -> Finding {
    let Group { node, mut paths, change } = group;
    let path = if paths.is_empty() { DocumentPath::root() } else { paths.remove(0) };
    let breaks = change.rule.severity == Severity::Breaking && change.rule.id != file::IDENTIFIER_CHANGED.id;
    let example = if breaks && !proved {
        let node = &graph.nodes[node];
        examples.find(&change, &path, (&node.old, &node.new)).map_or(Example::NotFound, Example::Found)
    } else {
        Example::NotNeeded
    };
    let place = if path.steps().is_empty() { "The document".to_owned() } else { format!("`{path}`") };
    let mut sentence = change.sentence.replacen(PLACE, &place, 1);
    sentence.push('.');
    let gone = change.new.is_none() && change.old.is_some();
    Finding {
        rule: change.rule,
        bump: change.rule.bump,
        surface: surface.to_owned(),
        path,
        also: paths,
        pointer: if gone { change.old_at } else { change.new_at },
        old: change.old,
        new: change.new,
        sentence,
        example,
        accepted: None,
    }
}
