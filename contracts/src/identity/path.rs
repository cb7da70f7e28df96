//! Paths as text: cleaning and comparing by element, with `/` between elements on every platform.
//!
//! Nothing here looks at the disk; which paths identify a project is the business of the root rules.

/// `path` without empty and `.` elements, and with each `..` taking away the element before it.
///
/// Relative paths stay relative and keep leading `..`; nothing left is `.`. A backslash is an ordinary byte.
///
/// # Examples
///
/// ```
/// use agent_contracts::identity::clean_path;
///
/// assert_eq!(clean_path(b"/a//b/./c/.."), b"/a/b");
/// assert_eq!(clean_path(b"/../a/"), b"/a");
/// assert_eq!(clean_path(b"a/../../b"), b"../b");
/// assert_eq!(clean_path(b""), b".");
/// ```
pub fn clean_path(path: &[u8]) -> Vec<u8> {
    let rooted = path.starts_with(b"/");
    let mut elements: Vec<&[u8]> = Vec::new();
    for element in path.split(|&byte| byte == b'/') {
        match element {
            b"" | b"." => {}
            b".." if elements.last().is_some_and(|&last| last != b"..") => {
                elements.pop();
            }
            b".." if rooted => {}
            _ => elements.push(element),
        }
    }
    match (rooted, elements.is_empty()) {
        (true, _) => [b"/", elements.join(&b'/').as_slice()].concat(),
        (false, true) => b".".to_vec(),
        (false, false) => elements.join(&b'/'),
    }
}

/// The part of `path` before its last element, slash included and not cleaned; empty without a slash.
pub(super) fn directory_part(path: &[u8]) -> &[u8] {
    path.iter().rposition(|&byte| byte == b'/').map_or(b"", |slash| &path[..=slash])
}

/// Whether `path` is `root` or lies below it, both clean, by whole elements.
///
/// A relative path is never below an absolute one or the other way round, and `..` leads out of any root.
pub(super) fn lies_within(path: &[u8], root: &[u8]) -> bool {
    let rest = match root {
        b"/" => path.strip_prefix(b"/"),
        b"." if path.starts_with(b"/") => None,
        b"." => Some(path),
        _ if path == root => return true,
        _ => path.strip_prefix(root).and_then(|rest| rest.strip_prefix(b"/")),
    };
    rest.is_some_and(|rest| rest != b".." && !rest.starts_with(b"../"))
}

/// Whether `path` starts with a Windows drive and a slash of either kind: `C:/` or `c:\`.
pub(super) fn has_drive(path: &[u8]) -> bool {
    matches!(path, [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic())
}

/// Whether `text` has `://` anywhere.
pub(super) fn contains_scheme_separator(text: &[u8]) -> bool {
    text.windows(3).any(|window| window == b"://")
}

/// `path` with every backslash turned into a slash.
pub(super) fn forward_slashes(path: &[u8]) -> Vec<u8> {
    path.iter().map(|&byte| if byte == b'\\' { b'/' } else { byte }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleaning_keeps_what_it_cannot_take_away() {
        for (path, cleaned) in [
            ("/", "/"),
            ("//", "/"),
            ("/..", "/"),
            ("/a/../..", "/"),
            ("..", ".."),
            ("../..", "../.."),
            ("../a/../..", "../.."),
            ("a/..", "."),
            ("./a/", "a"),
            ("/a/...", "/a/..."),
            ("/a\\..\\b", "/a\\..\\b"),
            ("C:\\a/", "C:\\a"),
        ] {
            let shown = String::from_utf8(clean_path(path.as_bytes())).unwrap();
            assert_eq!(shown, cleaned, "cleaning {path:?}");
        }
    }

    #[test]
    fn the_directory_part_ends_at_the_last_slash() {
        assert_eq!(directory_part(b"/a/s.jsonl"), b"/a/");
        assert_eq!(directory_part(b"/s.jsonl"), b"/");
        assert_eq!(directory_part(b"s.jsonl"), b"");
    }

    #[test]
    fn lying_within_goes_by_whole_elements() {
        for (path, root, within) in [
            ("/a", "/a", true),
            ("/a/b", "/a", true),
            ("/ab", "/a", false),
            ("/a", "/a/b", false),
            ("/", "/", true),
            ("/a", "/", true),
            ("a", "/", false),
            ("/a", ".", false),
            ("a/b", ".", true),
            ("..", ".", false),
            ("../a", ".", false),
            ("..a", ".", true),
            ("../a", "..", true),
            ("../../a", "..", false),
            ("/a/..b", "/a", true),
        ] {
            assert_eq!(lies_within(path.as_bytes(), root.as_bytes()), within, "{path} within {root}");
        }
    }
}
