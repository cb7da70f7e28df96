//! `contractgen rules`: list the rules, for people or for programs.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::arguments::{Format, RulesRequest};
use crate::exit;
use crate::rules::{self, Area, Rule};

/// Runs the command and returns its exit code.
pub(super) fn run(request: &RulesRequest, out: &mut dyn Write) -> io::Result<u8> {
    match request.format {
        Format::Text => text(out)?,
        Format::Json => {
            let records: Vec<Value> = rules::all().map(record).collect();
            writeln!(out, "{:#}", json!({"rules": records}))?;
        }
    }
    Ok(exit::FINE)
}

fn text(out: &mut dyn Write) -> io::Result<()> {
    let width = rules::all().map(|rule| rule.id.len()).max().unwrap_or_default();
    for area in Area::ALL {
        writeln!(out, "{}:", area.name())?;
        for rule in rules::all().filter(|rule| rule.area == area) {
            writeln!(out, "  {:width$}  {:13}  {}", rule.id, rule.severity.name(), rule.purpose)?;
        }
    }
    Ok(())
}

fn record(rule: &Rule) -> Value {
    json!({
        "id": rule.id,
        "area": rule.area.name(),
        "severity": rule.severity.name(),
        "bump": rule.bump.name(),
        "purpose": rule.purpose,
        "advice": rule.advice,
        "shown_by": {"old": example(rule.shown_by.old), "new": example(rule.shown_by.new)},
    })
}

/// The example as JSON; tests read every one.
fn example(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    fn run(arguments: &[&str]) -> (u8, String) {
        let mut out = Vec::new();
        let arguments = ["contractgen", "rules"].iter().chain(arguments);
        let code = crate::run(arguments, &mut std::io::empty(), &mut out, &mut std::io::sink());
        (code, String::from_utf8(out).unwrap())
    }

    #[test]
    fn the_list_has_every_rule_on_one_line() {
        let (code, text) = run(&[]);
        assert_eq!(code, 0);
        for rule in crate::rules::all() {
            let line = text.lines().find(|line| line.split_whitespace().next() == Some(rule.id));
            let line = line.unwrap_or_else(|| panic!("{} is not listed", rule.id));
            assert!(line.contains(rule.severity.name()) && line.ends_with(rule.purpose), "{line}");
        }
    }

    #[test]
    fn programs_get_the_records() {
        let (code, text) = run(&["--format", "json"]);
        let listed: Value = serde_json::from_str(&text).unwrap();
        let listed = listed["rules"].as_array().unwrap();
        assert_eq!((code, listed.len()), (0, crate::rules::all().count()));
        let rule = listed.iter().find(|rule| rule["id"] == "minimum-lowered").unwrap();
        assert_eq!(rule["severity"], "breaking");
        assert_eq!(rule["bump"], "field types");
        assert_eq!(rule["shown_by"]["old"]["minimum"], 0);
    }
}
