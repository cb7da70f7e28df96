//! Text that may not be UTF-8: archives hold whatever agents wrote, and v1 compares and hashes raw bytes.
//!
//! Turning such text into document text is [`lossy`]; the rest works on bytes and never fails.

use std::borrow::Cow;

/// Text for a document: one U+FFFD for each byte that is not UTF-8.
///
/// The standard library's lossy conversion replaces a whole broken sequence at once; v1 replaces its bytes.
///
/// # Examples
///
/// ```
/// use agent_contracts::text::lossy;
///
/// assert_eq!(lossy(b"a\xe2\x82z"), "a\u{FFFD}\u{FFFD}z");
/// ```
pub fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len() + 8);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(std::iter::repeat_n('\u{FFFD}', chunk.invalid().len()));
    }
    Cow::Owned(text)
}

/// `bytes` without Unicode `White_Space` at both ends. A byte that is not UTF-8 is not white space.
///
/// # Examples
///
/// ```
/// use agent_contracts::text::trim;
///
/// assert_eq!(trim("\u{A0} \u{2003}a b\u{3000}\n".as_bytes()), b"a b");
/// ```
pub fn trim(bytes: &[u8]) -> &[u8] {
    let leading = bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    let rest = &bytes[leading.len() - leading.trim_start().len()..];
    // From the end no more than one character's bytes are looked at in turn, so that text may be broken before.
    let mut end = rest.len();
    while end > 0 {
        let start = (end.saturating_sub(4)..end).find(|&at| std::str::from_utf8(&rest[at..end]).is_ok());
        let Some(last) = start.and_then(|at| std::str::from_utf8(&rest[at..end]).ok()) else { break };
        let kept = last.trim_end();
        if kept.len() == last.len() {
            break;
        }
        end -= last.len() - kept.len();
    }
    &rest[..end]
}

/// Lower case one code point at a time, without the context rules and expansions of full lower-casing: `İ`
/// becomes `i`, `Σ` always `σ`.
///
/// # Examples
///
/// ```
/// use agent_contracts::text::simple_lowercase;
///
/// assert_eq!(simple_lowercase("GitHub İΣ"), "github iσ");
/// ```
pub fn simple_lowercase(text: &str) -> String {
    text.chars().map(|character| character.to_lowercase().next().unwrap_or(character)).collect()
}
