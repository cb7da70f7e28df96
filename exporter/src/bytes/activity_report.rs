//! The activity report as text: one JSON document, indented as v1 indents it, with a final line end.
//!
//! Its intervals may be hundreds of thousands. They are written and checked side by side: while one block is being
//! written, the block before is read back.

use std::sync::mpsc::sync_channel;
use std::thread;

use agent_contracts::json::write_pretty;
use agent_contracts::v1::{ActivityInterval, ActivityReport};
use serde::{Deserialize, Serialize};

use super::verify::{self, VerifyError};

/// Intervals written before they are handed over for checking.
const BLOCK: usize = 4096;

/// The last member of the document, alone. Some of its elements, written like this, stand as they do in the document.
#[derive(Serialize, Deserialize)]
struct Intervals {
    intervals: Vec<ActivityInterval>,
}

/// What comes before and after the elements.
const OPENING: &[u8] = b"{\n  \"intervals\": [";
const CLOSING: &[u8] = b"\n  ]\n}";

/// What the document ends with when it has no intervals, but for the bracket.
const WITHOUT_INTERVALS: &[u8] = b"]\n}";

/// The whole output, checked, in blocks. `document` comes without its intervals, which are consumed as they are
/// written.
///
/// # Errors
///
/// [`VerifyError`] when a part would not validate; nothing must be printed then.
pub fn encode_activity_report(
    document: &ActivityReport,
    mut intervals: impl Iterator<Item = ActivityInterval>,
) -> Result<Vec<Vec<u8>>, VerifyError> {
    let mut head = pretty(document);
    verify::whole::<ActivityReport>(&head)?;
    let mut blocks = thread::scope(|scope| {
        let (sender, receiver) = sync_channel::<Vec<u8>>(2);
        let checking = scope.spawn(move || {
            let check = |block: Vec<u8>| verify::whole::<Intervals>(&block).map(|()| block);
            receiver.into_iter().map(check).collect::<Result<Vec<_>, _>>()
        });
        loop {
            let block: Vec<ActivityInterval> = intervals.by_ref().take(BLOCK).collect();
            // When the other thread has found something and gone, it says what.
            if block.is_empty() || sender.send(pretty(&Intervals { intervals: block })).is_err() {
                break;
            }
        }
        drop(sender);
        checking.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })?;
    for (number, block) in blocks.iter_mut().enumerate() {
        block.truncate(block.len() - CLOSING.len());
        block.drain(..OPENING.len());
        if number > 0 {
            block.insert(0, b',');
        }
    }
    if blocks.is_empty() {
        head.push(b'\n');
        return Ok(vec![head]);
    }
    head.truncate(head.len() - WITHOUT_INTERVALS.len());
    blocks.insert(0, head);
    blocks.push([CLOSING, b"\n"].concat());
    Ok(blocks)
}

fn pretty<T: Serialize>(value: &T) -> Vec<u8> {
    let mut text = Vec::new();
    // A buffer takes every byte and contract types have text keys only; were it otherwise, the check would see.
    let _ = write_pretty(&mut text, value);
    text
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, encode_activity_report, pretty};
    use agent_contracts::Surface;
    use agent_contracts::v1::{ActivityInterval, ActivityReport};

    #[test]
    fn blocks_join_to_the_document_in_one_piece() {
        let mut document: ActivityReport = serde_json::from_str(Surface::ActivityReport.example()).unwrap();
        for count in [0, 1, 2, BLOCK, BLOCK + 1, 3 * BLOCK] {
            let intervals: Vec<_> = (0..count)
                .map(|number| ActivityInterval {
                    session_id: format!("\"session\" {number}"),
                    start: "2026-07-01T00:00:00Z".to_owned(),
                    end: "2026-07-01T00:05:00Z".to_owned(),
                })
                .collect();
            document.intervals.clear();
            let blocks = encode_activity_report(&document, intervals.iter().cloned()).unwrap();
            document.intervals = intervals;
            assert!(blocks.concat() == [pretty(&document), b"\n".to_vec()].concat(), "{count} intervals");
        }
    }
}
