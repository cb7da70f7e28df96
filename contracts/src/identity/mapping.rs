//! Worktree mappings: what users say about directories that belong to a project.

use std::cmp::Reverse;

use super::path::clean_path;
use crate::text::trim;

/// One enabled mapping, as stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mapping {
    /// The machine it applies to.
    pub machine: Vec<u8>,
    /// The directory it applies to, itself included.
    pub path_prefix: Vec<u8>,
    /// `explicit` (or empty): the prefix is a directory of `project`. `repo_dot_worktrees`: the prefix holds
    /// directories `<project>.worktrees`. Anything else: never matches.
    pub layout: Vec<u8>,
    /// The project of an explicit mapping.
    pub project: Vec<u8>,
}

impl Mapping {
    /// The project directory above `directory` (a clean path), if this mapping gives `directory` to `label`.
    fn project_root(&self, label: &[u8], directory: &[u8]) -> Option<Vec<u8>> {
        let below = self.path_below(directory)?;
        match self.layout.as_slice() {
            b"" | b"explicit" => {
                (!label.is_empty() && self.project == label).then(|| self.path_prefix.clone())
            }
            b"repo_dot_worktrees" => {
                let (element, project) = worktrees_directory(below)?;
                (!label.is_empty() && project == label)
                    .then(|| [&self.path_prefix, b"/".as_slice(), element].concat())
            }
            _ => None,
        }
    }

    /// The project that this mapping gives `directory` (a clean path) to.
    fn project_of(&self, directory: &[u8]) -> Option<Vec<u8>> {
        let below = self.path_below(directory)?;
        let project = match self.layout.as_slice() {
            b"" | b"explicit" => self.project.clone(),
            b"repo_dot_worktrees" => worktrees_directory(below)?.1,
            _ => return None,
        };
        (!project.is_empty()).then_some(project)
    }

    /// What `directory` has below the prefix; nothing for the prefix itself.
    fn path_below<'a>(&self, directory: &'a [u8]) -> Option<&'a [u8]> {
        if directory == self.path_prefix {
            return Some(b"");
        }
        let slashes = self.path_prefix.iter().rev().take_while(|&&byte| byte == b'/').count();
        let prefix = &self.path_prefix[..self.path_prefix.len() - slashes];
        directory.strip_prefix(prefix)?.strip_prefix(b"/")
    }
}

/// The element `<project>.worktrees` that `below` begins with, if another one follows, and the project's label.
fn worktrees_directory(below: &[u8]) -> Option<(&[u8], Vec<u8>)> {
    let slash = below.iter().position(|&byte| byte == b'/')?;
    let element = &below[..slash];
    let stem = trim(element.strip_suffix(b".worktrees")?);
    Some((element, stem.iter().map(|&byte| if byte == b'-' { b'_' } else { byte }).collect()))
}

/// Mappings in the order they are tried: longest prefix first.
#[derive(Clone, Default, Debug)]
pub struct Mappings(Vec<Mapping>);

impl Mappings {
    /// Sorts mappings; their order does not matter.
    pub fn new(mappings: impl IntoIterator<Item = Mapping>) -> Self {
        let mut mappings: Vec<_> = mappings.into_iter().collect();
        mappings.sort_by(|a, b| {
            let order = |mapping: &Mapping| Reverse(count_characters(&mapping.path_prefix));
            (order(a), &a.path_prefix).cmp(&(order(b), &b.path_prefix))
        });
        Self(mappings)
    }

    /// The project that `machine`'s mappings give `directory` to, which must not be empty.
    ///
    /// # Examples
    ///
    /// ```
    /// use agent_contracts::identity::{Mapping, Mappings};
    ///
    /// let mapping = Mapping {
    ///     machine: b"local".to_vec(),
    ///     path_prefix: b"/src".to_vec(),
    ///     layout: b"repo_dot_worktrees".to_vec(),
    ///     project: Vec::new(),
    /// };
    /// let project = Mappings::new([mapping]).project_of(b"local", b"/src/my-app.worktrees/fix");
    /// assert_eq!(project.as_deref(), Some(&b"my_app"[..]));
    /// ```
    pub fn project_of(&self, machine: &[u8], directory: &[u8]) -> Option<Vec<u8>> {
        if directory.is_empty() {
            return None;
        }
        let directory = clean_path(directory);
        let mut own = self.0.iter().filter(|mapping| mapping.machine == machine);
        own.find_map(|mapping| mapping.project_of(&directory))
    }

