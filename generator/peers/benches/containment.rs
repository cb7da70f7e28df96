//! Containment beside the canonical forms of `jsonschema` and beside `jsoncompat`.

#[path = "../../benches/contest/mod.rs"]
mod contest;

use criterion::{Criterion, criterion_group, criterion_main};
use jsoncompat::{CompatibilityResult, Role, SchemaDocument, analyze_compat};
use serde_json::Value;

fn jsoncompat(old: &Value, new: &Value) -> contest::Answer {
    let (old, new) = (SchemaDocument::from_json(old).ok()?, SchemaDocument::from_json(new).ok()?);
    match analyze_compat(&old, &new, Role::Serializer).ok()? {
        CompatibilityResult::Compatible => Some(true),
        CompatibilityResult::Incompatible { .. } => Some(false),
        CompatibilityResult::Unknown { .. } => None,
    }
}

fn bench(criterion: &mut Criterion) {
    contest::run(criterion, &[("jsoncompat", jsoncompat)]);
}

criterion_group!(benches, bench);
criterion_main!(benches);
