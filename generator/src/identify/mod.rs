//! Which version a file's documents are, by content: the contract's own judgement, put to files of any length.

mod report;

pub use report::{FileReport, Status, write_json, write_text};

use std::io::{self, Read};

use agent_contracts::Surface;
use agent_contracts::identify::{Identity, Shape, Stream, Verdict, first_line, identify, is_stream};

use crate::lines::Lines;

/// Identifies what `reader` yields. One document is read whole; an NDJSON export is streamed.
///
/// # Errors
///
/// What the reader fails with. Content that is nothing known is no error but a verdict.
///
/// # Examples
///
/// ```
/// use agent_contracts::Surface;
/// use agent_contracts::identify::Shape;
///
/// let identity = contractgen::identify::read(&mut Surface::UsageDaily.example().as_bytes())?;
/// assert_eq!(identity.shape(), Some(Shape::V1));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn read(reader: &mut dyn Read) -> io::Result<Identity> {
    let mut lines = Lines::new(reader);
    lines.fill_first_line()?;
    if first_line(lines.head()).is_none() || !is_stream(lines.head(), None) {
        return Ok(identify(&lines.into_all()?));
    }
    let mut chunk = lines.next_chunk(Vec::new())?.unwrap_or_default();
    let mut next = lines.next_chunk(Vec::new())?;
    if next.is_none() {
        // Short enough to be held, and perhaps a line by itself.
        return Ok(identify(&chunk));
    }
    let mut stream = Stream::new();
    loop {
        for line in chunk.strip_suffix(b"\n").unwrap_or(&chunk).split(|&byte| byte == b'\n') {
            stream.push(line);
        }
        let Some(following) = next else { return Ok(stream.finish()) };
        next = lines.next_chunk(chunk)?;
        chunk = following;
    }
}

/// For a document of another version: the command that prints the same as version 1 from the archive that it came
/// from.
pub fn way_to_v1(identity: &Identity) -> Option<&'static str> {
    let is_other = match &identity.verdict {
        Verdict::Is(shape) => *shape != Shape::V1,
        Verdict::OneOf(shapes) => !shapes.contains(&Shape::V1),
        _ => false,
    };
    match identity.surface.filter(|_| is_other)? {
        Surface::UsageDaily => Some("agentexport usage daily --json"),
        Surface::UsageSummary => Some("agentexport usage summary"),
        Surface::ActivityReport => Some("agentexport activity report --json"),
        Surface::SessionExport => Some("agentexport export sessions --all"),
        Surface::SessionExportLine => Some("agentexport export sessions --all --format ndjson"),
        _ => None,
    }
}
