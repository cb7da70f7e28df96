//! Git remotes: the `host/path` label that identifies a repository, and the spelling that is safe to store.
//!
//! Both come from one parse. The rules are v1's to the letter, including what they let pass: "anything with a
//! colon" is `host:path`, and a secret in a path stays where it is. Changing a label changes published keys.

use super::path::{clean_path, contains_scheme_separator, forward_slashes, has_drive};
use super::url::Url;
use crate::text::{lossy, simple_lowercase, trim};

/// The label of the repository that `remote` points to, `host/path`, or `None` for a local or unusable remote.
///
/// Scheme, user, password, port, query, fragment and one `.git` take no part, so the spellings of one
/// repository share a label. The result may not be UTF-8, since URLs are percent-decoded.
///
/// # Examples
///
/// ```
/// use agent_contracts::identity::normalize_remote;
///
/// let label = Some(&b"github.com/acme/alpha"[..]);
/// assert_eq!(normalize_remote(b"https://me:secret@GitHub.com/acme/alpha.git?x=1").as_deref(), label);
/// assert_eq!(normalize_remote(b"git@github.com:acme/alpha.git").as_deref(), label);
/// assert_eq!(normalize_remote(b"/srv/alpha.git"), None);
/// ```
pub fn normalize_remote(remote: &[u8]) -> Option<Vec<u8>> {
    Form::parse(remote)?.label()
}

/// `remote` as v1 stores it: without user, password, query and fragment; empty when it gives no label.
///
/// One pass, as v1 does it. A second pass may still trim a `host:path` whose host had blanks around it, and
/// after two passes nothing changes any more.
///
/// # Examples
///
/// ```
/// use agent_contracts::identity::sanitize_remote;
///
/// assert_eq!(sanitize_remote(b"HTTPS://me:secret@GitHub.com:443/a.git#x"), b"https://GitHub.com:443/a.git");
/// assert_eq!(sanitize_remote(b"me:secret@host:a.git"), b"host:a.git");
/// assert_eq!(sanitize_remote(b"file:///srv/a.git"), b"");
/// ```
pub fn sanitize_remote(remote: &[u8]) -> Vec<u8> {
    Form::parse(remote)
        .filter(|form| form.label().is_some())
        .map(|form| form.without_secrets())
        // Taking the user away can uncover a local path: `u@/a:b`, `u@C:/a`.
        .filter(|stored| normalize_remote(stored).is_some())
        .unwrap_or_default()
}

/// The remote that stands for a checkout, of its remotes' names and URLs: `origin` if it has a label, else the
/// first by name, in byte order, that has one.
///
/// # Examples
///
/// ```
/// use agent_contracts::identity::select_remote;
///
/// let remotes: [(&[u8], &[u8]); 3] = [(b"origin", b"/srv/a"), (b"work", b"h:w"), (b"home", b"h:h")];
/// assert_eq!(select_remote(remotes), Some((&b"home"[..], &b"h:h"[..])));
/// ```
pub fn select_remote<'a>(
    remotes: impl IntoIterator<Item = (&'a [u8], &'a [u8])>,
) -> Option<(&'a [u8], &'a [u8])> {
    remotes
        .into_iter()
        .filter(|(_, url)| normalize_remote(url).is_some())
        .min_by_key(|&(name, _)| (name != b"origin", name))
}

/// The two ways to write a remote.
enum Form<'a> {
    /// `scheme://user@host:port/path`
    Url(Url<'a>),
    /// `user@host:path`, without the user.
    HostColonPath { host: &'a [u8], path: &'a [u8] },
}

impl<'a> Form<'a> {
    fn parse(remote: &'a [u8]) -> Option<Self> {
        let text = trim(remote);
        if text.starts_with(b"/") || has_drive(text) {
            return None;
        }
        if contains_scheme_separator(text) {
            return Url::parse(text).map(Self::Url);
        }
        // The host follows the last `@`, even when that one belongs to the path.
        let after_user = text.iter().rposition(|&byte| byte == b'@').map_or(text, |at| &text[at + 1..]);
        let colon = after_user.iter().position(|&byte| byte == b':')?;
        Some(Self::HostColonPath { host: &after_user[..colon], path: &after_user[colon + 1..] })
    }

