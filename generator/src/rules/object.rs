//! Rules on objects: members that come and go, and what may stand beside them.

use super::{BumpRow, Pair, Severity};

rules! { Object:
    PROPERTY_REMOVED = "property-removed" {
        purpose: "A member that the old schema described is described no more.",
        advice: "Consumers read members by name and find nothing, or something else under a name that is free now. This holds even where no document breaks, because the object is closed: what was promised is gone. Keep printing the member, if need be with its empty value, and say in its description that it is out of use; drop it in the next version.",
        severity: Severity::Breaking,
        bump: BumpRow::FieldRemoval,
        shown_by: Pair {
            old: r#"{"type": "object", "properties": {"id": {"type": "string"}, "machine": {"type": "string"}}}"#,
            new: r#"{"type": "object", "properties": {"id": {"type": "string"}}}"#,
        },
    }
    REQUIRED_REMOVED = "required-removed" {
        purpose: "A member that was always there may now be absent.",
        advice: "Code that reads the member without asking first fails on documents without it; generated types have no room for its absence. Go on printing it in every document, with null only where null was allowed before.",
        severity: Severity::Breaking,
        bump: BumpRow::RequiredFieldMeaning,
        shown_by: Pair {
            old: r#"{"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}"#,
            new: r#"{"type": "object", "properties": {"id": {"type": "string"}}}"#,
        },
    }
    OBJECT_OPENED = "object-opened" {
        purpose: "An object has room for members that the old schema forbade.",
        advice: "A consumer that was told the list of members is complete may reject others. Schemas of this contract are open for that reason: adding a member to an open object breaks nobody. A closed object has to stay as it is until the next version.",
        severity: Severity::Breaking,
        bump: BumpRow::FieldType,
        shown_by: Pair {
            old: r#"{"type": "object", "properties": {"id": {"type": "string"}}, "additionalProperties": false}"#,
            new: r#"{"type": "object", "properties": {"id": {"type": "string"}}}"#,
        },
    }
    MAP_VALUES_WIDENED = "map-values-widened" {
        purpose: "The values of a map are no longer described, or no longer by the same names.",
        advice: "Consumers read every value of a map as one type. Values outside it fail where the old type is decoded. Keep the description of the values; put what is new beside the map, under a member of its own.",
        severity: Severity::Breaking,
        bump: BumpRow::FieldType,
        shown_by: Pair {
            old: r#"{"type": "object", "additionalProperties": {"type": "integer"}}"#,
            new: r#"{"type": "object"}"#,
        },
    }
    KEY_CONSTRAINT_LOOSENED = "key-constraint-loosened" {
        purpose: "A map takes keys that the old schema ruled out.",
        advice: "Keys carry meaning: consumers parse them, join on them or look them up in a list. A key of another form is unreadable for them. Keep the rule for the keys, or publish another map.",
        severity: Severity::Breaking,
        bump: BumpRow::FieldType,
        shown_by: Pair {
            old: r#"{"type": "object", "propertyNames": {"pattern": "^[a-z]+$"}}"#,
            new: r#"{"type": "object"}"#,
        },
    }
    PROPERTY_COUNT_LOOSENED = "property-count-loosened" {
        purpose: "An object may have fewer or more members than before.",
        advice: "A lower bound promises that there is something to read, an upper one that it fits. Keep both; a consumer may rely on either.",
        severity: Severity::Breaking,
        bump: BumpRow::RequiredFieldMeaning,
        shown_by: Pair {
            old: r#"{"type": "object", "minProperties": 1}"#,
            new: r#"{"type": "object"}"#,
        },
    }
    DEPENDENT_REQUIRED_DROPPED = "dependent-required-dropped" {
        purpose: "A member no longer brings the others with it that it brought before.",
        advice: "Members that come all or none let a consumer test one of them and read the rest. Documents with only some of them break that. Go on printing all of them or none.",
        severity: Severity::Breaking,
        bump: BumpRow::RequiredFieldMeaning,
        shown_by: Pair {
            old: r#"{"type": "object", "dependentRequired": {"digest": ["source"]}}"#,
            new: r#"{"type": "object"}"#,
        },
    }
    PROPERTY_ADDED = "property-added" {
        purpose: "An open object has a new member.",
        advice: "This is the change that needs no new version, because readers must ignore members they do not know. Make sure that no old member changed its meaning on the way: a consumer that ignores the new one must still be right.",
        severity: Severity::Additive,
        bump: BumpRow::NoneNeeded,
        shown_by: Pair {
            old: r#"{"type": "object", "properties": {"id": {"type": "string"}}}"#,
            new: r#"{"type": "object", "properties": {"id": {"type": "string"}, "outcome": {"type": "string"}}}"#,
        },
    }
    REQUIRED_ADDED = "required-added" {
        purpose: "A member that could be absent is now always there.",
        advice: "Every new document is one that the old schema allowed, so consumers are safe. Documents printed before the change do not have the member; a program that reads both must not rely on it.",
        severity: Severity::Additive,
        bump: BumpRow::NoneNeeded,
        shown_by: Pair {
            old: r#"{"type": "object", "properties": {"cwd": {"type": "string"}}}"#,
            new: r#"{"type": "object", "properties": {"cwd": {"type": "string"}}, "required": ["cwd"]}"#,
        },
    }
}
