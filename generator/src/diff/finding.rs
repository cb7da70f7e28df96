//! What a comparison of two versions of the contract found, as values; how it is shown is for `report`.

use serde_json::Value;

use super::path::DocumentPath;
use crate::rules::{BumpRow, Rule, Severity};

/// What a change asks for; of several the greatest counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Verdict {
    /// Nothing changed.
    Identical,
    /// Only descriptions, titles, examples or spelling changed.
    Documentation,
    /// Every new document is an old one: no new version is needed.
    Additive,
    /// Some new document is no old one, or that could not be ruled out: a new version is needed.
    Breaking,
}

/// A document that shows a finding.
#[derive(Clone, PartialEq, Debug)]
pub enum Example {
    /// The new version allows this document and the old one rejects it; both were asked.
    Found(Value),
    /// None was found.
    NotFound,
    /// The change needs none: it breaks no document.
    NotNeeded,
}

/// An exception that the allow file makes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exception {
    /// Why the change is accepted.
    pub reason: String,
    /// The last day on which it is, `YYYY-MM-DD`.
    pub expires: String,
}

/// One change, with the rule it falls under.
#[derive(Clone, PartialEq, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// The row of v1's table of changes: the rule's, or for a vector the row that the vector guards.
    pub bump: BumpRow,
    /// The surface, or for files that are no surfaces of v1 the file's name without its extension.
    pub surface: String,
    /// The place in documents; of several the nearest.
    pub path: DocumentPath,
    /// The other places where the same change shows, as one of a definition that is used more than once does.
    pub also: Vec<DocumentPath>,
    /// The place in the new schema file, or in the old one when the new one has it no more; a JSON pointer.
    pub pointer: String,
    /// What the old version says there; `None` when nothing.
    pub old: Option<Value>,
    /// What the new version says there; `None` when nothing.
    pub new: Option<Value>,
    /// One sentence for a consumer of the documents.
    pub sentence: String,
    /// The proof.
    pub example: Example,
    /// Set when the allow file accepts the change.
    pub accepted: Option<Exception>,
}

impl Finding {
    /// What the change asks for; nothing more than an additive change does once it is accepted.
    pub fn verdict(&self) -> Verdict {
        match self.rule.severity {
            Severity::Breaking if self.accepted.is_none() => Verdict::Breaking,
            Severity::Breaking | Severity::Additive => Verdict::Additive,
            Severity::Documentation => Verdict::Documentation,
        }
    }
}

/// Everything that was found about one surface.
#[derive(Clone, PartialEq, Debug)]
pub struct SurfaceReview {
    /// The surface's name, as in [`Finding::surface`].
    pub surface: String,
    /// The findings, worst first, then by path.
    pub findings: Vec<Finding>,
}

impl SurfaceReview {
    /// The greatest verdict of its findings.
    pub fn verdict(&self) -> Verdict {
        self.findings.iter().map(Finding::verdict).max().unwrap_or(Verdict::Identical)
    }
}

/// The comparison of two versions of the contract.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Review {
    /// Every surface of either version, by name.
    pub surfaces: Vec<SurfaceReview>,
}

impl Review {
    /// The greatest verdict of its surfaces.
    pub fn verdict(&self) -> Verdict {
        self.surfaces.iter().map(SurfaceReview::verdict).max().unwrap_or(Verdict::Identical)
    }
}
