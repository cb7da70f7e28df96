//! From records to figures: v1's order, duplicates, costs, and which session counts where.

use std::collections::{BTreeMap, BTreeSet};

use agent_contracts::pricing::{PriceTable, Provenance, Rates};
use rustc_hash::{FxHashMap, FxHashSet};

use super::dates::Dates;
use super::days::{Days, Names, Numbers};
use super::records::{CURSOR, Collected};
use super::sum::Sum;
use super::{DailySessions, DailyTotals, Day};
use crate::report::usage::{Ledger, Record};
use crate::rows::SessionRow;

/// The agents whose cost is also told in AI credits.
const COPILOT_AGENTS: [&[u8]; 4] = [b"copilot", b"vscode-copilot", b"visualstudio-copilot", b"windsurf"];

/// US dollars of one AI credit.
const CREDIT: f64 = 0.01;

/// The figures, but for what projects stand for.
pub(super) struct Folded {
    pub(super) days: Vec<Day>,
    pub(super) totals: DailyTotals,
    pub(super) sessions: DailySessions,
    pub(super) models: BTreeMap<Vec<u8>, Provenance>,
    /// The project labels of counted records that belong to sessions.
    pub(super) labels: BTreeSet<Vec<u8>>,
}

/// Labels and agents by number, each once.
#[derive(Default)]
struct Labels<'s> {
    texts: Vec<&'s [u8]>,
    numbers: FxHashMap<&'s [u8], usize>,
}

impl<'s> Labels<'s> {
    fn number(&mut self, text: &'s [u8]) -> usize {
        *self.numbers.entry(text).or_insert_with(|| {
            self.texts.push(text);
            self.texts.len() - 1
        })
    }
}

impl Collected<'_> {
    /// Folds the records of these sessions.
    ///
    /// Records are taken by the bytes of their time, then by session, then by ordinal: this decides which duplicate
    /// counts, on which day, and in which order costs are added.
    pub(super) fn fold(mut self, rows: &[SessionRow], prices: &PriceTable) -> Folded {
        let records = std::mem::take(&mut self.ledger.records);
        let ledger = &self.ledger;
        let sequence = sequence(ledger, rows, &records);

        let rates: Vec<Rates> = ledger
            .models
            .iter()
            .map(|model| prices.matching(model).map_or(Rates::ZERO, |row| row.rates))
            .collect();
        let mut labels = Labels::default();
        let mut of_session: Vec<(usize, usize)> =
            rows.iter().map(|row| (labels.number(&row.project), labels.number(&row.agent))).collect();
        // Behind the last session: Cursor's own rows, with an agent and no project.
        of_session.push((labels.number(b""), labels.number(CURSOR)));

        let mut dates = Dates::new(&self.request.zone);
        let mut seen = FxHashSet::with_capacity_and_hasher(records.len(), rustc_hash::FxBuildHasher);
        let mut days = Days::default();
        let mut provenances = vec![Provenance::default(); ledger.models.len()];
        let mut has_records = vec![false; rows.len() + 1];
        let mut is_counted = vec![false; rows.len() + 1];
        let mut savings = Sum::default();
        for record in sequence.into_iter().map(|index| &records[index]) {
            if record.key.is_some_and(|(kind, text)| !seen.insert((kind, ledger.bytes(text)))) {
                continue;
            }
            let (rates, tokens) = (&rates[record.model], &record.tokens);
            let cost = record.reported_cost.unwrap_or_else(|| rates.cost(tokens));
            let (project, agent) = of_session[record.session];
            let numbers = Numbers { model: record.model, project, agent };
            days.add(dates.of(ledger.bytes(record.time)), numbers, tokens, cost);
            savings.add(saving(rates, tokens.cache_read, rates.cache_read));
            savings.add(saving(rates, tokens.cache_write, rates.cache_write));
            let is_reported = record.reported_cost.is_some();
            provenances[record.model].add(if is_reported {
                Provenance::REPORTED
            } else {
                Provenance::COMPUTED
            });
            has_records[record.session] = true;
            is_counted[record.session] |= !record.is_from_cursor;
        }

        let days = days.finish(&Names { models: &ledger.models, labels: &labels.texts });
        let models = ledger.models.iter().cloned().zip(provenances);
        let with_records = rows.iter().zip(&has_records).filter(|(_, has_records)| **has_records);
        Folded {
            totals: totals(&days, savings),
            days,
            sessions: count(
                rows.iter().zip(&is_counted).filter(|(_, counted)| **counted).map(|(row, _)| row),
            ),
            models: models.filter(|(_, provenance)| !provenance.is_none()).collect(),
            labels: with_records.map(|(row, _)| row.project.clone()).collect(),
        }
    }
}

