//! Rules on semantic vectors: published inputs with the outputs that version 1 gives.

use super::{BumpRow, Pair, Severity};

const TWO: &str = r#"{"kind": "parity", "bump_row": "row semantics", "vectors": [
    {"name": "two", "why": "Two is even.", "evidence": "rule", "input": 2, "output": "even"}]}"#;

rules! { Vector:
    VECTOR_CHANGED = "vector-changed" {
        purpose: "A published vector has another input, another output, or is compared in another way.",
        advice: "A vector is a promise: implementations in other languages give its output today, and would be wrong tomorrow, or right without having changed. Restore it and correct the program. What another version means differently belongs into the vectors of that version; what was left open belongs into a new vector. The row of the table is the one that the vector's file names.",
        severity: Severity::Breaking,
        bump: BumpRow::RowSemantics,
        shown_by: Pair {
            old: TWO,
            new: r#"{"kind": "parity", "bump_row": "row semantics", "vectors": [
    {"name": "two", "why": "Two is even.", "evidence": "rule", "input": 2, "output": "odd"}]}"#,
        },
    }
    VECTOR_REMOVED = "vector-removed" {
        purpose: "A published vector, or a whole file of them, is gone or has another name.",
        advice: "What a vector pins is promised only as long as the vector is there; without it the behaviour can change and nothing shows. Put it back under its name: names are permanent. A vector that was wrong from the start belongs into the allow file, with the reason.",
        severity: Severity::Breaking,
        bump: BumpRow::RowSemantics,
        shown_by: Pair { old: TWO, new: r#"{"kind": "parity", "bump_row": "row semantics", "vectors": []}"# },
    }
    VECTOR_ADDED = "vector-added" {
        purpose: "There is a vector that was not published before.",
        advice: "It says more precisely what version 1 always meant. Make sure that it does: an output that the released programs do not give is a change of meaning, not an addition. Implementations that differ learn it from their next run of `contractgen vectors check`.",
        severity: Severity::Additive,
        bump: BumpRow::NoneNeeded,
        shown_by: Pair {
            old: TWO,
            new: r#"{"kind": "parity", "bump_row": "row semantics", "vectors": [
    {"name": "three", "why": "Three is odd.", "evidence": "rule", "input": 3, "output": "odd"},
    {"name": "two", "why": "Two is even.", "evidence": "rule", "input": 2, "output": "even"}]}"#,
        },
    }
    VECTOR_EXPLAINED = "vector-explained" {
        purpose: "The explanation of a vector, or of a file of vectors, has other words.",
        advice: "Input and output are the same, so nothing changes for anybody.",
        severity: Severity::Documentation,
        bump: BumpRow::NoneNeeded,
        shown_by: Pair {
            old: TWO,
            new: r#"{"kind": "parity", "bump_row": "row semantics", "vectors": [
    {"name": "two", "why": "Twice one is even.", "evidence": "rule", "input": 2, "output": "even"}]}"#,
        },
    }
}
