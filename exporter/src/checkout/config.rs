//! The remotes of a git configuration, read the way v1 reads them.
//!
//! Deliberately tiny: no quoting, escapes, comments after a value, continuation lines, includes or `insteadOf`.
//! Reading more would change which remote a checkout has, and with it published keys.

use std::collections::BTreeMap;

use agent_contracts::text::trim;

/// URLs by remote name, both as written. The last URL of a name counts, even an empty one.
pub(super) fn remotes(configuration: &[u8]) -> BTreeMap<Vec<u8>, Vec<u8>> {
    let mut remotes = BTreeMap::new();
    let mut current = None;
    for line in configuration.split(|&byte| byte == b'\n').map(trim) {
        if line.starts_with(b"[") && line.ends_with(b"]") {
            current = remote_name(line);
        } else if let (Some(name), Some(url)) = (current, url_value(line)) {
            remotes.insert(name.to_vec(), url.to_vec());
        }
    }
    remotes
}

/// The name in a section line `[remote "name"]`, quotes optional; `None` for other sections and empty names.
fn remote_name(line: &[u8]) -> Option<&[u8]> {
    let section = strip(line, |byte| matches!(byte, b'[' | b']'));
    let name = strip(trim(section.strip_prefix(b"remote ")?), |byte| byte == b'"');
    (!name.is_empty()).then_some(name)
}

/// The value of a line `url = value`.
fn url_value(line: &[u8]) -> Option<&[u8]> {
    let equals = line.iter().position(|&byte| byte == b'=')?;
    (trim(&line[..equals]) == b"url").then(|| trim(&line[equals + 1..]))
}

/// `text` without leading and trailing bytes that match.
fn strip(text: &[u8], matches: impl Fn(u8) -> bool) -> &[u8] {
    let start = text.iter().position(|&byte| !matches(byte)).unwrap_or(text.len());
    let end = text.iter().rposition(|&byte| !matches(byte)).map_or(start, |last| last + 1);
    &text[start..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(configuration: &str) -> Vec<(String, String)> {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        remotes(configuration.as_bytes()).into_iter().map(|(name, url)| (text(name), text(url))).collect()
    }

    fn one(name: &str, url: &str) -> Vec<(String, String)> {
        vec![(name.to_owned(), url.to_owned())]
    }

    #[test]
    fn section_lines() {
        for (line, name) in [
            ("[remote \"origin\"]", "origin"),
            ("  [remote   \"origin\"]\r", "origin"),
            ("[remote origin]", "origin"),
            ("[[remote \"origin\"]]", "origin"),
            ("[remote \"\"origin\"\"]", "origin"),
            ("[remote \" up stream \"]", " up stream "),
            ("[remote \"or\\\"igin\"]", "or\\\"igin"),
        ] {
            assert_eq!(read(&format!("{line}\n\turl = h:x\n")), one(name, "h:x"), "section {line:?}");
        }
        for line in [
            "[REMOTE \"origin\"]",
            "[remote\t\"origin\"]",
            "[remote.origin]",
            "[remote]",
            "[remote \"\"]",
            "[ remote \"origin\"]",
            "[remote \"origin\"] # c",
            "[remote \"origin\"] url = h:y",
            "\u{FEFF}[remote \"origin\"]",
            "[core]",
        ] {
            assert_eq!(read(&format!("{line}\n\turl = h:x\n")), [], "section {line:?}");
        }
    }

    #[test]
    fn value_lines() {
        for (line, url) in [
            ("url=h:x", "h:x"),
            ("url = h:x # c", "h:x # c"),
            ("url = \"h:x\"", "\"h:x\""),
            ("url = h:a=b", "h:a=b"),
            ("url =", ""),
            ("url = h:x\nurl = h:y", "h:y"),
            ("url = h:x\nurl =", ""),
        ] {
            assert_eq!(read(&format!("[remote \"o\"]\n{line}\n")), one("o", url), "line {line:?}");
        }
        for line in ["URL = h:x", "urls = h:x", "pushurl = h:x", "url", "# url = h:x", ";url = h:x"] {
            assert_eq!(read(&format!("[remote \"o\"]\n{line}\n")), [], "line {line:?}");
        }
    }

    #[test]
    fn another_section_ends_a_remote_and_an_unrecognised_line_does_not() {
        assert_eq!(read("[remote \"o\"]\n[core]\nurl = h:x\n"), []);
        assert_eq!(read("url = h:x\n[core]\n"), []);
        assert_eq!(read("[remote \"o\"]\n[core] # c\nurl = h:x\n"), one("o", "h:x"));
    }
}
