//! The closed copy of a schema: members that it does not declare become errors. Derived mechanically.

use serde_json::{Map, Value};

use super::for_each_schema;

/// Forbids undeclared members in every object schema that declares some. Maps stay maps.
///
/// # Examples
///
/// ```
/// use serde_json::json;
///
/// let open = json!({"type": "object", "properties": {"a": {"type": "string"}}});
/// let closed = contractgen::emit::closed_copy(open);
/// assert_eq!(closed["additionalProperties"], false);
/// ```
#[must_use]
pub fn closed_copy(mut schema: Value) -> Value {
    for_each_schema(&mut schema, &mut close);
    schema
}

fn close(object: &mut Map<String, Value>) {
    if !object.contains_key("properties") || object.contains_key("additionalProperties") {
        return;
    }
    // Members declared by a part of a composition are only visible to `unevaluatedProperties`.
    let composed = ["allOf", "anyOf", "oneOf", "$ref"].iter().any(|keyword| object.contains_key(*keyword));
    let keyword = if composed { "unevaluatedProperties" } else { "additionalProperties" };
    object.insert(keyword.into(), false.into());
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::closed_copy;

    #[test]
    fn maps_stay_maps_and_their_values_are_closed() {
        let open = json!({"type": "object", "additionalProperties": {"properties": {"a": true}}});
        let closed = json!({"type": "object", "additionalProperties": {
            "properties": {"a": true}, "additionalProperties": false,
        }});
        assert_eq!(closed_copy(open), closed);
    }

    #[test]
    fn a_composition_is_closed_as_a_whole() {
        let open = json!({"properties": {"a": true}, "allOf": [{"$ref": "#/$defs/B"}]});
        assert_eq!(closed_copy(open)["unevaluatedProperties"], false);
    }
}
