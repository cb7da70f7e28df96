//! One text: a document, or a line by itself.

use serde_json::Value;

use super::candidate::{Candidate, Claim, all_stages, decide, nearest};
use super::evidence::{self, Finding};
use super::outline::{other_encoding, surfaces_of};
use super::{Identity, LISTED, Verdict};
use crate::reading::Content;

pub(super) fn identify(text: &[u8]) -> Identity {
    if let Some(found) = other_encoding(text) {
        return without_surface(
            Verdict::Foreign,
            Finding::whole(format!("expected JSON in UTF-8, found {found}")),
        );
    }
    let content = Content::of(text);
    let members = content.value.as_object();
    let names: Vec<&str> = members.into_iter().flat_map(|object| object.keys().map(String::as_str)).collect();
    // Members that readers ignore may have the names of another surface's: what fits counts first.
    let mut likely = None;
    for surface in surfaces_of(&names) {
        let candidate = Candidate::of(text, &content, surface);
        if !candidate.fits().is_empty() {
            return measured(&candidate);
        }
        likely.get_or_insert(candidate);
    }
    match likely {
        Some(candidate) if content.error.is_some() || candidate.is_recognisable() => measured(&candidate),
        _ => unrecognised(text, &content),
    }
}

fn measured(candidate: &Candidate<'_>) -> Identity {
    let Candidate { surface, content, root, measure, .. } = candidate;
    let claim = candidate.claim();
    let identity = Identity {
        surface: Some(*surface),
        lines: None,
        claimed_version: candidate.number(),
        verdict: Verdict::Unknown { nearest: None },
        evidence: Vec::new(),
        more_evidence: 0,
    };
    let fits = candidate.fits();
    if content.error.is_none() && content.repeated.is_empty() {
        let shapes = decide(*surface, fits, claim);
        let parts = [(&content.value, *root, None)];
        let evidence = evidence::for_shapes(*surface, &parts, fits, &shapes, claim);
        if let [shape] = shapes[..] {
            return Identity { verdict: Verdict::Is(shape), evidence, ..identity };
        }
        if shapes.len() > 1 {
            return Identity { verdict: Verdict::OneOf(shapes), evidence, ..identity };
        }
    }
    let nearest = nearest(*surface, all_stages(*surface), measure, claim);
    let mut evidence: Vec<Finding> = content.error.iter().map(Finding::unreadable).collect();
    evidence.extend(content.repeated.iter().take(LISTED).map(|path| Finding::repeated(path)));
    let mut more_evidence = content.repeated.len().saturating_sub(LISTED) as u64;
    if let Some((shape, _)) = nearest
        && let Claim::Number(number @ Some(_)) = claim
        && !claim.allows(shape)
    {
        evidence.push(Finding::number(shape, number));
    }
    evidence.extend(candidate.objection.iter().map(|error| Finding::whole(error.to_string())));
    if let Some(nearest) = nearest {
        let room = LISTED.saturating_sub(evidence.len());
        let (found, more) =
            evidence::against_nearest(&content.value, root, nearest, content.error.is_some(), room);
        evidence.extend(found);
        more_evidence += more;
    }
    let verdict = Verdict::Unknown { nearest: nearest.map(|(shape, _)| shape) };
    Identity { verdict, evidence, more_evidence, ..identity }
}

/// A text whose members belong to no surface. One that is cut off so early may still be ours.
fn unrecognised(text: &[u8], content: &Content) -> Identity {
    let text = text.trim_ascii();
    let verdict = match &content.error {
        Some(_) if text.is_empty() || text.starts_with(b"{") => Verdict::Unknown { nearest: None },
        _ => Verdict::Foreign,
    };
    let finding = match (&content.error, &content.value) {
        (Some(_), _) if text.is_empty() => Finding::whole("expected a document, found nothing"),
        (Some(error), _) => Finding::unreadable(error),
        (None, Value::Object(object)) if object.is_empty() => Finding::whole("found an empty object"),
        (None, Value::Object(object)) => {
            let names: Vec<&str> = object.keys().take(LISTED).map(String::as_str).collect();
            Finding::whole(format!("found an object with the members {}", names.join(", ")))
        }
        (None, _) => Finding::whole("expected an object, found another kind of value"),
    };
    without_surface(verdict, finding)
}

fn without_surface(verdict: Verdict, finding: Finding) -> Identity {
    Identity {
        surface: None,
        lines: None,
        claimed_version: None,
        verdict,
        evidence: vec![finding],
        more_evidence: 0,
    }
}