/// The indexes of records in their order. Records are large and texts far away: mostly the first bytes of a time decide.
fn sequence(ledger: &Ledger, rows: &[SessionRow], records: &[Record]) -> Vec<usize> {
    let mut sequence: Vec<((u128, u64), usize)> = records
        .iter()
        .enumerate()
        .map(|(index, record)| (first_bytes(ledger.bytes(record.time)), index))
        .collect();
    sequence.sort_unstable_by(|(time_a, a), (time_b, b)| {
        let whole = |index: usize| order(ledger, rows, &records[index]);
        time_a.cmp(time_b).then_with(|| whole(*a).cmp(&whole(*b))).then_with(|| a.cmp(b))
    });
    sequence.into_iter().map(|(_, index)| index).collect()
}

/// The first 24 bytes of a text, a time to the millisecond, as numbers in the order of the bytes. Equal ones say nothing:
/// a shorter text is filled with zeros.
fn first_bytes(text: &[u8]) -> (u128, u64) {
    let mut bytes = [0; 24];
    let length = text.len().min(bytes.len());
    bytes[..length].copy_from_slice(&text[..length]);
    let [mut high, mut low] = [0_u128, 0];
    for (position, byte) in bytes.into_iter().enumerate() {
        let number = if position < 16 { &mut high } else { &mut low };
        *number = *number << 8 | u128::from(byte);
    }
    #[expect(clippy::cast_possible_truncation, reason = "eight bytes")]
    (high, low as u64)
}

/// What v1 sorts by; the last member makes it complete.
fn order<'l>(
    ledger: &'l Ledger,
    rows: &'l [SessionRow],
    record: &Record,
) -> (&'l [u8], &'l [u8], i64, Option<i64>) {
    let session_id = rows.get(record.session).map_or(&b""[..], |row| &row.id);
    (ledger.bytes(record.time), session_id, record.ordinal, record.event)
}

/// What so many tokens cost less at a cache rate than as plain input, US dollars.
#[expect(clippy::cast_precision_loss, reason = "the formula is defined on doubles")]
fn saving(rates: &Rates, tokens: i64, rate: f64) -> f64 {
    tokens as f64 * (rates.input - rate) / 1_000_000.0
}

/// Adds days up in their order, and within a day its agents in theirs.
fn totals(days: &[Day], savings: Sum) -> DailyTotals {
    let mut totals = DailyTotals { cache_savings: savings.total(), ..DailyTotals::default() };
    for day in days {
        totals.tokens.add(&day.tokens);
        totals.cost += day.cost;
        let copilots = day.agents.iter().filter(|share| COPILOT_AGENTS.contains(&share.name.as_slice()));
        totals.copilot_credits += copilots.fold(0.0, |sum, share| sum + share.cost / CREDIT);
    }
    totals
}

fn count<'r>(rows: impl Iterator<Item = &'r SessionRow>) -> DailySessions {
    let mut sessions = DailySessions::default();
    for row in rows {
        sessions.total += 1;
        *sessions.by_project.entry(row.project.clone()).or_default() += 1;
        *sessions.by_agent.entry(row.agent.clone()).or_default() += 1;
    }
    sessions
}

#[cfg(test)]
mod tests {
    use super::first_bytes;

    #[test]
    fn first_bytes_never_contradict_the_order_of_texts() {
        let texts: [&[u8]; 9] = [
            b"",
            b"\0",
            b"\0\0",
            b"2026",
            b"2026-07-01T10:00:00.000Z",
            b"2026-07-01T10:00:00.000Zz",
            b"2026-07-01T10:00:01Z",
            b"3",
            b"\xff",
        ];
        for (position, text) in texts.iter().enumerate() {
            for later in &texts[position..] {
                assert!(first_bytes(text) <= first_bytes(later), "{text:?} and {later:?}");
            }
        }
    }
}
