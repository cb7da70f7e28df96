//! Rules on arrays and their items.

use super::{BumpRow, Pair, Severity};

rules! { Array:
    ITEMS_WIDENED = "items-widened" {
        purpose: "The items of an array are no longer described, or there are items where there were none.",
        advice: "Consumers read every item as one type. Items outside it fail where the old type is decoded. Keep the description of the items and print others in an array of their own.",
        severity: Severity::Breaking,
        bump: BumpRow::FieldType,
        shown_by: Pair { old: r#"{"type": "array", "items": {"type": "string"}}"#, new: r#"{"type": "array"}"# },
    }
    MIN_ITEMS_LOWERED = "min-items-lowered" {
        purpose: "An array may be shorter than before.",
        advice: "A consumer that takes the first item without asking fails on an empty array. Keep the bound.",
        severity: Severity::Breaking,
        bump: BumpRow::FieldType,
        shown_by: Pair { old: r#"{"type": "array", "minItems": 1}"#, new: r#"{"type": "array"}"# },
    }
    MAX_ITEMS_RAISED = "max-items-raised" {
        purpose: "An array may be longer than before.",
        advice: "Consumers may have room for the old number only, as a pair of values has. Keep the bound; print more under another name.",
        severity: Severity::Breaking,
        bump: BumpRow::FieldType,
        shown_by: Pair { old: r#"{"type": "array", "maxItems": 2}"#, new: r#"{"type": "array", "maxItems": 3}"# },
    }
    UNIQUE_ITEMS_DROPPED = "unique-items-dropped" {
        purpose: "An array may hold the same item twice.",
        advice: "Consumers count, join and index by such items; a repeated one is counted twice or refused as a duplicate key. Go on removing duplicates before printing.",
        severity: Severity::Breaking,
        bump: BumpRow::RowSemantics,
        shown_by: Pair { old: r#"{"type": "array", "uniqueItems": true}"#, new: r#"{"type": "array"}"# },
    }
    TUPLE_CHANGED = "tuple-changed" {
        purpose: "The items at fixed places of an array changed in number or are no longer described.",
        advice: "Consumers read such arrays by position; a place that is described no more may hold anything. Keep the places and their meaning. For what may grow, an object is the better shape.",
        severity: Severity::Breaking,
        bump: BumpRow::FieldType,
        shown_by: Pair {
            old: r#"{"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}]}"#,
            new: r#"{"type": "array", "prefixItems": [{"type": "string"}]}"#,
        },
    }
    CONTAINS_LOOSENED = "contains-loosened" {
        purpose: "An array need not contain the items it had to contain, or may contain more of them.",
        advice: "A consumer that looks for such an item relies on finding it. Go on printing it.",
        severity: Severity::Breaking,
        bump: BumpRow::RowSemantics,
        shown_by: Pair {
            old: r#"{"type": "array", "contains": {"const": "total"}}"#,
            new: r#"{"type": "array"}"#,
        },
    }
}
