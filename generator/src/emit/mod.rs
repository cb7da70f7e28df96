//! From contract types to schema files: derived, shaped, rendered, written or compared. The page on the rules is
//! kept beside them in the same way.
//!
//! [`published`] is the one way to a schema; the files in `schemas/v1` and the validator both use it, and the
//! `emit --check` test keeps the files equal to it.

mod check;
mod closed;
mod render;
mod shape;
mod write;

pub use check::{Finding, check, check_docs};
pub use closed::closed_copy;
pub use render::render;
pub use write::{WriteError, Written, write, write_docs};

use agent_contracts::Surface;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

/// The page on the rules, inside the folder of the documentation.
const RULES_PAGE: &str = "rules.md";

/// The schema of a surface as `schemas/v1` has it: open, self-contained, in generator-friendly shapes.
///
/// # Examples
///
/// ```
/// use agent_contracts::Surface;
///
/// let schema = contractgen::emit::published(Surface::UsageDaily);
/// assert_eq!(schema["$id"], "urn:agent-contracts:v1:usage-daily");
/// assert_eq!(schema["title"], "UsageDaily");
/// ```
pub fn published(surface: Surface) -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut schema = surface.root_schema(settings.into_generator()).to_value();
    shape::shape(&mut schema);
    if let Value::Object(root) = &mut schema {
        root.insert("$id".into(), surface.schema_id().into());
        // A test of the contracts crate reads every example; an unreadable one would be left out here.
        let examples: Vec<Value> = serde_json::from_str(surface.example()).into_iter().collect();
        root.insert("examples".into(), examples.into());
    }
    render::sorted(schema)
}

/// The closed copy of a surface's schema, under an `$id` of its own: members that v1 does not declare are
/// errors. For checking one's own output; readers must use the open one.
pub fn published_closed(surface: Surface) -> Value {
    let mut schema = closed_copy(published(surface));
    if let Value::Object(root) = &mut schema {
        root.insert("$id".into(), format!("{}:closed", surface.schema_id()).into());
    }
    schema
}

/// Calls `visit` on `schema` and on every schema inside it, the inner ones first.
fn for_each_schema(schema: &mut Value, visit: &mut impl FnMut(&mut Map<String, Value>)) {
    let Value::Object(object) = schema else { return };
    for (keyword, value) in object.iter_mut() {
        match (keyword.as_str(), value) {
            ("properties" | "$defs" | "patternProperties" | "dependentSchemas", Value::Object(named)) => {
                for inner in named.values_mut() {
                    for_each_schema(inner, visit);
                }
            }
            ("allOf" | "anyOf" | "oneOf" | "prefixItems", Value::Array(list)) => {
                for inner in list {
                    for_each_schema(inner, visit);
                }
            }
            ("items" | "additionalProperties" | "propertyNames" | "not" | "contains", inner) => {
                for_each_schema(inner, visit);
            }
            _ => {}
        }
    }
    visit(object);
}
