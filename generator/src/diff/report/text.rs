//! The report for people at a terminal: what it means first, then surface by surface, then how to get on.

use std::io::{self, Write};

use super::{Report, brief, label, other_places, remedy, shorten, word};
use crate::diff::{Example, Finding, Verdict};
use crate::rules::Severity;
use crate::validate::printable;

/// Columns that paths are padded to at most.
const WIDEST_PATH: usize = 48;

/// Control sequences, or nothing.
struct Paint {
    on: bool,
}

impl Paint {
    fn bold(&self, text: &str) -> String {
        self.with("1", text)
    }

    fn dim(&self, text: &str) -> String {
        self.with("2", text)
    }

    fn with(&self, code: &str, text: &str) -> String {
        if self.on { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn severity(&self, finding: &Finding, text: &str) -> String {
        let code = match finding.rule.severity {
            Severity::Breaking if finding.accepted.is_some() => "33",
            Severity::Breaking => "31;1",
            Severity::Additive => "32",
            Severity::Documentation => "2",
        };
        self.with(code, text)
    }
}

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let paint = Paint { on: report.colour };
    let verdict = word(report.review.verdict());
    let sides = format!("{} -> {}", printable(report.old), printable(report.new));
    writeln!(out, "{}: {sides}", paint.bold(verdict))?;
    writeln!(out, "{}", report.headline())?;
    let (changed, unchanged): (Vec<_>, Vec<_>) =
        report.review.surfaces.iter().partition(|surface| !surface.findings.is_empty());
    for surface in changed {
        writeln!(out, "\n{}", paint.bold(&printable(&surface.surface)))?;
        let paths = surface.findings.iter().map(|finding| finding.path.to_string().chars().count());
        let width = paths.max().unwrap_or_default().min(WIDEST_PATH);
        for finding in &surface.findings {
            let path = printable(&finding.path.to_string());
            let label = paint.severity(finding, &format!("{:13}", label(finding)));
            let rule = paint.dim(&format!("[{}]", finding.rule.id));
            writeln!(out, "  {label}  {path:width$}  {rule}")?;
            details(report, finding, out)?;
        }
    }
    if !unchanged.is_empty() && report.review.verdict() != Verdict::Identical {
        let names: Vec<&str> = unchanged.iter().map(|surface| surface.surface.as_str()).collect();
        writeln!(out, "\nunchanged: {}", printable(&names.join(", ")))?;
    }
    if let Some(remedy) = remedy::of(report) {
        writeln!(out, "\n{}", remedy.advice.join("\n"))?;
        if !remedy.entries.is_empty() {
            write!(out, "\n{}", remedy.entries)?;
        }
    }
    Ok(())
}

/// The lines below a finding, in two columns.
fn details(report: &Report<'_>, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "    {}", printable(&finding.sentence))?;
    let mut line = |name: &str, text: &str| writeln!(out, "    {name:9}{}", printable(text));
    if !finding.also.is_empty() {
        line("also at", &other_places(finding))?;
    }
    for (name, value) in [("old", &finding.old), ("new", &finding.new)] {
        if let Some(value) = value {
            line(name, &brief(value))?;
        }
    }
    if finding.rule.severity == Severity::Breaking {
        line("changes", finding.bump.name())?;
    }
    match &finding.example {
        Example::Found(document) if report.full_examples => line("example", &document.to_string())?,
        Example::Found(document) => {
            let shown = shorten::on_one_line(document, &finding.path);
            let note = if shown.is_whole { "" } else { "  (shortened; --examples full)" };
            line("example", &format!("{}{note}", shown.text))?;
        }
        Example::NotFound => {
            line("example", "none was found; that the change is compatible could not be proved either")?;
        }
        Example::NotNeeded => {}
    }
    match &finding.accepted {
        Some(exception) => line("accepted", &format!("until {}: {}", exception.expires, exception.reason)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Format, sample};
    use crate::diff::Review;

    #[test]
    fn every_kind_of_finding_has_its_lines() {
        let text = sample::written(&sample::review(), Format::Text);
        let expected = "\
breaking: git:v1:schemas -> schemas
1 change breaks what readers of published documents rely on: a new version is needed (1 breaking change is \
accepted by the allow file).

allow-file
  breaking       other  [exception-expired]
    The exception has expired.
    changes  no new version

session-export
  breaking       sessions[].kind  [enum-value-added]
    The closed list allows \"`c`\" now:\\nreaders <that> know | a, b reject it, 100%.
    also at  rows[].kind, kind
    old      [\"a\",\"b\"]
    new      [\"a\",\"b\",\"`c`\"]
    changes  values of a closed list
    example  {\"schema_version\":1,\"sessions\":[{\"kind\":\"`c`\"}]}
  accepted       gone             [property-removed]
    The member gone is gone.
    old      null
    changes  field removal
    example  none was found; that the change is compatible could not be proved either
    accepted until 2027-01-31: Never printed.
  additive       more             [property-added]
    The member more may occur.
  documentation  (document)       [title-changed]
    The title changed.

unchanged: usage-daily

To get past this check, keep the published schemas and add the changed ones as a new version (values of a closed \
list).
Where no reader can be hurt, accept the change for a while: add this, with a reason, to the --allow file.
Remove the entries of the allow file that no longer serve.

[[allow]]
rule = \"enum-value-added\"
surface = \"session-export\"
path = \"sessions[].kind\"
reason = \"\"
expires = \"2027-02-28\"
";
        assert_eq!(text, expected);
    }

    #[test]
    fn colour_is_asked_for_and_changes_no_word() {
        let plain = sample::written(&sample::review(), Format::Text);
        let coloured = sample::written_with(&sample::review(), Format::Text, |report| super::super::Report {
            colour: true,
            ..report
        });
        assert!(!plain.contains('\u{1b}') && coloured.contains("\u{1b}[31;1mbreaking"), "{coloured}");
        let stripped: String = coloured
            .split('\u{1b}')
            .enumerate()
            .map(|(index, part)| if index == 0 { part } else { part.split_once('m').unwrap().1 })
            .collect();
        assert_eq!(stripped, plain);
    }

    #[test]
    fn nothing_found_is_two_lines() {
        let text = sample::written(&Review::default(), Format::Text);
        assert_eq!(text, "identical: git:v1:schemas -> schemas\nNothing changed.\n");
    }
}