    /// The project directories that `machine`'s mappings give for `directory` as one of `label`, best first.
    pub(super) fn project_roots(
        &self,
        machine: &[u8],
        label: &[u8],
        directory: &[u8],
    ) -> impl Iterator<Item = Vec<u8>> {
        let directory = clean_path(directory);
        self.0
            .iter()
            .filter(move |mapping| mapping.machine == machine)
            .filter_map(move |mapping| mapping.project_root(label, &directory))
    }
}

/// Length in characters, as `SQLite` orders prefixes; bytes that continue a character do not count.
fn count_characters(text: &[u8]) -> usize {
    text.iter().filter(|&&byte| byte & 0b1100_0000 != 0b1000_0000).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapping(path_prefix: &str, layout: &str, project: &str) -> Mapping {
        Mapping {
            machine: b"m".to_vec(),
            path_prefix: path_prefix.as_bytes().to_vec(),
            layout: layout.as_bytes().to_vec(),
            project: project.as_bytes().to_vec(),
        }
    }

    fn roots(mappings: &[Mapping], label: &str, directory: &str) -> Vec<String> {
        Mappings::new(mappings.to_vec())
            .project_roots(b"m", label.as_bytes(), directory.as_bytes())
            .map(|root| String::from_utf8(root).unwrap())
            .collect()
    }

    #[test]
    fn explicit_mappings_give_their_prefix() {
        let mappings =
            [mapping("/nx", "", "p"), mapping("/nx/trees", "explicit", "p"), mapping("/nx/t", "", "q")];
        assert_eq!(roots(&mappings, "p", "/nx/./trees/a/"), ["/nx/trees", "/nx"]);
        assert_eq!(roots(&mappings, "p", "/nx/trees"), ["/nx/trees", "/nx"]);
        assert_eq!(roots(&mappings, "q", "/nx/trees"), [""; 0]);
        assert_eq!(roots(&[mapping("/", "explicit", "p")], "p", "/a"), ["/"]);
        assert_eq!(roots(&[mapping("/nx", "explicit", "")], "", "/nx"), [""; 0]);
        assert_eq!(roots(&[mapping("/nx", "zz", "p")], "p", "/nx"), [""; 0]);
    }

    #[test]
    fn worktree_directories_name_their_project() {
        let mappings = [mapping("/nx/code", "repo_dot_worktrees", "")];
        let root = ["/nx/code/my-repo.worktrees"];
        assert_eq!(roots(&mappings, "my_repo", "/nx/code/my-repo.worktrees/feat/x"), root);
        assert_eq!(roots(&mappings, "my-repo", "/nx/code/my-repo.worktrees/feat/x"), [""; 0]);
        assert_eq!(roots(&mappings, "my_repo", "/nx/code/my-repo.worktrees"), [""; 0], "no worktree named");
        assert_eq!(roots(&mappings, "my_repo", "/nx/code/my-repo/feat"), [""; 0]);
        assert_eq!(roots(&mappings, "", "/nx/code/.worktrees/feat"), [""; 0]);
    }

    #[test]
    fn prefixes_are_ordered_by_characters() {
        let mappings = [mapping("/é", "", "p"), mapping("/a/", "", "p"), mapping("/b", "", "p")];
        let sorted = Mappings::new(mappings).0;
        let prefixes: Vec<_> = sorted.iter().map(|mapping| mapping.path_prefix.as_slice()).collect();
        assert_eq!(prefixes, [&b"/a/"[..], b"/b", "/é".as_bytes()]);
    }
}
