//! A made-up comparison with a finding of every kind, for the tests of the formats.

use serde_json::{Value, json};

use super::{Format, Report};
use crate::diff::exceptions::{AllowFile, Entry};
use crate::diff::sides::{self, Pairs};
use crate::diff::{DocumentPath, Example, Exception, Finding, Review, Step, SurfaceReview};
use crate::rules::{Area, BumpRow, Pair, Rule, Severity, exception};

const fn rule(id: &'static str, area: Area, severity: Severity, bump: BumpRow) -> Rule {
    Rule {
        id,
        purpose: "A purpose & more.",
        advice: "Some advice.",
        area,
        severity,
        bump,
        shown_by: Pair { old: "true", new: "false" },
    }
}

static ENUM: Rule =
    rule("enum-value-added", Area::Enumeration, Severity::Breaking, BumpRow::ClosedEnumValues);
static REMOVED: Rule = rule("property-removed", Area::Object, Severity::Breaking, BumpRow::FieldRemoval);
static ADDED: Rule = rule("property-added", Area::Object, Severity::Additive, BumpRow::NoneNeeded);
static TITLE: Rule = rule("title-changed", Area::File, Severity::Documentation, BumpRow::NoneNeeded);

/// The new schema of the sample; its lines are what annotations point at.
pub(super) const SCHEMA: &str = r#"{
  "properties": {
    "sessions": {
      "items": {
        "properties": {
          "kind": {"enum": ["a", "b", "`c`"]}
        }
      }
    }
  },
  "title": "x"
}
"#;

fn path(names: &[&str]) -> DocumentPath {
    names.iter().fold(DocumentPath::root(), |path, name| match *name {
        "[]" => path.then(Step::Item),
        name => path.then(Step::Member(name.to_owned())),
    })
}

fn finding(rule: &'static Rule, path: DocumentPath, pointer: &str, sentence: &str) -> Finding {
    Finding {
        rule,
        bump: rule.bump,
        surface: "session-export".into(),
        path,
        also: Vec::new(),
        pointer: pointer.into(),
        old: None,
        new: None,
        sentence: sentence.into(),
        example: Example::NotNeeded,
        accepted: None,
    }
}

pub(super) fn breaking() -> Finding {
    Finding {
        old: Some(json!(["a", "b"])),
        new: Some(json!(["a", "b", "`c`"])),
        also: vec![path(&["rows", "[]", "kind"]), path(&["kind"])],
        example: Example::Found(json!({"sessions": [{"kind": "`c`"}], "schema_version": 1})),
        ..finding(
            &ENUM,
            path(&["sessions", "[]", "kind"]),
            "/properties/sessions/items/properties/kind",
            "The closed list allows \"`c`\" now:\nreaders <that> know | a, b reject it, 100%.",
        )
    }
}

pub(super) fn accepted() -> Finding {
    Finding {
        old: Some(Value::Null),
        example: Example::NotFound,
        accepted: Some(Exception { reason: "Never printed.".into(), expires: "2027-01-31".into() }),
        ..finding(&REMOVED, path(&["gone"]), "/properties/gone", "The member gone is gone.")
    }
}

pub(super) fn additive() -> Finding {
    finding(&ADDED, path(&["more"]), "/properties/sessions", "The member more may occur.")
}

fn unused() -> Finding {
    Finding {
        surface: "allow-file".into(),
        ..finding(&exception::EXCEPTION_EXPIRED, path(&["other"]), "/allow/0", "The exception has expired.")
    }
}

fn documentation() -> Finding {
    finding(&TITLE, DocumentPath::root(), "/title", "The title changed.")
}

/// The findings of each kind in one review, beside a surface without findings.
pub(super) fn review() -> Review {
    let of = |surface: &str, findings| SurfaceReview { surface: surface.into(), findings };
    Review {
        surfaces: vec![
            of("allow-file", vec![unused()]),
            of("session-export", vec![breaking(), accepted(), additive(), documentation()]),
            of("usage-daily", Vec::new()),
        ],
    }
}

/// What a format makes of a review.
pub(super) fn written(review: &Review, format: Format) -> String {
    written_with(review, format, |report| report)
}

/// As [`written`], with some of the report changed.
pub(super) fn written_with(
    review: &Review,
    format: Format,
    change: impl for<'r> FnOnce(Report<'r>) -> Report<'r>,
) -> String {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("session-export.json");
    std::fs::write(&file, SCHEMA).unwrap();
    let side = || sides::read(file.as_os_str(), directory.path()).unwrap();
    let mut pairs: Pairs = sides::pair(side(), side()).unwrap();
    for pair in &mut pairs.schemas {
        for document in [&mut pair.old, &mut pair.new].into_iter().flatten() {
            document.path = "schemas/v 1,a/session-export.json".into();
        }
    }
    let allowed = AllowFile {
        name: "allow.toml".into(),
        entries: vec![Entry {
            rule: &REMOVED,
            surface: None,
            path: "other".into(),
            reason: "r".into(),
            expires: jiff::civil::date(2027, 1, 31),
            line: 7,
        }],
    };
    let report = change(Report {
        old: "git:v1:schemas",
        new: "schemas",
        review,
        pairs: &pairs,
        allowed: Some(&allowed),
        today: Some(jiff::civil::date(2026, 11, 30)),
        full_examples: false,
        colour: false,
    });
    let mut out = Vec::new();
    report.write(format, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}
