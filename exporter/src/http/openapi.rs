//! The description of the server for programs: `OpenAPI` 3.1, made of the table of routes and the published schemas.

use std::collections::BTreeMap;

use agent_contracts::Surface;
use serde_json::{Map, Value, json};

use super::routes::{Endpoint, Kind, Parameter, ROUTES, Route};
use super::settings::Settings;
use crate::bytes::published_schema;

/// The document, as text.
pub(super) fn description(settings: &Settings) -> Vec<u8> {
    let paths: Map<String, Value> = ROUTES
        .iter()
        .map(|route| (route.path.to_owned(), json!({ "get": operation(route, settings) })))
        .collect();
    let mut schemas: Map<String, Value> =
        Surface::ALL.into_iter().map(|surface| (component(surface), embedded(surface))).collect();
    schemas.insert("Error".to_owned(), error_schema());
    schemas.insert("State".to_owned(), state_schema());
    let server = settings.public_url.as_ref().map_or("/", |site| site.origin.as_str());
    let document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "agentexport",
            "summary": "v1 documents about an archive of AI coding-agent sessions",
            "description": "Every path answers GET and HEAD. The bodies are the documents that the program prints; \
                            their schemas are also at /schemas/v1.",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "MIT", "identifier": "MIT" },
        },
        "servers": [{ "url": server }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": responses(),
            "headers": {
                "ETag": {
                    "description": "The SHA-256 of the body; weak when the body is compressed.",
                    "schema": { "type": "string" },
                },
            },
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "description": "The token of the server, if it has one." },
            },
        },
    });
    let mut text = document.to_string().into_bytes();
    text.push(b'\n');
    text
}

/// The name of a surface among the components.
fn component(surface: Surface) -> String {
    let words = surface.name().split('-');
    words
        .flat_map(|word| word[..1].to_ascii_uppercase().chars().chain(word[1..].chars()).collect::<Vec<_>>())
        .collect()
}

fn reference_to(surface: Surface) -> Value {
    json!({ "$ref": format!("#/components/schemas/{}", component(surface)) })
}

/// A published schema as part of this document: without the identity it has as a file, and with references that lead
/// to where its definitions now are.
fn embedded(surface: Surface) -> Value {
    let mut schema: Value = serde_json::from_str(published_schema(surface)).unwrap_or_default();
    if let Some(members) = schema.as_object_mut() {
        members.remove("$id");
        members.remove("$schema");
    }
    redirect(&mut schema, &format!("#/components/schemas/{}/$defs/", component(surface)));
    schema
}

/// Replaces the start of every reference to a definition.
fn redirect(schema: &mut Value, start: &str) {
    match schema {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(target) if name == "$ref" => {
                        if let Some(definition) = target.strip_prefix("#/$defs/") {
                            *target = format!("{start}{definition}");
                        }
                    }
                    member => redirect(member, start),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| redirect(item, start)),
        _ => {}
    }
}

fn error_schema() -> Value {
    json!({
        "title": "Error",
        "description": "Why a request was not answered.",
        "type": "object",
        "required": ["error"],
        "properties": { "error": { "type": "string", "description": "One sentence for people." } },
        "examples": [{ "error": "since: given more than once; give it once" }],
    })
}

fn state_schema() -> Value {
    json!({
        "title": "State",
        "description": "All is well.",
        "type": "object",
        "required": ["ok"],
        "properties": { "ok": { "const": true } },
        "examples": [{ "ok": true }],
    })
}

/// The answers without a document, by the name they have among the components.
fn responses() -> Value {
    let error = |description: &str| {
        json!({
            "description": description,
            "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Error" } } },
        })
    };
    let mut named = BTreeMap::from([
        ("Invalid", error("A parameter is unknown, repeated, or has a value that it cannot have.")),
        ("NoToken", error("The token is missing or wrong.")),
        ("WrongHost", error("`Host` does not name this server.")),
        ("Unknown", error("There is no such schema.")),
        ("TooLarge", error("The document is larger than the server gives; ask for less.")),
        ("Internal", error("A defect, of the archive or of the program; the log of the server says more.")),
        (
            "Unavailable",
            error(
                "The archive cannot be read now, the request took too long, or too many others are waiting.",
            ),
        ),
    ]);
    named.insert("Unchanged", json!({ "description": "The client has this document already." }));
    json!(named)
}

