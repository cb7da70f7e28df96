//! The surfaces of v1: the one list that generator, exporter and tests share.

use std::fmt;

#[cfg(feature = "schema")]
use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::v1;

/// A JSON shape that v1 publishes, with a schema file of its own.
///
/// # Examples
///
/// ```
/// use agent_contracts::Surface;
///
/// let surface: Surface = "session-export".parse()?;
/// assert_eq!(surface.schema_id(), "urn:agent-contracts:v1:session-export");
/// assert_eq!(surface.file_name(), "session-export.json");
/// # Ok::<(), agent_contracts::UnknownSurface>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[non_exhaustive]
pub enum Surface {
    /// Concurrency and cost over a range: [`v1::ActivityReport`].
    ActivityReport,
    /// The error object of a cursor that cannot be resumed: [`v1::CursorReset`].
    CursorReset,
    /// The object hashed into `pricing.digest`: [`v1::PricingDigestInput`].
    PricingDigestInput,
    /// Session summaries as one document: [`v1::SessionExport`].
    SessionExport,
    /// One NDJSON line of session summaries: [`v1::SessionExportLine`].
    SessionExportLine,
    /// Tokens and cost per day: [`v1::UsageDaily`].
    UsageDaily,
    /// Tokens and cost of chosen usage, per day and in all: [`v1::UsageSummary`].
    UsageSummary,
}

/// A name that is no surface of v1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no surface {0:?}; v1 has {names}", names = Surface::ALL.map(Surface::name).join(", "))]
pub struct UnknownSurface(pub String);

impl Surface {
    /// Every surface, by name.
    pub const ALL: [Self; 7] = [
        Self::ActivityReport,
        Self::CursorReset,
        Self::PricingDigestInput,
        Self::SessionExport,
        Self::SessionExportLine,
        Self::UsageDaily,
        Self::UsageSummary,
    ];

    /// The surface's name, as used in file names, identifiers and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ActivityReport => "activity-report",
            Self::CursorReset => "cursor-reset",
            Self::PricingDigestInput => "pricing-digest-input",
            Self::SessionExport => "session-export",
            Self::SessionExportLine => "session-export-line",
            Self::UsageDaily => "usage-daily",
            Self::UsageSummary => "usage-summary",
        }
    }

    /// The contract's version.
    pub const fn version(self) -> u32 {
        1
    }

    /// The schema's `$id`.
    pub fn schema_id(self) -> String {
        format!("urn:agent-contracts:v{}:{}", self.version(), self.name())
    }

    /// The schema's file name within `schemas/v1`.
    pub fn file_name(self) -> String {
        format!("{}.json", self.name())
    }

    /// A small valid document of this surface.
    pub const fn example(self) -> &'static str {
        match self {
            Self::ActivityReport => include_str!("../examples/activity-report.json"),
            Self::CursorReset => include_str!("../examples/cursor-reset.json"),
            Self::PricingDigestInput => include_str!("../examples/pricing-digest-input.json"),
            Self::SessionExport => include_str!("../examples/session-export.json"),
            Self::SessionExportLine => include_str!("../examples/session-export-line.json"),
            Self::UsageDaily => include_str!("../examples/usage-daily.json"),
            Self::UsageSummary => include_str!("../examples/usage-summary.json"),
        }
    }

    /// Reads `json` as this surface's type, without keeping the result: the typed twin of schema validation.
    ///
    /// # Errors
    ///
    /// What the JSON reader objects to first, with line and column.
    pub fn check(self, json: &[u8]) -> Result<(), serde_json::Error> {
        fn read<T: serde::de::DeserializeOwned>(json: &[u8]) -> Result<(), serde_json::Error> {
            crate::reading::from_slice::<T>(json).map(drop)
        }
        match self {
            Self::ActivityReport => read::<v1::ActivityReport>(json),
            Self::CursorReset => read::<v1::CursorReset>(json),
            Self::PricingDigestInput => read::<v1::PricingDigestInput>(json),
            Self::SessionExport => read::<v1::SessionExport>(json),
            Self::SessionExportLine => v1::SessionExportLine::from_slice(json).map(drop),
            Self::UsageDaily => read::<v1::UsageDaily>(json),
            Self::UsageSummary => read::<v1::UsageSummary>(json),
        }
    }

    /// The schema of this surface's root type, as derived: the generator gives it its published shape.
    #[cfg(feature = "schema")]
    pub fn root_schema(self, generator: SchemaGenerator) -> Schema {
        fn root<T: JsonSchema>(generator: SchemaGenerator) -> Schema {
            generator.into_root_schema_for::<T>()
        }
        match self {
            Self::ActivityReport => root::<v1::ActivityReport>(generator),
            Self::CursorReset => root::<v1::CursorReset>(generator),
            Self::PricingDigestInput => root::<v1::PricingDigestInput>(generator),
            Self::SessionExport => root::<v1::SessionExport>(generator),
            Self::SessionExportLine => root::<v1::SessionExportLine>(generator),
            Self::UsageDaily => root::<v1::UsageDaily>(generator),
            Self::UsageSummary => root::<v1::UsageSummary>(generator),
        }
    }
}

impl fmt::Display for Surface {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl std::str::FromStr for Surface {
    type Err = UnknownSurface;

    fn from_str(name: &str) -> Result<Self, UnknownSurface> {
        Self::ALL
            .into_iter()
            .find(|surface| surface.name() == name)
            .ok_or_else(|| UnknownSurface(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::Surface;

    #[test]
    fn examples_are_documents_of_their_surface() {
        for surface in Surface::ALL {
            let read = surface.check(surface.example().as_bytes());
            assert!(read.is_ok(), "contracts/examples/{} must be valid: {read:?}", surface.file_name());
        }
    }
}
