//! Rules on alternatives and conditions.

use super::{BumpRow, Pair, Severity};

rules! { Union:
    UNION_VARIANT_ADDED = "union-variant-added" {
        purpose: "There is a new alternative, with values that no old alternative allowed.",
        advice: "A consumer that tells alternatives apart has no case for the new one. Print the new kind of value where consumers have to ask for it: in a list, a document or a line kind of its own.",
        severity: Severity::Breaking,
        bump: BumpRow::RowSemantics,
        shown_by: Pair {
            old: r#"{"anyOf": [{"type": "object", "properties": {"type": {"const": "meta"}}, "required": ["type"]}, {"type": "object", "properties": {"type": {"const": "row"}}, "required": ["type"]}]}"#,
            new: r#"{"anyOf": [{"type": "object", "properties": {"type": {"const": "meta"}}, "required": ["type"]}, {"type": "object", "properties": {"type": {"const": "row"}}, "required": ["type"]}, {"type": "object", "properties": {"type": {"const": "end"}}, "required": ["type"]}]}"#,
        },
    }
    UNION_OVERLAP_ALLOWED = "union-overlap-allowed" {
        purpose: "A value may fit several alternatives of which exactly one had to fit before.",
        advice: "With `oneOf` a value that fits two alternatives is invalid, so leaving one of them out, or writing `anyOf`, allows values that were forbidden. Keep the alternatives apart by a constant member that each of them requires.",
        severity: Severity::Breaking,
        bump: BumpRow::FieldType,
        shown_by: Pair {
            old: r#"{"oneOf": [{"type": "integer"}, {"type": "number", "minimum": 5}]}"#,
            new: r#"{"anyOf": [{"type": "integer"}, {"type": "number", "minimum": 5}]}"#,
        },
    }
    CONDITION_DROPPED = "condition-dropped" {
        purpose: "A condition that every old document met was dropped or changed.",
        advice: "Conditions (`not`, `if`, `then`, `else`, `dependentSchemas`) tie members together; without them there are combinations that consumers never saw. Go on meeting the condition.",
        severity: Severity::Breaking,
        bump: BumpRow::RequiredFieldMeaning,
        shown_by: Pair { old: r#"{"type": "string", "not": {"const": ""}}"#, new: r#"{"type": "string"}"# },
    }
}
