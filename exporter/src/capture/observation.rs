//! What is known about the identity of a project in one place: the checkout's directory and remote.

use agent_contracts::identity::{Checkouts, Evidence, Identity, derive, select_remote};

use agent_contracts::text::trim;

use super::THIS_MACHINE;
use super::secrets::{plain_name, without_secrets_in_path, without_secrets_in_remote};
use crate::checkout::Probe;
use crate::logs::stored_text;

/// A row of the table of observations, without the time.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Observation {
    /// The project's label.
    pub project: String,
    /// The machine it was seen on.
    pub machine: String,
    /// The checkout's directory, or the working directory.
    pub root_path: String,
    /// The remote, without secrets; empty when there is none.
    pub git_remote: String,
    /// The remote's name.
    pub git_remote_name: String,
    /// The directory's name, for a place without a remote.
    pub worktree_name: String,
    /// The directory again, for a place without a remote.
    pub worktree_root_path: String,
}

impl Observation {
    /// What can be seen of the checkout around `cwd` on this machine; the label is the caller's.
    pub(super) fn of(cwd: &[u8], probe: &Probe) -> Self {
        let surroundings = probe.surroundings(cwd);
        let root = surroundings.as_ref().map_or(cwd, |found| found.root.as_slice());
        let mut observation = Self {
            machine: THIS_MACHINE.to_owned(),
            root_path: stored_text(&without_secrets_in_path(root)),
            ..Self::default()
        };
        // A remote of which nothing can be stored is as good as none.
        let storable: Vec<(&[u8], Vec<u8>)> = surroundings
            .iter()
            .flat_map(|found| &found.remotes)
            .map(|(name, url)| (name.as_slice(), without_secrets_in_remote(url)))
            .collect();
        let chosen = select_remote(storable.iter().map(|(name, url)| (*name, url.as_slice())));
        if let Some((name, url)) = chosen {
            observation.git_remote = stored_text(url);
            observation.git_remote_name = stored_text(trim(plain_name(name)));
        } else {
            last_element(&observation.root_path).clone_into(&mut observation.worktree_name);
            observation.worktree_root_path.clone_from(&observation.root_path);
        }
        observation
    }

    /// The identity that follows from the text alone.
    pub fn identity(&self, checkouts: &dyn Checkouts) -> Option<Identity> {
        let evidence = Evidence {
            root_path: self.root_path.as_bytes(),
            git_remote: self.git_remote.as_bytes(),
            worktree_root_path: self.worktree_root_path.as_bytes(),
        };
        derive(&evidence, checkouts)
    }
}

/// The name at the end of a path; the path itself where there is none.
fn last_element(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    match trimmed.rsplit('/').next() {
        Some(name) if !name.is_empty() => name,
        _ => path,
    }
}
