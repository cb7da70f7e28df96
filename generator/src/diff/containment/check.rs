//! Whether a JSON document is a schema that can be compared at all. Every schema of the file is looked at, used or not.

use jsonschema::draft202012;
use serde_json::Value;

use super::document::{Document, NESTING_LIMIT, children};
use super::error::SchemaError;

/// The dialect that is compared.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// Keywords whose meaning depends on who refers to the schema, or on the validator.
const UNSUPPORTED: [&str; 5] =
    ["$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$recursiveAnchor", "$vocabulary"];

/// Keywords whose schemas apply to the same value as the schema that holds them.
const IN_PLACE: [&str; 8] = ["allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas"];

/// Checks that a document is a schema of draft 2020-12 that can be compared.
///
/// # Errors
///
/// Says what about the first unusable schema is wrong; see [`SchemaError`].
///
/// # Examples
///
/// ```
/// use contractgen::diff::containment::{SchemaError, check_schema};
/// use serde_json::json;
///
/// assert_eq!(check_schema(&json!({"type": "object"})), Ok(()));
/// let broken = check_schema(&json!({"$ref": "#/$defs/Row"}));
/// assert!(matches!(broken, Err(SchemaError::BrokenReference { .. })));
/// ```
pub fn check_schema(schema: &Value) -> Result<(), SchemaError> {
    read_checked(schema).map(drop)
}

/// The schema file, checked.
pub(super) fn read_checked(schema: &Value) -> Result<Document<'_>, SchemaError> {
    check_type("", schema)?;
    check_nesting(schema)?;
    // The dialect comes first: under another one the metaschema's complaints would mislead.
    check_dialect("", schema)?;
    if let Err(problem) = draft202012::meta::validate(schema) {
        let pointer = problem.instance_path().to_string();
        return Err(SchemaError::Keyword { pointer, problem: problem.to_string() });
    }
    let document = Document::read(schema)?;
    for place in &document.places {
        check_type(&place.pointer, place.schema)?;
        check_dialect(&place.pointer, place.schema)?;
        check_keywords(&place.pointer, place.schema)?;
    }
    check_references_end(&document)?;
    Ok(document)
}

fn check_type(pointer: &str, schema: &Value) -> Result<(), SchemaError> {
    let found = match schema {
        Value::Object(_) | Value::Bool(_) => return Ok(()),
        Value::Null => "null",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
    };
    Err(SchemaError::NotASchema { pointer: pointer.to_owned(), found })
}

fn check_dialect(pointer: &str, schema: &Value) -> Result<(), SchemaError> {
    let Some(dialect) = schema.get("$schema") else { return Ok(()) };
    if dialect.as_str().is_some_and(|dialect| dialect.trim_end_matches('#') == DIALECT) {
        return Ok(());
    }
    let dialect = dialect.as_str().map_or_else(|| dialect.to_string(), ToOwned::to_owned);
    Err(SchemaError::Dialect { pointer: format!("{pointer}/$schema"), dialect })
}

fn check_keywords(pointer: &str, schema: &Value) -> Result<(), SchemaError> {
    let Value::Object(keywords) = schema else { return Ok(()) };
    if let Some(keyword) = UNSUPPORTED.into_iter().find(|keyword| keywords.contains_key(*keyword)) {
        return Err(SchemaError::Unsupported { pointer: pointer.to_owned(), keyword: keyword.to_owned() });
    }
    let own = keywords.get("pattern").and_then(Value::as_str).map(|pattern| ("pattern", pattern));
    let of_names = keywords.get("patternProperties").and_then(Value::as_object).into_iter().flatten();
    let of_names = of_names.map(|(pattern, _)| ("patternProperties", pattern.as_str()));
    for (keyword, pattern) in own.into_iter().chain(of_names) {
        if !jsonschema_regex::is_valid_ecma_regex(pattern) {
            return Err(SchemaError::Keyword {
                pointer: format!("{pointer}/{keyword}"),
                problem: format!("{pattern:?} is no regular expression of ECMA 262"),
            });
        }
    }
    Ok(())
}

