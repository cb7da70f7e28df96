//! The report as JUnit XML: a suite per surface, a test case per finding, one that passes where nothing changed.

use std::io::{self, Write};

use super::{Report, brief, label, other_places};
use crate::diff::{Example, Finding, SurfaceReview, Verdict};

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    let all: Vec<&Finding> = report.findings().collect();
    let unchanged = report.review.surfaces.iter().filter(|surface| surface.findings.is_empty()).count();
    let counts = counts(&all, all.len() + unchanged);
    writeln!(out, r#"<testsuites name="contractgen diff" {counts}>"#)?;
    for surface in &report.review.surfaces {
        suite(surface, out)?;
    }
    writeln!(out, "</testsuites>")
}

fn counts(findings: &[&Finding], tests: usize) -> String {
    let failures = findings.iter().filter(|finding| finding.verdict() == Verdict::Breaking).count();
    let skipped = findings.iter().filter(|finding| finding.accepted.is_some()).count();
    format!(r#"tests="{tests}" failures="{failures}" errors="0" skipped="{skipped}""#)
}

fn suite(SurfaceReview { surface, findings }: &SurfaceReview, out: &mut dyn Write) -> io::Result<()> {
    let counts = counts(&findings.iter().collect::<Vec<_>>(), findings.len().max(1));
    let name = escaped(surface);
    writeln!(out, r#"  <testsuite name="{name}" {counts}>"#)?;
    if findings.is_empty() {
        writeln!(out, r#"    <testcase classname="{name}" name="unchanged"/>"#)?;
    }
    for finding in findings {
        case(finding, out)?;
    }
    writeln!(out, "  </testsuite>")
}

fn case(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let title = escaped(&format!("{}: {}", finding.rule.id, finding.path));
    writeln!(out, r#"    <testcase classname="{}" name="{title}">"#, escaped(&finding.surface))?;
    let sentence = escaped(&finding.sentence);
    if let Some(exception) = &finding.accepted {
        let why = escaped(&format!("accepted until {}: {}", exception.expires, exception.reason));
        writeln!(out, r#"      <skipped message="{why}"/>"#)?;
        writeln!(out, "      <system-out>{sentence}</system-out>")?;
    } else if finding.verdict() == Verdict::Breaking {
        let rule = escaped(finding.rule.id);
        let details = escaped(&details(finding));
        writeln!(out, r#"      <failure type="{rule}" message="{sentence}">{details}</failure>"#)?;
    } else {
        writeln!(out, "      <system-out>{}: {sentence}</system-out>", label(finding))?;
    }
    writeln!(out, "    </testcase>")
}

fn details(finding: &Finding) -> String {
    let mut lines = vec![format!("changes: {}", finding.bump.name())];
    if !finding.also.is_empty() {
        lines.push(format!("also at: {}", other_places(finding)));
    }
    for (name, value) in [("old", &finding.old), ("new", &finding.new)] {
        lines.extend(value.as_ref().map(|value| format!("{name}: {}", brief(value))));
    }
    if let Example::Found(document) = &finding.example {
        lines.push(format!("example: {document}"));
    }
    lines.join("\n")
}

/// Text as it stands in content and in attributes. What XML cannot hold at all becomes U+FFFD.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&apos;"),
            '\n' => safe.push_str("&#10;"),
            '\r' => safe.push_str("&#13;"),
            '\t' => safe.push_str("&#9;"),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => safe.push('\u{fffd}'),
            character => safe.push(character),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::super::{Format, sample};

    #[test]
    fn failures_exceptions_and_passes_are_test_cases() {
        let text = sample::written(&sample::review(), Format::Junit);
        let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="contractgen diff" tests="6" failures="2" errors="0" skipped="1">
  <testsuite name="allow-file" tests="1" failures="1" errors="0" skipped="0">
    <testcase classname="allow-file" name="exception-expired: other">
      <failure type="exception-expired" message="The exception has expired.">changes: no new version</failure>
    </testcase>
  </testsuite>
  <testsuite name="session-export" tests="4" failures="1" errors="0" skipped="1">
    <testcase classname="session-export" name="enum-value-added: sessions[].kind">
      <failure type="enum-value-added" message="The closed list allows &quot;`c`&quot; now:&#10;readers &lt;that&gt; know | a, b reject it, 100%.">changes: values of a closed list&#10;also at: rows[].kind, kind&#10;old: [&quot;a&quot;,&quot;b&quot;]&#10;new: [&quot;a&quot;,&quot;b&quot;,&quot;`c`&quot;]&#10;example: {&quot;schema_version&quot;:1,&quot;sessions&quot;:[{&quot;kind&quot;:&quot;`c`&quot;}]}</failure>
    </testcase>
    <testcase classname="session-export" name="property-removed: gone">
      <skipped message="accepted until 2027-01-31: Never printed."/>
      <system-out>The member gone is gone.</system-out>
    </testcase>
    <testcase classname="session-export" name="property-added: more">
      <system-out>additive: The member more may occur.</system-out>
    </testcase>
    <testcase classname="session-export" name="title-changed: (document)">
      <system-out>documentation: The title changed.</system-out>
    </testcase>
  </testsuite>
  <testsuite name="usage-daily" tests="1" failures="0" errors="0" skipped="0">
    <testcase classname="usage-daily" name="unchanged"/>
  </testsuite>
</testsuites>
"#;
        assert_eq!(text, expected);
    }

    #[test]
    fn what_xml_cannot_hold_is_replaced() {
        assert_eq!(super::escaped("a\u{0}\u{1b}]]>\u{ffff}'\t"), "a\u{fffd}\u{fffd}]]&gt;\u{fffd}&apos;&#9;");
    }
}
