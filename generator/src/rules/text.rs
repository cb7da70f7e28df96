//! Rules on strings: lengths, patterns, formats.

use super::{BumpRow, Pair, Severity};

rules! { Text:
    MIN_LENGTH_LOWERED = "min-length-lowered" {
        purpose: "Text may be shorter than before.",
        advice: "The usual case is text that may now be empty, which consumers take for missing. Keep the bound and print what it allows.",
        severity: Severity::Breaking,
        bump: BumpRow::FieldType,
        shown_by: Pair { old: r#"{"type": "string", "minLength": 1}"#, new: r#"{"type": "string"}"# },
    }
    MAX_LENGTH_RAISED = "max-length-raised" {
        purpose: "Text may be longer than before.",
        advice: "Columns and buffers have the old length: longer text is cut off or refused. Keep the bound.",
        severity: Severity::Breaking,
        bump: BumpRow::FieldType,
        shown_by: Pair { old: r#"{"type": "string", "maxLength": 64}"#, new: r#"{"type": "string", "maxLength": 128}"# },
    }
    PATTERN_CHANGED = "pattern-changed" {
        purpose: "Text may have a form that the old pattern ruled out.",
        advice: "Consumers take such text apart, compare it and use it as a key. Keys of another form do not join with those already stored. Keep the form; a new one needs a new member.",
        severity: Severity::Breaking,
        bump: BumpRow::FieldType,
        shown_by: Pair {
            old: r#"{"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"}"#,
            new: r#"{"type": "string", "pattern": "^p1:sha256:[0-9a-f]{64}$"}"#,
        },
    }
    FORMAT_CHANGED = "format-changed" {
        purpose: "Text or a number no longer has the format it had.",
        advice: "Validators treat `format` as a remark, but consumers do not: they parse a date-time as one, and read a uint32 into 32 bits. So this counts as breaking although most validators accept every document. Keep the format.",
        severity: Severity::Breaking,
        bump: BumpRow::FieldType,
        shown_by: Pair {
            old: r#"{"type": "string", "format": "date-time"}"#,
            new: r#"{"type": "string", "format": "date"}"#,
        },
    }
    FORMAT_ADDED = "format-added" {
        purpose: "A value that had no format has one.",
        advice: "New documents are a part of those that the old schema allowed. Documents printed before the change need not have the format, so a program that reads both must be ready for either.",
        severity: Severity::Additive,
        bump: BumpRow::NoneNeeded,
        shown_by: Pair { old: r#"{"type": "string"}"#, new: r#"{"type": "string", "format": "date-time"}"# },
    }
}
