//! Containment beside the `jsonschema` crate's canonical forms, over our own pairs. `generator/peers` runs the same with
//! one more peer, whose dependencies are too many for this workspace.

mod contest;

use criterion::{criterion_group, criterion_main};

fn bench(criterion: &mut criterion::Criterion) {
    contest::run(criterion, &[]);
}

criterion_group!(benches, bench);
criterion_main!(benches);
