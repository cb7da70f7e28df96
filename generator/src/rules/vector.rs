//! Rules on vectors: what no schema can say is pinned by published inputs and outputs.

use super::{Area, BumpRow, Pair, Rule, Severity};

const TWO: &str = r#"{"kind": "parity", "bump_row": "row semantics", "vectors": [
    {"name": "two", "why": "Two is even.", "evidence": "rule", "input": 2, "output": "even"}]}"#;

/// A published vector with another input or output.
pub static VECTOR_CHANGED: Rule = Rule {
    id: "vector-changed",
    purpose: "a published vector has another input, another output, or is compared in another way",
    advice: "A vector is a promise: implementations in other languages give its output today, and would be wrong \
             tomorrow, or right without having changed. Leave it as it is. What another version means differently belongs \
             into the vectors of that version; what was left open belongs into a new vector.",
    area: Area::Vector,
    severity: Severity::Breaking,
    bump: BumpRow::RowSemantics,
    shown_by: Pair {
        old: TWO,
        new: r#"{"kind": "parity", "bump_row": "row semantics", "vectors": [
    {"name": "two", "why": "Two is even.", "evidence": "rule", "input": 2, "output": "odd"}]}"#,
    },
};

/// A published vector that is no more.
pub static VECTOR_REMOVED: Rule = Rule {
    id: "vector-removed",
    purpose: "a published vector, or a whole file of them, is gone or has another name",
    advice: "What a vector pins is promised only as long as the vector is there; without it the behaviour can change \
             and nothing shows. Put it back under its name. Names are permanent, because reports and lists of exceptions \
             hold them.",
    area: Area::Vector,
    severity: Severity::Breaking,
    bump: BumpRow::RowSemantics,
    shown_by: Pair { old: TWO, new: r#"{"kind": "parity", "bump_row": "row semantics", "vectors": []}"# },
};

/// A new vector.
pub static VECTOR_ADDED: Rule = Rule {
    id: "vector-added",
    purpose: "a vector is new",
    advice: "It pins what version 1 gave all along, so no document changes. Implementations that differ learn it from \
             their next run of `contractgen vectors check`.",
    area: Area::Vector,
    severity: Severity::Additive,
    bump: BumpRow::NoneNeeded,
    shown_by: Pair {
        old: TWO,
        new: r#"{"kind": "parity", "bump_row": "row semantics", "vectors": [
    {"name": "three", "why": "Three is odd.", "evidence": "rule", "input": 3, "output": "odd"},
    {"name": "two", "why": "Two is even.", "evidence": "rule", "input": 2, "output": "even"}]}"#,
    },
};

/// A vector explained in other words.
pub static VECTOR_EXPLAINED: Rule = Rule {
    id: "vector-explained",
    purpose: "the explanation of a vector, or of a file of vectors, has other words",
    advice: "Input and output are the same, so nothing changes for anybody.",
    area: Area::Vector,
    severity: Severity::Documentation,
    bump: BumpRow::NoneNeeded,
    shown_by: Pair {
        old: TWO,
        new: r#"{"kind": "parity", "bump_row": "row semantics", "vectors": [
    {"name": "two", "why": "Twice one is even.", "evidence": "rule", "input": 2, "output": "even"}]}"#,
    },
};
