//! A name for a finding that stays the same from run to run and from commit to commit.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::diff::Finding;

/// The first 12 hex digits of SHA-256 over rule, surface and path. Sentences may be reworded, and the values of a
/// change may grow during a review, without making it another finding.
pub fn fingerprint(finding: &Finding) -> String {
    let path = finding.path.to_string();
    let named = [finding.rule.id, &finding.surface, &path].join("\n");
    Sha256::digest(named).iter().take(6).fold(String::new(), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::fingerprint;
    use crate::diff::{DocumentPath, Finding};

    #[test]
    fn only_rule_surface_and_path_count() {
        let finding = sample::breaking();
        let first = fingerprint(&finding);
        // printf 'enum-value-added\nsession-export\nsessions[].kind' | sha256sum
        assert_eq!(first, "4f40ad593399");
        let reworded = Finding { sentence: "Other words.".into(), old: None, ..finding.clone() };
        assert_eq!(fingerprint(&reworded), first);
        for other in [
            Finding { surface: "usage-daily".into(), ..finding.clone() },
            Finding { path: DocumentPath::root(), ..finding.clone() },
            Finding { rule: sample::additive().rule, ..finding },
        ] {
            assert_ne!(fingerprint(&other), first);
        }
    }
}
