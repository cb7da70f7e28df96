//! URL remotes, `scheme://user@host:port/path`, taken apart and put together again without their secrets.
//!
//! The grammar is the one v1 accepts, which is neither RFC 3986 nor the web's: strict about hosts and user
//! names, indifferent to port ranges and queries. Other forms of remotes are the parent's business.

use std::net::Ipv6Addr;

/// The parts of a URL that matter to an identity or to its stored spelling.
pub(super) struct Url<'a> {
    /// As written, in any case.
    scheme: &'a [u8],
    /// Decoded, without port and brackets.
    pub(super) host: Vec<u8>,
    /// Whether the host was an address in brackets.
    bracketed: bool,
    /// As written, colon included; often empty.
    port: &'a [u8],
    /// As written.
    raw_path: &'a [u8],
    /// Decoded.
    pub(super) path: Vec<u8>,
}

impl<'a> Url<'a> {
    /// Takes `text` apart, which holds `://` somewhere; `None` for what v1 rejects.
    pub(super) fn parse(text: &'a [u8]) -> Option<Self> {
        let (text, fragment) = split_at_first(text, b'#');
        if text.iter().any(u8::is_ascii_control) {
            return None;
        }
        // The fragment is dropped, yet a broken escape in it spoils the URL.
        percent_decode(fragment, |_| true)?;
        let (scheme, rest) = split_at_first(text, b':');
        if ![&b"ssh"[..], b"git", b"https", b"http"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
            return None;
        }
        let (rest, _query) = split_at_first(rest, b'?');
        let rest = rest.strip_prefix(b"//")?;
        let slash = rest.iter().position(|&byte| byte == b'/').unwrap_or(rest.len());
        let (authority, raw_path) = rest.split_at(slash);
        let host_and_port = match authority.iter().rposition(|&byte| byte == b'@') {
            Some(at) => {
                check_user(&authority[..at])?;
                &authority[at + 1..]
            }
            None => authority,
        };
        let (host, bracketed, port) = split_host(host_and_port)?;
        Some(Self { scheme, host, bracketed, port, raw_path, path: percent_decode(raw_path, |_| true)? })
    }

    /// The URL without user, password, query and fragment; otherwise as close to what was written as v1 keeps it.
    pub(super) fn without_secrets(&self) -> Vec<u8> {
        let mut text = self.scheme.to_ascii_lowercase();
        text.extend_from_slice(b"://");
        let host = percent_encode(&self.host, is_host_byte);
        if self.bracketed {
            text.extend([b"[", host.as_slice(), b"]"].concat());
        } else {
            text.extend(host);
        }
        text.extend_from_slice(self.port);
        // Escapes nobody needed survive as written, but only in a path that needs no other escape.
        if self.raw_path.iter().all(|&byte| is_path_byte(byte) || b"!'()*[]%".contains(&byte)) {
            text.extend_from_slice(self.raw_path);
        } else {
            text.extend(percent_encode(&self.path, is_path_byte));
        }
        text
    }
}

/// `text` before and after the first `separator`; nothing after where there is none.
fn split_at_first(text: &[u8], separator: u8) -> (&[u8], &[u8]) {
    match text.iter().position(|&byte| byte == separator) {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, b""),
    }
}

/// Whether `user` is one v1 accepts; the text itself is never used.
fn check_user(user: &[u8]) -> Option<()> {
    let acceptable = |&byte: &u8| byte.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(&byte);
    user.iter().all(acceptable).then_some(())?;
    percent_decode(user, |_| true).map(drop)
}

/// Host (decoded), whether it stood in brackets, and port.
fn split_host(text: &[u8]) -> Option<(Vec<u8>, bool, &[u8])> {
    if let Some(opening) = text.iter().rposition(|&byte| byte == b'[') {
        let closing = text.iter().rposition(|&byte| byte == b']')?;
        if opening != 0 {
            return None;
        }
        let port = check_port(&text[closing + 1..])?;
        return Some((decode_address(&text[1..closing])?, true, port));
    }
    let colon = text.iter().position(|&byte| byte == b':').unwrap_or(text.len());
    let (host, port) = text.split_at(colon);
    // Only bytes that could not stand in a host unescaped may be escaped, and `%` itself.
    let host = decode_host(host, |byte| !byte.is_ascii() || byte == b'%')?;
    Some((host, false, check_port(port)?))
}

/// `port` if it is empty, or a colon and digits; the range does not matter, nor does a missing number.
fn check_port(port: &[u8]) -> Option<&[u8]> {
    match port {
        [] => Some(port),
        [b':', digits @ ..] => digits.iter().all(u8::is_ascii_digit).then_some(port),
        _ => None,
    }
}

