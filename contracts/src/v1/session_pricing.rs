//! The `pricing` member of a session export: the whole pricing block, or `{}` when no session was exported.

use std::collections::BTreeMap;

use serde::de::{Deserializer, Error};
use serde::ser::{SerializeMap as _, Serializer};
use serde::{Deserialize, Serialize};

use super::pricing::{CostSource, ModelRates, PricingBlock, PricingFallback, PricingSource};
use crate::scalar::{Sha256Digest, absent_or_value, count};

/// The pricing block of a session export; `{}` on the wire when no session was exported.
///
/// The schema says the same without a union: no member is required, each one requires all others.
///
/// # Examples
///
/// ```
/// use agent_contracts::v1::SessionPricing;
///
/// let none: SessionPricing = serde_json::from_str("{}")?;
/// assert!(none.0.is_none());
/// assert!(serde_json::from_str::<SessionPricing>(r#"{"source":"embedded"}"#).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Debug, Default)]
pub struct SessionPricing(pub Option<PricingBlock>);

impl Serialize for SessionPricing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Some(block) => block.serialize(serializer),
            None => serializer.serialize_map(Some(0))?.end(),
        }
    }
}

/// A pricing block any of whose members may be missing.
#[derive(Deserialize)]
#[expect(clippy::option_option, reason = "absent, null and text are three cases")]
struct Draft {
    #[serde(default, deserialize_with = "absent_or_value")]
    source: Option<PricingSource>,
    #[serde(default, deserialize_with = "absent_or_value")]
    table_version: Option<String>,
    #[serde(default, deserialize_with = "absent_or_value")]
    latest_row_updated_at: Option<Option<String>>,
    #[serde(default, deserialize_with = "absent_or_count")]
    custom_override_count: Option<u64>,
    #[serde(default, deserialize_with = "absent_or_count")]
    effective_row_count: Option<u64>,
    #[serde(default, deserialize_with = "absent_or_value")]
    digest: Option<Sha256Digest>,
    #[serde(default, deserialize_with = "absent_or_value")]
    cost_source: Option<CostSource>,
    #[serde(default, deserialize_with = "absent_or_value")]
    fallback: Option<PricingFallback>,
    #[serde(default, deserialize_with = "absent_or_value")]
    models: Option<BTreeMap<String, ModelRates>>,
}

fn absent_or_count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    count(deserializer).map(Some)
}

impl<'de> Deserialize<'de> for SessionPricing {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let draft = Draft::deserialize(deserializer)?;
        let present = [
            draft.source.is_some(),
            draft.table_version.is_some(),
            draft.latest_row_updated_at.is_some(),
            draft.custom_override_count.is_some(),
            draft.effective_row_count.is_some(),
            draft.digest.is_some(),
            draft.cost_source.is_some(),
            draft.fallback.is_some(),
            draft.models.is_some(),
        ];
        if present == [false; 9] {
            return Ok(Self(None));
        }
        let need = D::Error::missing_field;
        Ok(Self(Some(PricingBlock {
            source: draft.source.ok_or_else(|| need("source"))?,
            table_version: draft.table_version.ok_or_else(|| need("table_version"))?,
            latest_row_updated_at: draft
                .latest_row_updated_at
                .ok_or_else(|| need("latest_row_updated_at"))?,
            custom_override_count: draft
                .custom_override_count
                .ok_or_else(|| need("custom_override_count"))?,
            effective_row_count: draft.effective_row_count.ok_or_else(|| need("effective_row_count"))?,
            digest: draft.digest.ok_or_else(|| need("digest"))?,
            cost_source: draft.cost_source.ok_or_else(|| need("cost_source"))?,
            fallback: draft.fallback.ok_or_else(|| need("fallback"))?,
            models: draft.models.ok_or_else(|| need("models"))?,
        })))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for SessionPricing {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "SessionPricing".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut schema = <PricingBlock as schemars::JsonSchema>::json_schema(generator);
        let names: Vec<String> = schema
            .get("properties")
            .and_then(|properties| properties.as_object())
            .map(|properties| properties.keys().cloned().collect())
            .unwrap_or_default();
        let others = |name: &String| names.iter().filter(|other| *other != name).cloned().collect::<Vec<_>>();
        let dependent: serde_json::Map<String, serde_json::Value> =
            names.iter().map(|name| (name.clone(), others(name).into())).collect();
        schema.remove("required");
        schema.insert("dependentRequired".into(), dependent.into());
        schema.insert(
            "description".into(),
            "Provenance of every cost in the document: the price list in force, its digest, and the rates \
             applied. An empty object when no session was exported; otherwise every member is present."
                .into(),
        );
        schema
    }
}

#[cfg(test)]
mod tests {
    use super::SessionPricing;

    #[test]
    fn null_members_are_not_absent_members() {
        for text in [r#"{"source":null}"#, r#"{"custom_override_count":null}"#, r#"{"models":null}"#] {
            assert!(
                serde_json::from_str::<SessionPricing>(text).is_err(),
                "{text} has a member that the schema does not allow to be null"
            );
        }
    }

    #[test]
    fn unknown_members_alone_are_still_no_pricing() {
        let pricing: SessionPricing = serde_json::from_str(r#"{"added_later":1}"#).unwrap();
        assert_eq!(pricing, SessionPricing(None));
    }
}
