//! What files were found to be, in two spellings: lines for people, one JSON object for programs.

use std::io::{self, Write};

use agent_contracts::Surface;
use agent_contracts::identify::{Finding, Identity, Shape, Verdict};
use serde::Serialize;

use super::way_to_v1;
use crate::validate::printable;

/// A file's name with what it is, or with the reason why that cannot be told.
#[derive(Clone, Debug, PartialEq)]
pub struct FileReport {
    /// The file, as it was named.
    pub file: String,
    /// What it is, or why it could not be read.
    pub identity: Result<Identity, String>,
}

/// How far a file was identified.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// One shape, or one of several that look alike in a line without a number.
    Identified,
    /// One of ours that no known program printed so.
    Unknown,
    /// Not one of ours.
    Foreign,
    /// Could not be read.
    Unreadable,
}

impl FileReport {
    /// How far it was identified.
    pub fn status(&self) -> Status {
        match self.identity.as_ref().map(|identity| &identity.verdict) {
            Ok(Verdict::Is(_) | Verdict::OneOf(_)) => Status::Identified,
            Ok(Verdict::Foreign) => Status::Foreign,
            Ok(_) => Status::Unknown,
            Err(_) => Status::Unreadable,
        }
    }
}

/// The shapes a verdict leaves, and the nearest where it leaves none.
fn shapes(verdict: &Verdict) -> (Vec<&'static str>, Option<&'static str>) {
    match verdict {
        Verdict::Is(shape) => (vec![shape.name()], None),
        Verdict::OneOf(shapes) => (shapes.iter().map(|shape| shape.name()).collect(), None),
        Verdict::Unknown { nearest } => (Vec::new(), nearest.map(Shape::name)),
        _ => (Vec::new(), None),
    }
}

/// Writes one file's report for people: what it is, then the evidence, one line each.
///
/// # Errors
///
/// What `out` fails with.
pub fn write_text(out: &mut dyn Write, FileReport { file, identity }: &FileReport) -> io::Result<()> {
    let file = printable(file);
    let identity = match identity {
        Ok(identity) => identity,
        Err(error) => return writeln!(out, "{file}: unreadable: {}", printable(error)),
    };
    let lines = identity.lines.map(|lines| format!(" ({lines} lines)")).unwrap_or_default();
    writeln!(out, "{file}: {identity}{lines}")?;
    let is_unknown = matches!(identity.verdict, Verdict::Unknown { .. });
    for finding in &identity.evidence {
        let rules_out = finding.against.filter(|_| !is_unknown);
        let rules_out = rules_out.map(|shape| format!("not {shape}: ")).unwrap_or_default();
        writeln!(out, "  {rules_out}{}", printable(&finding.to_string()))?;
    }
    if identity.more_evidence > 0 {
        writeln!(out, "  and {} more", identity.more_evidence)?;
    }
    if let Some(way) = way_to_v1(identity) {
        writeln!(out, "  for version 1, run on the archive it came from: {way}")?;
    }
    Ok(())
}

/// A finding as the JSON report has it.
#[derive(Serialize)]
struct Evidence<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    path: &'r str,
    message: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    against: Option<&'static str>,
}

impl<'r> From<&'r Finding> for Evidence<'r> {
    fn from(finding: &'r Finding) -> Self {
        let Finding { line, path, message, against, .. } = finding;
        Self { line: *line, path, message, against: against.map(Shape::name) }
    }
}

/// Writes all reports as one JSON object: `files` and `summary`; docs/identifying.md has every member.
///
/// # Errors
///
/// What `out` fails with.
pub fn write_json(out: &mut dyn Write, files: &[FileReport]) -> io::Result<()> {
    #[derive(Serialize)]
    struct Entry<'r> {
        file: &'r str,
        status: Status,
        #[serde(skip_serializing_if = "Option::is_none")]
        error: Option<&'r str>,
        surface: Option<&'static str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        lines: Option<u64>,
        claimed_version: Option<i64>,
        shapes: Vec<&'static str>,
        nearest: Option<&'static str>,
        sentence: Option<String>,
        evidence: Vec<Evidence<'r>>,
        more_evidence: u64,
        #[serde(skip_serializing_if = "Option::is_none")]
        way_to_v1: Option<&'static str>,
    }
    #[derive(Serialize)]
    struct Summary {
        files: usize,
        identified: usize,
        unknown: usize,
        foreign: usize,
        unreadable: usize,
    }
    #[derive(Serialize)]
    struct Run<'r> {
        files: Vec<Entry<'r>>,
        summary: Summary,
    }
    let entries = files.iter().map(|report| {
        let identity = report.identity.as_ref().ok();
        let (shapes, nearest) = identity.map(|identity| shapes(&identity.verdict)).unwrap_or_default();
        Entry {
            file: &report.file,
            status: report.status(),
            error: report.identity.as_ref().err().map(String::as_str),
            surface: identity.and_then(|identity| identity.surface).map(Surface::name),
            lines: identity.and_then(|identity| identity.lines),
            claimed_version: identity.and_then(|identity| identity.claimed_version),
            shapes,
            nearest,
            sentence: identity.map(Identity::to_string),
            evidence: identity.iter().flat_map(|identity| &identity.evidence).map(Evidence::from).collect(),
            more_evidence: identity.map_or(0, |identity| identity.more_evidence),
            way_to_v1: identity.and_then(way_to_v1),
        }
    });
    let count = |status| files.iter().filter(|file| file.status() == status).count();
    let summary = Summary {
        files: files.len(),
        identified: count(Status::Identified),
        unknown: count(Status::Unknown),
        foreign: count(Status::Foreign),
        unreadable: count(Status::Unreadable),
    };
    serde_json::to_writer_pretty(&mut *out, &Run { files: entries.collect(), summary })?;
    writeln!(out)
}
