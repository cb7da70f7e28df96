//! The label of a project: the name of its directory, as v1 makes it.

use agent_contracts::identity::clean_path;

use super::{layouts, main_root, secrets};
use crate::logs::stored_text;

/// The label of a directory that nothing is known of.
pub(super) const UNKNOWN: &str = "unknown";

/// Branches that never are part of a directory's name.
const DEFAULT_BRANCHES: [&str; 5] = ["main", "master", "trunk", "develop", "dev"];

/// Folders that projects are kept in, best first.
const PROJECT_FOLDERS: [&str; 6] = ["code", "projects", "repos", "src", "work", "dev"];

/// Folders that are no projects.
const SYSTEM_FOLDERS: [&str; 5] = ["users", "home", "var", "tmp", "private"];

/// The label of `directory`, where `branch` was checked out; none for a directory without a usable name.
pub(super) fn of_directory(directory: &[u8], branch: &[u8]) -> Option<String> {
    if directory.is_empty() {
        return None;
    }
    let found = if is_windows_path(directory) { None } else { on_disk(directory) };
    let name = match found {
        Some(name) => name,
        None => name_without_branch(base_name(&secrets::without_secrets_in_path(directory))?, branch),
    };
    let label = finished(&name);
    (!label.is_empty()).then_some(label)
}

/// The project that the path names, or the disk.
fn on_disk(directory: &[u8]) -> Option<Vec<u8>> {
    layouts::project(directory).or_else(|| {
        let root = directory.starts_with(b"/").then(|| main_root::find(directory))??;
        base_name(&secrets::without_secrets_in_path(&root))
    })
}

/// The label that Claude Code's folder name for a project gives: a path with dashes for everything else.
pub(super) fn of_project_folder(folder: &str) -> String {
    if !folder.starts_with('-') {
        return finished(folder.as_bytes());
    }
    let parts: Vec<&str> = folder.split('-').collect();
    let behind = |name: &str| {
        let at = parts.iter().position(|part| part.eq_ignore_ascii_case(name))?;
        Some(parts[at + 1..].join("-")).filter(|rest| !rest.is_empty())
    };
    let is_name = |part: &&&str| {
        !part.is_empty() && !SYSTEM_FOLDERS.iter().any(|folder| part.eq_ignore_ascii_case(folder))
    };
    let last = || parts.iter().rev().find(is_name).map(|part| (*part).to_owned());
    let name = PROJECT_FOLDERS.into_iter().find_map(behind).or_else(last);
    finished(name.as_deref().unwrap_or(folder).as_bytes())
}

/// The last component of a path; none where that is no name.
fn base_name(path: &[u8]) -> Option<Vec<u8>> {
    let name = if is_windows_path(path) {
        path.split(|&byte| byte == b'\\').rfind(|part| !part.is_empty())?.to_vec()
    } else {
        clean_path(path).split(|&byte| byte == b'/').next_back()?.to_vec()
    };
    (!matches!(name.as_slice(), b"" | b"." | b"..")).then_some(name)
}

fn is_windows_path(path: &[u8]) -> bool {
    path.starts_with(br"\\") || matches!(path, [letter, b':', b'\\', ..] if letter.is_ascii_alphabetic())
}

/// A worktree's directory is often named for its branch; the label is what is before that.
fn name_without_branch(name: Vec<u8>, branch: &[u8]) -> Vec<u8> {
    let branch = String::from_utf8_lossy(branch);
    let branch = branch.trim();
    let branch = branch.strip_prefix("refs/heads/").unwrap_or(branch).to_lowercase();
    if branch.is_empty() || DEFAULT_BRANCHES.contains(&branch.as_str()) {
        return name;
    }
    let words: Vec<&str> = branch
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let suffix = words.join("-");
    let Some(start) = name.len().checked_sub(suffix.len() + 1).filter(|_| !suffix.is_empty()) else {
        return name;
    };
    let is_named_for_it = matches!(name[start], b'-' | b'_')
        && String::from_utf8_lossy(&name[start + 1..]).to_lowercase() == suffix;
    let end = name[..start].iter().rposition(|byte| !matches!(byte, b'-' | b'_')).map_or(0, |last| last + 1);
    if is_named_for_it && end > 0 { name[..end].to_vec() } else { name }
}

/// Labels have no dashes, and nothing that an archive cannot hold.
fn finished(name: &[u8]) -> String {
    stored_text(name).replace('-', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directories_that_are_not_there() {
        for (directory, branch, expected) in [
            ("/no-such/Some-Dir", "dir", Some("Some")),
            ("/no-such/app-feature-x", "feature/x", Some("app")),
            ("/no-such/app_fix-1", "refs/heads/Fix-1", Some("app")),
            ("/no-such/dir-main", "main", Some("dir_main")),
            ("/no-such/feature-x", "feature/x", Some("feature_x")),
            ("/no-such/-x", "x", Some("_x")),
            ("/no-such/a b/", "", Some("a b")),
            ("/no-such/x/../y-z", "", Some("y_z")),
            ("/", "", None),
            (".", "", None),
            ("..", "", None),
            ("", "", None),
            ("relative/dir", "", Some("dir")),
            (r"C:\Users\me\proj-one", "", Some("proj_one")),
            (r"\\srv\share\dir", "", Some("dir")),
            ("https://me:secret@host", "", Some("host")),
        ] {
            let label = of_directory(directory.as_bytes(), branch.as_bytes());
            assert_eq!(label.as_deref(), expected, "{directory:?} on {branch:?}");
        }
    }

    #[test]
    fn folders_of_claude_code() {
        for (folder, expected) in [
            ("my-app", "my_app"),
            ("-home-u-src-my-app", "my_app"),
            ("-home-u-Code-src-x", "src_x"),
            ("-home-u-src", "src"),
            ("-Users-me", "me"),
            ("-home", "_home"),
            ("-", "_"),
        ] {
            assert_eq!(of_project_folder(folder), expected, "{folder}");
        }
    }
}
