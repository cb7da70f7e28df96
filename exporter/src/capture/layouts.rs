//! Folders that programs make worktrees in: a path alone tells the project.

use agent_contracts::identity::clean_path;

/// A folder that holds worktrees.
struct Layout {
    /// What is in the path.
    marker: &'static str,
    /// How many components must follow.
    least: usize,
    /// Which of them is the project.
    project: usize,
}

const LAYOUTS: [Layout; 5] = [
    Layout { marker: "/.superset/worktrees/", least: 2, project: 0 },
    Layout { marker: "/conductor/workspaces/", least: 2, project: 0 },
    Layout { marker: "/.config/middleman/worktrees/github.com/", least: 3, project: 1 },
    Layout { marker: "/.codex/worktrees/", least: 2, project: 1 },
    Layout { marker: REVIEWS, least: 2, project: 0 },
];

/// One of them has folders named by number, too.
const REVIEWS: &str = "/.roborev/ci-worktrees/";
/// The label of those.
const REVIEW: &str = "roborev_ci";

/// The project of a directory in one of these folders.
pub(super) fn project(directory: &[u8]) -> Option<Vec<u8>> {
    let cleaned = clean_path(directory);
    LAYOUTS.iter().find_map(|layout| {
        let at = memchr::memmem::find(&cleaned, layout.marker.as_bytes())?;
        let below: Vec<&[u8]> = cleaned[at + layout.marker.len()..].split(|&byte| byte == b'/').collect();
        let project = *below.get(layout.project).filter(|_| below.len() >= layout.least)?;
        let is_review = layout.marker == REVIEWS && is_numbered_review(project);
        Some(if is_review { REVIEW.as_bytes().to_vec() } else { project.to_vec() })
    })
}

/// `roborev-ci-<digits>-<digits>`
fn is_numbered_review(name: &[u8]) -> bool {
    let is_number = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
    let Some(numbers) = name.strip_prefix(b"roborev-ci-") else { return false };
    let mut parts = numbers.split(|&byte| byte == b'-');
    parts.next().is_some_and(is_number) && parts.next().is_some_and(is_number) && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_tells_the_project() {
        for (path, expected) in [
            ("/h/.superset/worktrees/proj-a/branch", Some("proj-a")),
            ("/h/.superset/worktrees/onlyproj", None),
            ("/h/conductor/workspaces/proj-b/city/sub", Some("proj-b")),
            ("/h/.config/middleman/worktrees/github.com/own/repo-c/wt1", Some("repo-c")),
            ("/h/.config/middleman/worktrees/github.com/own/repo-c", None),
            ("/h/.codex/worktrees/ab12/repo-d", Some("repo-d")),
            ("/h/.roborev/ci-worktrees/repo-e/roborev-ci-12-34", Some("repo-e")),
            ("/h/.roborev/ci-worktrees/roborev-ci-12-34/x", Some("roborev_ci")),
            ("/h/.roborev/ci-worktrees/roborev-ci-12-/x", Some("roborev-ci-12-")),
            ("/h/src/x", None),
        ] {
            let found = project(path.as_bytes()).map(|project| String::from_utf8(project).unwrap());
            assert_eq!(found.as_deref(), expected, "{path}");
        }
    }
}
