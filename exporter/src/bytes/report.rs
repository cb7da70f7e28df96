//! A report as text: one JSON document, indented or in one line as v1 has it, with a final line end.

use agent_contracts::json::{write_compact, write_pretty};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::verify::{self, VerifyError};

/// A document of no contract as bytes: there is nothing to hold it against.
pub fn encode_findings<T: Serialize>(document: &T) -> Vec<u8> {
    let mut text = Vec::new();
    // A buffer takes every byte, and the members of a struct have text keys.
    let _ = write_pretty(&mut text, document);
    text.push(b'\n');
    text
}

/// The document as bytes, read back once.
///
/// # Errors
///
/// [`VerifyError`] when it would not validate; nothing must be printed then.
pub fn encode_report<T: Serialize + DeserializeOwned>(document: &T) -> Result<Vec<u8>, VerifyError> {
    let mut text = Vec::new();
    // A buffer takes every byte and contract types have text keys only; were it otherwise, the check would see.
    let _ = write_pretty(&mut text, document);
    checked::<T>(text)
}

/// As [`encode_report`], in one line: what v1 answers to programs.
///
/// # Errors
///
/// As [`encode_report`].
pub fn encode_answer<T: Serialize + DeserializeOwned>(document: &T) -> Result<Vec<u8>, VerifyError> {
    let mut text = Vec::new();
    // As above.
    let _ = write_compact(&mut text, document);
    checked::<T>(text)
}

fn checked<T: DeserializeOwned>(mut text: Vec<u8>) -> Result<Vec<u8>, VerifyError> {
    verify::whole::<T>(&text)?;
    text.push(b'\n');
    Ok(text)
}
