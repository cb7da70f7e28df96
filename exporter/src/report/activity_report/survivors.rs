//! The usage records that count: in the range, each key once, with their cost.

use std::collections::BTreeMap;

use agent_contracts::pricing::{PriceTable, Provenance, Rates};
use rustc_hash::FxHashSet;

use super::instant::{self, Instant, timestamp_of};
use super::plan::ActivityPlan;
use crate::report::usage::Ledger;

/// Records whose time text lies further than this outside the range are not looked at: 14 hours.
const SLACK: Instant = 14 * 3_600 * 1_000_000_000;

/// A record that counts.
#[derive(Debug)]
pub(super) struct Survivor {
    /// Position of its session among the candidates.
    pub(super) candidate: usize,
    pub(super) instant: Instant,
    /// Index of the model's name.
    pub(super) model: usize,
    pub(super) output_tokens: i64,
    /// US dollars; 0 when there is no price.
    pub(super) cost: f64,
}

/// The records that count, by instant, session, ordinal, messages before events; and for each of their models, by
/// name, where its costs came from. Of records with one key the first in this order counts, over all sessions.
pub(super) fn survivors(
    ledger: &Ledger,
    candidate_of: &[usize],
    plan: &ActivityPlan,
    prices: &PriceTable,
) -> (Vec<Survivor>, BTreeMap<Vec<u8>, Provenance>) {
    let (low, high) =
        (timestamp_of(plan.start - SLACK).to_second_text(), timestamp_of(plan.end + SLACK).to_second_text());
    let in_range = |time: &[u8]| {
        let is_near = (low.as_bytes()..=high.as_bytes()).contains(&time);
        let instant = instant::parse(time).filter(|_| is_near)?;
        (plan.start..plan.effective_end).contains(&instant).then_some(instant)
    };
    let mut records: Vec<_> = ledger
        .records
        .iter()
        .filter_map(|record| {
            Some((in_range(ledger.bytes(record.time))?, candidate_of[record.session], record))
        })
        .collect();
    records.sort_by_key(|(instant, candidate, record)| (*instant, *candidate, record.ordinal, record.event));

    let rates: Vec<Rates> = ledger
        .models
        .iter()
        .map(|model| prices.matching(model).map_or(Rates::ZERO, |row| row.rates))
        .collect();
    let mut seen = FxHashSet::with_capacity_and_hasher(records.len(), rustc_hash::FxBuildHasher);
    let mut provenance = vec![Provenance::default(); ledger.models.len()];
    let mut survivors = Vec::with_capacity(records.len());
    for (instant, candidate, record) in records {
        if record.key.is_some_and(|(kind, text)| !seen.insert((kind, ledger.bytes(text)))) {
            continue;
        }
        let is_reported = record.reported_cost.is_some();
        provenance[record.model].add(if is_reported { Provenance::REPORTED } else { Provenance::COMPUTED });
        survivors.push(Survivor {
            candidate,
            instant,
            model: record.model,
            output_tokens: record.tokens.output,
            cost: record.reported_cost.unwrap_or_else(|| rates[record.model].cost(&record.tokens)),
        });
    }
    let models =
        ledger.models.iter().cloned().zip(provenance).filter(|(_, provenance)| !provenance.is_none());
    (survivors, models.collect())
}
