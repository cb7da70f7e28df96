//! Entries name the entry before them. Where all of them do, and only then, a log is a tree whose branches are
//! sessions of their own or abandoned attempts; otherwise it is read from top to bottom.

use rustc_hash::FxHashMap;

use super::entry::Entry;
use crate::logs::session::Role;

/// A branch with more prompts than this beside it is kept as a session of its own.
const SMALL_BRANCH: usize = 3;

/// A way through the tree that makes one session.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Path {
    /// Positions of its entries, in order.
    pub(super) entries: Vec<usize>,
    /// The path it branched off from, by position in the list of paths; none for the main session.
    pub(super) parent: Option<usize>,
}

/// The paths through `entries`, main session first, each before those that branch off from it.
///
/// `all_named`: before answers were joined, every entry had an identifier.
pub(super) fn paths(entries: &[Entry], all_named: bool) -> Vec<Path> {
    match Tree::grow(entries).filter(|_| all_named) {
        Some(tree) => tree.walk(),
        None => vec![Path { entries: (0..entries.len()).collect(), parent: None }],
    }
}

/// Children of entries, by position. Entries with equal identifiers share their children.
struct Tree<'e> {
    entries: &'e [Entry],
    root: usize,
    /// The position of the first entry with the same identifier.
    first: Vec<usize>,
    children: Vec<Vec<usize>>,
}

impl<'e> Tree<'e> {
    /// The tree, if there is one root and every parent exists.
    fn grow(entries: &'e [Entry]) -> Option<Self> {
        let mut positions = FxHashMap::default();
        let first: Vec<usize> = entries
            .iter()
            .enumerate()
            .map(|(at, entry)| *positions.entry(entry.uuid.as_str()).or_insert(at))
            .collect();
        let mut roots = Vec::new();
        let mut children = vec![Vec::new(); entries.len()];
        for (at, entry) in entries.iter().enumerate() {
            if entry.parent_uuid.is_empty() {
                roots.push(at);
            } else {
                children[*positions.get(entry.parent_uuid.as_str())?].push(at);
            }
        }
        let [root] = roots[..] else { return None };
        Some(Self { entries, root, first, children })
    }

    fn children(&self, at: usize) -> &[usize] {
        &self.children[self.first[at]]
    }

    fn walk(&self) -> Vec<Path> {
        let mut paths: Vec<Path> = Vec::new();
        // Equal identifiers can make circles; no entry is passed twice.
        let mut passed = vec![false; self.entries.len()];
        let mut pending = vec![(self.root, None)];
        while let Some((start, parent)) = pending.pop() {
            let mut path = Path { entries: Vec::new(), parent };
            let mut branches = Vec::new();
            let mut next = Some(start);
            while let Some(at) = next.filter(|&at| !std::mem::replace(&mut passed[at], true)) {
                path.entries.push(at);
                next = match *self.children(at) {
                    [] => None,
                    [only] => Some(only),
                    [first, ref others @ ..] if self.has_many_prompts(first) => {
                        branches.extend_from_slice(others);
                        Some(first)
                    }
                    [.., last] => Some(last),
                };
            }
            if path.entries.is_empty() {
                continue;
            }
            let branched_off = Some(paths.len());
            paths.push(path);
            // The first branch comes next, so it goes on top.
            pending.extend(branches.into_iter().rev().map(|branch| (branch, branched_off)));
        }
        paths
    }

    /// Whether more than [`SMALL_BRANCH`] entries from here on are a user's.
    fn has_many_prompts(&self, start: usize) -> bool {
        let mut count = 0;
        let mut passed = rustc_hash::FxHashSet::default();
        let mut pending = vec![start];
        while let Some(at) = pending.pop() {
            if !passed.insert(at) {
                continue;
            }
            count += usize::from(self.entries[at].role == Role::User);
            if count > SMALL_BRANCH {
                return true;
            }
            pending.extend_from_slice(self.children(at));
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logs::claude::tests::{entries, user};

    /// Paths through entries given as `name<parent`, each path as its names.
    fn walked(tree: &str) -> Vec<(String, Option<usize>)> {
        let lines: Vec<String> = tree
            .split_whitespace()
            .map(|node| node.split_once('<').unwrap_or((node, "")))
            .map(|(name, parent)| user(name, parent, "\"x\""))
            .collect();
        let entries = entries(&lines);
        let name = |path: &Path| path.entries.iter().map(|&at| entries[at].uuid.as_str()).collect::<String>();
        paths(&entries, true).iter().map(|path| (name(path), path.parent)).collect()
    }

    fn one(path: &str) -> Vec<(String, Option<usize>)> {
        vec![(path.to_owned(), None)]
    }

    #[test]
    fn a_chain_is_one_path() {
        assert_eq!(walked("a b<a c<b"), one("abc"));
    }

    #[test]
    fn a_small_first_branch_is_dropped() {
        assert_eq!(walked("a b<a c<b d<c e<a f<e"), one("aef"));
    }

    #[test]
    fn a_large_first_branch_goes_on_and_the_others_are_forks() {
        let expected =
            vec![("abcde".to_owned(), None), ("fg".to_owned(), Some(0)), ("h".to_owned(), Some(0))];
        assert_eq!(walked("a b<a c<b d<c e<d f<a g<f h<a"), expected);
    }

    #[test]
    fn forks_may_fork() {
        let paths = walked("a b<a c<b d<c e<d f<a g<f h<g i<h j<i k<f");
        assert_eq!(paths[1..], [("fghij".to_owned(), Some(0)), ("k".to_owned(), Some(1))]);
    }

    #[test]
    fn anything_else_is_a_sequence() {
        for tree in ["a b c<a", "a<x b<a", "a<b b<a"] {
            assert_eq!(walked(tree).len(), 1, "{tree}");
            assert_eq!(walked(tree)[0].0.len(), tree.split_whitespace().count(), "{tree} is read in order");
        }
    }

    #[test]
    fn equal_identifiers_share_children_and_end_no_walk_in_circles() {
        assert_eq!(walked("a b<a c<b d<c c<b d<c"), one("abcd"));
        assert_eq!(walked("a b<a c<b b<c"), one("abcb"));
    }
}
