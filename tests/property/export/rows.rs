//! The rows of a generated archive as plain data.

use std::collections::BTreeSet;

use conformance::{Archive, Mapping, Message, Observation, Price, Row, Session, UsageEvent};

/// The rows of an archive.
#[derive(Clone, Debug)]
pub(crate) struct Contents {
    pub(crate) sessions: Vec<Session>,
    pub(crate) messages: Vec<Message>,
    pub(crate) events: Vec<UsageEvent>,
    pub(crate) prices: Vec<Price>,
    pub(crate) observations: Vec<Observation>,
    pub(crate) mappings: Vec<Mapping>,
}

impl Contents {
    pub(crate) fn rows(&self) -> Vec<Row> {
        let sessions = self.sessions.iter().map(Row::from);
        let messages = self.messages.iter().map(Row::from);
        let events = self.events.iter().map(Row::from);
        let prices = self.prices.iter().map(Row::from);
        let observations = self.observations.iter().map(Row::from);
        let mappings = self.mappings.iter().map(Row::from);
        sessions.chain(messages).chain(events).chain(prices).chain(observations).chain(mappings).collect()
    }

    pub(crate) fn archive(&self) -> Archive {
        Archive::from_rows(&self.rows())
    }
}

impl Contents {
    /// The same archive with the first row of every key only.
    pub(super) fn with_distinct_keys(mut self) -> Self {
        keep_first(&mut self.prices, |price| price.pattern.clone());
        keep_first(&mut self.mappings, |mapping| (mapping.machine.clone(), mapping.path_prefix.clone()));
        keep_first(&mut self.observations, |seen| {
            (seen.project.clone(), seen.machine.clone(), seen.root_path.clone(), seen.git_remote.clone())
        });
        self
    }
}

impl Contents {
    /// The same archive with amounts of ordinary size. Beside a huge amount a plain sum of doubles loses the others, and
    /// a missing one would not show.
    pub(crate) fn of_ordinary_size(mut self) -> Self {
        for event in &mut self.events {
            event.cost_usd = event.cost_usd.filter(|cost| cost.abs() < 100.0);
            for count in [
                &mut event.input_tokens,
                &mut event.output_tokens,
                &mut event.cache_creation_input_tokens,
                &mut event.cache_read_input_tokens,
                &mut event.reasoning_tokens,
            ] {
                *count %= 1_000_000;
            }
        }
        for rate in self.prices.iter_mut().flat_map(|price| &mut price.rates) {
            *rate %= 100.0;
        }
        self
    }
}

/// Keeps the first row of every key.
pub(super) fn keep_first<T, K: Ord>(rows: &mut Vec<T>, key: impl Fn(&T) -> K) {
    let mut seen = BTreeSet::new();
    rows.retain(|row| seen.insert(key(row)));
}