    fn label(&self) -> Option<Vec<u8>> {
        let (host, path) = match self {
            Self::Url(url) => (url.host.as_slice(), url.path.as_slice()),
            Self::HostColonPath { host, path } => (*host, *path),
        };
        let (host, path) = (trim(host), trim(path));
        if host.is_empty() || path.is_empty() {
            return None;
        }
        let cleaned = clean_path(&[b"/", forward_slashes(path).as_slice()].concat());
        let bare = cleaned.strip_suffix(b".git").unwrap_or(&cleaned);
        let bare = bare.strip_suffix(b"/").unwrap_or(bare);
        if matches!(bare, b"" | b"/.") {
            return None;
        }
        // Lower-casing goes by code points, so that bytes of a host that are not UTF-8 do not survive it.
        Some([simple_lowercase(&lossy(host)).as_bytes(), bare].concat())
    }

    fn without_secrets(&self) -> Vec<u8> {
        match self {
            Self::Url(url) => url.without_secrets(),
            Self::HostColonPath { host, path } => [host, b":".as_slice(), path].concat(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(remote: &str) -> Option<String> {
        normalize_remote(remote.as_bytes()).map(|label| String::from_utf8(label).unwrap())
    }

    #[test]
    fn labels_of_both_forms() {
        for (remote, expected) in [
            ("https://github.com/org/repo.git.git", "github.com/org/repo.git"),
            ("git@host:org/..git", "host/org/."),
            ("https://h/a/%2e%2e/b", "h/b"),
            ("https://h/a%5C..%5Cb", "h/b"),
            ("git@h:a%20b", "h/a%20b"),
            ("file:/srv/x", "file/srv/x"),
            ("ext::sh -c x", "ext/:sh -c x"),
            ("../x:y", "../x/y"),
            ("C:repo", "c/repo"),
            ("git@[::1]:x", "[/:1]:x"),
            ("host:acme/x@y:z", "y/z"),
            ("git@C:/x", "c/x"),
            ("git@host:org/.git", "host/org"),
            ("git@host:.git/.git", "host/.git"),
            ("git@host:a/.git/.git.git", "host/a/.git/.git"),
            ("git@Ⅷ:x", "ⅷ/x"),
        ] {
            assert_eq!(label(remote).as_deref(), Some(expected), "remote {remote:?}");
        }
    }

    #[test]
    fn remotes_without_a_label() {
        for remote in [
            "",
            " ",
            "/srv/x",
            "//server/x",
            "file:///x",
            "File://x/y",
            "C:\\x",
            "repo",
            ":path",
            "host:",
            "host: ",
            "git@:path",
            "git@host:",
            "host:x@y",
            "git@host:..",
            "git@host:/",
            "git@host:..git",
            "git@host:/.git",
        ] {
            assert_eq!(label(remote), None, "remote {remote:?}");
            assert!(sanitize_remote(remote.as_bytes()).is_empty(), "sanitising {remote:?}");
        }
    }

    #[test]
    fn a_local_path_behind_a_user_is_not_stored() {
        for remote in ["x@C:/repo", "u@/a:b", "u@ /a:b"] {
            assert!(label(remote).is_some(), "remote {remote:?}");
            assert!(sanitize_remote(remote.as_bytes()).is_empty(), "sanitising {remote:?}");
        }
    }

    #[test]
    fn sanitising_blanks_around_a_host_takes_two_passes() {
        let first = sanitize_remote(b"git@ host :path");
        assert_eq!(first, b" host :path");
        assert_eq!(sanitize_remote(&first), b"host :path");
    }

    #[test]
    fn bytes_that_are_not_utf8_stay_in_paths_only() {
        assert_eq!(normalize_remote(b"h:a\xff").as_deref(), Some(&b"h/a\xff"[..]));
        assert_eq!(normalize_remote(b"https://h/%E9%80.git").as_deref(), Some(&b"h/\xe9\x80"[..]));
        assert_eq!(normalize_remote(b"H\xff:a").as_deref(), Some("h\u{FFFD}/a".as_bytes()));
    }

    #[test]
    fn origin_is_chosen_only_when_usable() {
        let chosen = |remotes: &[(&'static str, &'static str)]| {
            select_remote(remotes.iter().map(|(name, url)| (name.as_bytes(), url.as_bytes())))
                .map(|(name, _)| String::from_utf8(name.to_vec()).unwrap())
        };
        assert_eq!(chosen(&[("aaa", "h:a"), ("origin", "h:o")]).as_deref(), Some("origin"));
        assert_eq!(chosen(&[("origin", "/o"), ("a", "/a"), ("b", "h:b")]).as_deref(), Some("b"));
        assert_eq!(chosen(&[("b", "h:b"), ("Origin", "h:O")]).as_deref(), Some("Origin"));
        assert_eq!(chosen(&[("origin", "")]), None);
    }
}
