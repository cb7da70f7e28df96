//! The report as SARIF 2.1.0, for code scanning and editors.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Value, json};

use super::places::{Place, Places};
use super::{Report, fingerprint, whole_place};
use crate::diff::Finding;
use crate::rules::{Rule, Severity};

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rules: BTreeMap<&str, &Rule> =
        report.findings().map(|finding| (finding.rule.id, finding.rule)).collect();
    let places = Places::of(report);
    let results: Vec<Value> = report
        .findings()
        .map(|finding| result(finding, rules.keys().position(|id| *id == finding.rule.id), &places))
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "contractgen",
                "version": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules.values().map(|rule| described(rule)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn described(rule: &Rule) -> Value {
    json!({
        "id": rule.id,
        "shortDescription": {"text": rule.purpose},
        "help": {"text": rule.advice},
        "defaultConfiguration": {"level": level(rule.severity)},
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Breaking => "error",
        Severity::Additive | Severity::Documentation => "note",
    }
}

fn result(finding: &Finding, rule: Option<usize>, places: &Places<'_>) -> Value {
    let mut location = json!({
        "logicalLocations": [{"fullyQualifiedName": whole_place(finding), "kind": "member"}],
    });
    if let Some(Place { file, line }) = places.find(finding) {
        let mut physical = json!({"artifactLocation": {"uri": uri(file)}});
        if let Some(line) = line {
            physical["region"] = json!({"startLine": line});
        }
        location["physicalLocation"] = physical;
    }
    let mut result = json!({
        "ruleId": finding.rule.id,
        "level": level(finding.rule.severity),
        "message": {"text": format!("{}: {}", whole_place(finding), finding.sentence)},
        "locations": [location],
        "partialFingerprints": {"contractgenFinding/v1": fingerprint(finding)},
    });
    if let Some(rule) = rule {
        result["ruleIndex"] = json!(rule);
    }
    if let Some(exception) = &finding.accepted {
        let justification = format!("accepted until {}: {}", exception.expires, exception.reason);
        result["suppressions"] = json!([{"kind": "external", "justification": justification}]);
    }
    result
}

/// A path as a reference that is relative to the repository, or absolute when the path is.
fn uri(path: &str) -> String {
    let scheme = if path.starts_with('/') { "file://" } else { "" };
    path.bytes().fold(scheme.to_owned(), |uri, byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
            uri + char::from(byte).encode_utf8(&mut [0])
        }
        _ => uri + &format!("%{byte:02X}"),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::{Format, fingerprint, sample};

    #[test]
    fn results_have_rules_lines_fingerprints_and_suppressions() {
        let log: Value = serde_json::from_str(&sample::written(&sample::review(), Format::Sarif)).unwrap();
        assert_eq!(log["version"], "2.1.0");
        let run = &log["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        assert_eq!(rules[0]["id"], "enum-value-added");
        assert_eq!(rules[0]["shortDescription"], json!({"text": "A purpose & more."}));
        let results = run["results"].as_array().unwrap();
        assert_eq!(results.len(), 5);
        for result in results {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(rules[index]["id"], result["ruleId"], "an index must lead to the result's rule");
        }
        let breaking = &results[1];
        assert_eq!(
            breaking["locations"][0]["physicalLocation"],
            json!({
                "artifactLocation": {"uri": "schemas/v%201%2Ca/session-export.json"},
                "region": {"startLine": 6},
            })
        );
        assert_eq!(breaking["level"], "error");
        assert_eq!(
            breaking["partialFingerprints"],
            json!({"contractgenFinding/v1": fingerprint(&sample::breaking())})
        );
        assert_eq!(breaking.get("suppressions"), None);
        assert_eq!(
            results[2]["suppressions"],
            json!([{"kind": "external", "justification": "accepted until 2027-01-31: Never printed."}])
        );
        assert_eq!(results[3]["level"], "note");
    }
}
