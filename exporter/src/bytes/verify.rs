//! The last look before printing: what was written must read back as its contract type.
//!
//! Typed reading accepts exactly what the published schema accepts (a property test holds the two together) and is
//! cheap enough to stay on.

use agent_contracts::reading;
use agent_contracts::v1::{SessionExport, SessionExportMeta};
use serde::de::DeserializeOwned;

/// A document that would not validate: a defect of this program, never of the archive.
#[derive(Debug, thiserror::Error)]
#[error(
    "{what} would not validate as v1 and was not printed: {source}; please report this with the archive's schema"
)]
pub struct VerifyError {
    /// Which part.
    what: String,
    /// What the reader objected to.
    source: serde_json::Error,
}

/// Checks the meta line.
pub(super) fn meta(json: &[u8]) -> Result<(), VerifyError> {
    read::<SessionExportMeta>(json, || "the meta line".to_owned())
}

/// Checks a document, here one without its sessions.
pub(super) fn document(json: &[u8]) -> Result<(), VerifyError> {
    read::<SessionExport>(json, || "the document".to_owned())
}

/// Checks a whole document of any surface.
pub(super) fn whole<T: DeserializeOwned>(json: &[u8]) -> Result<(), VerifyError> {
    read::<T>(json, || "the document".to_owned())
}

/// Checks one element of a list; `number` counts from 0 within the output.
pub(super) fn element<T: DeserializeOwned>(
    json: &[u8],
    name: &str,
    number: usize,
) -> Result<(), VerifyError> {
    read::<T>(json, || format!("{name} {number}"))
}

fn read<T: DeserializeOwned>(json: &[u8], what: impl FnOnce() -> String) -> Result<(), VerifyError> {
    reading::from_slice::<T>(json).map(drop).map_err(|source| VerifyError { what: what(), source })
}
