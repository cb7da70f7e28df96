//! A second prover for what the own search leaves open: the canonical forms of the `jsonschema` crate. They are marked
//! experimental there, so this is the only module that names them.

use jsonschema::canonical::Containment as Answer;
use serde_json::Value;

use super::Containment;

/// Bytes of a schema file up to which it is asked; canonical forms of large files can grow without bound.
const SIZE_LIMIT: usize = 100_000;

/// What the canonical forms say; they refute without a document, which does not count here.
pub(super) fn ask(old: &Value, new: &Value) -> Containment {
    if [old, new].iter().any(|schema| schema.to_string().len() > SIZE_LIMIT) {
        return Containment::Undecided;
    }
    let (Ok(old), Ok(new)) = (jsonschema::canonicalize(old), jsonschema::canonicalize(new)) else {
        return Containment::Undecided;
    };
    match old.covers(&new) {
        Ok(Answer::Yes) => Containment::Proved,
        Ok(Answer::No | Answer::Unknown) | Err(_) => Containment::Undecided,
    }
}
