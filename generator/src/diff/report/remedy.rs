//! How to get past the check: the new version, or the entry that accepts the change for a while.

use std::collections::BTreeSet;

use jiff::ToSpan as _;
use toml::Value;

use super::Report;
use crate::diff::{Finding, Verdict};
use crate::rules::Area;

/// Days that a proposed exception lasts.
const DAYS: i32 = 90;

/// Entries that are spelled out.
const ENTRIES: usize = 20;

/// What can be done about a breaking verdict.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Remedy {
    /// What to do, sentence by sentence.
    pub(super) advice: Vec<String>,
    /// The entries to paste, as TOML; empty when no change is to be accepted.
    pub(super) entries: String,
}

/// What can be done; none when the check passes.
pub(super) fn of(report: &Report<'_>) -> Option<Remedy> {
    if report.review.verdict() != Verdict::Breaking {
        return None;
    }
    let failing: Vec<&Finding> =
        report.findings().filter(|finding| finding.verdict() == Verdict::Breaking).collect();
    let changes: Vec<&Finding> =
        failing.iter().copied().filter(|finding| finding.rule.area != Area::Exception).collect();
    let mut advice = Vec::new();
    if !changes.is_empty() {
        let rows: BTreeSet<&str> = changes.iter().map(|finding| finding.bump.name()).collect();
        advice.push(format!(
            "To get past this check, keep the published schemas and add the changed ones as a new version ({}).",
            rows.into_iter().collect::<Vec<_>>().join(", ")
        ));
        advice.push(
            "Where no reader can be hurt, accept the change for a while: add this, with a reason, to the --allow file."
                .into(),
        );
    }
    if failing.len() > changes.len() {
        advice.push("Remove the entries of the allow file that no longer serve.".into());
    }
    let expires = report.today.and_then(|today| today.checked_add(DAYS.days()).ok());
    let expires = expires.map_or_else(|| "YYYY-MM-DD".into(), |date| date.to_string());
    let mut entries: Vec<String> =
        changes.iter().take(ENTRIES).map(|change| entry(change, &expires)).collect();
    if changes.len() > ENTRIES {
        entries.push(format!("# and {} more; --format json lists every finding\n", changes.len() - ENTRIES));
    }
    Some(Remedy { advice, entries: entries.join("\n") })
}

/// The entry that accepts a change; its reason is blank, which the allow file does not take.
fn entry(finding: &Finding, expires: &str) -> String {
    let text = |text: &str| Value::from(text).to_string();
    format!(
        "[[allow]]\nrule = {}\nsurface = {}\npath = {}\nreason = \"\"\nexpires = \"{expires}\"\n",
        text(finding.rule.id),
        text(&finding.surface),
        text(&finding.path.to_string())
    )
}

#[cfg(test)]
mod tests {
    use super::entry;
    use crate::diff::exceptions::AllowFile;
    use crate::diff::{DocumentPath, Finding, Step};
    use crate::rules::file::SURFACE_REMOVED;

    #[test]
    fn a_proposed_entry_covers_its_finding_once_it_has_a_reason() {
        let finding = Finding {
            rule: &SURFACE_REMOVED,
            path: DocumentPath::root().then(Step::Member("a\"b\\ ü\n'c".into())),
            ..super::super::sample::breaking()
        };
        let text = entry(&finding, "2027-01-31");
        let error = AllowFile::parse("allow.toml", &text).unwrap_err().to_string();
        assert!(error.contains("the reason is blank"), "a pasted entry must not work unread: {error}");
        let text = text.replace("reason = \"\"", "reason = \"agreed\"");
        let allowed = AllowFile::parse("allow.toml", &text).unwrap();
        assert!(allowed.entries[0].covers(&finding), "{text}");
    }
}
