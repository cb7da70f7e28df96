//! Presence rules serde's `Option` blurs: required-but-nullable, and absent-but-never-null.

use serde::de::{Deserialize, Deserializer};

/// A member that must be there and may be `null`.
///
/// Serde fills a missing `Option` with `None` unless a function is named, as this one is.
pub(crate) fn required_nullable<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer)
}

/// A member that may be absent (with `#[serde(default)]`) and is never `null`.
pub(crate) fn absent_or_value<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}
