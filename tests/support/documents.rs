//! What every output of the program must pass: the published schema, its closed copy, and the typed reader.

use std::sync::LazyLock;

use agent_contracts::Surface;
use jsonschema::Validator;
use serde_json::{Map, Value};

use crate::program::Output;

/// A surface's schema as published, and its closed copy.
struct Schemas {
    surface: Surface,
    open: Validator,
    closed: Validator,
}

static SCHEMAS: LazyLock<Vec<Schemas>> = LazyLock::new(|| {
    let surfaces = [
        Surface::SessionExport,
        Surface::SessionExportLine,
        Surface::CursorReset,
        Surface::UsageDaily,
        Surface::UsageSummary,
        Surface::ActivityReport,
    ];
    surfaces.map(Schemas::of).into()
});

impl Schemas {
    fn of(surface: Surface) -> Self {
        let path = format!("{}/../schemas/v1/{}", env!("CARGO_MANIFEST_DIR"), surface.file_name());
        let text = std::fs::read_to_string(path).expect("the published schema is there");
        let open = serde_json::from_str(&text).expect("the published schema is JSON");
        let closed = contractgen::emit::closed_copy(Value::clone(&open));
        let compiled =
            |schema| jsonschema::draft202012::new(schema).expect("the published schema is a schema");
        Self { surface, open: compiled(&open), closed: compiled(&closed) }
    }
}

/// Says why `document` is none of `surface`, by the open schema, the closed one or the typed reader; one of them is
/// enough.
///
/// # Errors
///
/// A sentence naming which of the three refuses it, and why.
pub fn check_document(surface: Surface, document: &Value) -> Result<(), String> {
    let schemas =
        SCHEMAS.iter().find(|schemas| schemas.surface == surface).expect("a surface of the exporter");
    for (name, schema) in [("published", &schemas.open), ("closed", &schemas.closed)] {
        if let Err(error) = schema.validate(document) {
            return Err(format!("the {name} schema of {surface} refuses {}: {error}", error.instance_path()));
        }
    }
    surface
        .check(document.to_string().as_bytes())
        .map_err(|error| format!("the reader of {surface} refuses it: {error}"))
}

/// Checks what a run of `export sessions` printed, JSON or NDJSON. Without exit code 0 nothing may be printed.
///
/// # Errors
///
/// As [`check_document`].
pub fn check_output(output: &Output) -> Result<(), String> {
    if output.code != 0 {
        let reset =
            || serde_json::from_str(&output.stderr).map_err(|error| format!("{error}: {}", output.stderr));
        return match (output.stdout.is_empty(), output.code) {
            (false, code) => Err(format!("exit code {code} with something on standard output")),
            (true, 4) => check_document(Surface::CursorReset, &reset()?),
            (true, 1) if output.stderr.starts_with("fatal: ") && output.stderr.lines().count() == 1 => Ok(()),
            (true, code) => Err(format!("exit code {code} with this on standard error: {}", output.stderr)),
        };
    }
    let text = std::str::from_utf8(&output.stdout).map_err(|error| error.to_string())?;
    if !text.ends_with('\n') {
        return Err("the output must end its last line".to_owned());
    }
    let parsed: Result<Vec<Value>, _> = text.lines().map(serde_json::from_str).collect();
    let lines = parsed.map_err(|error| format!("a line is no JSON: {error}"))?;
    match lines.as_slice() {
        [document] if document.get("sessions").is_some() => check_document(Surface::SessionExport, document),
        lines => lines.iter().try_for_each(|line| check_document(Surface::SessionExportLine, line)),
    }
}

/// Checks what a report printed: one document of `surface`, indented or a usage summary in one line, or one line on
/// standard error.
///
/// # Errors
///
/// As [`check_document`].
pub fn check_report(surface: Surface, output: &Output) -> Result<(), String> {
    if output.code != 0 {
        let is_told = output.stderr.starts_with("error: ") || output.stderr.starts_with("fatal: ");
        return match (output.stdout.is_empty(), output.code, output.stderr.lines().count()) {
            (true, 1, 1) if is_told => Ok(()),
            _ => Err(format!("exit code {} with this on standard error: {}", output.code, output.stderr)),
        };
    }
    let text = std::str::from_utf8(&output.stdout).map_err(|error| error.to_string())?;
    let document: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let is_in_form = if surface == Surface::UsageSummary {
        text.starts_with("{\"schema_version\":1,") && text.ends_with("}\n") && text.lines().count() == 1
    } else {
        text.starts_with("{\n  \"schema_version\": 1,\n") && text.ends_with("\n}\n")
    };
    if !is_in_form {
        return Err("a report is one line, or indented by two blanks, and ends its last line".to_owned());
    }
    check_document(surface, &document)
}

/// The one document that says the same as the lines of an NDJSON export.
pub fn document_of_lines(lines: &[Value]) -> Value {
    let (meta, sessions) = lines.split_first().expect("an NDJSON export begins with its meta line");
    let mut document: Map<String, Value> = meta.as_object().cloned().expect("the meta line is an object");
    assert_eq!(document.remove("type"), Some("meta".into()), "the first line must be the meta line");
    document.insert("sessions".to_owned(), sessions.into());
    document.into()
}
