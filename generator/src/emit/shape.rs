//! Gives derived schemas the published shape: what code generators read well and what a validator can see.
//!
//! Works on any derived schema; knows no surface. The reasons for each rule are in `docs/contract.md`.

use serde_json::{Map, Value, json};

use super::for_each_schema;

/// Applies every rule of the published shape.
pub(super) fn shape(schema: &mut Value) {
    for_each_schema(schema, &mut |object| {
        fold_constants(object);
        bound_integers(object);
        wrap_reference(object);
        bare_branches(object);
        part_nullable_maps(object);
        unwrap_lines(object);
        sort_sets(object);
    });
    title_definitions(schema);
}

/// `oneOf` of documented constants becomes one `enum`, the documentation a list in the description. A lone
/// constant becomes `const` and its description goes: the member that holds it has one.
fn fold_constants(object: &mut Map<String, Value>) {
    let Some(Value::Array(variants)) = object.get("oneOf") else { return };
    let constants: Option<Vec<Value>> =
        variants.iter().map(|variant| variant.get("const").cloned()).collect();
    let Some(constants) = constants else { return };
    let documentation: Vec<String> = variants
        .iter()
        .filter_map(|variant| {
            let description = variant.get("description")?.as_str()?;
            let value = variant.get("const")?.as_str()?;
            let value = if value.is_empty() { "\"\"" } else { value };
            Some(format!("- `{value}`: {description}"))
        })
        .collect();
    let kind = variants.first().and_then(|variant| variant.get("type")).cloned();
    object.remove("oneOf");
    object.extend(kind.map(|kind| ("type".to_owned(), kind)));
    if let [constant] = constants.as_slice() {
        object.insert("const".into(), constant.clone());
        return;
    }
    object.insert("enum".into(), constants.into());
    if !documentation.is_empty() {
        let summary = object.get("description").and_then(Value::as_str).unwrap_or_default();
        let description = format!("{summary}\n\n{}", documentation.join("\n\n"));
        object.insert("description".into(), description.trim_start().into());
    }
}

/// Validators ignore `format`, so the range of an integer type is spelled out. v1 carries no integer beyond
/// the signed 64-bit range, counts included. Doubles need no bounds.
fn bound_integers(object: &mut Map<String, Value>) {
    let minimum = match object.get("format").and_then(Value::as_str) {
        Some("int64") => json!(i64::MIN),
        Some("uint64") => json!(0),
        Some("double") => {
            object.remove("format");
            return;
        }
        _ => return,
    };
    object.remove("format");
    object.insert("minimum".into(), minimum);
    object.insert("maximum".into(), json!(i64::MAX));
}

/// A `$ref` with siblings confuses generators (and was ignored by older drafts): it moves into an `allOf`.
fn wrap_reference(object: &mut Map<String, Value>) {
    if object.len() > 1
        && let Some(reference) = object.remove("$ref")
    {
        object.insert("allOf".into(), json!([{ "$ref": reference }]));
    }
}

/// A branch of a choice is a bare reference: the definition it names has a description of its own.
fn bare_branches(object: &mut Map<String, Value>) {
    let Some(Value::Array(branches)) = object.get_mut("anyOf") else { return };
    for branch in branches {
        if let Some(reference) = branch.pointer("/allOf/0/$ref").cloned() {
            *branch = json!({ "$ref": reference });
        }
    }
}

/// A map that may be `null` is a choice: otherwise some generators forget the type of its values.
fn part_nullable_maps(object: &mut Map<String, Value>) {
    if object.get("type") == Some(&json!(["object", "null"]))
        && let Some(values) = object.remove("additionalProperties")
    {
        object.remove("type");
        let map = json!({ "type": "object", "additionalProperties": values });
        object.insert("anyOf".into(), json!([map, { "type": "null" }]));
    }
}

/// Doc comments are wrapped at the source's width; published text is one line per paragraph.
fn unwrap_lines(object: &mut Map<String, Value>) {
    if let Some(Value::String(description)) = object.get_mut("description") {
        let paragraphs: Vec<String> =
            description.split("\n\n").map(|paragraph| paragraph.replace('\n', " ")).collect();
        // Entries of a value list are lines of one paragraph.
        *description = paragraphs.join("\n\n").replace("\n\n- ", "\n- ");
    }
}

/// Lists that mean sets are sorted, so that no feature of the JSON library can reorder them.
fn sort_sets(object: &mut Map<String, Value>) {
    fn sort(list: &mut Value) {
        if let Value::Array(names) = list {
            names.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
        }
    }
    object.get_mut("required").into_iter().for_each(sort);
    if let Some(Value::Object(dependent)) = object.get_mut("dependentRequired") {
        dependent.values_mut().for_each(sort);
    }
}

/// Generators that ignore the keys of `$defs` name types by their title.
fn title_definitions(schema: &mut Value) {
    let Some(Value::Object(definitions)) = schema.get_mut("$defs") else { return };
    for (name, definition) in definitions {
        if let Value::Object(definition) = definition {
            definition.insert("title".into(), name.as_str().into());
        }
    }
}

