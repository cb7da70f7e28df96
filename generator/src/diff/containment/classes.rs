//! Gives equal schemas of both files one id. Schemas without circles are interned from the inside out; those in circles
//! are told apart by refinement: all equal at first, then split until members of a class agree on their parts' classes.

use std::collections::{BTreeMap, HashMap};

use super::assertion::{Assertion, AssertionId, SchemaId};
use super::library::Library;
use super::read::{ABSENT, Written};

/// Steps that refinement may take; beyond them the schemas left are taken for different ones.
const REFINEMENT_LIMIT: usize = 4_000_000;

/// The ids in the library of schemas as they are written.
pub(super) fn intern(written: &[Written], library: &mut Library) -> Vec<SchemaId> {
    let graph = Graph::of(written);
    let mut ids: Vec<Option<SchemaId>> = vec![None; written.len()];
    for level in graph.levels() {
        let mut circular = Vec::new();
        for component in level {
            match component.as_slice() {
                [alone] if !graph.parts[*alone].contains(alone) => {
                    let assertions =
                        translate(&graph.assertions(*alone), library, |part| final_id(&ids, part));
                    ids[*alone] = Some(library.schema(assertions));
                }
                _ => circular.extend(component),
            }
        }
        intern_circular(&graph, &circular, &mut ids, library);
    }
    // A schema that is only another's name has that one's id.
    (0..written.len()).map(|number| final_id(&ids, graph.real[number])).collect()
}

fn final_id(ids: &[Option<SchemaId>], part: usize) -> SchemaId {
    ids.get(part).copied().flatten().unwrap_or(Library::TRUE)
}

fn intern_circular(
    graph: &Graph<'_>,
    members: &[usize],
    ids: &mut [Option<SchemaId>],
    library: &mut Library,
) {
    if members.is_empty() {
        return;
    }
    let classes = refined(graph, members, ids);
    let mut reserved: HashMap<usize, SchemaId> = HashMap::new();
    for (member, class) in members.iter().zip(&classes) {
        ids[*member] = Some(*reserved.entry(*class).or_insert_with(|| library.reserve()));
    }
    let mut defined = vec![false; members.len()];
    for (member, class) in members.iter().zip(&classes) {
        if std::mem::replace(&mut defined[*class], true) {
            continue;
        }
        let assertions = translate(&graph.assertions(*member), library, |part| final_id(ids, part));
        library.define(final_id(ids, *member), assertions);
    }
}

/// The class of each member, as numbers below the number of members.
fn refined(graph: &Graph<'_>, members: &[usize], ids: &[Option<SchemaId>]) -> Vec<usize> {
    let position: HashMap<usize, usize> =
        members.iter().enumerate().map(|(position, member)| (*member, position)).collect();
    // What a member is made of: final ids outside the circles, members inside. And the reverse of the latter.
    let mut inside: Vec<Vec<usize>> = Vec::with_capacity(members.len());
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); members.len()];
    let mut labels: HashMap<(Vec<Assertion>, Vec<Option<SchemaId>>), usize> = HashMap::new();
    let mut classes: Vec<usize> = Vec::with_capacity(members.len());
    for (user, member) in members.iter().enumerate() {
        let parts = &graph.parts[*member];
        inside.push(parts.iter().filter_map(|part| position.get(part).copied()).collect());
        for part in &inside[user] {
            users[*part].push(user);
        }
        let assertions = graph.assertions(*member);
        let shape = assertions.iter().map(|assertion| assertion.map(&mut |_| Library::TRUE)).collect();
        let outside = parts.iter().map(|part| if position.contains_key(part) { None } else { ids[*part] });
        let next = labels.len();
        classes.push(*labels.entry((shape, outside.collect())).or_insert(next));
    }
    let mut sizes = vec![0; labels.len()];
    for class in &classes {
        sizes[*class] += 1;
    }
    // Those whose parts changed their classes since the classes were last split: all of them at first.
    let mut affected: Vec<usize> = (0..members.len()).collect();
    let mut steps = 0;
    while !affected.is_empty() {
        steps += affected.len();
        if steps > REFINEMENT_LIMIT {
            return (0..members.len()).collect();
        }
        let changed = split(&affected, &inside, &mut classes, &mut sizes);
        affected = changed.iter().flat_map(|member| users[*member].iter().copied()).collect();
        affected.sort_unstable();
        affected.dedup();
    }
    classes
}

