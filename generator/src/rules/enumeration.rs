//! Rules on closed lists and constants.

use super::{BumpRow, Pair, Severity};

rules! { Enumeration:
    ENUM_VALUE_ADDED = "enum-value-added" {
        purpose: "A closed list has a new value.",
        advice: "Consumers were told that the list is complete: a switch without a default, a check in a database or a generated type rejects the new value. Map it to an old value, or add an open member beside the closed one.",
        severity: Severity::Breaking,
        bump: BumpRow::ClosedEnumValues,
        shown_by: Pair {
            old: r#"{"enum": ["computed", "reported"]}"#,
            new: r#"{"enum": ["computed", "reported", "mixed"]}"#,
        },
    }
    ENUM_OPENED = "enum-opened" {
        purpose: "A closed list became open: any value of the type is allowed.",
        advice: "Every value outside the old list is one that consumers may reject. A list that has to grow should be published as open text from the start, with the known values in its description.",
        severity: Severity::Breaking,
        bump: BumpRow::ClosedEnumValues,
        shown_by: Pair {
            old: r#"{"type": "string", "enum": ["computed", "reported"]}"#,
            new: r#"{"type": "string"}"#,
        },
    }
    CONST_CHANGED = "const-changed" {
        purpose: "A constant has another value.",
        advice: "Constants tell kinds of documents apart. A consumer that compares with the old value takes the new document for something else. Keep the constant; give a new kind of document a new name.",
        severity: Severity::Breaking,
        bump: BumpRow::ClosedEnumValues,
        shown_by: Pair {
            old: r#"{"type": "object", "properties": {"type": {"const": "meta"}}}"#,
            new: r#"{"type": "object", "properties": {"type": {"const": "header"}}}"#,
        },
    }
    VERSION_CONSTANT_CHANGED = "version-constant-changed" {
        purpose: "The documents announce another version than the schema is published for.",
        advice: "A document of another version belongs to the schemas of that version, in a folder and under identifiers of their own. Leave the published files as they are, so that consumers of the old version still find them.",
        severity: Severity::Breaking,
        bump: BumpRow::RequiredFieldMeaning,
        shown_by: Pair {
            old: r#"{"type": "object", "properties": {"schema_version": {"const": 1}}}"#,
            new: r#"{"type": "object", "properties": {"schema_version": {"const": 2}}}"#,
        },
    }
}
