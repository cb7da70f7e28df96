//! Building the pricing block of a document, and merging the blocks of several pages.

use std::collections::BTreeMap;

use super::effective::{EffectiveRow, PriceTable};
use super::provenance::Provenance;
use super::rates::Rates;
use crate::canonical::{DigestRow, pricing_digest};
use crate::scalar::{NonFinite, Number};
use crate::text::lossy;
use crate::timestamp::Timestamp;
use crate::v1::{ModelRates, PriceRowSource, PricingBlock, PricingFallback, PricingSource};

/// Why a price table cannot be published.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PricingError {
    /// A rate that JSON cannot carry.
    #[error("the price row for {pattern:?} has a rate that is not finite ({value})")]
    NonFiniteRate {
        /// The row's pattern.
        pattern: String,
        /// The rate.
        value: f64,
    },
    /// A time whose year does not have four digits.
    #[error("the newest price row's time lies in the year {year}, outside 0 to 9999")]
    YearOutOfRange {
        /// The year in UTC.
        year: i64,
    },
}

/// Collects the models a document prices and builds its block.
#[derive(Debug)]
pub struct BlockBuilder<'t> {
    table: &'t PriceTable,
    models: BTreeMap<Vec<u8>, (Option<&'t EffectiveRow>, Provenance)>,
}

impl<'t> BlockBuilder<'t> {
    /// Starts with no model.
    pub fn new(table: &'t PriceTable) -> Self {
        Self { table, models: BTreeMap::new() }
    }

    /// Notes that records of `model`, priced by `row`, went into the document.
    pub fn note(&mut self, model: &[u8], row: Option<&'t EffectiveRow>, provenance: Provenance) {
        if let Some((_, seen)) = self.models.get_mut(model) {
            seen.add(provenance);
        } else {
            self.models.insert(model.to_vec(), (row, provenance));
        }
    }

    /// The block.
    ///
    /// # Errors
    ///
    /// [`PricingError`] when a rate is not finite, even an unused one, or the newest row's year has not four
    /// digits.
    pub fn build(&self) -> Result<PricingBlock, PricingError> {
        let table = self.table;
        let digest = pricing_digest(&digest_rows(table)?)
            .map_err(|NonFinite(value)| PricingError::NonFiniteRate { pattern: String::new(), value })?;
        let newest = table.rows().iter().filter_map(|row| row.updated_at).max();
        if let Some(year) = newest.map(Timestamp::year).filter(|year| !(0..=9999).contains(year)) {
            return Err(PricingError::YearOutOfRange { year });
        }
        let has = |source| table.rows().iter().any(|row| row.source == source);
        let (custom, fetched, embedded) =
            (has(PriceRowSource::Custom), has(PriceRowSource::Fetched), has(PriceRowSource::Embedded));
        let source = match (custom, fetched, embedded) {
            (true, true, _) => PricingSource::CustomFetched,
            (true, false, true) => PricingSource::CustomEmbedded,
            (true, false, false) => PricingSource::Custom,
            (false, true, _) => PricingSource::Fetched,
            (false, false, true) => PricingSource::Embedded,
            (false, false, false) => PricingSource::None,
        };
        let table_version = match source {
            PricingSource::Fetched | PricingSource::CustomFetched => {
                newest.map_or_else(|| "fetched".to_owned(), Timestamp::to_second_text)
            }
            PricingSource::Embedded | PricingSource::CustomEmbedded => table.embedded_version.clone(),
            PricingSource::Custom => "custom".to_owned(),
            PricingSource::None => String::new(),
        };
        let is_custom = |row: &&EffectiveRow| row.source == PriceRowSource::Custom;
        let is_embedded = |row: &EffectiveRow| row.source == PriceRowSource::Embedded;
        let fallback: Vec<String> = self
            .models
            .iter()
            .filter(|(_, (row, _))| row.is_some_and(is_embedded))
            .map(|(model, _)| lossy(model).into_owned())
            .collect();
        let mut seen = Provenance::default();
        let mut models = BTreeMap::new();
        for (model, (row, provenance)) in &self.models {
            seen.add(*provenance);
            models.insert(lossy(model).into_owned(), model_rates(*row, *provenance)?);
        }
        Ok(PricingBlock {
            source,
            table_version,
            latest_row_updated_at: newest.map(Timestamp::to_text),
            custom_override_count: table.rows().iter().filter(is_custom).count() as u64,
            effective_row_count: table.rows().len() as u64,
            digest,
            cost_source: seen.cost_source(),
            fallback: PricingFallback { used: !fallback.is_empty(), models: fallback },
            models,
        })
    }
}

fn digest_rows(table: &PriceTable) -> Result<Vec<DigestRow<'_>>, PricingError> {
    table
        .rows()
        .iter()
        .map(|row| {
            if let Some(value) = row.rates.in_order().into_iter().find(|rate| !rate.is_finite()) {
                return Err(PricingError::NonFiniteRate { pattern: lossy(&row.pattern).into_owned(), value });
            }
            Ok(DigestRow {
                pattern: &row.pattern,
                source: row.source,
                input: row.rates.input,
                output: row.rates.output,
                cache_write: row.rates.cache_write,
                cache_read: row.rates.cache_read,
                updated_at: row.updated_at,
            })
        })
        .collect()
}

fn model_rates(row: Option<&EffectiveRow>, provenance: Provenance) -> Result<ModelRates, PricingError> {
    let rates = row.map_or(Rates::ZERO, |row| row.rates);
    let pattern = row.map(|row| lossy(&row.pattern).into_owned());
    let number = |rate| {
        Number::new(rate).map_err(|NonFinite(value)| PricingError::NonFiniteRate {
            pattern: pattern.clone().unwrap_or_default(),
            value,
        })
    };
    Ok(ModelRates {
        input_cost_per_mtok: number(rates.input)?,
        output_cost_per_mtok: number(rates.output)?,
        cache_write_cost_per_mtok: number(rates.cache_write)?,
        cache_read_cost_per_mtok: number(rates.cache_read)?,
        cost_source: provenance.cost_source(),
        matched_pattern: pattern,
    })
}

/// Merges the block of a later page into that of an earlier one.
///
/// Models are united: the first page's rates stay, a missing pattern is filled in, cost sources combine. The
/// fallback list is the union. A page without models is neutral. Everything else stays as on the first page.
pub fn merge_blocks(first: &mut PricingBlock, later: &PricingBlock) {
    let mut seen = Provenance::default();
    for block in [&*first, later] {
        if !block.models.is_empty() {
            seen.add(block.cost_source.into());
        }
    }
    first.cost_source = seen.cost_source();
    for (model, rates) in &later.models {
        match first.models.get_mut(model) {
            None => {
                first.models.insert(model.clone(), rates.clone());
            }
            Some(kept) => {
                let mut provenance = Provenance::from(kept.cost_source);
                provenance.add(rates.cost_source.into());
                kept.cost_source = provenance.cost_source();
                if kept.matched_pattern.is_none() {
                    kept.matched_pattern.clone_from(&rates.matched_pattern);
                }
            }
        }
    }
    let fallback = &mut first.fallback;
    fallback.models.extend(later.fallback.models.iter().cloned());
    fallback.models.sort();
    fallback.models.dedup();
    fallback.used = !fallback.models.is_empty();
}