/// Splits the classes of affected members by the classes of their parts; the members that got new classes. Members of a
/// class that are not affected still agree with each other, and with no affected one.
fn split(
    affected: &[usize],
    inside: &[Vec<usize>],
    classes: &mut [usize],
    sizes: &mut Vec<usize>,
) -> Vec<usize> {
    let mut groups: BTreeMap<(usize, Vec<usize>), Vec<usize>> = BTreeMap::new();
    for member in affected {
        let parts = inside[*member].iter().map(|part| classes[*part]).collect();
        groups.entry((classes[*member], parts)).or_default().push(*member);
    }
    let mut touched: BTreeMap<usize, Vec<Vec<usize>>> = BTreeMap::new();
    for ((class, _), group) in groups {
        touched.entry(class).or_default().push(group);
    }
    let mut changed = Vec::new();
    for (class, mut groups) in touched {
        // Where all are affected the largest group keeps the class, for the fewest changes.
        if groups.iter().map(Vec::len).sum::<usize>() == sizes[class] {
            let largest = (0..groups.len()).max_by_key(|index| groups[*index].len()).unwrap_or(0);
            groups.swap_remove(largest);
        }
        for group in groups {
            sizes[class] -= group.len();
            for member in &group {
                classes[*member] = sizes.len();
            }
            sizes.push(group.len());
            changed.extend(group);
        }
    }
    changed
}

fn translate(
    assertions: &[Assertion],
    library: &mut Library,
    id: impl Fn(usize) -> SchemaId,
) -> Vec<AssertionId> {
    assertions
        .iter()
        .map(|assertion| {
            let mut translated =
                assertion.map(&mut |part| if part == ABSENT { Library::TRUE } else { id(part.0 as usize) });
            match &mut translated {
                // Order and repetition mean nothing here; in `oneOf` repetition does.
                Assertion::All(schemas) | Assertion::Any(schemas) => {
                    schemas.sort_unstable();
                    schemas.dedup();
                }
                Assertion::One(schemas) => schemas.sort_unstable(),
                _ => {}
            }
            library.intern(translated)
        })
        .collect()
}

/// The schemas as they are written, with those that are only names of others resolved.
struct Graph<'w> {
    written: &'w [Written],
    /// What each schema really is.
    real: Vec<usize>,
    /// The schemas inside each, in the order of [`Assertion::map`].
    parts: Vec<Vec<usize>>,
}

impl<'w> Graph<'w> {
    fn of(written: &'w [Written]) -> Self {
        // A checked file has no circle of names, so following one ends.
        let real: Vec<usize> = (0..written.len())
            .map(|number| {
                let mut number = number;
                while let Written::Same(target) = &written[number] {
                    number = target.0 as usize;
                }
                number
            })
            .collect();
        let mut graph = Self { written, real, parts: Vec::new() };
        graph.parts = (0..written.len())
            .map(|number| {
                let mut parts = Vec::new();
                if graph.real[number] == number {
                    for assertion in graph.assertions(number) {
                        assertion.map(&mut |part| {
                            if part != ABSENT {
                                parts.push(part.0 as usize);
                            }
                            part
                        });
                    }
                }
                parts
            })
            .collect();
        graph
    }

    /// The assertions of a schema, with names of others resolved.
    fn assertions(&self, number: usize) -> Vec<Assertion> {
        let Written::Assertions(assertions) = &self.written[number] else { return Vec::new() };
        let mut resolve = |part: SchemaId| match self.real.get(part.0 as usize) {
            Some(real) => SchemaId(u32::try_from(*real).unwrap_or(u32::MAX)),
            None => part,
        };
        assertions.iter().map(|assertion| assertion.map(&mut resolve)).collect()
    }