/// An IPv6 address with an optional zone, written `address%25zone`, as `address%zone`.
fn decode_address(text: &[u8]) -> Option<Vec<u8>> {
    let zone_start = text.windows(3).position(|window| window == b"%25").unwrap_or(text.len());
    let (address, zone) = text.split_at(zone_start);
    std::str::from_utf8(address).ok()?.parse::<Ipv6Addr>().ok()?;
    let zone = decode_host(zone, |byte| is_host_byte(byte) || matches!(byte, b' ' | b'%'))?;
    (zone != b"%").then(|| [address, zone.as_slice()].concat())
}

/// Decodes text that holds no other ASCII than a host may, and escapes of nothing but `escapable` bytes.
fn decode_host(text: &[u8], escapable: impl Fn(u8) -> bool) -> Option<Vec<u8>> {
    let acceptable = |&byte: &u8| is_host_byte(byte) || !byte.is_ascii() || byte == b'%';
    text.iter().all(acceptable).then_some(())?;
    percent_decode(text, escapable)
}

/// ASCII that v1 lets stand in a host.
fn is_host_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.~!$&'()*+,;=:[]<>\"".contains(&byte)
}

/// ASCII that v1 leaves alone when it escapes a path.
fn is_path_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.~$&+,/:;=@".contains(&byte)
}

/// Replaces each `%XX` by its byte; `None` for a broken escape or one that is not `escapable`.
fn percent_decode(text: &[u8], escapable: impl Fn(u8) -> bool) -> Option<Vec<u8>> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, after @ ..] = rest {
        rest = after;
        if *first != b'%' {
            decoded.push(*first);
            continue;
        }
        let [high, low, after @ ..] = rest else { return None };
        let byte = hex_digit(*high)? << 4 | hex_digit(*low)?;
        if !escapable(byte) {
            return None;
        }
        decoded.push(byte);
        rest = after;
    }
    Some(decoded)
}

fn hex_digit(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

/// Replaces each byte that is not `safe` by `%XX`.
fn percent_encode(bytes: &[u8], safe: impl Fn(u8) -> bool) -> Vec<u8> {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut text = Vec::with_capacity(bytes.len());
    for &byte in bytes {
        if safe(byte) {
            text.push(byte);
        } else {
            text.extend([b'%', DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(text: &str) -> Option<String> {
        Url::parse(text.as_bytes()).map(|url| String::from_utf8(url.without_secrets()).unwrap())
    }

    #[test]
    fn secrets_and_needless_escapes() {
        for (text, expected) in [
            ("HTTPS://u:p@Host:0080/Org/r.git?q#f", "https://Host:0080/Org/r.git"),
            ("https://us:er:pa@ss%40@h/x", "https://h/x"),
            ("https://h:/x", "https://h:/x"),
            ("https://h/a%2fb!%7E", "https://h/a%2fb!%7E"),
            ("https://h/a%2fb !%7E", "https://h/a/b%20%21~"),
            ("https://h/é", "https://h/%C3%A9"),
            ("https://EXÄMPLE.com/x", "https://EX%C3%84MPLE.com/x"),
            ("https://host%25/x", "https://host%25/x"),
            ("ssh://git@[FE80::1%25EN0]:22/x", "ssh://[FE80::1%25EN0]:22/x"),
            ("ssh://[fe80::1%25a%20b]/x", "ssh://[fe80::1%25a%20b]/x"),
            ("http://[::ffff:1.2.3.4]/x", "http://[::ffff:1.2.3.4]/x"),
        ] {
            assert_eq!(stored(text).as_deref(), Some(expected), "URL {text:?}");
        }
    }

    #[test]
    fn rejected() {
        for text in [
            "ftp://h/x",
            "git+ssh://h/x",
            "ht tp://h/x",
            "://h/x",
            "http::https://h/x",
            "https:a://h/x",
            "https://h/x#%zz",
            "https://h/x\u{1}",
            "https://h/x%2",
            "https://u p@h/x",
            "https://ü@h/x",
            "https://u%zz@h/x",
            "https://h:1:2/x",
            "https://h:x/y",
            "https://h st/x",
            "https://h^/x",
            "https://ho%41st/x",
            "https://[::1/x",
            "https://a[::1]/x",
            "https://[::1]a/x",
            "https://[1.2.3.4]/x",
            "https://[fe80::1%en0]/x",
            "https://[fe80::1%25]/x",
            "https://[fe80::1%25%C3%A9]/x",
            "https://[]/x",
        ] {
            assert_eq!(stored(text), None, "URL {text:?}");
        }
    }

    #[test]
    fn a_fragment_may_hold_control_characters() {
        assert_eq!(stored("https://h/x#\u{1}").as_deref(), Some("https://h/x"));
    }
}
