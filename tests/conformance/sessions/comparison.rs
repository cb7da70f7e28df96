//! Comparing documents: member order is free, array order counts, doubles agree to 1e-9 relative, and a cursor is
//! compared only as empty or not, because it is opaque.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;

/// Relative tolerance between doubles.
const TOLERANCE: f64 = 1e-9;

/// One place at which two documents differ.
#[derive(Debug)]
pub(crate) struct Difference {
    at: String,
    expected: String,
    found: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}, found {}", self.at, self.expected, self.found)
    }
}

/// Every place below `at` at which `found` differs from what is `expected`.
pub(crate) fn differences(at: &str, expected: &Value, found: &Value) -> Vec<Difference> {
    match (expected, found) {
        (Value::Object(left), Value::Object(right)) => {
            let names: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
            let differ = |name: &String| match (left.get(name), right.get(name)) {
                (Some(left), Some(right)) if name == "next" && at.ends_with(".cursor") => {
                    let is_same = left.as_str().map(str::is_empty) == right.as_str().map(str::is_empty);
                    if is_same {
                        Vec::new()
                    } else {
                        vec![difference(&format!("{at}.next"), Some(left), Some(right))]
                    }
                }
                (Some(left), Some(right)) => differences(&format!("{at}.{name}"), left, right),
                (left, right) => vec![difference(&format!("{at}.{name}"), left, right)],
            };
            names.into_iter().flat_map(differ).collect()
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            let pairs = left.iter().zip(right).enumerate();
            pairs
                .flat_map(|(index, (left, right))| differences(&format!("{at}[{index}]"), left, right))
                .collect()
        }
        (Value::Array(left), Value::Array(right)) => {
            vec![difference(&format!("{at}.length"), Some(&left.len().into()), Some(&right.len().into()))]
        }
        (Value::Number(left), Value::Number(right)) if left.is_f64() || right.is_f64() => {
            let (left, right) = (left.as_f64().unwrap_or(f64::NAN), right.as_f64().unwrap_or(f64::NAN));
            let is_close = (left - right).abs() <= TOLERANCE * left.abs().max(right.abs()).max(1.0);
            if is_close { Vec::new() } else { vec![difference(at, Some(expected), Some(found))] }
        }
        _ if expected == found => Vec::new(),
        _ => vec![difference(at, Some(expected), Some(found))],
    }
}

fn difference(at: &str, expected: Option<&Value>, found: Option<&Value>) -> Difference {
    let shown = |value: Option<&Value>| match value {
        Some(value) => value.to_string().chars().take(160).collect(),
        None => "nothing".to_owned(),
    };
    Difference { at: at.to_owned(), expected: shown(expected), found: shown(found) }
}

#[test]
fn comparison_sees_what_matters_and_nothing_else() {
    let same = |left: &str, right: &str| {
        let parse = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        differences("$", &parse(left), &parse(right)).is_empty()
    };
    assert!(same(r#"{"a":1,"b":0.1}"#, r#"{"b":0.10000000000000001,"a":1.0}"#));
    assert!(same(r#"{"cursor":{"next":"x"}}"#, r#"{"cursor":{"next":"y"}}"#));
    for (left, right) in [
        (r#"{"cursor":{"next":"x"}}"#, r#"{"cursor":{"next":""}}"#),
        ("[1,2]", "[2,1]"),
        ("[1]", "[1,1]"),
        ("1", "2"),
        ("9007199254740993", "9007199254740992"),
        ("0.1", "0.1000001"),
        (r#"{"a":null}"#, "{}"),
        ("null", "false"),
        ("1", "\"1\""),
    ] {
        assert!(!same(left, right), "{left} and {right} differ");
    }
}
