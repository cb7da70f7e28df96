//! Accepts single changes for a limited time, each with its reason, and reports the entries that no longer serve.
//! An accepted change stays in the report.

mod file;

pub use file::{AllowError, AllowFile, Entry, day};

use jiff::civil::Date;

use super::{DocumentPath, Example, Exception, Finding, Review, Step, SurfaceReview, Verdict};
use crate::rules::{Rule, exception};

/// The surface under which entries that name none are reported.
const ALL_SURFACES: &str = "allow-file";

/// Marks the breaking findings that an entry accepts `today`, and adds findings for expired and unused entries.
pub fn apply(allowed: &AllowFile, today: Date, review: &mut Review) {
    let mut stale = Vec::new();
    for (index, entry) in allowed.entries.iter().enumerate() {
        let mut matches = 0;
        for finding in review.surfaces.iter_mut().flat_map(|surface| &mut surface.findings) {
            if finding.verdict() == Verdict::Breaking && entry.covers(finding) {
                matches += 1;
                if today <= entry.expires {
                    finding.accepted =
                        Some(Exception { reason: entry.reason.clone(), expires: entry.expires.to_string() });
                }
            }
        }
        if today > entry.expires {
            let still = if matches > 0 { "the change is no longer accepted" } else { "no change needs it" };
            stale.push(report(&exception::EXCEPTION_EXPIRED, allowed, index, entry, still));
        } else if matches == 0 {
            stale.push(report(&exception::EXCEPTION_UNUSED, allowed, index, entry, "no change needs it"));
        }
    }
    for finding in stale {
        match review.surfaces.iter_mut().find(|review| review.surface == finding.surface) {
            Some(review) => review.findings.push(finding),
            None => review
                .surfaces
                .push(SurfaceReview { surface: finding.surface.clone(), findings: vec![finding] }),
        }
    }
    review.surfaces.sort_by(|a, b| a.surface.cmp(&b.surface));
    for surface in &mut review.surfaces {
        // Stable, so findings of one severity keep their order.
        surface.findings.sort_by_key(|finding| std::cmp::Reverse(finding.rule.severity));
    }
}

fn report(rule: &'static Rule, allowed: &AllowFile, index: usize, entry: &Entry, what: &str) -> Finding {
    let state = if *rule == exception::EXCEPTION_EXPIRED { "expired on" } else { "lasts until" };
    Finding {
        rule,
        bump: rule.bump,
        surface: entry.surface.clone().unwrap_or_else(|| ALL_SURFACES.into()),
        // The entry names the place as findings do, so it stands for itself.
        path: DocumentPath::root().then(Step::Member(entry.path.clone())),
        also: Vec::new(),
        pointer: format!("/allow/{index}"),
        old: None,
        new: None,
        sentence: format!(
            "The exception of {} at {} in {}, line {}, {state} {}: {what}; remove it.",
            entry.rule.id, entry.path, allowed.name, entry.line, entry.expires
        ),
        example: Example::NotNeeded,
        accepted: None,
    }
}
