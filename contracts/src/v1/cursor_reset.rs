//! The object a session export prints on standard error, with exit code 4, when a cursor cannot be resumed.

use serde::{Deserialize, Serialize};

/// The constant `cursor_reset`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
pub enum CursorResetError {
    /// The only value.
    #[default]
    CursorReset,
}

/// Says that a session export cursor is no longer valid and the export must start over: one line on standard
/// error, exit code 4, nothing on standard output.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CursorReset {
    /// Always `cursor_reset`.
    pub error: CursorResetError,
    /// One sentence for people; its wording is not part of the contract.
    pub message: String,
    /// Identifier of the archive that was opened, which may differ from the one the cursor was issued for.
    pub database_id: String,
}