#[cfg(test)]
mod tests {
    use agent_contracts::Surface;
    use serde_json::{Map, Value, json};

    use super::super::{for_each_schema, published};
    use super::shape;

    fn shaped(mut schema: Value) -> Value {
        shape(&mut schema);
        schema
    }

    #[test]
    fn documented_constants_become_one_plain_list() {
        let derived = json!({"description": "A kind.", "oneOf": [
            {"type": "string", "const": "", "description": "None\nat all."},
            {"type": "string", "const": "b", "description": "The second."},
        ]});
        let published = json!({
            "type": "string",
            "enum": ["", "b"],
            "description": "A kind.\n- `\"\"`: None at all.\n- `b`: The second.",
        });
        assert_eq!(shaped(derived), published);
    }

    #[test]
    fn a_lone_constant_stays_a_constant() {
        let derived =
            json!({"description": "Always `meta`.", "oneOf": [{"type": "string", "const": "meta"}]});
        let published = json!({"type": "string", "const": "meta", "description": "Always `meta`."});
        assert_eq!(shaped(derived), published);
    }

    #[test]
    fn integer_formats_become_bounds() {
        let bounded = shaped(json!({"type": ["integer", "null"], "format": "uint64", "minimum": 0}));
        assert_eq!(bounded, json!({"type": ["integer", "null"], "minimum": 0, "maximum": i64::MAX}));
    }

    #[test]
    fn references_have_no_siblings() {
        let wrapped = shaped(json!({"$ref": "#/$defs/A", "description": "An a."}));
        assert_eq!(wrapped, json!({"allOf": [{"$ref": "#/$defs/A"}], "description": "An a."}));
        assert_eq!(shaped(json!({"$ref": "#/$defs/A"})), json!({"$ref": "#/$defs/A"}));
    }

    #[test]
    fn branches_of_a_choice_are_bare_references() {
        let choice =
            shaped(json!({"anyOf": [{"$ref": "#/$defs/A", "description": "An a."}, {"type": "null"}]}));
        assert_eq!(choice, json!({"anyOf": [{"$ref": "#/$defs/A"}, {"type": "null"}]}));
    }

    #[test]
    fn a_map_or_null_is_a_choice() {
        let values = json!({"type": "integer"});
        let choice = shaped(json!({"type": ["object", "null"], "additionalProperties": values}));
        let map = json!({"type": "object", "additionalProperties": values});
        assert_eq!(choice, json!({"anyOf": [map, {"type": "null"}]}));
    }

    fn assert_property_described(surface: Surface, name: &str, property: &Value) {
        let text = property.get("description").and_then(Value::as_str).unwrap_or_default();
        assert!(
            text.ends_with('.') || text.contains("\n- "),
            "{surface}: write a doc comment (a sentence) on the field {name}"
        );
        assert!(!text.contains("[`"), "{surface}: published text has no links to Rust items: {name}: {text}");
    }

    fn assert_generator_friendly(surface: Surface, object: &Map<String, Value>) {
        for keyword in ["oneOf", "prefixItems", "patternProperties", "format", "not", "if"] {
            assert!(
                !object.contains_key(keyword),
                "{surface}: {keyword} is not a published shape: {object:?}"
            );
        }
        assert!(
            object.len() == 1 || !object.contains_key("$ref"),
            "{surface}: a $ref has siblings: {object:?}"
        );
        if let Some(Value::Object(properties)) = object.get("properties") {
            properties.iter().for_each(|(name, property)| assert_property_described(surface, name, property));
        }
    }

    #[test]
    fn every_published_schema_is_described_and_generator_friendly() {
        for surface in Surface::ALL {
            let mut schema = published(surface);
            assert!(schema["description"].is_string(), "{surface}: the root type needs a doc comment");
            for (name, definition) in schema["$defs"].as_object().into_iter().flatten() {
                assert_eq!(definition["title"], name.as_str(), "{surface}: $defs/{name} needs its title");
                assert!(definition["description"].is_string(), "{surface}: {name} needs a doc comment");
                let plain = name.starts_with(|c: char| c.is_ascii_uppercase())
                    && name.chars().all(|c| c.is_ascii_alphabetic());
                assert!(plain, "{surface}: {name} must be PascalCase without numbers");
            }
            for_each_schema(&mut schema, &mut |object| assert_generator_friendly(surface, object));
        }
    }

    #[test]
    fn every_published_schema_is_a_schema_and_accepts_its_example() {
        for surface in Surface::ALL {
            for schema in [published(surface), super::super::published_closed(surface)] {
                assert!(
                    jsonschema::meta::is_valid(&schema),
                    "{surface} must satisfy the 2020-12 meta-schema"
                );
                let validator = jsonschema::validator_for(&schema).unwrap();
                let examples = schema["examples"].as_array().unwrap();
                assert!(!examples.is_empty(), "{surface} needs an example");
                for example in examples {
                    let errors: Vec<_> = validator.iter_errors(example).map(|e| e.to_string()).collect();
                    assert!(errors.is_empty(), "the example of {surface} must be valid: {errors:?}");
                }
            }
        }
    }
}
