//! Tells which surface a document is of, which version it claims and which shape it really has, by its content.
//!
//! Six shapes were called version 1 to 8 in fifteen weeks, and one of them carries the wrong number, so a number
//! alone does not tell. Here every member of every known shape is looked for, at every place; the number decides only
//! between shapes that look alike in the document. Whatever fits no shape exactly is [`Verdict::Unknown`].
//!
//! # Examples
//!
//! ```
//! use agent_contracts::Surface;
//! use agent_contracts::identify::{Shape, Verdict, identify};
//! use agent_contracts::v1::UsageDaily;
//!
//! let bytes = Surface::UsageDaily.example().as_bytes();
//! let identity = identify(bytes);
//! match identity.verdict {
//!     Verdict::Is(Shape::V1) => {
//!         let usage: UsageDaily = agent_contracts::reading::from_slice(bytes)?;
//!         println!("{} days", usage.daily.len());
//!     }
//!     Verdict::Is(Shape::MislabelledV1) => println!("it says 1 and is not: export it again"),
//!     _ => println!("this is {identity}"),
//! }
//! # assert_eq!(identity.surface, Some(Surface::UsageDaily));
//! # Ok::<(), serde_json::Error>(())
//! ```

mod candidate;
mod document;
mod evidence;
mod measure;
mod outline;
mod shape;
mod stage;
mod stream;
mod table;

pub use evidence::Finding;
pub use outline::{Outline, first_line, is_stream, other_encoding};
pub use shape::Shape;
pub use stream::Stream;

use std::fmt;

use crate::Surface;

/// Findings that are listed; the others are counted.
const LISTED: usize = 8;

/// What a document is.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Identity {
    /// The surface; none when the members at the root belong to no surface.
    pub surface: Option<Surface>,
    /// Number of lines, when it is an NDJSON stream.
    pub lines: Option<u64>,
    /// The `schema_version` it carries; none when it has none or one that is no whole number.
    pub claimed_version: Option<i64>,
    /// Which shape it has.
    pub verdict: Verdict,
    /// What the verdict rests on; of an unknown document, what speaks against the nearest shape.
    pub evidence: Vec<Finding>,
    /// How many more findings there are of the last kind.
    pub more_evidence: u64,
}

/// Which shape a document has.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Verdict {
    /// Exactly this one: everything it requires is there, with the right types and the right number.
    Is(Shape),
    /// One of these: a session line by itself has no number, and they look alike in it.
    OneOf(Vec<Shape>),
    /// A document of ours that no known program printed so: cut off, edited, mixed, or from a later version.
    Unknown {
        /// The shape that is least different, if any is.
        nearest: Option<Shape>,
    },
    /// Not one of ours.
    Foreign,
}

impl Identity {
    /// The one shape it has, if that is certain.
    pub fn shape(&self) -> Option<Shape> {
        match self.verdict {
            Verdict::Is(shape) => Some(shape),
            _ => None,
        }
    }
}

/// In one sentence that begins small: `the session export of agentsview 0.38, which says version 1 but has the shape of
/// version 2`.
impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let noun = match (self.surface, self.lines) {
            (None, _) => "document",
            (Some(Surface::ActivityReport), _) => "activity report",
            (Some(Surface::CursorReset), _) => "cursor reset",
            (Some(Surface::PricingDigestInput), _) => "pricing digest input",
            (Some(Surface::SessionExport), _) => "session export",
            (Some(Surface::SessionExportLine), None) => "session export line",
            (Some(Surface::SessionExportLine), Some(_)) => "session export in lines",
            (Some(Surface::UsageDaily), _) => "daily usage",
            (Some(Surface::UsageSummary), _) => "usage summary",
        };
        match &self.verdict {
            Verdict::Is(shape) => f.write_str(&described(*shape, self.surface, noun)),
            Verdict::OneOf(shapes) => {
                write!(f, "a {noun} of {}: by itself it does not say which", listed(shapes))
            }
            Verdict::Unknown { nearest: Some(nearest) } => {
                write!(f, "unknown; the nearest is {}", described(*nearest, self.surface, noun))
            }
            Verdict::Unknown { nearest: None } => f.write_str("unknown"),
            Verdict::Foreign => f.write_str("not one of ours"),
        }
    }
}

/// `v3, v4 or v5`.
fn listed(shapes: &[Shape]) -> String {
    let names: Vec<&str> = shapes.iter().map(|shape| shape.name()).collect();
    match names.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        _ => names.concat(),
    }
}

fn described(shape: Shape, surface: Option<Surface>, noun: &str) -> String {
    let releases = surface.and_then(|surface| shape.releases(surface));
    match (shape, shape.number(), releases) {
        (Shape::MislabelledV1, ..) => {
            format!("the {noun} of agentsview 0.38, which says version 1 but has the shape of version 2")
        }
        (_, Some(number), Some(releases)) => {
            let verb = if releases.contains(' ') { "print" } else { "prints" };
            format!("version {number} of the {noun}, as agentsview {releases} {verb} it")
        }
        (_, Some(number), None) => format!("version {number} of the {noun}, which no release printed"),
        (_, None, _) => format!("the {noun} without a version, from agentsview 0.36 or before"),
    }
}

/// Identifies a text: one document, one line of a session export, or a whole export of lines.
///
/// Takes time and memory in proportion to the text, and any bytes. For a stream too long to hold, use [`Stream`].
///
/// # Examples
///
/// ```
/// use agent_contracts::identify::{Shape, Verdict, identify};
///
/// // A document of version 1 in which somebody has changed the number.
/// let text = agent_contracts::Surface::SessionExport.example().replace("\"schema_version\": 1", "\"schema_version\": 2");
/// let identity = identify(text.as_bytes());
/// assert_eq!(identity.claimed_version, Some(2));
/// assert_eq!(identity.verdict, Verdict::Unknown { nearest: Some(Shape::V1) });
/// assert_eq!(identity.evidence[0].path, "/schema_version");
///
/// assert_eq!(identify(b"{\"name\": \"left-pad\", \"version\": \"1.3.0\"}").verdict, Verdict::Foreign);
/// ```
pub fn identify(text: &[u8]) -> Identity {
    let content = text.trim_ascii_end();
    if first_line(content).is_none() || !is_stream(content, None) {
        return document::identify(text);
    }
    let mut stream = Stream::new();
    for line in text.strip_suffix(b"\n").unwrap_or(text).split(|&byte| byte == b'\n') {
        stream.push(line);
    }
    stream.finish()
}
