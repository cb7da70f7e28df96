//! The places in documents that a pair of schemas stands for: a definition may be reached in many ways.

use super::walk::Graph;
use crate::diff::path::{DocumentPath, Step};

/// Ways to a pair that are followed further. Whoever reads a report needs the first few.
const MOST_WAYS: usize = 32;

/// One way to a pair: the pair, the way before it, and the step between.
struct Way {
    node: usize,
    before: Option<usize>,
    step: Option<Step>,
}

/// For each of the pairs, the places it stands for, nearest first. Ways through recursion count once round.
pub(super) fn paths(graph: &Graph, wanted: &[bool]) -> Vec<Vec<DocumentPath>> {
    let leads = leading(graph, wanted);
    let mut ways: Vec<Way> = vec![Way { node: 0, before: None, step: None }];
    let mut arrived = vec![0; graph.nodes.len()];
    if let Some(root) = arrived.first_mut() {
        *root = 1;
    }
    let mut next = 0;
    while next < ways.len() {
        let from = ways[next].node;
        for link in &graph.nodes[from].links {
            if !leads[link.to]
                || arrived[link.to] >= MOST_WAYS
                || (arrived[link.to] > 0 && passes(&ways, next, link.to))
            {
                continue;
            }
            arrived[link.to] += 1;
            ways.push(Way { node: link.to, before: Some(next), step: link.step.clone() });
        }
        next += 1;
    }
    let mut paths: Vec<Vec<DocumentPath>> = vec![Vec::new(); graph.nodes.len()];
    for (index, way) in ways.iter().enumerate() {
        if wanted[way.node] {
            let path = path_of(&ways, index);
            if !paths[way.node].contains(&path) {
                paths[way.node].push(path);
            }
        }
    }
    paths
}

/// The pairs from which a wanted one can be reached.
fn leading(graph: &Graph, wanted: &[bool]) -> Vec<bool> {
    let mut leads = wanted.to_vec();
    let mut sources: Vec<Vec<usize>> = vec![Vec::new(); graph.nodes.len()];
    for (from, node) in graph.nodes.iter().enumerate() {
        for link in &node.links {
            sources[link.to].push(from);
        }
    }
    let mut waiting: Vec<usize> = (0..wanted.len()).filter(|node| wanted[*node]).collect();
    while let Some(node) = waiting.pop() {
        for source in &sources[node] {
            if !leads[*source] {
                leads[*source] = true;
                waiting.push(*source);
            }
        }
    }
    leads
}

/// True when the way already went through the pair.
fn passes(ways: &[Way], way: usize, node: usize) -> bool {
    let mut at = Some(way);
    while let Some(index) = at {
        if ways[index].node == node {
            return true;
        }
        at = ways[index].before;
    }
    false
}

fn path_of(ways: &[Way], way: usize) -> DocumentPath {
    let mut steps = Vec::new();
    let mut at = Some(way);
    while let Some(index) = at {
        steps.extend(ways[index].step.clone());
        at = ways[index].before;
    }
    steps.into_iter().rev().collect()
}
