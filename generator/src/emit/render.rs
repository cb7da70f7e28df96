//! Schema bytes: sorted members, two-space indentation, LF, final newline, ECMAScript numbers.

use serde_json::{Map, Value};

/// The text of a schema file. The same on every machine and with every feature of the JSON library.
pub fn render(schema: &Value) -> String {
    let mut bytes = Vec::new();
    // Writing a tree of JSON values to memory cannot fail.
    let _ = agent_contracts::json::write_pretty(&mut bytes, &sorted(schema.clone()));
    bytes.push(b'\n');
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The same value with the members of every object in byte order, also where the JSON library keeps the
/// order of insertion (any dependency can switch that on).
pub(super) fn sorted(value: Value) -> Value {
    match value {
        Value::Object(object) => {
            let mut members: Vec<(String, Value)> = object.into_iter().collect();
            members.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(
                members.into_iter().map(|(name, value)| (name, sorted(value))).collect::<Map<_, _>>(),
            )
        }
        Value::Array(list) => Value::Array(list.into_iter().map(sorted).collect()),
        scalar => scalar,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::render;

    #[test]
    fn text_is_sorted_indented_and_ends_in_a_line_feed() {
        let text = render(&json!({"b": [5.0, 1e-7, i64::MAX], "a": {}}));
        let expected = "{\n  \"a\": {},\n  \"b\": [\n    5,\n    1e-7,\n    9223372036854775807\n  ]\n}\n";
        assert_eq!(text, expected);
    }
}
