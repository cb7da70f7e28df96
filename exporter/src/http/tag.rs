//! Entity tags: the SHA-256 of a body, so that the same bytes have the same tag wherever and whenever they are made.

use axum::http::{HeaderMap, HeaderValue, header};
use sha2::{Digest as _, Sha256};

/// The strong tag of a body in blocks.
pub(super) fn of(blocks: &[Vec<u8>]) -> HeaderValue {
    let mut hash = Sha256::new();
    for block in blocks {
        hash.update(block);
    }
    let mut text = String::with_capacity(66);
    text.push('"');
    for byte in hash.finalize() {
        text.extend([byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16).unwrap_or('0')));
    }
    text.push('"');
    // Quotes and hexadecimal digits are always a header's value.
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("\"\""))
}

/// Whether a list of tags, as in `If-None-Match`, has `tag`. Weak and strong forms are the same here.
pub(super) fn matches(list: &str, tag: &HeaderValue) -> bool {
    list.split(',').map(str::trim).any(|item| {
        let strong = item.strip_prefix("W/").unwrap_or(item);
        item == "*" || strong.as_bytes() == tag.as_bytes()
    })
}

/// Makes the tag of a compressed body weak: its bytes are no longer those that the tag was made of.
pub(super) fn weaken_when_encoded(headers: &mut HeaderMap) {
    if !headers.contains_key(header::CONTENT_ENCODING) {
        return;
    }
    if let Some(tag) = headers.get(header::ETAG)
        && tag.as_bytes().starts_with(b"\"")
        && let Ok(weak) = HeaderValue::try_from([b"W/", tag.as_bytes()].concat())
    {
        headers.insert(header::ETAG, weak);
    }
}

#[cfg(test)]
mod tests {
    use super::{HeaderMap, HeaderValue, header, matches, of, weaken_when_encoded};

    #[test]
    fn a_tag_is_the_hash_of_the_bytes_however_they_are_cut() {
        let whole = of(&[b"abc".to_vec()]);
        assert_eq!(whole, of(&[b"a".to_vec(), Vec::new(), b"bc".to_vec()]));
        assert_eq!(whole, "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"");
    }

    #[test]
    fn lists_match_weakly() {
        let tag = HeaderValue::from_static("\"x\"");
        for (list, expected) in [
            ("\"x\"", true),
            ("W/\"x\"", true),
            ("\"a\", W/\"x\"", true),
            ("*", true),
            ("\"y\"", false),
            ("x", false),
            ("", false),
        ] {
            assert_eq!(matches(list, &tag), expected, "{list}");
        }
    }

    #[test]
    fn only_encoded_bodies_have_weak_tags() {
        let mut headers = HeaderMap::new();
        headers.insert(header::ETAG, HeaderValue::from_static("\"x\""));
        weaken_when_encoded(&mut headers);
        assert_eq!(headers[header::ETAG], "\"x\"");
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        weaken_when_encoded(&mut headers);
        weaken_when_encoded(&mut headers);
        assert_eq!(headers[header::ETAG], "W/\"x\"");
    }
}
