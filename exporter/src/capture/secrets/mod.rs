//! What must not be stored: users, passwords and tokens, wherever people put them in remotes and directories.
//!
//! Text in, text out. A remote keeps the key that v1 gives it unless something in it may be a secret; then a query,
//! fragment or parameter is cut off, and a remote with a secret elsewhere is not kept at all. In a directory's path
//! only the element with the secret is replaced, since a session must have a place. `docs/identity.md` has the list.

mod words;

use std::borrow::Cow;

use agent_contracts::identity::{normalize_remote, sanitize_remote};

/// What stands in a path where a secret was.
const REDACTED: &[u8] = b"redacted";

/// Names of users that hosts give to tokens; before a colon the rest is a token, not a repository.
const TOKEN_USERS: [&str; 7] = [
    "oauth2",
    "token",
    "private-token",
    "x-access-token",
    "x-oauth-basic",
    "x-token-auth",
    "gitlab-ci-token",
];

/// Up to this length a word is too short to be a secret.
const SHORT: usize = 3;

/// `remote` as it may be stored; empty when nothing of it may, or when it is no remote.
pub(crate) fn without_secrets_in_remote(remote: &[u8]) -> Vec<u8> {
    // Two passes: the first may leave blanks around a host.
    let stored = sanitize_remote(&sanitize_remote(remote));
    let (host, path) = split(&stored);
    let tail = tail_start(path);
    let (path, tail) = path.split_at(tail);
    let kept =
        if words::all_short(&unescape(tail), SHORT) { stored.len() } else { stored.len() - tail.len() };
    let stored = &stored[..kept];
    if normalize_remote(stored).is_none() || is_secret_host(host) || is_secret_path(&unescape(path)) {
        return Vec::new();
    }
    stored.to_vec()
}

/// The name of a remote if it is plain; nothing otherwise, since URLs have been used as names.
pub(crate) fn plain_name(name: &[u8]) -> &[u8] {
    let is_plain = !name.iter().any(|byte| b":@?#;=".contains(byte)) && !words::contain_secret(name);
    if is_plain { name } else { b"" }
}

/// A directory as it may be stored: without user, query and fragment where it is a URL or on another host, and
/// without elements that may be secrets.
pub(crate) fn without_secrets_in_path(path: &[u8]) -> Vec<u8> {
    let (mut kept, path) = split_place(path);
    let mut before: &[u8] = b"";
    for (index, element) in path.split(|&byte| byte == b'/').enumerate() {
        if index > 0 {
            kept.push(b'/');
        }
        let is_secret = is_secret_element(&unescape(element)) || words::is_named_secret(before, element);
        kept.extend_from_slice(if is_secret { REDACTED } else { element });
        before = element;
    }
    kept
}

/// The host of a stored remote, and what is behind it.
fn split(remote: &[u8]) -> (&[u8], &[u8]) {
    if let Some(at) = memchr::memmem::find(remote, b"://") {
        let rest = &remote[at + 3..];
        return rest.split_at(memchr::memchr(b'/', rest).unwrap_or(rest.len()));
    }
    let colon = memchr::memchr(b':', remote).unwrap_or(remote.len());
    (&remote[..colon], remote.get(colon + 1..).unwrap_or_default())
}

/// Where query, fragment or parameters begin, escaped or not; the end without any.
fn tail_start(path: &[u8]) -> usize {
    let begins = |at: &usize| {
        let rest = &path[*at..];
        let escaped = || {
            let mut digits = rest.strip_prefix(b"%")?;
            while let Some(inner) = digits.strip_prefix(b"25") {
                digits = inner;
            }
            let digits = digits.get(..2)?;
            [b"3f", b"23", b"3b"].iter().find(|mark| digits.eq_ignore_ascii_case(**mark))
        };
        b"?#;".contains(&rest[0]) || escaped().is_some()
    };
    (0..path.len()).find(begins).unwrap_or(path.len())
}

/// `text` with every escape undone, also those of escapes.
fn unescape(text: &[u8]) -> Cow<'_, [u8]> {
    let mut text = Cow::Borrowed(text);
    while let Some(decoded) = unescape_once(&text) {
        text = Cow::Owned(decoded);
    }
    text
}

/// One layer less; none when there is no escape.
fn unescape_once(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, after @ ..] = rest {
        let escaped = match rest {
            [b'%', high, low, ..] => digit(high).zip(digit(low)).map(|(high, low)| high << 4 | low),
            _ => None,
        };
        decoded.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() { &rest[3..] } else { after };
    }
    (decoded.len() < text.len()).then_some(decoded)
}

fn is_secret_host(host: &[u8]) -> bool {
    let host = String::from_utf8_lossy(host);
    TOKEN_USERS.iter().any(|user| host.trim().eq_ignore_ascii_case(user))
        || words::contain_secret(host.as_bytes())
}

fn is_secret_path(path: &[u8]) -> bool {
    // A helper's command begins with a colon of its own: `ext::command`.
    let path = path.strip_prefix(b":").unwrap_or(path);
    let elements = || path.split(|&byte| byte == b'/');
    elements().any(is_secret_element)
        || elements().zip(elements().skip(1)).any(|(before, element)| words::is_named_secret(before, element))
        || words::contain_option(path)
}

/// Whether an element of a path may hold a user or a secret. A scheme in the middle of a path is no user.
fn is_secret_element(element: &[u8]) -> bool {
    let inside = |byte: u8| {
        let at = memchr::memchr(byte, element);
        at.is_some_and(|at| at > 0 && at + 1 < element.len())
    };
    let is_drive = matches!(element, [letter, b':', b'\\', ..] if letter.is_ascii_alphabetic());
    (inside(b'@') && memchr::memchr(b':', element).is_some())
        || (inside(b':') && !is_drive)
        || words::contain_secret(element)
}

/// What goes before a path of a URL or of another host, without its user, and the path without query and fragment.
fn split_place(path: &[u8]) -> (Vec<u8>, &[u8]) {
    if let Some(at) = memchr::memmem::find(path, b"://") {
        let (scheme, rest) = path.split_at(at + 3);
        let rest = &rest[..rest.iter().position(|byte| b"?#".contains(byte)).unwrap_or(rest.len())];
        let (authority, rest) = rest.split_at(memchr::memchr(b'/', rest).unwrap_or(rest.len()));
        return ([scheme, &without_user(authority)].concat(), rest);
    }
    let first = &path[..memchr::memchr(b'/', path).unwrap_or(path.len())];
    // A letter before the colon is a drive.
    match memchr::memchr(b':', first) {
        Some(colon) if colon > 1 => {
            let start = memchr::memrchr(b'@', first).map_or(0, |at| at + 1);
            let end = memchr::memchr(b':', &first[start..]).map_or(first.len(), |colon| start + colon);
            let separator: &[u8] = if end < first.len() { b":" } else { b"" };
            let host = without_user(&first[start..end]);
            ([host.as_slice(), separator].concat(), &path[end + separator.len()..])
        }
        _ => (Vec::new(), path),
    }
}

/// A host without the user before it, escaped or not, and without its own name where that may be a secret.
fn without_user(authority: &[u8]) -> Vec<u8> {
    let text = unescape(authority);
    let host = match memchr::memrchr(b'@', &text) {
        Some(at) => text[at + 1..].to_vec(),
        None => authority.to_vec(),
    };
    if words::contain_secret(&host) { REDACTED.to_vec() } else { host }
}

#[cfg(test)]
mod tests;
