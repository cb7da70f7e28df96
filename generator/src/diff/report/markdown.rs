//! The report as GitHub's markdown, for job summaries and comments: the verdict, a table per surface, example
//! documents folded away.
//!
//! Schemas come from pull requests, so whatever stems from them is written such that it is shown as it is: no link,
//! no mention, no HTML, no way out of a table or a block of code.

use std::io::{self, Write};

use super::{Report, brief, label, other_places, remedy, shorten, word};
use crate::diff::{Example, Finding, SurfaceReview, Verdict};

/// Rows that are shown over all surfaces: a job summary may take a megabyte.
const ROWS: usize = 200;

/// Example documents that are shown.
const EXAMPLES: usize = 20;

/// Characters of an example document that are shown.
const LONGEST_EXAMPLE: usize = 10_000;

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let verdict = report.review.verdict();
    writeln!(out, "## {}: {}\n", mark(verdict), word(verdict))?;
    writeln!(out, "{}\n", prose(&report.headline()))?;
    writeln!(out, "{} → {}", code(report.old), code(report.new))?;
    let (changed, unchanged): (Vec<_>, Vec<_>) =
        report.review.surfaces.iter().partition(|surface| !surface.findings.is_empty());
    let mut rows = ROWS;
    for surface in changed {
        table(surface, &mut rows, out)?;
    }
    if !unchanged.is_empty() && verdict != Verdict::Identical {
        let names: Vec<String> = unchanged.iter().map(|surface| code(&surface.surface)).collect();
        writeln!(out, "\nUnchanged: {}", names.join(", "))?;
    }
    examples(report, out)?;
    if let Some(remedy) = remedy::of(report) {
        writeln!(out, "\n### How to get past this\n\n{}", prose(&remedy.advice.join(" ")))?;
        if !remedy.entries.is_empty() {
            writeln!(out, "\n{}", block("toml", &remedy.entries))?;
        }
    }
    Ok(())
}

fn mark(verdict: Verdict) -> &'static str {
    if verdict == Verdict::Breaking { "❌ Contract" } else { "✅ Contract" }
}

fn table(
    SurfaceReview { surface, findings }: &SurfaceReview,
    rows: &mut usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "\n### {}\n", code(surface))?;
    let shown = findings.len().min(*rows);
    *rows -= shown;
    if shown > 0 {
        writeln!(out, "| | where | what | rule |\n|---|---|---|---|")?;
    }
    for finding in &findings[..shown] {
        let place = code(&finding.path.to_string());
        writeln!(out, "| {} | {place} | {} | {} |", label(finding), what(finding), code(finding.rule.id))?;
    }
    if shown < findings.len() {
        writeln!(out, "\nand {} more; `--format text` shows all of them.", findings.len() - shown)?;
    }
    Ok(())
}

fn what(finding: &Finding) -> String {
    let mut parts = vec![prose(&finding.sentence)];
    if !finding.also.is_empty() {
        parts.push(format!("also at {}", code(&other_places(finding))));
    }
    for (name, value) in [("old", &finding.old), ("new", &finding.new)] {
        parts.extend(value.as_ref().map(|value| format!("{name}: {}", code(&brief(value)))));
    }
    if let Some(exception) = &finding.accepted {
        parts.push(format!("Accepted until {}: {}", prose(&exception.expires), prose(&exception.reason)));
    } else if finding.verdict() == Verdict::Breaking {
        parts.push(format!("changes: {}", finding.bump.name()));
    }
    if finding.example == Example::NotFound {
        parts.push(
            "No example document was found; that the change is compatible could not be proved either.".into(),
        );
    }
    parts.join("<br>")
}

fn examples(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let found: Vec<(&Finding, &serde_json::Value)> = report
        .findings()
        .filter_map(|finding| match &finding.example {
            Example::Found(document) => Some((finding, document)),
            _ => None,
        })
        .collect();
    if found.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n### Documents that the old schemas reject")?;
    for (finding, document) in found.iter().take(EXAMPLES) {
        let shown = if report.full_examples {
            serde_json::to_string_pretty(document)?
        } else {
            shorten::on_one_line(document, &finding.path).text
        };
        let shown = shorten::cut(&shown, LONGEST_EXAMPLE);
        writeln!(
            out,
            "\n<details><summary>{}: {}</summary>\n\n{}\n</details>",
            prose(&finding.surface),
            prose(&finding.path.to_string()),
            block("json", &shown)
        )?;
    }
    if found.len() > EXAMPLES {
        writeln!(out, "\nand {} more; `--format text` shows all of them.", found.len() - EXAMPLES)?;
    }
    Ok(())
}

/// Text without any effect, in markdown and inside HTML elements: whatever could be more than text becomes a character
/// reference. References are resolved before GitHub looks for mentions and issue numbers, so an invisible character
/// parts the sign from the name.
fn prose(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut previous = ' ';
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        let next = rest.peek().copied().unwrap_or(' ');
        let is_harmless = match character {
            ' ' | ',' | ';' | '(' | ')' | '\'' | '?' | '=' | '%' => true,
            // Inside a word they could make it a link.
            '.' | ':' => next.is_whitespace(),
            '-' => previous.is_alphanumeric() && next.is_alphanumeric(),
            _ => !character.is_ascii_punctuation() && !character.is_control(),
        };
        match character {
            '@' | '#' => safe.extend([reference(character), "\u{2060}".into()]),
            _ if is_harmless => safe.push(character),
            _ if character.is_control() => safe.push(' '),
            _ => safe.push_str(&reference(character)),
        }
        previous = character;
    }
    safe
}

