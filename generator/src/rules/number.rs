//! Rules on numbers: bounds and steps.

use super::{BumpRow, Pair, Severity};

rules! { Number:
    MINIMUM_LOWERED = "minimum-lowered" {
        purpose: "A number may be smaller than before.",
        advice: "Consumers choose types by the bound: a count that may become negative does not fit an unsigned integer. Keep the bound and print the smallest allowed value, or leave an optional member out.",
        severity: Severity::Breaking,
        bump: BumpRow::FieldType,
        shown_by: Pair { old: r#"{"type": "integer", "minimum": 0}"#, new: r#"{"type": "integer", "minimum": -1}"# },
    }
    MAXIMUM_RAISED = "maximum-raised" {
        purpose: "A number may be greater than before.",
        advice: "Consumers choose types and column widths by the bound; a greater number overflows them, often in silence. Keep the bound.",
        severity: Severity::Breaking,
        bump: BumpRow::FieldType,
        shown_by: Pair { old: r#"{"type": "integer", "maximum": 255}"#, new: r#"{"type": "integer", "maximum": 65535}"# },
    }
    MULTIPLE_OF_LOOSENED = "multiple-of-loosened" {
        purpose: "A number need not be a multiple of the old step.",
        advice: "A step tells the unit: numbers between two steps are lost where consumers count in steps. Keep the step, or publish the finer figure under another name.",
        severity: Severity::Breaking,
        bump: BumpRow::FieldType,
        shown_by: Pair { old: r#"{"type": "integer", "multipleOf": 60}"#, new: r#"{"type": "integer", "multipleOf": 30}"# },
    }
}
