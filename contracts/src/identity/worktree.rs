//! Which stored worktree a session ran in.

use super::path::{clean_path, lies_within};
use super::projects::Observation;

/// The observation of the worktree that `working_directory` lies in: the deepest one, the first of equals.
///
/// `candidates` are the observations of the session's project and machine, in v1's order: by root path, then by
/// remote. Those without worktree columns, such as all with a remote, are passed over.
///
/// # Examples
///
/// ```
/// use agent_contracts::identity::{Observation, match_worktree};
///
/// let at = |root: &str, name: &str| Observation {
///     root_path: root.into(),
///     worktree_name: name.into(),
///     worktree_root_path: root.into(),
///     ..Observation::default()
/// };
/// let observations = [at("/src/alpha", "alpha"), at("/src/alpha/trees/fix", "fix")];
/// let found = match_worktree(b"/src/alpha/trees/fix/docs", &observations).ok_or("a worktree")?;
/// assert_eq!(found.worktree_name, b"fix");
/// assert!(match_worktree(b"/src/alphabet", &observations).is_none());
/// # Ok::<(), &str>(())
/// ```
pub fn match_worktree<'a>(
    working_directory: &[u8],
    candidates: impl IntoIterator<Item = &'a Observation>,
) -> Option<&'a Observation> {
    let directory = clean_path(working_directory);
    if directory == b"." {
        return None;
    }
    let mut best: Option<(usize, &Observation)> = None;
    for candidate in candidates {
        if candidate.worktree_name.is_empty() && candidate.worktree_root_path.is_empty() {
            continue;
        }
        for root in [&candidate.worktree_root_path, &candidate.root_path] {
            if root.is_empty() {
                continue;
            }
            let root = clean_path(root);
            if best.is_none_or(|(length, _)| root.len() > length) && lies_within(&directory, &root) {
                best = Some((root.len(), candidate));
            }
        }
    }
    best.map(|(_, observation)| observation)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn observation(root_path: &str, worktree_name: &str, worktree_root_path: &str) -> Observation {
        Observation {
            root_path: root_path.into(),
            worktree_name: worktree_name.into(),
            worktree_root_path: worktree_root_path.into(),
            ..Observation::default()
        }
    }

    fn name(directory: &str, candidates: &[Observation]) -> Option<String> {
        match_worktree(directory.as_bytes(), candidates)
            .map(|found| String::from_utf8(found.worktree_name.clone()).unwrap())
    }

    #[test]
    fn the_longest_root_of_either_column_wins() {
        let candidates = [observation("/r/b", "b", "/r"), observation("/r/c/d", "cd", "/r/c")];
        assert_eq!(name("/r/c/z", &candidates).as_deref(), Some("cd"));
        assert_eq!(name("/r/b/z", &candidates).as_deref(), Some("b"));
        assert_eq!(name("/r/./x/..", &candidates).as_deref(), Some("b"));
        assert_eq!(name("/rr", &candidates), None);
    }

    #[test]
    fn the_first_of_equals_wins() {
        let candidates = [observation("/r/a", "a", "/r"), observation("/r/b", "b", "/r//")];
        assert_eq!(name("/r/z", &candidates).as_deref(), Some("a"));
    }

    #[test]
    fn relative_directories_match_relative_roots() {
        assert_eq!(name("a/b", &[observation("a", "f", "")]).as_deref(), Some("f"));
        assert_eq!(name("a/b", &[observation(".", "f", "")]).as_deref(), Some("f"));
        assert_eq!(name("/a/b", &[observation("a", "f", "")]), None);
    }

    #[test]
    fn nothing_matches_without_worktree_columns_or_directory() {
        assert_eq!(name("/r", &[observation("/r", "", "")]), None);
        assert_eq!(name("", &[observation(".", "f", "")]), None);
    }
}
