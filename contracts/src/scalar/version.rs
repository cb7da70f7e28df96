//! The version constant of v1 documents.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Unexpected};
use serde::ser::{Serialize, Serializer};

/// The number 1, and nothing else: reading any other version fails.
///
/// # Examples
///
/// ```
/// use agent_contracts::scalar::SchemaVersion1;
///
/// assert_eq!(serde_json::to_string(&SchemaVersion1)?, "1");
/// assert!(serde_json::from_str::<SchemaVersion1>("2").is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct SchemaVersion1;

impl fmt::Debug for SchemaVersion1 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("1")
    }
}

impl Serialize for SchemaVersion1 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(1)
    }
}

impl<'de> Deserialize<'de> for SchemaVersion1 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match super::integer(deserializer)? {
            1 => Ok(Self),
            other => Err(D::Error::invalid_value(Unexpected::Signed(other), &"schema version 1")),
        }
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for SchemaVersion1 {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "SchemaVersion1".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "integer", "const": 1 })
    }
}
