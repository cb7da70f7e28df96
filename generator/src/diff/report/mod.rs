//! Shows a comparison: for people, for pull requests, for programs. One module per format; what several formats say
//! in the same words is here and in `remedy`.

mod fingerprint;
mod github;
mod json;
mod junit;
mod markdown;
mod places;
mod remedy;
#[cfg(test)]
mod sample;
mod sarif;
mod shorten;
mod text;

pub use fingerprint::fingerprint;
pub use github::write_failure;

use std::io::{self, Write};

use jiff::civil::Date;
use serde_json::Value;

use super::exceptions::AllowFile;
use super::sides::Pairs;
use super::{Finding, Review, Verdict};
use crate::rules::{Area, Severity};

/// How a report is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// For people at a terminal.
    Text,
    /// For job summaries and comments.
    Markdown,
    /// One JSON object, described by `generator/schemas/diff-report.json`.
    Json,
    /// Annotations of GitHub Actions.
    Github,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// JUnit XML, for test reports.
    Junit,
}

/// A comparison, with what is needed to show it.
#[derive(Clone, Copy, Debug)]
pub struct Report<'r> {
    /// The published side, as it was typed.
    pub old: &'r str,
    /// The proposed side.
    pub new: &'r str,
    /// What was found.
    pub review: &'r Review,
    /// The files, for line numbers.
    pub pairs: &'r Pairs,
    /// The allow file that was applied, for line numbers.
    pub allowed: Option<&'r AllowFile>,
    /// Today, for the last day of proposed exceptions.
    pub today: Option<Date>,
    /// Whether example documents are shown whole in text and markdown.
    pub full_examples: bool,
    /// Whether text is coloured.
    pub colour: bool,
}

impl Report<'_> {
    /// Writes the report.
    ///
    /// # Errors
    ///
    /// What `out` fails with.
    pub fn write(&self, format: Format, out: &mut dyn Write) -> io::Result<()> {
        match format {
            Format::Text => text::write(self, out),
            Format::Markdown => markdown::write(self, out),
            Format::Json => json::write(self, out),
            Format::Github => github::write(self, out),
            Format::Sarif => sarif::write(self, out),
            Format::Junit => junit::write(self, out),
        }
    }

    fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.review.surfaces.iter().flat_map(|surface| &surface.findings)
    }

    /// The verdict in a sentence.
    fn headline(&self) -> String {
        let counts = Counts::of(self.findings());
        let accepted = match counts.accepted {
            0 => String::new(),
            count => format!(
                " ({} accepted by the allow file)",
                plural(count, "breaking change is", "breaking changes are")
            ),
        };
        match self.review.verdict() {
            Verdict::Identical => "Nothing changed.".into(),
            Verdict::Documentation => {
                "Only descriptions, examples or spelling changed: no new version is needed.".into()
            }
            Verdict::Additive if counts.accepted > 0 => {
                "No new version is needed".to_owned() + &accepted + "."
            }
            Verdict::Additive => {
                "Every new document is also valid under the old schemas: no new version is needed.".into()
            }
            Verdict::Breaking if counts.breaking > 0 => {
                let changes = plural(counts.breaking, "change breaks", "changes break");
                format!(
                    "{changes} what readers of published documents rely on: a new version is needed{accepted}."
                )
            }
            Verdict::Breaking => format!("Entries of the allow file no longer serve{accepted}."),
        }
    }
}

/// How many findings there are of each kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Counts {
    /// Changes that need a new version.
    breaking: usize,
    /// Entries of the allow file that no longer serve.
    exceptions: usize,
    /// Changes that would need a new version and are accepted.
    accepted: usize,
    additive: usize,
    documentation: usize,
}

impl Counts {
    fn of<'f>(findings: impl Iterator<Item = &'f Finding>) -> Self {
        let mut counts = Self::default();
        for finding in findings {
            let count = match finding.rule.severity {
                _ if finding.rule.area == Area::Exception => &mut counts.exceptions,
                Severity::Breaking if finding.accepted.is_some() => &mut counts.accepted,
                Severity::Breaking => &mut counts.breaking,
                Severity::Additive => &mut counts.additive,
                Severity::Documentation => &mut counts.documentation,
            };
            *count += 1;
        }
        counts
    }

    /// `2 breaking, 1 additive`.
    fn summary(self) -> String {
        let counts: Vec<String> = [
            (self.breaking, "breaking"),
            (self.exceptions, "about the allow file"),
            (self.accepted, "accepted"),
            (self.additive, "additive"),
            (self.documentation, "documentation"),
        ]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
        if counts.is_empty() { "no findings".into() } else { counts.join(", ") }
    }
}

/// The word for a verdict in every format.
fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Identical => "identical",
        Verdict::Documentation => "documentation",
        Verdict::Additive => "additive",
        Verdict::Breaking => "breaking",
    }
}

/// The word for the severity of a finding, with `accepted` for those that an exception covers.
fn label(finding: &Finding) -> &'static str {
    match finding.rule.severity {
        Severity::Breaking if finding.accepted.is_some() => "accepted",
        severity => severity_word(severity),
    }
}

fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Breaking => "breaking",
        Severity::Additive => "additive",
        Severity::Documentation => "documentation",
    }
}

fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Where in documents a finding is, with its surface.
fn whole_place(finding: &Finding) -> String {
    format!("{} in {}", finding.path, finding.surface)
}

/// The other places of a finding, as many as a line takes.
fn other_places(finding: &Finding) -> String {
    const SHOWN: usize = 5;
    let mut places: Vec<String> = finding.also.iter().take(SHOWN).map(ToString::to_string).collect();
    if finding.also.len() > SHOWN {
        places.push(format!("{} more", finding.also.len() - SHOWN));
    }
    places.join(", ")
}

/// A schema value in one line, cut where it gets long.
fn brief(value: &Value) -> String {
    shorten::cut(&value.to_string(), 160)
}