fn check_nesting(schema: &Value) -> Result<(), SchemaError> {
    let mut pending: Vec<(&Value, usize, Option<&str>)> = vec![(schema, 0, None)];
    while let Some((value, depth, top)) = pending.pop() {
        if depth > NESTING_LIMIT {
            let pointer = top.map(|name| format!("/{}", super::document::escaped(name))).unwrap_or_default();
            return Err(SchemaError::Nesting { pointer, limit: NESTING_LIMIT });
        }
        match value {
            Value::Array(items) => pending.extend(items.iter().map(|item| (item, depth + 1, top))),
            Value::Object(members) => pending.extend(
                members.iter().map(|(name, member)| (member, depth + 1, top.or(Some(name.as_str())))),
            ),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    Ok(())
}

/// Looks for circles of schemas that all apply to one value.
fn check_references_end(document: &Document<'_>) -> Result<(), SchemaError> {
    #[derive(Clone, Copy, PartialEq)]
    enum Visit {
        New,
        Open,
        Done,
    }
    let mut visits = vec![Visit::New; document.places.len()];
    for start in 0..document.places.len() {
        let mut pending = vec![(start, false)];
        while let Some((number, leaving)) = pending.pop() {
            if leaving {
                visits[number] = Visit::Done;
                continue;
            }
            if visits[number] != Visit::New {
                continue;
            }
            visits[number] = Visit::Open;
            pending.push((number, true));
            for next in in_place(document, number) {
                match visits[next] {
                    Visit::Open => {
                        let pointer = document.places[next].pointer.clone();
                        return Err(SchemaError::EndlessReference { pointer });
                    }
                    Visit::New => pending.push((next, false)),
                    Visit::Done => {}
                }
            }
        }
    }
    Ok(())
}

fn in_place(document: &Document<'_>, number: usize) -> Vec<usize> {
    let place = &document.places[number];
    let inner = children(&place.pointer, place.schema).into_iter().filter_map(|(pointer, _)| {
        let keyword = pointer[place.pointer.len() + 1..].split('/').next()?;
        IN_PLACE.contains(&keyword).then(|| document.place(&pointer)).flatten()
    });
    inner.chain(place.target).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{SchemaError, check_schema};

    fn refused(schema: &Value) -> SchemaError {
        check_schema(schema).expect_err("the schema must be refused")
    }

    #[test]
    fn what_is_no_schema_is_refused() {
        assert!(matches!(refused(&json!([])), SchemaError::NotASchema { .. }));
        assert!(matches!(refused(&json!("x")), SchemaError::NotASchema { .. }));
        let keyword = refused(&json!({"properties": {"a": {"minLength": -1}}}));
        assert!(
            matches!(&keyword, SchemaError::Keyword { pointer, .. } if pointer == "/properties/a/minLength"),
            "the pointer names the value: {keyword:?}"
        );
        assert!(matches!(refused(&json!({"pattern": "("})), SchemaError::Keyword { .. }));
        assert!(matches!(refused(&json!({"items": [{}]})), SchemaError::Keyword { .. }));
    }

    #[test]
    fn other_dialects_are_refused() {
        let draft_seven = "http://json-schema.org/draft-07/schema#";
        assert!(matches!(refused(&json!({"$schema": draft_seven})), SchemaError::Dialect { .. }));
        let inside = refused(&json!({"$defs": {"A": {"$schema": draft_seven}}}));
        assert!(matches!(inside, SchemaError::Dialect { pointer, .. } if pointer == "/$defs/A/$schema"));
        assert!(matches!(refused(&json!({"items": {"$dynamicRef": "#x"}})), SchemaError::Unsupported { .. }));
    }

    #[test]
    fn references_must_lead_into_this_file() {
        assert!(matches!(refused(&json!({"$ref": "#/$defs/A"})), SchemaError::BrokenReference { .. }));
        assert!(matches!(refused(&json!({"$ref": "#nowhere"})), SchemaError::BrokenReference { .. }));
        let remote = refused(&json!({"items": {"$ref": "https://example.org/a.json"}}));
        assert!(matches!(remote, SchemaError::RemoteReference { pointer, .. } if pointer == "/items/$ref"));
    }

    #[test]
    fn circles_that_never_end_are_refused_and_others_are_not() {
        assert!(matches!(refused(&json!({"$ref": "#"})), SchemaError::EndlessReference { .. }));
        let circle = json!({
            "items": {"$ref": "#/$defs/A"},
            "$defs": {"A": {"anyOf": [{"$ref": "#/$defs/B"}]}, "B": {"not": {"$ref": "#/$defs/A"}}}
        });
        assert!(matches!(refused(&circle), SchemaError::EndlessReference { .. }));
        assert_eq!(check_schema(&json!({"items": {"$ref": "#"}, "allOf": [true, true]})), Ok(()));
        let twice = json!({"allOf": [{"$ref": "#/$defs/A"}, {"$ref": "#/$defs/A"}], "$defs": {"A": {}}});
        assert_eq!(check_schema(&twice), Ok(()), "using a definition twice is no circle");
    }

    #[test]
    fn deep_nests_are_refused_without_overflowing_the_stack() {
        let mut schema = json!({});
        for _ in 0..2_000 {
            schema = json!({"items": schema});
        }
        assert!(matches!(refused(&schema), SchemaError::Nesting { .. }));
    }
}
