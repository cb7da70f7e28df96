//! Rules on whole files: surfaces that come and go, identifiers, and what is written for people.

use super::{BumpRow, Pair, Severity};

rules! { File:
    SURFACE_REMOVED = "surface-removed" {
        purpose: "A published schema file is gone.",
        advice: "Consumers fetch the schema by its name, validate against it and generate code from it. A published file stays for as long as its version does, also when nothing prints such documents any more.",
        severity: Severity::Breaking,
        bump: BumpRow::FieldRemoval,
        shown_by: Pair { old: r#"{"type": "object"}"#, new: "null" },
    }
    SURFACE_ADDED = "surface-added" {
        purpose: "There is a schema file that was not published before.",
        advice: "Nobody depends on it yet. Look at it with care: once published, it is promised like the others.",
        severity: Severity::Additive,
        bump: BumpRow::NoneNeeded,
        shown_by: Pair { old: "null", new: r#"{"type": "object"}"# },
    }
    IDENTIFIER_CHANGED = "identifier-changed" {
        purpose: "The schema's identifier (`$id`) changed or is gone.",
        advice: "Consumers register schemas by identifier and refer to them by it; one that is gone does not resolve. The identifier carries the version, so another one is another contract. Keep it.",
        severity: Severity::Breaking,
        bump: BumpRow::RequiredFieldMeaning,
        shown_by: Pair {
            old: r#"{"$id": "urn:example:v1:usage", "type": "object"}"#,
            new: r#"{"$id": "urn:example:v1:usage-daily", "type": "object"}"#,
        },
    }
    DESCRIPTION_CHANGED = "description-changed" {
        purpose: "A description was written, rewritten or dropped.",
        advice: "No document changes. Read both texts nevertheless: a description that gives a member another unit or meaning changes what documents mean, which needs a new version and which only vectors can catch.",
        severity: Severity::Documentation,
        bump: BumpRow::NoneNeeded,
        shown_by: Pair {
            old: r#"{"type": "number", "description": "Cost."}"#,
            new: r#"{"type": "number", "description": "Cost in US dollars."}"#,
        },
    }
    TITLE_CHANGED = "title-changed" {
        purpose: "A title changed.",
        advice: "No document changes, but code generators name types by titles: consumers who generate their code find a type renamed. Change titles of definitions only for a good reason.",
        severity: Severity::Documentation,
        bump: BumpRow::NoneNeeded,
        shown_by: Pair {
            old: r#"{"type": "object", "title": "Usage"}"#,
            new: r#"{"type": "object", "title": "DailyUsage"}"#,
        },
    }
    EXAMPLES_CHANGED = "examples-changed" {
        purpose: "Examples were added, changed or dropped.",
        advice: "No document changes. Every example should still satisfy the old schema; one that does not shows a breaking change, which is then reported under its own rule.",
        severity: Severity::Documentation,
        bump: BumpRow::NoneNeeded,
        shown_by: Pair {
            old: r#"{"type": "integer", "examples": [1]}"#,
            new: r#"{"type": "integer", "examples": [1, 2]}"#,
        },
    }
    REMARK_CHANGED = "remark-changed" {
        purpose: "A remark that no validator looks at changed: a default, a comment, a mark of deprecation.",
        advice: "No document changes. A mark of deprecation is the way to announce that a member will go away in the next version.",
        severity: Severity::Documentation,
        bump: BumpRow::NoneNeeded,
        shown_by: Pair {
            old: r#"{"type": "string"}"#,
            new: r#"{"type": "string", "deprecated": true}"#,
        },
    }
}