fn operation(route: &Route, settings: &Settings) -> Value {
    let mut parameters: Vec<Value> = route.parameters.iter().map(|known| parameter(known, route)).collect();
    if route.endpoint == Endpoint::Schema {
        parameters.push(json!({
            "name": "file",
            "in": "path",
            "required": true,
            "description": "The name of a schema's file.",
            "schema": { "type": "string", "enum": Surface::ALL.map(Surface::file_name) },
        }));
    }
    let needs_token =
        settings.token.is_some() && !matches!(route.endpoint, Endpoint::Health | Endpoint::Readiness);
    json!({
        "operationId": operation_id(route.endpoint),
        "summary": route.summary,
        "parameters": parameters,
        "responses": answers(route, needs_token),
        "security": if needs_token { json!([{ "token": [] }]) } else { json!([]) },
    })
}

fn operation_id(endpoint: Endpoint) -> &'static str {
    match endpoint {
        Endpoint::UsageDaily => "usageDaily",
        Endpoint::ActivityReport => "activityReport",
        Endpoint::Sessions => "sessions",
        Endpoint::ReferenceActivity => "referenceActivityReport",
        Endpoint::ReferenceSummary => "referenceUsageSummary",
        Endpoint::Schema => "schema",
        Endpoint::Description => "description",
        Endpoint::Health => "health",
        Endpoint::Readiness => "readiness",
    }
}

