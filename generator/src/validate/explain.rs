//! Says what a schema has against a value: problems in sentences.
//!
//! The slow half of validation, for documents that did not pass at first reading.

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{ValidationError, Validator};
use serde_json::Value;

use super::problem::{Problem, rule};

/// Longest excerpt of a document quoted in a message, in characters.
const EXCERPT: usize = 60;

/// Problems of one document or line: the first ones in full, the others counted.
#[derive(Default)]
pub(super) struct Problems {
    pub(super) listed: Vec<Problem>,
    pub(super) count: u64,
}

impl Problems {
    /// Counts a problem and lists it while fewer than `limit` are listed.
    pub(super) fn add(&mut self, limit: usize, problem: impl FnOnce() -> Problem) {
        self.count += 1;
        if self.listed.len() < limit {
            self.listed.push(problem());
        }
    }
}

/// Everything the schema has against the value.
pub(super) fn explain(validator: &Validator, value: &Value, limit: usize) -> Problems {
    let mut problems = Problems::default();
    if let Some(version) = value.get("schema_version").filter(|version| version.is_u64() && **version != 1) {
        problems.add(limit, || {
            let message = format!("expected schema_version 1, found {version}: this tool knows version 1");
            Problem::at("/schema_version", rule::SCHEMA_VERSION, message)
        });
        return problems;
    }
    for error in validator.iter_errors(value) {
        for_each_leaf(&error, &mut |error| problems.add(limit, || describe(error)));
    }
    problems
}

/// Visits an error, or, where no branch of a choice fits, the errors of the branch that fits best: one that
/// objects to something inside the value rather than to its type.
fn for_each_leaf(error: &ValidationError<'_>, visit: &mut dyn FnMut(&ValidationError<'_>)) {
    if let ValidationErrorKind::AnyOf { context } = error.kind() {
        let place = error.instance_path().as_str();
        let wrong_type = |inner: &ValidationError<'_>| {
            matches!(inner.kind(), ValidationErrorKind::Type { .. })
                && inner.instance_path().as_str() == place
        };
        if let Some(branch) = context.iter().find(|branch| !branch.iter().any(wrong_type)) {
            for inner in branch {
                for_each_leaf(inner, visit);
            }
            return;
        }
    }
    visit(error);
}

fn describe(error: &ValidationError<'_>) -> Problem {
    let path = error.instance_path().as_str();
    let found = || excerpt(error.instance());
    let (keyword, message) = match error.kind() {
        ValidationErrorKind::Required { property } if path.is_empty() && property == "schema_version" => {
            (rule::SCHEMA_VERSION, "expected schema_version 1, found none".to_owned())
        }
        ValidationErrorKind::Required { property } => {
            (error.kind().keyword(), format!("expected the member {property}, which is missing"))
        }
        ValidationErrorKind::Type { kind } => {
            (error.kind().keyword(), format!("expected {}, found {}", types(kind), found()))
        }
        ValidationErrorKind::AnyOf { context } => {
            let kinds: Vec<String> = context
                .iter()
                .flatten()
                .filter_map(|inner| match inner.kind() {
                    ValidationErrorKind::Type { kind } => Some(types(kind)),
                    _ => None,
                })
                .collect();
            ("type", format!("expected {}, found {}", kinds.join(" or "), found()))
        }
        ValidationErrorKind::Enum { options } => {
            let options: Vec<String> =
                options.as_array().into_iter().flatten().map(Value::to_string).collect();
            (error.kind().keyword(), format!("expected one of {}, found {}", options.join(", "), found()))
        }
        ValidationErrorKind::Constant { expected_value } => {
            (error.kind().keyword(), format!("expected {expected_value}, found {}", found()))
        }
        ValidationErrorKind::Minimum { limit } => {
            (error.kind().keyword(), format!("expected at least {limit}, found {}", found()))
        }
        ValidationErrorKind::Maximum { limit } => {
            (error.kind().keyword(), format!("expected at most {limit}, found {}", found()))
        }
        ValidationErrorKind::Pattern { pattern } => {
            (error.kind().keyword(), format!("expected text that matches {pattern}, found {}", found()))
        }
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            let names: Vec<String> =
                unexpected.iter().map(|name| Value::from(name.as_str()).to_string()).collect();
            (error.kind().keyword(), format!("expected declared members only, found {}", names.join(", ")))
        }
        kind => (kind.keyword(), format!("expected a value that satisfies the schema: {error}")),
    };
    // The validator calls both kinds of absence by one name; the schema's path has the keyword.
    let dependent = error.schema_path().as_str().contains("/dependentRequired");
    Problem::at(path, if dependent { "dependentRequired" } else { keyword }, message)
}

fn types(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(one) => one.to_string(),
        TypeKind::Multiple(several) => {
            let mut names: Vec<String> = several.iter().map(|one| one.to_string()).collect();
            names.sort_by_key(|name| name == "null");
            names.join(" or ")
        }
    }
}

/// A short form of a value for messages.
fn excerpt(value: &Value) -> String {
    match value {
        Value::Object(members) => format!("an object of {} members", members.len()),
        Value::Array(elements) => format!("an array of {} elements", elements.len()),
        scalar => {
            let text = scalar.to_string();
            match text.char_indices().nth(EXCERPT) {
                Some((end, _)) => format!("{}...", &text[..end]),
                None => text,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::explain;

    fn messages(schema: &serde_json::Value, value: &serde_json::Value) -> Vec<String> {
        let validator = jsonschema::validator_for(schema).unwrap();
        let problems = explain(&validator, value, 20);
        problems.listed.iter().map(|p| format!("{} {} {}", p.path, p.rule, p.message)).collect()
    }

    #[test]
    fn messages_name_the_place_the_rule_and_what_was_expected() {
        let schema = json!({
            "type": "object",
            "properties": {
                "count": {"type": ["integer", "null"], "minimum": 0},
                "kind": {"type": "string", "enum": ["a", "b"]},
                "identity": {"anyOf": [{"$ref": "#/$defs/Identity"}, {"type": "null"}]},
            },
            "required": ["count", "name"],
            "dependentRequired": {"kind": ["extra"]},
            "additionalProperties": false,
            "$defs": {"Identity": {"type": "object", "properties": {"key": {"type": "string"}}, "required": ["key"]}},
        });
        assert_eq!(
            messages(&schema, &json!({"count": -1, "kind": "c", "identity": {"key": 5}, "more": 1})),
            [
                " required expected the member \"name\", which is missing",
                " dependentRequired expected the member \"extra\", which is missing",
                "/count minimum expected at least 0, found -1",
                "/identity/key type expected string, found 5",
                "/kind enum expected one of \"a\", \"b\", found \"c\"",
                " additionalProperties expected declared members only, found \"more\"",
            ]
        );
        assert_eq!(
            messages(&schema, &json!({"count": "x", "name": 1, "identity": 7})),
            [
                "/count type expected integer or null, found \"x\"",
                "/identity type expected object or null, found 7",
                " additionalProperties expected declared members only, found \"name\"",
            ]
        );
    }
}
