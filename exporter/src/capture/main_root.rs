//! The main checkout around a directory, for its name: linked worktrees lead to the repository they belong to, and
//! directories that are gone to the one they belonged to.
//!
//! Identities go by each worktree's own directory; that is [`super::observation`]'s business.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use agent_contracts::identity::clean_path;
use agent_contracts::text::trim;

use crate::checkout::{from_bytes, to_bytes};

/// Where git keeps what it knows about linked worktrees.
const WORKTREES: &[u8] = b"/.git/worktrees/";

/// The main checkout that `directory`, an absolute path, lies in or lay in.
pub(super) fn find(directory: &[u8]) -> Option<Vec<u8>> {
    let path = from_bytes(&clean_path(directory));
    let start = if path.is_dir() {
        path
    } else {
        if !path.exists()
            && let Some(root) = root_of_missing(&path)
        {
            return Some(to_bytes(&root));
        }
        path.parent()?.to_owned()
    };
    start.ancestors().find_map(root_at).map(|root| to_bytes(&root))
}

/// The main checkout of the checkout whose directory is `directory`, if it is one.
fn root_at(directory: &Path) -> Option<PathBuf> {
    let git = directory.join(".git");
    let kind = fs::metadata(&git).ok()?;
    if kind.is_file() {
        return Some(root_behind(directory, &git).unwrap_or_else(|| directory.to_owned()));
    }
    kind.is_dir().then(|| directory.to_owned())
}

/// The checkout that a `.git` file of a linked worktree leads to.
fn root_behind(directory: &Path, git_file: &Path) -> Option<PathBuf> {
    let text = fs::read(git_file).ok()?;
    let named = trim(trim(&text).strip_prefix(b"gitdir:")?);
    let private = absolute(directory, named);
    let common = fs::read(private.join("commondir")).ok();
    if let Some(common) = common.map(|text| absolute(&private, trim(&text)))
        && common.file_name().is_some_and(|name| name == ".git")
    {
        return common.parent().map(Path::to_owned);
    }
    let private = to_bytes(&private);
    memchr::memmem::find(&private, WORKTREES).map(|at| from_bytes(&private[..at]))
}

fn absolute(base: &Path, named: &[u8]) -> PathBuf {
    from_bytes(&clean_path(&to_bytes(&base.join(from_bytes(named)))))
}

/// The checkout that a directory which is gone was a worktree of, judged by what else is where it was.
fn root_of_missing(path: &Path) -> Option<PathBuf> {
    let above = path.ancestors().skip(1).find(|above| above.is_dir())?;
    if above.join(".git").exists() {
        return None;
    }
    let missing = path.strip_prefix(above).ok()?.components().next()?;
    let mut has_worktrees = false;
    let mut roots = BTreeSet::new();
    for entry in
        fs::read_dir(above).ok()?.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
    {
        let directory = entry.path();
        let git = directory.join(".git");
        let Ok(kind) = fs::symlink_metadata(&git) else { continue };
        if kind.is_dir() {
            roots.insert(directory);
        } else if let Some(root) = kind.is_file().then(|| root_behind(&directory, &git)).flatten() {
            has_worktrees = true;
            roots.insert(root);
        }
    }
    if !has_worktrees {
        roots.retain(|root| root.join(".git/worktrees").join(missing).exists());
    }
    if roots.len() == 1 { roots.pop_first() } else { None }
}