fn parameter(parameter: &Parameter, route: &Route) -> Value {
    let schema = match parameter.kind {
        Kind::Text => json!({ "type": "string" }),
        Kind::Pattern(pattern) => json!({ "type": "string", "pattern": pattern }),
        Kind::Integer(i64::MIN, i64::MAX) => json!({ "type": "integer", "format": "int64" }),
        Kind::Integer(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Kind::Switch => json!({ "type": "boolean", "default": false }),
        Kind::SwitchedOn => json!({ "type": "boolean", "default": true }),
        // Those routes take an empty value for an absent one.
        Kind::Word(words) if route.endpoint.is_lenient() => {
            let words = [words, &[""]].concat();
            json!({ "type": "string", "enum": words })
        }
        Kind::Word(words) => json!({ "type": "string", "enum": words }),
    };
    let mut described = json!({
        "name": parameter.name,
        "in": "query",
        "required": false,
        "description": parameter.description,
        "schema": schema,
    });
    if let Some(example) = parameter.example.filter(|example| !example.is_empty()) {
        described["example"] = match parameter.kind {
            Kind::Integer(..) => json!(example.parse::<i64>().unwrap_or_default()),
            _ => json!(example),
        };
    }
    described
}

/// Every status that a route answers with.
fn answers(route: &Route, needs_token: bool) -> Value {
    let named = |name: &str| json!({ "$ref": format!("#/components/responses/{name}") });
    let mut answers = Map::new();
    answers.insert("200".to_owned(), success(route));
    answers.insert("403".to_owned(), named("WrongHost"));
    if needs_token {
        answers.insert("401".to_owned(), named("NoToken"));
    }
    if route.endpoint == Endpoint::Readiness {
        answers.insert("503".to_owned(), named("Unavailable"));
    }
    if matches!(route.endpoint, Endpoint::Schema | Endpoint::Description) || route.surface.is_some() {
        answers.insert("304".to_owned(), named("Unchanged"));
    }
    if route.endpoint == Endpoint::Schema {
        answers.insert("404".to_owned(), named("Unknown"));
    }
    if route.surface.is_some() {
        for (status, name) in
            [("400", "Invalid"), ("422", "TooLarge"), ("500", "Internal"), ("503", "Unavailable")]
        {
            answers.insert(status.to_owned(), named(name));
        }
    }
    if route.endpoint == Endpoint::Sessions {
        answers.insert(
            "409".to_owned(),
            json!({
                "description": "The cursor is no longer valid; begin again without it.",
                "content": { "application/json": { "schema": reference_to(Surface::CursorReset) } },
            }),
        );
    }
    Value::Object(answers)
}

/// The answer when all is well.
fn success(route: &Route) -> Value {
    let content = match route.endpoint {
        Endpoint::Schema => json!({ "application/schema+json": { "schema": { "type": "object" } } }),
        Endpoint::Description => json!({ "application/json": { "schema": { "type": "object" } } }),
        _ => match route.surface {
            Some(surface) => json!({ "application/json": { "schema": reference_to(surface) } }),
            None => json!({ "application/json": { "schema": { "$ref": "#/components/schemas/State" } } }),
        },
    };
    let mut success = json!({ "description": route.summary, "content": content });
    if route.endpoint == Endpoint::Sessions {
        success["content"]["application/x-ndjson"] = json!({ "schema": {
            "description": "Every session that the filters choose: a first line about the export, then a line for \
                            each session.",
            "type": "string",
            "contentMediaType": "application/json",
            "contentSchema": reference_to(Surface::SessionExportLine),
        } });
    }
    if route.surface.is_some() || matches!(route.endpoint, Endpoint::Schema | Endpoint::Description) {
        success["headers"] = json!({ "ETag": { "$ref": "#/components/headers/ETag" } });
    }
    success
}

#[cfg(test)]
mod tests {
    use super::{Surface, Value, component, description, embedded, json, redirect};
    use crate::bytes::published_schema;
    use crate::http::{Settings, Token};
    use std::collections::BTreeSet;
    use std::time::Duration;

    fn document(token: Option<&str>) -> Value {
        let settings = Settings {
            address: ([127, 0, 0, 1], 0).into(),
            token: token.map(|token| Token::new(token).unwrap()),
            public_url: None,
            origins: Vec::new(),
            most_running: 1,
            time_limit: Duration::from_secs(1),
            most_bytes: 1,
        };
        serde_json::from_slice(&description(&settings)).unwrap()
    }

    #[test]
    fn the_schemas_are_the_published_ones() {
        for surface in Surface::ALL {
            let mut schema = embedded(surface);
            redirect_back(&mut schema, &component(surface));
            let mut published: Value = serde_json::from_str(published_schema(surface)).unwrap();
            for (name, value) in published.as_object_mut().unwrap() {
                if name.starts_with("$id") || name.starts_with("$schema") {
                    schema[name] = value.clone();
                }
            }
            assert_eq!(schema, published, "{surface}");
        }
    }

    /// Undoes [`redirect`], by way of the text.
    fn redirect_back(schema: &mut Value, component: &str) {
        let text =
            schema.to_string().replace(&format!("#/components/schemas/{component}/$defs/"), "#/$defs/");
        *schema = serde_json::from_str(&text).unwrap();
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document = document(Some("t"));
        let mut targets = BTreeSet::new();
        let mut pending = vec![&document];
        while let Some(value) = pending.pop() {
            match value {
                Value::Object(members) => {
                    if let Some(Value::String(target)) = members.get("$ref") {
                        targets.insert(target.clone());
                    }
                    pending.extend(members.values());
                }
                Value::Array(items) => pending.extend(items),
                _ => {}
            }
        }
        assert!(targets.len() > 20, "references were lost: {targets:?}");
        for target in targets {
            let pointer = target.strip_prefix('#').expect("references stay within the document");
            assert!(document.pointer(pointer).is_some(), "{target} leads nowhere");
        }
    }

    #[test]
    fn only_references_are_redirected() {
        let mut schema = json!({"$ref": "#/$defs/A", "title": "#/$defs/A", "x": [{"$ref": "other"}]});
        redirect(&mut schema, "#/b/");
        assert_eq!(schema, json!({"$ref": "#/b/A", "title": "#/$defs/A", "x": [{"$ref": "other"}]}));
    }

    #[test]
    fn a_token_is_asked_for_where_there_is_one() {
        let statuses = |document: &Value, path: &str| -> Vec<String> {
            document["paths"][path]["get"]["responses"].as_object().unwrap().keys().cloned().collect()
        };
        let (with, without) = (document(Some("t")), document(None));
        assert_eq!(
            statuses(&without, "/v1/sessions"),
            ["200", "304", "400", "403", "409", "422", "500", "503"]
        );
        assert!(statuses(&with, "/v1/sessions").contains(&"401".to_owned()));
        assert!(!statuses(&with, "/healthz").contains(&"401".to_owned()));
        assert_eq!(with["paths"]["/v1/sessions"]["get"]["security"], json!([{"token": []}]));
        assert_eq!(with["paths"]["/readyz"]["get"]["security"], json!([]));
    }
}
