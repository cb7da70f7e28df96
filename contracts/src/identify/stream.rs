//! A session export of lines, one line at a time.

use serde_json::Value;

use super::candidate::{Candidate, Claim, alike, all_stages, decide, nearest};
use super::evidence::{self, Finding};
use super::shape::Shape;
use super::stage::{Stage, Stages};
use super::table::Member;
use super::{Identity, LISTED, Verdict, listed};
use crate::Surface;
use crate::reading::Content;

const SURFACE: Surface = Surface::SessionExportLine;

/// Identifies an NDJSON export of any length, of which it keeps the first two lines.
///
/// # Examples
///
/// ```
/// use agent_contracts::identify::{Shape, Stream, Verdict};
///
/// let meta = r#"{"type":"meta","schema_version":1,"database_id":"d","cursor":{"next":""},"pricing":{},"projects":{}}"#;
/// let mut stream = Stream::new();
/// stream.push(meta.as_bytes());
/// stream.push(br#"{"id":"cut o"#);
/// let identity = stream.finish();
/// assert_eq!(identity.verdict, Verdict::Unknown { nearest: Some(Shape::V1) });
/// assert_eq!(identity.evidence[0].line, Some(2));
/// ```
#[derive(Default)]
pub struct Stream {
    lines: u64,
    /// The stages that fit all lines so far; none before the first line that fits any.
    fits: Option<Stages>,
    /// The number of the meta line.
    claim: Option<i64>,
    /// The shape that lines are held against once something is wrong.
    nearest: Option<(Shape, Stage)>,
    wrong: Vec<Finding>,
    more_wrong: u64,
    /// The first lines, for the evidence.
    kept: Vec<(Value, &'static [Member], Option<u64>)>,
}

impl Stream {
    /// An export of which nothing was read yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next line, with or without its end.
    pub fn push(&mut self, line: &[u8]) {
        self.lines += 1;
        if line.trim_ascii().is_empty() {
            return self.note(Finding::whole("expected a JSON object on every line, found a blank line"));
        }
        let content = Content::of(line);
        let candidate = Candidate::of(line, &content, SURFACE);
        if let Some(error) = &content.error {
            self.note(Finding::unreadable(error));
        }
        for path in &content.repeated {
            self.note(Finding::repeated(path));
        }
        match (self.lines, candidate.is_meta()) {
            (1, true) => self.claim = candidate.number(),
            (1, false) => self.note(Finding::whole("expected the meta line first: the beginning is missing")),
            (_, true) => self.note(Finding::whole("expected a session, found another meta line")),
            (_, false) => {}
        }
        self.narrow(&candidate);
        if self.kept.len() < 2 {
            let root = candidate.root;
            self.kept.push((content.value, root, Some(self.lines)));
        }
    }

    /// Leaves the stages that fit this line too, or says what speaks against it.
    fn narrow(&mut self, candidate: &Candidate) {
        let before = self.fits.unwrap_or_else(|| all_stages(SURFACE));
        let fits = candidate.fits();
        let both = before.and(fits);
        if candidate.content.error.is_some() {
            // What is missing may have been cut off.
            if self.fits.is_none() && self.nearest.is_none() {
                self.nearest = nearest(SURFACE, before, &candidate.measure, Claim::Number(self.claim));
            }
        } else if !both.is_empty() {
            self.fits = Some(both);
        } else if fits.is_empty() {
            let nearest = *self.nearest.get_or_insert_with(|| {
                let nearest = nearest(SURFACE, before, &candidate.measure, Claim::Number(self.claim));
                nearest.unwrap_or((Shape::V1, Stage::R0_37))
            });
            if let Some(error) = &candidate.objection {
                self.note(Finding::whole(error.to_string()));
            }
            let room = LISTED.saturating_sub(self.wrong.len());
            let value = &candidate.content.value;
            let (found, more) = evidence::against_nearest(value, candidate.root, nearest, false, room);
            for finding in found {
                self.note(finding);
            }
            self.more_wrong += more;
        } else {
            let names = |stages| listed(&alike(SURFACE, stages));
            let message =
                format!("expected a line of {} as before, found one of {}", names(before), names(fits));
            self.note(Finding::whole(message));
        }
    }

    fn note(&mut self, finding: Finding) {
        if self.wrong.len() < LISTED {
            self.wrong.push(Finding { line: Some(self.lines), ..finding });
        } else {
            self.more_wrong += 1;
        }
    }

    /// The verdict on the lines so far.
    pub fn finish(mut self) -> Identity {
        let fits = self.fits.unwrap_or_default();
        let shapes = decide(SURFACE, fits, Claim::Number(self.claim));
        let (verdict, evidence) = match shapes[..] {
            [shape] if self.wrong.is_empty() => {
                let parts: Vec<_> =
                    self.kept.iter().map(|(value, root, line)| (value, *root, *line)).collect();
                let evidence =
                    evidence::for_shapes(SURFACE, &parts, fits, &shapes, Claim::Number(self.claim));
                (Verdict::Is(shape), evidence)
            }
            _ => {
                let nearest = shapes.first().copied();
                let nearest = nearest.or_else(|| self.nearest.map(|(shape, _)| shape));
                let nearest = nearest.or_else(|| alike(SURFACE, fits).first().copied());
                // Where there is no number, its absence was noted.
                if let Some(shape) =
                    nearest.filter(|shape| self.claim.is_some() && shape.number() != self.claim)
                {
                    let number = Finding { line: Some(1), ..Finding::number(shape, self.claim) };
                    self.wrong.insert(0, number);
                }
                for finding in &mut self.wrong {
                    finding.against = nearest;
                }
                (Verdict::Unknown { nearest }, self.wrong)
            }
        };
        Identity {
            surface: Some(SURFACE),
            lines: Some(self.lines),
            claimed_version: self.claim,
            verdict,
            evidence,
            more_evidence: self.more_wrong,
        }
    }
}
