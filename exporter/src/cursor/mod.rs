//! Cursors: a place in an export and the filters it was made with, as signed opaque text.
//!
//! What a place means is the business of [`crate::report`]; here it is written, signed, read and trusted or not.

mod payload;
mod signature;

use agent_contracts::text::lossy;

use crate::report::{Position, Selection};
use payload::Payload;
pub use signature::Key;

/// Why a cursor cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CursorError {
    /// It was not issued here for this archive, or is damaged.
    #[error("the cursor was not issued for this archive or is damaged; restart the export without --cursor")]
    Unusable,
    /// It was issued by a version of this program that sorted otherwise.
    #[error("session export cursor conflict: order changed; restart the export without --cursor")]
    OrderChanged,
}

/// The text of a cursor: base64url of the payload, a dot, base64url of its HMAC-SHA256.
pub fn issue(key: &Key, database_id: &[u8], selection: &Selection, position: &Position) -> String {
    let payload = Payload::new(lossy(database_id).into_owned(), selection.clone(), position);
    key.seal(&payload.to_bytes())
}

/// The filters and the place of a cursor issued by [`issue`] with the same key for the same archive. Line breaks
/// within the text do not matter.
///
/// # Errors
///
/// [`CursorError`].
pub fn open(key: &Key, database_id: &[u8], text: &str) -> Result<(Selection, Position), CursorError> {
    let bytes = key.unseal(text).ok_or(CursorError::Unusable)?;
    let payload = Payload::from_bytes(&bytes).ok_or(CursorError::Unusable)?;
    if !payload.is_for(&lossy(database_id)) {
        return Err(CursorError::Unusable);
    }
    if !payload.has_current_order() {
        return Err(CursorError::OrderChanged);
    }
    payload.into_parts().ok_or(CursorError::Unusable)
}

#[cfg(test)]
mod tests {
    use super::{CursorError, Key, issue, open};
    use crate::report::{Fingerprint, JulianDay, Position, Selection};

    fn position() -> Position {
        let day = |text: &str| JulianDay::parse(text.as_bytes()).unwrap();
        Position {
            watermark: day("2026-07-02"),
            last_activity: day("2026-07-01T10:00:00.123Z"),
            last_id: b"id \xff".to_vec(),
            snapshot: Fingerprint { count: 9, digest: [7; 32] },
            prefix: Fingerprint { count: 4, digest: [200; 32] },
        }
    }

    fn selection() -> Selection {
        Selection {
            project: "p, q".into(),
            branches: Some(vec![("p".into(), String::new())]),
            min_tool_failures: Some(-2),
            include_children: true,
            ..Selection::default()
        }
    }

    #[test]
    fn a_cursor_gives_back_what_it_was_issued_for() {
        let key = Key::from_secret(b"secret");
        let text = issue(&key, b"db", &selection(), &position());
        assert_eq!(open(&key, b"db", &text), Ok((selection(), position())));
        let folded: Vec<String> =
            text.as_bytes().chunks(20).map(|line| String::from_utf8_lossy(line).into()).collect();
        assert!(open(&key, b"db", &folded.join("\r\n")).is_ok(), "line breaks must be tolerated");
    }

    #[test]
    fn a_cursor_is_good_for_one_key_and_one_archive() {
        let key = Key::from_secret(b"secret");
        let text = issue(&key, b"db", &selection(), &position());
        assert_eq!(open(&Key::from_secret(b"other"), b"db", &text), Err(CursorError::Unusable));
        assert_eq!(open(&key, b"other", &text), Err(CursorError::Unusable));
    }

    #[test]
    fn no_changed_or_cut_cursor_is_accepted() {
        let key = Key::from_secret(b"secret");
        let text = issue(&key, b"db", &selection(), &position());
        for at in 0..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert_eq!(open(&key, b"db", &changed), Err(CursorError::Unusable), "byte {at} changed");
            assert_eq!(open(&key, b"db", &text[..at]), Err(CursorError::Unusable), "cut at {at}");
        }
        for text in ["", ".", "nonsense", "a.b", &format!("{text}="), &format!("{text}.")] {
            assert_eq!(open(&key, b"db", text), Err(CursorError::Unusable), "{text:?}");
        }
    }
}
