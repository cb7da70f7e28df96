//! Documents of small archives, answered by the program `agentexport`, run in memory.

use serde_json::{Value, json};

use super::text::{list, strings};
use crate::{Archive, Output};

pub(super) fn document(input: &Value) -> Result<Value, String> {
    let archive = archive(input)?;
    let arguments = strings(input, "arguments")?;
    let output = archive.run(&arguments, &[]);
    if output.code != 0 {
        return Err(format!("exit code {}: {}", output.code, output.stderr.trim_end()));
    }
    printed(&arguments, &output)
}

pub(super) fn cursor(input: &Value) -> Result<Value, String> {
    let archive = archive(input)?;
    let mut cursor = String::new();
    let mut steps = Vec::new();
    for step in list(input, "steps")? {
        let change = strings(step, "change")?;
        if !change.is_empty() {
            archive.change(&change.join("\n"));
        }
        let arguments: Vec<String> =
            strings(step, "arguments")?.iter().map(|word| word.replace("@CURSOR@", &cursor)).collect();
        let output = archive.run(&arguments, &[]);
        steps.push(match output.code {
            0 => {
                let document = printed(&arguments, &output)?;
                let first = document.get(0).unwrap_or(&document);
                first["cursor"]["next"].as_str().unwrap_or_default().clone_into(&mut cursor);
                json!({"exit_code": 0, "document": document, "has_next": !cursor.is_empty()})
            }
            4 => {
                let error: Value = serde_json::from_str(&output.stderr).map_err(|error| error.to_string())?;
                json!({"exit_code": 4, "document": error})
            }
            code => json!({"exit_code": code}),
        });
    }
    Ok(json!({ "steps": steps }))
}

fn archive(input: &Value) -> Result<Archive, String> {
    let archive = Archive::from_sql(&strings(input, "archive")?.join("\n"));
    let settings = strings(input, "settings")?;
    if !settings.is_empty() {
        let file = archive.directory().join("config.toml");
        std::fs::write(file, settings.join("\n")).map_err(|error| error.to_string())?;
    }
    Ok(archive)
}

/// The document that was printed; of NDJSON the list of its lines.
fn printed(arguments: &[String], output: &Output) -> Result<Value, String> {
    let text = std::str::from_utf8(&output.stdout).map_err(|error| error.to_string())?;
    let parse = |text| serde_json::from_str(text).map_err(|error| error.to_string());
    if arguments.iter().any(|word| word == "ndjson") {
        text.lines().map(parse).collect()
    } else {
        parse(text)
    }
}
