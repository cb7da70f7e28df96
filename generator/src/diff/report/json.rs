//! The report for programs: one JSON object, described by `generator/schemas/diff-report.json`.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use super::{Report, fingerprint, severity_word, word};
use crate::diff;

#[derive(Serialize)]
struct Run<'r> {
    verdict: &'static str,
    old: &'r str,
    new: &'r str,
    findings: Vec<Finding<'r>>,
}

#[derive(Serialize)]
struct Finding<'r> {
    surface: &'r str,
    rule: &'static str,
    severity: &'static str,
    bump: &'static str,
    path: String,
    also: Vec<String>,
    pointer: &'r str,
    // Absent when the schema says nothing there; `null` is something it can say.
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<&'r Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<&'r Value>,
    sentence: &'r str,
    example: Option<Example<'r>>,
    accepted: Option<Accepted<'r>>,
    fingerprint: String,
}

#[derive(Serialize)]
struct Accepted<'r> {
    reason: &'r str,
    expires: &'r str,
}

/// An object, because the document itself may be `null`.
#[derive(Serialize)]
struct Example<'r> {
    found: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<&'r Value>,
}

impl<'r> Example<'r> {
    fn of(example: &'r diff::Example) -> Option<Self> {
        match example {
            diff::Example::Found(document) => Some(Self { found: true, document: Some(document) }),
            diff::Example::NotFound => Some(Self { found: false, document: None }),
            diff::Example::NotNeeded => None,
        }
    }
}

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let findings = report.findings().map(|finding| Finding {
        surface: &finding.surface,
        rule: finding.rule.id,
        severity: severity_word(finding.rule.severity),
        bump: finding.bump.name(),
        path: finding.path.to_string(),
        also: finding.also.iter().map(ToString::to_string).collect(),
        pointer: &finding.pointer,
        old: finding.old.as_ref(),
        new: finding.new.as_ref(),
        sentence: &finding.sentence,
        example: Example::of(&finding.example),
        accepted: finding
            .accepted
            .as_ref()
            .map(|exception| Accepted { reason: &exception.reason, expires: &exception.expires }),
        fingerprint: fingerprint(finding),
    });
    let run = Run {
        verdict: word(report.review.verdict()),
        old: report.old,
        new: report.new,
        findings: findings.collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &run)?;
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::{Format, sample};
    use crate::diff::Review;
    use crate::rules::BumpRow;

    fn schema() -> Value {
        serde_json::from_str(include_str!("../../../schemas/diff-report.json")).unwrap()
    }

    #[test]
    fn the_object_is_as_its_schema_says() {
        let validator = jsonschema::validator_for(&schema()).unwrap();
        for review in [sample::review(), Review::default()] {
            let report: Value = serde_json::from_str(&sample::written(&review, Format::Json)).unwrap();
            let problems: Vec<String> = validator
                .iter_errors(&report)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert!(problems.is_empty(), "{problems:#?}");
            assert!(
                !validator.is_valid(&json!({"verdict": "fine", "old": "", "new": "", "findings": []})),
                "the schema must say what a verdict is"
            );
        }
        let rows = schema()["$defs"]["Finding"]["properties"]["bump"]["enum"].clone();
        assert_eq!(rows, json!(BumpRow::ALL.map(BumpRow::name)), "list the rows in diff-report.json");
    }

    #[test]
    fn findings_keep_what_is_absent_apart_from_null() {
        let report: Value = serde_json::from_str(&sample::written(&sample::review(), Format::Json)).unwrap();
        assert_eq!((&report["verdict"], &report["old"]), (&json!("breaking"), &json!("git:v1:schemas")));
        let [_, breaking, accepted, additive, _] = report["findings"].as_array().unwrap().as_slice() else {
            panic!("five findings are expected: {report}");
        };
        assert_eq!(breaking["path"], "sessions[].kind");
        assert_eq!(breaking["also"], json!(["rows[].kind", "kind"]));
        assert_eq!(breaking["bump"], "values of a closed list");
        assert_eq!(breaking["accepted"], Value::Null);
        assert_eq!(
            breaking["example"],
            json!({"found": true, "document": {"sessions": [{"kind": "`c`"}], "schema_version": 1}})
        );
        assert_eq!((accepted.get("old"), accepted.get("new")), (Some(&Value::Null), None));
        assert_eq!(accepted["example"], json!({"found": false}));
        assert_eq!(accepted["accepted"], json!({"reason": "Never printed.", "expires": "2027-01-31"}));
        assert_eq!((additive.get("old"), &additive["example"]), (None, &Value::Null));
    }
}
