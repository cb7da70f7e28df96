//! Our own implementation of the vectors' protocol: what the crates of this project answer to a vector's input.
//!
//! The program `v1-answers` speaks it over standard input and output. The vectors' outputs are not looked at.

mod archives;
mod identity;
mod pricing;
mod text;

use serde_json::{Value, json};

/// The answer to a request, both as lines of the protocol.
pub fn answer(request: &str) -> String {
    let answered = serde_json::from_str(request).map_err(|error| format!("expected a request: {error}"));
    let answer = match answered
        .and_then(|request: Value| output(text::member(&request, "kind")?, &request["input"]))
    {
        Ok(Some(output)) => json!({"output": output}),
        Ok(None) => json!({"skip": "this kind of vector is not known"}),
        Err(reason) => json!({"error": reason}),
    };
    answer.to_string()
}

/// What our crates give for an input; `None` for a kind that they do not know.
///
/// # Errors
///
/// A sentence on what is wrong with the input.
pub fn output(kind: &str, input: &Value) -> Result<Option<Value>, String> {
    Ok(Some(match kind {
        "remote-normalisation" => identity::remote(input)?,
        "root-path-normalisation" => identity::root(input)?,
        "project-key" => identity::key(input)?,
        "project-label" => identity::label(input)?,
        "pricing-digest" => pricing::digest(input)?,
        "model-matching" => pricing::matching(input)?,
        "cost" => pricing::cost(input)?,
        "token-usage" => pricing::token_usage(input)?,
        "row-semantics" | "required-field-meaning" | "sort-order" => archives::document(input)?,
        "cursor" => archives::cursor(input)?,
        _ => return Ok(None),
    }))
}
