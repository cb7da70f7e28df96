//! Reviews everything that two sides hold: schemas one by one, surfaces that come and go, vectors.

use super::sides::{Pair, Pairs};
use super::{DocumentPath, Example, Finding, Review, SchemaError, SurfaceReview, review_surface};
use crate::rules::{self, Rule};
use crate::vectors::review_vectors;

/// Two schemas that cannot be compared.
#[derive(Debug, thiserror::Error)]
#[error("cannot compare {old} with {new}: {source}")]
pub struct ReviewError {
    old: String,
    new: String,
    source: SchemaError,
}

/// Compares the sides surface by surface.
///
/// # Errors
///
/// [`ReviewError`] for the first pair of schemas that cannot be compared.
pub fn review(pairs: &Pairs) -> Result<Review, ReviewError> {
    let mut surfaces = Vec::new();
    for pair in &pairs.schemas {
        surfaces.push(review_pair(pair)?);
    }
    surfaces.extend(review_vectors(&Pairs::values(&pairs.old_vectors), &Pairs::values(&pairs.new_vectors)));
    Ok(Review { surfaces })
}

fn review_pair(Pair { surface, old, new }: &Pair) -> Result<SurfaceReview, ReviewError> {
    match (old, new) {
        (Some(old), Some(new)) => review_surface(surface, &old.value, &new.value)
            .map_err(|source| ReviewError { old: old.path.clone(), new: new.path.clone(), source }),
        (Some(_), None) => Ok(whole_file(
            &rules::file::SURFACE_REMOVED,
            surface,
            format!("The surface {surface} is gone: whoever reads its documents is left without a schema."),
        )),
        (None, Some(new)) => {
            // Compared with itself, so that a schema that cannot be compared is refused before it is published.
            review_surface(surface, &new.value, &new.value).map_err(|source| ReviewError {
                old: "nothing".into(),
                new: new.path.clone(),
                source,
            })?;
            Ok(whole_file(
                &rules::file::SURFACE_ADDED,
                surface,
                format!("The surface {surface} is new: nobody reads its documents yet."),
            ))
        }
        (None, None) => Ok(SurfaceReview { surface: surface.clone(), findings: Vec::new() }),
    }
}

fn whole_file(rule: &'static Rule, surface: &str, sentence: String) -> SurfaceReview {
    let finding = Finding {
        rule,
        bump: rule.bump,
        surface: surface.to_owned(),
        path: DocumentPath::root(),
        also: Vec::new(),
        pointer: String::new(),
        old: None,
        new: None,
        sentence,
        example: Example::NotNeeded,
        accepted: None,
    };
    SurfaceReview { surface: surface.to_owned(), findings: vec![finding] }
}
