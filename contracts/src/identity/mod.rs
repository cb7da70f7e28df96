//! Project identity: what a project label stands for, as a key that compares across machines and archives.
//!
//! Everything here is text: evidence goes in, an [`Identity`] comes out, and the disk is asked only through
//! [`Checkouts`]. Text is bytes throughout, because archives hold whatever git and the file system allow and
//! keys hash exactly that. `docs/identity.md` has the rules in short, and the oddities kept on purpose.

mod key;
mod mapping;
mod path;
mod projects;
mod remote;
mod root;
mod url;
mod worktree;

pub use crate::v1::IdentityKeySource as KeySource;
pub use key::{Evidence, Identity, derive};
pub use mapping::{Mapping, Mappings};
pub use path::clean_path;
pub use projects::{
    Observation, Resolution, SessionPlace, resolve_label, resolve_observations, resolve_sessions,
};
pub use remote::{normalize_remote, sanitize_remote, select_remote};
pub use root::normalize_root;
pub use worktree::match_worktree;

/// What can be found out about directories beyond the text the archive stores.
///
/// [`StoredTextOnly`] finds out nothing, so that a report depends on the archive alone. An implementation that
/// looks at the disk makes keys depend on the machine that reads.
pub trait Checkouts {
    /// `path` with every symbolic link resolved; `None` when it does not exist or cannot be resolved.
    ///
    /// `path` is a [normalised root](normalize_root), which may be a Windows path of another machine.
    fn resolve_symlinks(&self, path: &[u8]) -> Option<Vec<u8>>;

    /// The git checkout that `directory` lies in, if it is a directory of this machine and in one.
    fn discover(&self, directory: &[u8]) -> Option<Checkout>;
}

/// A git checkout found on disk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checkout {
    /// The directory that holds `.git`.
    pub root: Vec<u8>,
    /// The URL of the remote [chosen](select_remote) from its configuration, as written there.
    pub remote: Option<Vec<u8>>,
}

/// Never looks anywhere: identities follow from stored text alone.
#[derive(Clone, Copy, Default, Debug)]
pub struct StoredTextOnly;

impl Checkouts for StoredTextOnly {
    fn resolve_symlinks(&self, _: &[u8]) -> Option<Vec<u8>> {
        None
    }

    fn discover(&self, _: &[u8]) -> Option<Checkout> {
        None
    }
}
