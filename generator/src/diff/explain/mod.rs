//! Stands in for the comparison of two schemas until it is here: one finding for the document as a whole.

use serde_json::Value;

use super::{DocumentPath, Example, Finding, SurfaceReview};
use crate::rules;

/// Why two schemas cannot be compared.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct SchemaError(String);

/// Compares two versions of a surface's schema.
///
/// # Errors
///
/// [`SchemaError`] for what is no schema.
pub fn review_surface(surface: &str, old: &Value, new: &Value) -> Result<SurfaceReview, SchemaError> {
    let canonical = |schema| jsonschema::canonicalize(schema).map_err(|error| SchemaError(error.to_string()));
    let (canonical_old, canonical_new) = (canonical(old)?, canonical(new)?);
    let covers = |a: &jsonschema::canonical::CanonicalSchema, b| {
        matches!(a.covers(b), Ok(jsonschema::canonical::Containment::Yes))
    };
    let rule = match (covers(&canonical_old, &canonical_new), covers(&canonical_new, &canonical_old)) {
        (true, true) => &rules::file::DESCRIPTION_CHANGED,
        (true, false) => &rules::object::PROPERTY_ADDED,
        (false, _) => &rules::kind::UNHANDLED_CHANGE,
    };
    let finding = (old != new).then(|| Finding {
        rule,
        bump: rule.bump,
        surface: surface.to_owned(),
        path: DocumentPath::root(),
        also: Vec::new(),
        pointer: String::new(),
        old: None,
        new: None,
        sentence: rule.purpose.to_owned(),
        example: Example::NotFound,
        accepted: None,
    });
    Ok(SurfaceReview { surface: surface.to_owned(), findings: finding.into_iter().collect() })
}
