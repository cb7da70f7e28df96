//! The session export as text: one JSON document, or a meta line and one line per session.

use agent_contracts::json::write_compact;
use agent_contracts::v1::{SessionExportMeta, SessionSummary};

use super::list::ListForm;
use super::verify::{self, VerifyError};

/// The form of the output.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Format {
    /// One document.
    #[default]
    Json,
    /// One line per record.
    Ndjson,
}

/// The whole output, checked, in blocks. `sessions` is consumed as it is written.
///
/// # Errors
///
/// What `sessions` yields, and [`VerifyError`] when a part would not validate; nothing must be printed then.
pub fn encode_sessions<E: From<VerifyError>>(
    meta: &SessionExportMeta,
    sessions: impl Iterator<Item = Result<SessionSummary, E>>,
    format: Format,
) -> Result<Vec<Vec<u8>>, E> {
    let line = line(meta);
    verify::meta(&line)?;
    let (head, separator, tail): (Vec<u8>, &[u8], &[u8]) = match format {
        Format::Ndjson => ([&line, b"\n".as_slice()].concat(), b"\n", b"\n"),
        Format::Json => {
            let head = document_head(&line);
            verify::document(&[&head, b"]}".as_slice()].concat())?;
            (head, b",", b"]}\n")
        }
    };
    let form = ListForm { element: "session", separator, write: |out, session| write_compact(out, session) };
    let mut blocks = form.encode(sessions)?;
    if format == Format::Json || !blocks.is_empty() {
        blocks.push(tail.to_vec());
    }
    blocks.insert(0, head);
    Ok(blocks)
}

fn line<T: serde::Serialize>(value: &T) -> Vec<u8> {
    let mut text = Vec::with_capacity(2048);
    // A buffer takes every byte and contract types have text keys only; were it otherwise, the check would see.
    let _ = write_compact(&mut text, value);
    text
}

/// The document up to its first session: the meta line without its `type`, opened for sessions.
fn document_head(meta: &[u8]) -> Vec<u8> {
    let members = meta.strip_prefix(br#"{"type":"meta","#).unwrap_or(meta);
    let members = members.strip_suffix(b"}").unwrap_or(members);
    [b"{", members, br#","sessions":["#].concat()
}
