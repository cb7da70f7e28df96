//! The activity report as text: one JSON document, indented as v1 indents it, with a final line end.

use agent_contracts::json::write_pretty_inside;
use agent_contracts::v1::{ActivityInterval, ActivityReport};

use super::list::ListForm;
use super::report::encode_report;
use super::verify::VerifyError;

/// What a document without intervals, its last member, ends with.
const EMPTY_TAIL: &[u8] = b"]\n}\n";

/// How the intervals are written: inside a list, which is inside the document.
const INTERVALS: ListForm<ActivityInterval> = ListForm {
    element: "interval",
    separator: b",\n    ",
    write: |out, interval| write_pretty_inside(out, 2, interval),
};

/// The whole output, checked, in blocks. `document` comes without its intervals, which may be hundreds of thousands and
/// are consumed as they are written.
///
/// # Errors
///
/// [`VerifyError`] when a part would not validate; nothing must be printed then.
pub fn encode_activity_report(
    document: &ActivityReport,
    intervals: impl Iterator<Item = ActivityInterval>,
) -> Result<Vec<Vec<u8>>, VerifyError> {
    let mut head = encode_report(document)?;
    let mut blocks = INTERVALS.encode(intervals.map(Ok::<_, VerifyError>))?;
    if blocks.is_empty() {
        return Ok(vec![head]);
    }
    head.truncate(head.len() - EMPTY_TAIL.len());
    head.extend_from_slice(b"\n    ");
    blocks.insert(0, head);
    blocks.push([b"\n  ", EMPTY_TAIL].concat());
    Ok(blocks)
}

#[cfg(test)]
mod tests {
    use super::encode_activity_report;
    use agent_contracts::Surface;
    use agent_contracts::json::write_pretty;
    use agent_contracts::v1::{ActivityInterval, ActivityReport};

    #[test]
    fn blocks_join_to_the_document_in_one_piece() {
        let mut document: ActivityReport = serde_json::from_str(Surface::ActivityReport.example()).unwrap();
        for count in [0, 1, 2, 3, 5000] {
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
            let mut whole = Vec::new();
            write_pretty(&mut whole, &document).unwrap();
            whole.push(b'\n');
            assert!(blocks.concat() == whole, "{count} intervals");
        }
    }
}