fn reference(character: char) -> String {
    format!("&#{};", u32::from(character))
}

/// Text as code within a line. Longer backtick runs than any inside delimit it, so that it cannot end early.
fn code(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|character| if character.is_control() { ' ' } else { character })
        .collect::<String>()
        // Cells of tables end at bars even inside code.
        .replace('|', "\\|");
    let fence = "`".repeat(longest_run(&text) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') || text.is_empty() { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A block of code.
fn block(language: &str, text: &str) -> String {
    let fence = "`".repeat((longest_run(text) + 1).max(3));
    let end = if text.ends_with('\n') { "" } else { "\n" };
    format!("{fence}{language}\n{text}{end}{fence}")
}

/// The length of the longest run of backticks.
fn longest_run(text: &str) -> usize {
    text.split(|character| character != '`').map(str::len).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::{Format, Report, sample};
    use super::{block, code, prose};
    use crate::diff::{Example, Finding, Review, SurfaceReview};

    #[test]
    fn the_verdict_comes_first_and_examples_are_folded() {
        let text = sample::written(&sample::review(), Format::Markdown);
        assert!(text.starts_with("## ❌ Contract: breaking\n\n1 change breaks what readers"), "{text}");
        let row = "| breaking | `sessions[].kind` | The closed list allows &#34;&#96;c&#96;&#34; now: readers \
                   &#60;that&#62; know &#124; a, b reject it, 100%.<br>also at `rows[].kind, kind`<br>old: `[\"a\",\"b\"]`<br>new: \
                   ``[\"a\",\"b\",\"`c`\"]``<br>changes: values of a closed list | `enum-value-added` |\n";
        assert!(text.contains(row), "expected {row} in:\n{text}");
        assert!(text.contains("| accepted | `gone` | The member gone is gone."), "{text}");
        assert!(text.contains("Accepted until 2027-01-31: Never printed."), "{text}");
        assert!(text.contains("\nUnchanged: `usage-daily`\n"), "{text}");
        let example = "<details><summary>session-export: sessions&#91;&#93;&#46;kind</summary>\n\n```json\n\
                       {\"schema_version\":1,\"sessions\":[{\"kind\":\"`c`\"}]}\n```\n</details>";
        assert!(text.contains(example), "expected {example} in:\n{text}");
        assert!(text.contains("```toml\n[[allow]]\nrule = \"enum-value-added\""), "{text}");
        let passed = sample::written(&Review::default(), Format::Markdown);
        assert_eq!(passed, "## ✅ Contract: identical\n\nNothing changed.\n\n`git:v1:schemas` → `schemas`\n");
    }

    #[test]
    fn full_examples_are_whole_and_still_fenced_in() {
        let hostile = "x".repeat(400) + "\n````\n<script>";
        let finding = Finding { example: Example::Found(hostile.clone().into()), ..sample::breaking() };
        let review = Review {
            surfaces: vec![SurfaceReview { surface: "session-export".into(), findings: vec![finding] }],
        };
        let full = sample::written_with(&review, Format::Markdown, |report| Report {
            full_examples: true,
            ..report
        });
        let document = serde_json::to_string(&hostile).unwrap();
        assert!(full.contains(&format!("\n`````json\n{document}\n`````\n")), "{full}");
        assert!(!sample::written(&review, Format::Markdown).contains(&document), "it must be shortened");
    }

    #[test]
    fn a_long_report_stays_below_the_limit_of_a_job_summary() {
        let findings = vec![sample::breaking(); 5_000];
        let review = Review { surfaces: vec![SurfaceReview { surface: "session-export".into(), findings }] };
        let text = sample::written(&review, Format::Markdown);
        assert!(text.len() < 1 << 20, "{} bytes", text.len());
        assert!(text.contains("and 4800 more;") && text.contains("and 4980 more;"), "{text}");
    }

    #[test]
    fn text_from_schemas_has_no_effect() {
        let linked =
            prose("see [x](https://evil.example) or www.evil.example, @team #12 <img src=x> **b** $x$ a|b");
        let expected = "see &#91;x&#93;(https&#58;&#47;&#47;evil&#46;example) or www&#46;evil&#46;example, \
                        &#64;\u{2060}team &#35;\u{2060}12 &#60;img src=x&#62; &#42;&#42;b&#42;&#42; &#36;x&#36; a&#124;b";
        assert_eq!(linked, expected);
        assert_eq!(prose("a\r\nb: c-d. - e"), "a  b: c-d. &#45; e");
        assert_eq!(code("a``b|c\nd"), "```a``b\\|c d```");
        assert_eq!(code("`a`"), "`` `a` ``");
        assert_eq!(block("json", "```"), "````json\n```\n````");
    }
}
