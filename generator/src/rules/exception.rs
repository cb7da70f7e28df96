//! Rules on the allow file: exceptions must be in force and in use.

use super::{BumpRow, Pair, Severity};

rules! { Exception:
    EXCEPTION_EXPIRED = "exception-expired" {
        purpose: "An exception is past its last day.",
        advice: "Exceptions are loans. The change it covered is reported again under its own rule. Undo that change, or publish the new version; a later date needs the same review as the first one.",
        severity: Severity::Breaking,
        bump: BumpRow::NoneNeeded,
        shown_by: Pair {
            old: r#"{"today": "2026-03-31", "allow": [{"rule": "property-removed", "path": "sessions[].machine", "reason": "Never printed.", "expires": "2026-03-31"}]}"#,
            new: r#"{"today": "2026-04-01", "allow": [{"rule": "property-removed", "path": "sessions[].machine", "reason": "Never printed.", "expires": "2026-03-31"}]}"#,
        },
    }
    EXCEPTION_UNUSED = "exception-unused" {
        purpose: "An exception covers no change.",
        advice: "The change it was made for is gone, has moved, or is part of the published state by now. Nothing fails for that: the entry was needed yesterday, when its pull request landed. Left in place, it would wave the next such change through until it expires. Remove it.",
        severity: Severity::Documentation,
        bump: BumpRow::NoneNeeded,
        shown_by: Pair {
            old: r#"{"allow": []}"#,
            new: r#"{"allow": [{"rule": "property-removed", "path": "sessions[].no_such_member", "reason": "Never printed.", "expires": "2026-12-31"}]}"#,
        },
    }
}
