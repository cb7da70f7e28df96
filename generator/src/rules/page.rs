//! The page on the rules, `docs/rules.md`, made from the records.

use std::fmt::Write as _;

use super::{Area, Rule, all};

/// The page's text.
pub fn page() -> String {
    let mut text = String::from(
        "<!-- Written by `contractgen emit` from generator/src/rules. Do not edit. -->\n\n# Rules\n\n\
         What the comparison of two versions of the contract reports. A change is *breaking* when some document that \
         the\nnew version allows is one that the old version rejects, or when that cannot be ruled out; it needs a \
         new\nversion. Names are permanent: they may be written into allow files.\n\n\
         `contractgen explain RULE` prints one of these sections.\n\n| rule | severity | row of the table | reports \
         |\n|---|---|---|---|\n",
    );
    for rule in all() {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "| [`{0}`](#{0}) | {1} | {2} | {3} |",
            rule.id,
            rule.severity.name(),
            rule.bump.name(),
            rule.purpose
        );
    }
    for area in Area::ALL {
        let _ = write!(text, "\n## Area: {}\n", area.name());
        for rule in all().filter(|rule| rule.area == area) {
            text.push_str("\n### ");
            text.push_str(&section(rule));
        }
    }
    text
}

/// One rule's part of the page, beginning with its name.
pub fn section(rule: &Rule) -> String {
    format!(
        "{}\n\n{}\n\nSeverity: {}. Row of the table: {}.\n\n{}\n\n```text\nold: {}\nnew: {}\n```\n",
        rule.id,
        folded(rule.purpose),
        rule.severity.name(),
        rule.bump.name(),
        folded(rule.advice),
        rule.shown_by.old,
        rule.shown_by.new
    )
}

/// Text in lines of bearable length.
fn folded(text: &str) -> String {
    /// Columns of the pages in `docs`.
    const COLUMNS: usize = 110;
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= COLUMNS => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::{all, page};

    #[test]
    fn every_rule_has_a_section_of_its_own_name() {
        let page = page();
        for rule in all() {
            assert_eq!(page.matches(&format!("\n### {}\n", rule.id)).count(), 1, "{}", rule.id);
            assert!(page.contains(&format!("(#{})", rule.id)), "{} must be linked from the table", rule.id);
        }
    }
}
