//! Stands in for the comparison of vectors: whole files.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::diff::{DocumentPath, Example, Finding, SurfaceReview};
use crate::rules;

/// Compares two versions of the vectors, by file name without extension.
pub fn review_vectors(old: &BTreeMap<String, Value>, new: &BTreeMap<String, Value>) -> Vec<SurfaceReview> {
    let names: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let review = |name: &String| {
        let rule = if old.contains_key(name) {
            &rules::vector::VECTOR_CHANGED
        } else {
            &rules::vector::VECTOR_ADDED
        };
        let finding = (old.get(name) != new.get(name)).then(|| Finding {
            rule,
            bump: rule.bump,
            surface: name.clone(),
            path: DocumentPath::root(),
            also: Vec::new(),
            pointer: String::new(),
            old: None,
            new: None,
            sentence: rule.purpose.to_owned(),
            example: Example::NotNeeded,
            accepted: None,
        });
        SurfaceReview { surface: name.clone(), findings: finding.into_iter().collect() }
    };
    names.into_iter().map(review).collect()
}
