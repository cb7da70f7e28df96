//! Finding the checkout around a directory, and the remote that stands for it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use agent_contracts::identity::{Checkout, select_remote};
use agent_contracts::text::trim;

use super::{config, from_bytes, to_bytes};

/// A checkout with all of its remotes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Surroundings {
    /// The directory that holds `.git`.
    pub root: Vec<u8>,
    /// URLs by remote name, both as written.
    pub remotes: BTreeMap<Vec<u8>, Vec<u8>>,
}

impl Surroundings {
    /// The checkout with the remote that stands for it.
    pub(super) fn to_checkout(&self) -> Checkout {
        let remotes = self.remotes.iter().map(|(name, url)| (name.as_slice(), url.as_slice()));
        Checkout { root: self.root.clone(), remote: select_remote(remotes).map(|(_, url)| url.to_vec()) }
    }
}

/// The checkout that `directory` lies in: the first directory upwards with a `.git` that is a directory or a
/// regular file. A linked worktree is a checkout of its own; a bare repository is none.
pub(super) fn around(directory: &Path) -> Option<Surroundings> {
    directory.ancestors().find_map(|root| {
        let git = root.join(".git");
        let kind = fs::metadata(&git).ok()?;
        let configuration = if kind.is_dir() {
            Some(git.join("config"))
        } else if kind.is_file() {
            configuration_of_git_file(root, &git)
        } else {
            return None;
        };
        let text = configuration.and_then(|file| read(&file)).unwrap_or_default();
        Some(Surroundings { root: to_bytes(root), remotes: config::remotes(&text) })
    })
}

/// The configuration behind a `.git` file, which names the directory of a linked worktree or submodule.
fn configuration_of_git_file(root: &Path, git_file: &Path) -> Option<PathBuf> {
    let text = read(git_file)?;
    let text = trim(&text);
    let named = trim(text.strip_prefix(b"gitdir:").unwrap_or(text));
    if named.is_empty() {
        return None;
    }
    let directory = root.join(from_bytes(named));
    let common = match read(&directory.join("commondir")) {
        Some(text) => directory.join(from_bytes(trim(&text))),
        None => directory,
    };
    Some(common.join("config"))
}

/// A regular file's bytes; reading anything else, such as a pipe, could block.
fn read(path: &Path) -> Option<Vec<u8>> {
    fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    fs::read(path).ok()
}
