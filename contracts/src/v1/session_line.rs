//! One line of a session export in NDJSON: the meta line, which comes first, or a session.

use serde::{Deserialize, Serialize};

use super::projects::ProjectMap;
use super::session_export::{ExportCursor, SessionSummary};
use super::session_pricing::SessionPricing;
use crate::reading;
use crate::scalar::SchemaVersion1;

/// The constant `meta`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
pub enum MetaLineType {
    /// The only value.
    #[default]
    Meta,
}

/// First line of a session export in NDJSON: everything of the document but its sessions.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SessionExportMeta {
    /// Always `meta`. Session lines have no such member.
    pub r#type: MetaLineType,
    /// Version of this shape: always 1.
    pub schema_version: SchemaVersion1,
    /// Identifier of the archive, stable for its lifetime.
    pub database_id: String,
    /// Where to go on reading.
    pub cursor: ExportCursor,
    /// Provenance of the costs on this page; an empty object when no session was exported.
    pub pricing: SessionPricing,
    /// What the project labels of this page stand for; empty when no session was exported.
    pub projects: ProjectMap,
}

/// One line of `export sessions --format ndjson`: the meta line first, then one session a line.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[expect(clippy::large_enum_variant, reason = "nearly every line is a session")]
pub enum SessionExportLine {
    /// A session.
    Session(SessionSummary),
    /// The first line.
    Meta(SessionExportMeta),
}

impl SessionExportLine {
    /// Reads one line, as a session first: several times faster than going through serde's untagged
    /// buffering, with the same outcome and a better message.
    ///
    /// # Errors
    ///
    /// Says what is wrong with the line as the kind it claims to be (`"type":"meta"` or a session).
    pub fn from_slice(line: &[u8]) -> Result<Self, serde_json::Error> {
        reading::from_slice(line).map(Self::Session).or_else(|as_session| {
            reading::from_slice(line).map(Self::Meta).map_err(|as_meta| {
                let claims_meta = serde_json::from_slice::<serde_json::Value>(line)
                    .is_ok_and(|value| value.get("type").is_some_and(|kind| kind == "meta"));
                if claims_meta { as_meta } else { as_session }
            })
        })
    }
}
