//! The check on history: release 0.38 of agentsview changed the session export and kept the version number 1. Compared
//! with the published schema, the change could not have passed.

#![expect(clippy::unwrap_used, reason = "a fixture that cannot be read fails the test")]

use std::fs;
use std::path::Path;

use agent_contracts::Surface;
use contractgen::diff::{Example, SurfaceReview, Verdict, review_surface};
use contractgen::rules::Severity;
use serde_json::Value;

fn root() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The schema of what 0.38.1 printed, written by hand from its documents.
fn schema_of_0_38() -> Value {
    let text = fs::read_to_string(root().join("tests/data/schema-diff/session-export-0.38.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn published() -> Value {
    contractgen::emit::published(Surface::SessionExport)
}

fn review() -> SurfaceReview {
    review_surface("session-export", &published(), &schema_of_0_38()).unwrap()
}

#[test]
fn the_schema_of_0_38_is_that_of_its_documents() {
    let text = fs::read_to_string(root().join("tests/data/releases/0.38.1/sessions.json")).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    let validator = jsonschema::validator_for(&schema_of_0_38()).unwrap();
    let errors: Vec<String> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "what 0.38.1 printed must satisfy the schema: {errors:?}");
}

#[test]
fn the_comparison_says_what_reviewers_missed() {
    let review = review();
    assert_eq!(review.verdict(), Verdict::Breaking);
    let found: Vec<(&str, String)> =
        review.findings.iter().map(|finding| (finding.rule.id, finding.path.to_string())).collect();
    for expected in [
        ("type-changed", "sessions[].project"),
        ("property-removed", "sessions[].machine"),
        ("property-removed", "sessions[].worktree"),
        ("property-removed", "sessions[].cwd"),
        ("property-removed", "sessions[].git_branch"),
        ("property-removed", "projects.*.identity.key_source"),
        ("required-removed", "projects.*.identity"),
        ("pattern-changed", "projects.*.identity.key"),
        ("property-added", "projects.*.display_label"),
    ] {
        let expected = (expected.0, expected.1.to_owned());
        assert!(found.contains(&expected), "{expected:?} is missing in {found:#?}");
    }
    assert!(!found.iter().any(|(rule, _)| *rule == "unhandled-change"), "every break has a name: {found:#?}");
}

#[test]
fn the_page_shows_these_findings() {
    let page = fs::read_to_string(root().join("docs/what-upstream-missed.md")).unwrap();
    for finding in review().findings.iter().filter(|finding| finding.rule.severity >= Severity::Additive) {
        let row = format!("| [`{0}`](rules.md#{0}) | {1} |", finding.rule.id, finding.sentence);
        assert!(page.contains(&row), "docs/what-upstream-missed.md should have this row:\n{row}");
    }
}

#[test]
fn each_break_comes_with_a_document_that_0_37_readers_reject() {
    let (old, new) = (published(), schema_of_0_38());
    for finding in review().findings.iter().filter(|finding| finding.rule.severity == Severity::Breaking) {
        let Example::Found(document) = &finding.example else {
            panic!("{} at {}: an example must be found", finding.rule.id, finding.path);
        };
        assert!(jsonschema::is_valid(&new, document) && !jsonschema::is_valid(&old, document));
    }
}
