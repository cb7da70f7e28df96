//! Rules on types: what kind of value stands somewhere, and whether it may be null.

use super::{BumpRow, Pair, Severity};

rules! { Type:
    TYPE_CHANGED = "type-changed" {
        purpose: "A value has another type, and none of the old ones.",
        advice: "Every consumer that reads the value fails, in every document. Keep the old member as it is and publish the new form under another name, or wait for the next version.",
        severity: Severity::Breaking,
        bump: BumpRow::FieldType,
        shown_by: Pair {
            old: r#"{"type": "object", "properties": {"project": {"type": "string"}}}"#,
            new: r#"{"type": "object", "properties": {"project": {"type": "object"}}}"#,
        },
    }
    TYPE_WIDENED = "type-widened" {
        purpose: "A value may have a type that it could not have before.",
        advice: "Consumers decode the old types only; a fraction where an integer was promised fails in most languages. Keep the type and print the new kind of value elsewhere.",
        severity: Severity::Breaking,
        bump: BumpRow::FieldType,
        shown_by: Pair {
            old: r#"{"type": "object", "properties": {"tokens": {"type": "integer"}}}"#,
            new: r#"{"type": "object", "properties": {"tokens": {"type": "number"}}}"#,
        },
    }
    NULLABLE_ADDED = "nullable-added" {
        purpose: "A value that was always there may now be null.",
        advice: "Null is a value of its own: code that expects text or a number fails on it, and generated types do not allow it. Print an empty value of the old type, or leave an optional member out.",
        severity: Severity::Breaking,
        bump: BumpRow::FieldType,
        shown_by: Pair {
            old: r#"{"type": "object", "properties": {"agent": {"type": "string"}}}"#,
            new: r#"{"type": "object", "properties": {"agent": {"type": ["string", "null"]}}}"#,
        },
    }
    VALUE_SET_NARROWED = "value-set-narrowed" {
        purpose: "Fewer values are allowed than before, and no others.",
        advice: "Every new document is one that the old schema allowed: a type became narrower, a bound tighter, a list shorter. Consumers are safe. Documents printed before the change may not fit the new schema, so a program that reads both should check against the old one.",
        severity: Severity::Additive,
        bump: BumpRow::NoneNeeded,
        shown_by: Pair {
            old: r#"{"type": "object", "properties": {"ended_at": {"type": ["string", "null"]}}}"#,
            new: r#"{"type": "object", "properties": {"ended_at": {"type": "string"}}}"#,
        },
    }
    SPELLING_CHANGED = "spelling-changed" {
        purpose: "The schema says the same in other words.",
        advice: "Both schemas allow the same documents: a definition was inlined or renamed, a list of constants became an enum, an alternative with null became a list of types. Validation does not change. Code generators may give types other names, so try the one your consumers use.",
        severity: Severity::Documentation,
        bump: BumpRow::NoneNeeded,
        shown_by: Pair {
            old: r#"{"oneOf": [{"const": "a"}, {"const": "b"}]}"#,
            new: r#"{"enum": ["a", "b"]}"#,
        },
    }
    UNHANDLED_CHANGE = "unhandled-change" {
        purpose: "A change could not be proved harmless, and no narrower rule fits it.",
        advice: "The comparison stops here rather than pass something over. Read the change by hand. Often the same meaning has a plainer spelling (an enum instead of a pattern, one object instead of several merged ones) that can be proved. If the change is harmless and has to stay, enter it in the allow file with the reason.",
        severity: Severity::Breaking,
        bump: BumpRow::FieldType,
        shown_by: Pair {
            old: r#"{"unevaluatedItems": {"type": "string"}}"#,
            new: r#"{"unevaluatedItems": {"type": ["string", "boolean"]}}"#,
        },
    }
}