    /// The strongly connected components, by how far they are from the innermost.
    fn levels(&self) -> Vec<Vec<Vec<usize>>> {
        let components = self.components();
        let mut height = vec![0; self.parts.len()];
        let mut levels: Vec<Vec<Vec<usize>>> = Vec::new();
        for component in components {
            // Components come innermost first, so the heights of the parts are known.
            let inside = |part: &usize| component.binary_search(part).is_ok();
            let parts = component.iter().flat_map(|member| &self.parts[*member]);
            let level = parts.filter(|part| !inside(part)).map(|part| height[*part] + 1).max().unwrap_or(0);
            for member in &component {
                height[*member] = level;
            }
            if levels.len() <= level {
                levels.resize_with(level + 1, Vec::new);
            }
            levels[level].push(component);
        }
        levels
    }

    /// Tarjan's algorithm without recursion; each component sorted, innermost components first.
    fn components(&self) -> Vec<Vec<usize>> {
        const NEW: usize = usize::MAX;
        let count = self.parts.len();
        let (mut index, mut low, mut on_stack) = (vec![NEW; count], vec![0; count], vec![false; count]);
        let (mut stack, mut found, mut next) = (Vec::new(), Vec::new(), 0);
        for start in (0..count).filter(|number| self.real[*number] == *number) {
            let mut calls = vec![(start, 0)];
            while let Some((node, at)) = calls.pop() {
                if at == 0 {
                    if index[node] != NEW {
                        continue;
                    }
                    index[node] = next;
                    low[node] = next;
                    next += 1;
                    stack.push(node);
                    on_stack[node] = true;
                } else {
                    let part = self.parts[node][at - 1];
                    if on_stack[part] {
                        low[node] = low[node].min(low[part]);
                    }
                }
                if let Some(part) = self.parts[node].get(at) {
                    calls.push((node, at + 1));
                    calls.push((*part, 0));
                } else if low[node] == index[node] {
                    let begins = stack.iter().rposition(|member| *member == node).unwrap_or(0);
                    let mut component = stack.split_off(begins);
                    for member in &component {
                        on_stack[*member] = false;
                    }
                    component.sort_unstable();
                    found.push(component);
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::{check, library::Library, read};
    use super::intern;

    /// Whether the roots of two files are one schema.
    fn equal(left: &Value, right: &Value) -> bool {
        let (left, right) = (
            check::read_checked(left).expect("a usable schema"),
            check::read_checked(right).expect("a usable schema"),
        );
        let mut written = read::read(&left, 0);
        let second = written.len();
        written.extend(read::read(&right, second));
        let ids = intern(&written, &mut Library::new());
        ids[0] == ids[second]
    }

    #[test]
    fn spelling_makes_no_difference() {
        let inline = json!({"properties": {"a": {"enum": ["y", "x"], "title": "A"}}});
        let referred =
            json!({"properties": {"a": {"$ref": "#/$defs/A"}}, "$defs": {"A": {"enum": ["x", "y"]}}});
        assert!(equal(&inline, &referred), "references and annotations are no difference");
        assert!(equal(
            &json!({"anyOf": [{"type": "null"}, true]}),
            &json!({"anyOf": [true, {"type": "null"}]})
        ));
        assert!(!equal(&json!({"minimum": 1}), &json!({"minimum": 2})));
    }

    #[test]
    fn circles_are_compared_as_a_whole() {
        let tree = |name: &str, least: u64| {
            json!({
                "$ref": format!("#/$defs/{name}"),
                "$defs": {name: {
                    "properties": {"kids": {"items": {"$ref": format!("#/$defs/{name}")}}, "v": {"minimum": least}}
                }}
            })
        };
        assert!(equal(&tree("A", 1), &tree("B", 1)), "names of definitions mean nothing");
        assert!(!equal(&tree("A", 1), &tree("A", 2)));
    }
}
