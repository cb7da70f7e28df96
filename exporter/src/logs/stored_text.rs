//! Text as an archive can hold it: UTF-8 without control characters.

/// `text` without bytes that are not UTF-8, and without control characters other than tab and line ends.
pub(crate) fn stored_text(text: &[u8]) -> String {
    let is_kept = |character: &char| !character.is_control() || matches!(character, '\t' | '\n' | '\r');
    match std::str::from_utf8(text) {
        Ok(text) if text.bytes().all(|byte| (0x20..0x7F).contains(&byte)) => text.to_owned(),
        _ => text.utf8_chunks().flat_map(|chunk| chunk.valid().chars()).filter(is_kept).collect(),
    }
}

/// As many of the first `limit` bytes of `text` as are whole characters.
pub(super) fn cut(mut text: String, limit: usize) -> String {
    text.truncate(text.floor_char_boundary(limit));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_archive_cannot_hold_is_left_out() {
        assert_eq!(stored_text(b"a\0b\x1bc\td\r\n\x7fe\xfff"), "abc\td\r\nef");
        assert_eq!(stored_text("é\u{85}\u{9f}x".as_bytes()), "éx", "C1 controls go, too");
    }

    #[test]
    fn a_cut_never_splits_a_character() {
        assert_eq!(cut("aé".to_owned(), 2), "a");
        assert_eq!(cut("aé".to_owned(), 3), "aé");
    }
}
