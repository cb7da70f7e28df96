//! Checks documents against the published schemas: which surface, which problems, where.
//!
//! A document passes at first reading or is explained by the schema. [`Validator`] handles files of any
//! format; [`Contract`] is one surface's verdict on one document.

mod accept;
mod contract;
mod explain;
mod plan;
mod position;
mod problem;
mod report;
mod stream;
mod version;

pub use contract::Contract;
pub use problem::{Problem, rule};
pub(crate) use report::printable;
pub use report::{FileReport, Layout, Report, Status, write_json, write_text};

use std::collections::BTreeMap;
use std::io::{self, Read};

use agent_contracts::Surface;
use agent_contracts::identify::{Outline, first_line, is_stream, other_encoding};
use agent_contracts::reading::Content;

use crate::lines::Lines;
use explain::Problems;

/// How to check.
#[derive(Clone, Debug)]
pub struct Options {
    /// Check against this surface instead of the one the content looks like.
    pub surface: Option<Surface>,
    /// Also reject members that v1 does not declare.
    pub closed: bool,
    /// Problems to list per file, at least one; the others are counted.
    pub max_problems: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { surface: None, closed: false, max_problems: 20 }
    }
}

/// Checks files, JSON or NDJSON.
///
/// # Examples
///
/// ```
/// use contractgen::validate::{Options, Status, Validator};
///
/// let mut validator = Validator::new(Options::default());
/// let report = validator.check(&mut &br#"{"schema_version": 2, "daily": []}"#[..])?;
/// assert_eq!(report.status(), Status::Invalid);
/// assert_eq!(report.problems[0].rule, "schema-version");
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct Validator {
    options: Options,
    contracts: BTreeMap<Surface, Contract>,
}

impl Validator {
    /// A validator; schemas are compiled when first needed.
    pub fn new(options: Options) -> Self {
        Self { options, contracts: BTreeMap::new() }
    }

    /// Checks what `reader` yields. One document is read whole; an NDJSON export is streamed.
    ///
    /// # Errors
    ///
    /// What the reader fails with. Bad content is no error but a report.
    pub fn check(&mut self, reader: &mut dyn Read) -> io::Result<Report> {
        let mut lines = Lines::new(reader);
        lines.fill_first_line()?;
        if is_stream(lines.head(), self.options.surface) {
            self.check_stream(&mut lines)
        } else {
            Ok(self.check_document(&lines.into_all()?))
        }
    }

    fn check_stream(&mut self, lines: &mut Lines<'_>) -> io::Result<Report> {
        let limit = self.options.max_problems;
        let surface = Surface::SessionExportLine;
        let report = Report { surface: Some(surface), layout: Layout::Ndjson, ..Report::default() };
        let contract = self.contract(surface);
        let first = first_line(lines.head()).unwrap_or_default();
        if let Err(rejection) = contract.check(first, limit)
            && rejection.problems.listed.iter().any(Problem::is_other_version)
        {
            // Lines of another version are not worth measuring against this one.
            let mut problems = rejection.problems;
            problems.listed.iter_mut().for_each(|problem| problem.line = Some(1));
            return Ok(report.with(problems, rejection.note));
        }
        let findings = stream::check(lines, contract, limit)?;
        Ok(Report { lines: Some(findings.lines), ..report.with(findings.problems, findings.note) })
    }

    fn check_document(&mut self, text: &[u8]) -> Report {
        let report = Report { layout: Layout::Json, ..Report::default() };
        let single = |problem| report.clone().with(Problems { listed: vec![problem], count: 1 }, None);
        if text.trim_ascii().is_empty() {
            return single(Problem::whole(rule::EMPTY, "expected a document, found nothing"));
        }
        if let Some(found) = other_encoding(text) {
            return single(Problem::whole(rule::ENCODING, format!("expected JSON in UTF-8, found {found}")));
        }
        let outline = Outline::of(text);
        let Some(surface) = self.options.surface.or_else(|| outline.surface()) else {
            return single(
                Content::of(text).error.map_or_else(|| unrecognised(&outline), |error| syntax(text, &error)),
            );
        };
        let limit = self.options.max_problems;
        let report = Report { surface: Some(surface), ..report.clone() };
        match self.contract(surface).check(text, limit) {
            Ok(_) => report,
            Err(mut rejection) => {
                // What the reader could not take in has its place already.
                for problem in rejection.problems.listed.iter_mut().filter(|problem| problem.line.is_none()) {
                    let place =
                        str::from_utf8(text).ok().and_then(|text| position::locate(text, &problem.path));
                    (problem.line, problem.column) = place.unzip();
                }
                report.with(rejection.problems, rejection.note)
            }
        }
    }

    fn contract(&mut self, surface: Surface) -> &Contract {
        let closed = self.options.closed;
        self.contracts.entry(surface).or_insert_with(|| Contract::new(surface, closed))
    }
}

/// A problem with text that is not JSON, quoting its beginning when it never was.
fn syntax(text: &[u8], error: &serde_json::Error) -> Problem {
    let problem = Problem::unreadable(error);
    let text = text.trim_ascii_start();
    if problem.rule != rule::SYNTAX || text.starts_with(b"{") || text.starts_with(b"[") {
        return problem;
    }
    let beginning: String = String::from_utf8_lossy(&text[..text.len().min(64)]).chars().take(32).collect();
    Problem { message: format!("expected JSON, found text that begins with {beginning:?}"), ..problem }
}

/// A problem with JSON that fits no surface.
fn unrecognised(outline: &Outline) -> Problem {
    let surfaces = Surface::ALL.map(Surface::name).join(", ");
    let found = match &outline.members {
        None => "another kind of value".to_owned(),
        Some(members) if members.is_empty() => "an empty object".to_owned(),
        Some(members) => {
            let names: Vec<&str> = members.iter().take(8).map(String::as_str).collect();
            format!("an object with the members {}", names.join(", "))
        }
    };
    Problem::whole(
        rule::SURFACE,
        format!(
            "expected a document of v1 ({surfaces}), found {found}; --surface says which one it should be"
        ),
    )
}
