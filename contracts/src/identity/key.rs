//! From evidence to an identity, and from an identity to its key and its place in a document.

use super::{Checkouts, KeySource, normalize_remote, normalize_root};
use crate::scalar::Sha256Digest;
use crate::text::lossy;
use crate::v1::ProjectIdentity;

/// What one project is, in comparable form.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Identity {
    /// What the value was derived from.
    pub source: KeySource,
    /// The normalised remote or root path; not always UTF-8.
    pub value: Vec<u8>,
}

impl Identity {
    /// The join key: SHA-256 over the source's name, a line feed, and the value's bytes.
    ///
    /// # Examples
    ///
    /// ```
    /// use agent_contracts::identity::{Identity, KeySource};
    ///
    /// let identity = Identity { source: KeySource::RootPath, value: b"/home/user/repo".to_vec() };
    /// let key = "sha256:4f59691152014a8f08d8cf914d270a192b8b2e350d73784e148a7b218fb1c7a6";
    /// assert_eq!(identity.key().as_str(), key);
    /// ```
    pub fn key(&self) -> Sha256Digest {
        let source: &[u8] = match self.source {
            KeySource::GitRemote => b"git_remote\n",
            KeySource::RootPath => b"root_path\n",
        };
        Sha256Digest::of(&[source, self.value.as_slice()].concat())
    }

    /// The identity as documents show it. The key still tells values apart that look the same because neither
    /// is UTF-8.
    pub fn to_document(&self) -> ProjectIdentity {
        let value = Some(lossy(&self.value).into_owned());
        let (normalized_remote, root_path) = match self.source {
            KeySource::GitRemote => (value, None),
            KeySource::RootPath => (None, value),
        };
        ProjectIdentity {
            key: self.key(),
            key_source: self.source,
            normalized_remote,
            root_path,
            machine_local: self.source == KeySource::RootPath,
        }
    }
}

/// What an archive holds about one place a project was seen in; empty text means nothing is known.
#[derive(Clone, Copy, Default, Debug)]
pub struct Evidence<'a> {
    /// The checkout's directory, or the working directory where no checkout was found.
    pub root_path: &'a [u8],
    /// The URL of a git remote.
    pub git_remote: &'a [u8],
    /// The directory again, for a place without a remote.
    pub worktree_root_path: &'a [u8],
}

/// The identity that `evidence` gives: its remote if usable, else its directory if usable.
///
/// # Examples
///
/// ```
/// use agent_contracts::identity::{Evidence, KeySource, StoredTextOnly, derive};
///
/// let evidence = Evidence { root_path: b"/srv/repo/", git_remote: b"/srv/mirror.git", ..Evidence::default() };
/// let identity = derive(&evidence, &StoredTextOnly).ok_or("a usable directory")?;
/// assert_eq!((identity.source, identity.value.as_slice()), (KeySource::RootPath, &b"/srv/repo"[..]));
/// # Ok::<(), &str>(())
/// ```
pub fn derive(evidence: &Evidence<'_>, checkouts: &dyn Checkouts) -> Option<Identity> {
    if let Some(value) = normalize_remote(evidence.git_remote) {
        return Some(Identity { source: KeySource::GitRemote, value });
    }
    // Even a useless remote keeps the root: v1 looks at the worktree root only where no remote is stored.
    let root = if evidence.git_remote.is_empty() && !evidence.worktree_root_path.is_empty() {
        evidence.worktree_root_path
    } else {
        evidence.root_path
    };
    let cleaned = normalize_root(root)?;
    let value = checkouts.resolve_symlinks(&cleaned).unwrap_or(cleaned);
    Some(Identity { source: KeySource::RootPath, value })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::{Checkout, StoredTextOnly};

    fn derived(root_path: &str, git_remote: &str, worktree_root_path: &str) -> Option<(KeySource, String)> {
        let evidence = Evidence {
            root_path: root_path.as_bytes(),
            git_remote: git_remote.as_bytes(),
            worktree_root_path: worktree_root_path.as_bytes(),
        };
        derive(&evidence, &StoredTextOnly)
            .map(|identity| (identity.source, String::from_utf8(identity.value).unwrap()))
    }

    #[test]
    fn a_usable_remote_wins() {
        let expected = Some((KeySource::GitRemote, "h/o/a".to_owned()));
        assert_eq!(derived("/x", "ssh://h:22/o/a", "/w"), expected);
    }

    #[test]
    fn the_worktree_root_replaces_the_root_only_without_any_remote() {
        let root = |path: &str| Some((KeySource::RootPath, path.to_owned()));
        assert_eq!(derived("/x", "", "/w"), root("/w"));
        assert_eq!(derived("/x", "", ""), root("/x"));
        assert_eq!(derived("/x", "file:///y", "/w"), root("/x"));
        assert_eq!(derived("/x", " ", "/w"), root("/x"));
        assert_eq!(derived("/x", "", "host:/w"), None, "an unusable worktree root hides a usable root");
        assert_eq!(derived("/x", "", " "), None, "so does a blank one");
    }

    #[test]
    fn the_published_keys_come_out() {
        let identity = Identity { source: KeySource::GitRemote, value: b"github.com/org/repo".to_vec() };
        let key = "sha256:f94809d0cfe9d57832ab458220953ae0cfccb8dd8eb87a58ff915e26f88f7111";
        assert_eq!(identity.key().as_str(), key);
        let document = identity.to_document();
        assert_eq!(document.normalized_remote.as_deref(), Some("github.com/org/repo"));
        assert_eq!((document.root_path, document.machine_local), (None, false));
    }

    #[test]
    fn keys_hash_bytes_that_documents_cannot_show() {
        let identity = |value: &[u8]| Identity { source: KeySource::RootPath, value: value.to_vec() };
        let (first, second) = (identity(b"/\xfe").to_document(), identity(b"/\xff").to_document());
        assert_eq!(first.root_path.as_deref(), Some("/\u{FFFD}"));
        assert_eq!(first.root_path, second.root_path);
        assert_ne!(first.key, second.key);
    }

    #[test]
    fn symbolic_links_are_resolved_after_cleaning() {
        struct OneLink;
        impl Checkouts for OneLink {
            fn resolve_symlinks(&self, path: &[u8]) -> Option<Vec<u8>> {
                (path == b"/link").then(|| b"/real".to_vec())
            }
            fn discover(&self, _: &[u8]) -> Option<Checkout> {
                None
            }
        }
        let value = |root_path: &'static [u8]| {
            derive(&Evidence { root_path, ..Evidence::default() }, &OneLink).map(|identity| identity.value)
        };
        assert_eq!(value(b"/x/../link/"), Some(b"/real".to_vec()));
        assert_eq!(value(b"/link/missing"), Some(b"/link/missing".to_vec()));
    }
}
