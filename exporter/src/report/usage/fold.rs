//! From records to sums: processing order, duplicates, costs.

use agent_contracts::pricing::{PriceTable, Provenance, Rates, Tokens};
use rustc_hash::FxHashSet;

use super::ledger::{Ledger, Record};

/// What one model used in one session.
#[derive(Clone, PartialEq, Debug)]
pub struct ModelFigures {
    /// The model's name.
    pub model: Vec<u8>,
    /// Sums over all records.
    pub tokens: Tokens,
    /// Sum over the priced records, US dollars.
    pub cost: f64,
    /// Some record had no price.
    pub is_unpriced: bool,
    /// Where the costs came from.
    pub provenance: Provenance,
}

/// What one session used.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct SessionUsage {
    /// Sums over all records.
    pub tokens: Tokens,
    /// Sum over the priced records, US dollars.
    pub cost: f64,
    /// There was usage, and every record was priced.
    pub has_cost: bool,
    /// By model, ascending by the bytes of its name.
    pub models: Vec<ModelFigures>,
}

impl Ledger {
    /// Folds every session's records; the result is indexed like the session rows.
    ///
    /// Records are taken by the bytes of their time, then ordinal, messages before events, then event: this
    /// decides which duplicate counts and the exact value of every sum.
    pub(in crate::report) fn fold(mut self, sessions: usize, prices: &PriceTable) -> Vec<SessionUsage> {
        let mut records = std::mem::take(&mut self.records);
        records.sort_by(|a, b| {
            a.session
                .cmp(&b.session)
                .then_with(|| self.bytes(a.time).cmp(self.bytes(b.time)))
                .then_with(|| (a.ordinal, a.event).cmp(&(b.ordinal, b.event)))
        });
        let rates: Vec<Option<Rates>> =
            self.models.iter().map(|model| prices.matching(model).map(|row| row.rates)).collect();
        let mut usage = vec![SessionUsage::default(); sessions];
        let mut seen = FxHashSet::default();
        for of_session in records.chunk_by(|a, b| a.session == b.session) {
            seen.clear();
            let is_first = |record: &&Record| {
                record.key.is_none_or(|(kind, text)| seen.insert((kind, self.bytes(text))))
            };
            usage[of_session[0].session] = self.fold_session(of_session.iter().filter(is_first), &rates);
        }
        usage
    }

    fn fold_session<'r>(
        &self,
        records: impl Iterator<Item = &'r Record>,
        rates: &[Option<Rates>],
    ) -> SessionUsage {
        let mut usage = SessionUsage::default();
        let mut models: Vec<(usize, ModelFigures)> = Vec::new();
        let mut is_unpriced = false;
        for record in records {
            let cost = match (record.reported_cost, rates[record.model]) {
                (Some(cost), _) => Some(cost),
                (None, _) if record.tokens.are_zero() => continue,
                (None, rates) => rates.map(|rates| rates.cost(&record.tokens)),
            };
            let position = models.iter().position(|(model, _)| *model == record.model).unwrap_or_else(|| {
                models.push((record.model, ModelFigures::new(&self.models[record.model])));
                models.len() - 1
            });
            let figures = &mut models[position].1;
            usage.tokens.add(&record.tokens);
            figures.tokens.add(&record.tokens);
            usage.cost += cost.unwrap_or(0.0);
            figures.cost += cost.unwrap_or(0.0);
            is_unpriced |= cost.is_none();
            figures.is_unpriced |= cost.is_none();
            let is_reported = record.reported_cost.is_some();
            figures.provenance.add(if is_reported { Provenance::REPORTED } else { Provenance::COMPUTED });
        }
        usage.has_cost = !models.is_empty() && !is_unpriced;
        usage.models = models.into_iter().map(|(_, figures)| figures).collect();
        usage.models.sort_unstable_by(|a, b| a.model.cmp(&b.model));
        usage
    }
}

impl ModelFigures {
    fn new(model: &[u8]) -> Self {
        Self {
            model: model.to_vec(),
            tokens: Tokens::default(),
            cost: 0.0,
            is_unpriced: false,
            provenance: Provenance::default(),
        }
    }
}
