//! The report as workflow commands of GitHub Actions, which become annotations on the lines of a pull request.

use std::io::{self, Write};

use super::places::{Place, Places};
use super::{Counts, Report, label, other_places, whole_place, word};
use crate::diff::Verdict;
use crate::rules::{Area, Severity};

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::of(report);
    for finding in report.findings() {
        let command = match finding.rule.severity {
            Severity::Breaking if finding.accepted.is_some() => "warning",
            Severity::Breaking => "error",
            Severity::Additive | Severity::Documentation => "notice",
        };
        let title = format!("{}: {}", label(finding), finding.rule.id);
        let mut message = if finding.rule.area == Area::Exception {
            finding.sentence.clone()
        } else {
            format!("{}: {}", whole_place(finding), finding.sentence)
        };
        if let Some(exception) = &finding.accepted {
            message = format!("{message}\nAccepted until {}: {}", exception.expires, exception.reason);
        } else if finding.verdict() == Verdict::Breaking && finding.rule.area != Area::Exception {
            message = format!("{message}\nIt changes: {}.", finding.bump.name());
        }
        if !finding.also.is_empty() {
            message = format!("{message}\nAlso at: {}.", other_places(finding));
        }
        annotate(out, command, places.find(finding).as_ref(), &title, &message)?;
    }
    let counts = Counts::of(report.findings()).summary();
    writeln!(out, "contractgen diff: {} ({counts})", word(report.review.verdict()))
}

/// Writes one annotation.
///
/// # Errors
///
/// What `out` fails with.
fn annotate(
    out: &mut dyn Write,
    command: &str,
    place: Option<&Place<'_>>,
    title: &str,
    message: &str,
) -> io::Result<()> {
    write!(out, "::{command} ")?;
    if let Some(Place { file, line }) = place {
        write!(out, "file={},", property(file))?;
        if let Some(line) = line {
            write!(out, "line={line},")?;
        }
    }
    writeln!(out, "title={}::{}", property(title), data(message))
}

/// Writes an annotation for a comparison that could not be made.
///
/// # Errors
///
/// What `out` fails with.
pub fn write_failure(out: &mut dyn Write, message: &str) -> io::Result<()> {
    annotate(out, "error", None, "contractgen could not compare", message)
}

/// Text after the second `::`, up to the end of the line.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property, which `:` and `,` would end.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::{Format, sample};

    #[test]
    fn annotations_point_at_lines_and_escape_what_would_end_them() {
        let text = sample::written(&sample::review(), Format::Github);
        let expected = "\
::error file=allow.toml,line=7,title=breaking%3A exception-expired::The exception has expired.
::error file=schemas/v 1%2Ca/session-export.json,line=6,title=breaking%3A enum-value-added::sessions[].kind in \
session-export: The closed list allows \"`c`\" now:%0Areaders <that> know | a, b reject it, 100%25.%0AIt changes: \
values of a closed list.%0AAlso at: rows[].kind, kind.
::warning file=schemas/v 1%2Ca/session-export.json,line=2,title=accepted%3A property-removed::gone in \
session-export: The member gone is gone.%0AAccepted until 2027-01-31: Never printed.
::notice file=schemas/v 1%2Ca/session-export.json,line=3,title=additive%3A property-added::more in \
session-export: The member more may occur.
::notice file=schemas/v 1%2Ca/session-export.json,line=11,title=documentation%3A title-changed::(document) in \
session-export: The title changed.
contractgen diff: breaking (1 breaking, 1 about the allow file, 1 accepted, 1 additive, 1 documentation)
";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_failure_is_an_annotation_too() {
        let mut out = Vec::new();
        super::write_failure(&mut out, "no\n::error::x").unwrap();
        assert_eq!(out, b"::error title=contractgen could not compare::no%0A::error::x\n");
    }
}
