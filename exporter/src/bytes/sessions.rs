//! The session export as text: one JSON document, or a meta line and one line per session.
//!
//! Encoding and checking run side by side: while one block of sessions is written, the block before is read back.

use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use agent_contracts::json::write_compact;
use agent_contracts::v1::{SessionExportMeta, SessionSummary};

use super::verify::{self, VerifyError};

/// Bytes of sessions written before they are handed over for checking.
const BLOCK: usize = 256 * 1024;

/// The form of the output.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Format {
    /// One document.
    #[default]
    Json,
    /// One line per record.
    Ndjson,
}

/// Some consecutive sessions: their text, and where each one ends (its separator not included).
#[derive(Default)]
struct Block {
    text: Vec<u8>,
    ends: Vec<usize>,
    first: usize,
}

/// The whole output, checked. `sessions` is consumed as it is written.
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
    let mut blocks = thread::scope(|scope| {
        let (sender, receiver) = sync_channel(2);
        let checking = scope.spawn(move || check(receiver, separator.len()));
        let written = write_blocks(sessions, separator, |block| sender.send(block).is_ok());
        drop(sender);
        let checked = checking.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        written.and_then(|()| checked.map_err(E::from))
    })?;
    match blocks.last_mut() {
        // The last session is not followed by a separator but by the end.
        Some(last) => {
            last.truncate(last.len() - separator.len());
            last.extend_from_slice(tail);
        }
        None if format == Format::Json => blocks.push(tail.to_vec()),
        None => {}
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

fn write_blocks<E>(
    sessions: impl Iterator<Item = Result<SessionSummary, E>>,
    separator: &[u8],
    mut hand_over: impl FnMut(Block) -> bool,
) -> Result<(), E> {
    let mut block = Block::default();
    for (number, session) in sessions.enumerate() {
        let _ = write_compact(&mut block.text, &session?);
        block.ends.push(block.text.len());
        block.text.extend_from_slice(separator);
        if block.text.len() >= BLOCK {
            let full = std::mem::replace(&mut block, Block { first: number + 1, ..Block::default() });
            if !hand_over(full) {
                // The other thread has found something and gone; it says what.
                return Ok(());
            }
        }
    }
    if !block.ends.is_empty() {
        hand_over(block);
    }
    Ok(())
}

fn check(blocks: Receiver<Block>, separator: usize) -> Result<Vec<Vec<u8>>, VerifyError> {
    let mut checked = Vec::new();
    for block in blocks {
        let mut start = 0;
        for (number, &end) in block.ends.iter().enumerate() {
            verify::session(&block.text[start..end], block.first + number)?;
            start = end + separator;
        }
        checked.push(block.text);
    }
    Ok(checked)
}
