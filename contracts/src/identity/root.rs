//! Which directories identify a project, and in what spelling.
//!
//! These are v1's read-time rules on a POSIX host, with symbolic links left alone; what is stored in an
//! archive's own key column follows slightly different ones and is never read.

use super::path::{clean_path, contains_scheme_separator, forward_slashes, has_drive};
use crate::text::trim;

/// The spelling of `path` that identifies a project, or `None` when it cannot identify one.
///
/// Absolute POSIX and drive paths are cleaned, backslashes becoming slashes. Relative paths, URLs, `host:path`
/// and UNC paths are unusable. White space that cleaning uncovers at the end stays.
///
/// # Examples
///
/// ```
/// use agent_contracts::identity::normalize_root;
///
/// assert_eq!(normalize_root(b" /srv//repo/. ").as_deref(), Some(&b"/srv/repo"[..]));
/// assert_eq!(normalize_root(br"c:\src\alpha\").as_deref(), Some(&b"C:/src/alpha"[..]));
/// assert_eq!(normalize_root(b"build:/srv/repo"), None);
/// ```
pub fn normalize_root(path: &[u8]) -> Option<Vec<u8>> {
    let path = trim(path);
    if contains_scheme_separator(path) {
        return None;
    }
    if has_drive(path) {
        let rest = clean_path(&forward_slashes(&path[2..]));
        return Some([&[path[0].to_ascii_uppercase(), b':'], rest.as_slice()].concat());
    }
    path.starts_with(b"/").then(|| clean_path(&forward_slashes(path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normalized(path: &str) -> Option<String> {
        normalize_root(path.as_bytes()).map(|root| String::from_utf8(root).unwrap())
    }

    #[test]
    fn absolute_paths_are_cleaned() {
        for (path, root) in [
            ("/", "/"),
            ("//server/share", "/server/share"),
            ("/a\\..\\b", "/b"),
            ("\u{A0}/a\u{A0}", "/a"),
            ("/a:/b", "/a:/b"),
            ("C:\\", "C:/"),
            ("c:/../x/", "C:/x"),
        ] {
            assert_eq!(normalized(path).as_deref(), Some(root), "root {path:?}");
        }
    }

    #[test]
    fn other_paths_are_unusable() {
        for path in
            ["", " \t", ".", "~", "a/b", "C:", "C:repo", "CC:/x", "host:/x", "\\\\server\\share", "/x/s3://y"]
        {
            assert_eq!(normalized(path), None, "root {path:?}");
        }
    }

    #[test]
    fn bytes_that_are_not_utf8_stay() {
        assert_eq!(normalize_root(b"/a/\xff/").as_deref(), Some(&b"/a/\xff"[..]));
    }
}
