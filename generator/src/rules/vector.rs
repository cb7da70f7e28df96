//! Rules on semantic vectors: published inputs with the outputs that version 1 gives.

use super::{BumpRow, Pair, Severity};

rules! { Vector:
    VECTOR_CHANGED = "vector-changed" {
        purpose: "A published vector has another input or output.",
        advice: "Vectors pin what no schema can say: how keys are derived, in which order rows come, what a digest covers. Another output for the same input means that consumers compute or compare wrong figures. Restore the vector and correct the program; a new meaning needs a new version. The row of the table is the one that the vector's file names.",
        severity: Severity::Breaking,
        bump: BumpRow::RowSemantics,
        shown_by: Pair {
            old: r#"{"vectors": [{"name": "scp", "input": "git@host:team/a.git", "output": "host/team/a"}]}"#,
            new: r#"{"vectors": [{"name": "scp", "input": "git@host:team/a.git", "output": "host/team/a.git"}]}"#,
        },
    }
    VECTOR_REMOVED = "vector-removed" {
        purpose: "A published vector is gone.",
        advice: "What the vector pinned is promised no more, and implementations that still follow it cannot know. Restore it. A vector that was wrong from the start belongs into the allow file, with the reason.",
        severity: Severity::Breaking,
        bump: BumpRow::RowSemantics,
        shown_by: Pair {
            old: r#"{"vectors": [{"name": "scp", "input": "git@host:team/a.git", "output": "host/team/a"}]}"#,
            new: r#"{"vectors": []}"#,
        },
    }
    VECTOR_ADDED = "vector-added" {
        purpose: "There is a vector that was not published before.",
        advice: "It says more precisely what version 1 always meant. Make sure that it does: an output that the released programs do not give is a change of meaning, not an addition.",
        severity: Severity::Additive,
        bump: BumpRow::NoneNeeded,
        shown_by: Pair {
            old: r#"{"vectors": []}"#,
            new: r#"{"vectors": [{"name": "scp", "input": "git@host:team/a.git", "output": "host/team/a"}]}"#,
        },
    }
}
