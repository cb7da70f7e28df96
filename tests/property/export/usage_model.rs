//! Usage of a session in the plainest words: all records in a list, sorted, deduplicated, priced, summed.
//!
//! An independent second opinion on the exporter's folding. Reading token texts and finding the price of a model are
//! taken from the crates; they have models of their own.

use std::collections::{BTreeMap, BTreeSet};

use agent_contracts::pricing::{EmbeddedList, Overlay, PriceTable, Rates, StoredRow};
use agentexport::prices::embedded_list;
use agentexport::report::TokenCounts;
use conformance::{Message, Session, UsageEvent};

use super::rows::Contents;

/// Most tokens that one record may count.
const CEILING: i64 = 2_000_000;

/// Input, output, cache creation, cache read, reasoning.
type Counts = [i64; 5];

/// What the model expects of a session, or of one model in it.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Usage {
    pub(super) counts: Counts,
    pub(super) cost: f64,
    pub(super) records: usize,
    pub(super) unpriced: usize,
    pub(super) reported: usize,
}

impl Usage {
    fn add(&mut self, counts: Counts, cost: Option<f64>, is_reported: bool) {
        for (sum, count) in self.counts.iter_mut().zip(counts) {
            *sum = sum.wrapping_add(count);
        }
        self.cost += cost.unwrap_or_default();
        self.records += 1;
        self.unpriced += usize::from(cost.is_none());
        self.reported += usize::from(is_reported);
    }
}

/// A billable record. The order of the members is the order in which records are taken.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    time: Vec<u8>,
    ordinal: i64,
    is_event: bool,
    event: i64,
}

struct Record {
    place: Place,
    key: Option<(&'static str, Vec<u8>)>,
    model: Vec<u8>,
    counts: Counts,
    reported_cost: Option<f64>,
}

fn text(parts: &[&[u8]]) -> Vec<u8> {
    parts.join(&b':')
}

fn of_message(session: &Session, message: &Message) -> Option<Record> {
    if message.token_usage.is_empty() || message.model.is_empty() || message.model == b"<synthetic>" {
        return None;
    }
    let key = if !message.claude_message_id.is_empty() && !message.claude_request_id.is_empty() {
        Some(("pair", text(&[&message.claude_message_id, &message.claude_request_id])))
    } else if !session.agent.is_empty() && !message.source_uuid.is_empty() {
        Some(("source", text(&[&session.agent, &message.source_uuid])))
    } else {
        None
    };
    let own_time = message.timestamp.clone().filter(|time| !time.is_empty());
    let counts = TokenCounts::scan(&message.token_usage);
    let counts = [counts.input, counts.output, counts.cache_creation, counts.cache_read, counts.reasoning];
    Some(Record {
        place: Place {
            time: own_time.or(session.started_at.clone()).unwrap_or_default(),
            ordinal: message.ordinal,
            is_event: false,
            event: 0,
        },
        key,
        model: message.model.clone(),
        counts: counts.map(|count| count.clamp(0, CEILING)),
        reported_cost: None,
    })
}

fn of_event(session: &Session, event: &UsageEvent) -> Option<Record> {
    if event.model.is_empty() {
        return None;
    }
    let key = if event.dedup_key.is_empty() {
        text(&[&session.id, &event.source, b"id", event.id.to_string().as_bytes()])
    } else {
        text(&[&session.id, &event.source, &event.dedup_key])
    };
    let ceiling = if event.source == b"session" { i64::MAX } else { CEILING };
    let bounded = |count: i64| count.clamp(0, ceiling);
    let counts = if event.source == b"message" {
        [0; 5]
    } else {
        [
            bounded(event.input_tokens),
            bounded(event.output_tokens),
            bounded(event.cache_creation_input_tokens),
            bounded(event.cache_read_input_tokens),
            event.reasoning_tokens,
        ]
    };
    Some(Record {
        place: Place {
            time: event.occurred_at.clone().or(session.started_at.clone()).unwrap_or_default(),
            ordinal: event.message_ordinal.unwrap_or(-1),
            is_event: true,
            event: event.id,
        },
        key: Some(("event", key)),
        model: event.model.clone(),
        counts,
        reported_cost: event.cost_usd,
    })
}

/// The effective prices of an archive without settings.
pub(super) fn prices(contents: &Contents) -> PriceTable {
    let stored = contents.prices.iter().map(|price| {
        let [input, output, cache_write, cache_read] = price.rates;
        let rates = Rates { input, output, cache_write, cache_read };
        StoredRow { pattern: price.pattern.clone(), rates, updated_at: price.updated_at.clone() }
    });
    let list: EmbeddedList = embedded_list();
    PriceTable::assemble(stored.collect(), &list, &BTreeMap::new(), Overlay::WhenEmpty)
}

#[expect(clippy::cast_precision_loss, reason = "the formula is defined on doubles")]
fn computed_cost(rates: Rates, [input, output, cache_write, cache_read, reasoning]: Counts) -> f64 {
    let billed = if output == 0 { reasoning } else { output };
    let mut cost = input as f64 * rates.input;
    cost += billed as f64 * rates.output;
    cost += cache_write as f64 * rates.cache_write;
    cost += cache_read as f64 * rates.cache_read;
    cost / 1e6
}

/// What a session used, in all and by model.
pub(super) fn usage(
    contents: &Contents,
    prices: &PriceTable,
    session: &Session,
) -> (Usage, BTreeMap<Vec<u8>, Usage>) {
    let messages = contents.messages.iter().filter(|message| message.session_id == session.id);
    let events = contents.events.iter().filter(|event| event.session_id == session.id);
    let mut records: Vec<Record> = messages.filter_map(|message| of_message(session, message)).collect();
    records.extend(events.filter_map(|event| of_event(session, event)));
    records.sort_by(|a, b| a.place.cmp(&b.place));

    let mut seen = BTreeSet::new();
    let mut total = Usage::default();
    let mut by_model: BTreeMap<Vec<u8>, Usage> = BTreeMap::new();
    for record in records {
        if record.key.is_some_and(|key| !seen.insert(key)) {
            continue;
        }
        let is_reported = record.reported_cost.is_some();
        if !is_reported && record.counts == [0; 5] {
            continue;
        }
        let rates = prices.matching(&record.model).map(|row| row.rates);
        let cost = record.reported_cost.or(rates.map(|rates| computed_cost(rates, record.counts)));
        total.add(record.counts, cost, is_reported);
        by_model.entry(record.model).or_default().add(record.counts, cost, is_reported);
    }
    (total, by_model)
}
