//! The sums of days while records go by: each record is added to its model, its project and its agent.

use std::collections::BTreeMap;

use agent_contracts::pricing::Tokens;
use rustc_hash::FxHashMap;

use super::sum::Sum;
use super::{Day, Share};

/// The sums of one name on one day.
#[derive(Clone, Copy, Default)]
struct Tally {
    tokens: Tokens,
    cost: Sum,
}

/// The sums of one day, by number of the name.
#[derive(Default)]
struct DayTallies {
    models: FxHashMap<usize, Tally>,
    projects: FxHashMap<usize, Tally>,
    agents: FxHashMap<usize, Tally>,
}

/// The names of which one record is, as numbers.
#[derive(Clone, Copy)]
pub(super) struct Numbers {
    pub(super) model: usize,
    pub(super) project: usize,
    pub(super) agent: usize,
}

/// The names behind the numbers.
pub(super) struct Names<'n> {
    pub(super) models: &'n [Vec<u8>],
    pub(super) labels: &'n [&'n [u8]],
}

/// All days.
#[derive(Default)]
pub(super) struct Days {
    numbers: BTreeMap<Vec<u8>, usize>,
    tallies: Vec<DayTallies>,
    /// The day of the last record; the next one is likely on it too.
    last: Option<(Vec<u8>, usize)>,
}

impl Days {
    /// Adds a record.
    pub(super) fn add(&mut self, date: &[u8], numbers: Numbers, tokens: &Tokens, cost: f64) {
        let day = match &self.last {
            Some((last, day)) if last == date => *day,
            _ => {
                let next = self.tallies.len();
                let day = *self.numbers.entry(date.to_vec()).or_insert(next);
                if day == next {
                    self.tallies.push(DayTallies::default());
                }
                self.last = Some((date.to_vec(), day));
                day
            }
        };
        let day = &mut self.tallies[day];
        for tally in [
            day.models.entry(numbers.model).or_default(),
            day.projects.entry(numbers.project).or_default(),
            day.agents.entry(numbers.agent).or_default(),
        ] {
            tally.tokens.add(tokens);
            tally.cost.add(cost);
        }
    }

    /// The days, ascending.
    pub(super) fn finish(self, names: &Names<'_>) -> Vec<Day> {
        let Self { numbers, mut tallies, .. } = self;
        let day = |(date, number): (Vec<u8>, usize)| {
            let tallies: DayTallies = std::mem::take(&mut tallies[number]);
            let models = shares(tallies.models, |number| names.models[number].as_slice());
            let mut tokens = Tokens::default();
            for share in &models {
                tokens.add(&share.tokens);
            }
            Day {
                date,
                tokens,
                cost: models.iter().fold(0.0, |sum, share| sum + share.cost),
                models,
                projects: shares(tallies.projects, |number| names.labels[number]),
                agents: shares(tallies.agents, |number| names.labels[number]),
            }
        };
        numbers.into_iter().map(day).collect()
    }
}

/// Cost descending, then name ascending by bytes.
fn shares<'n>(tallies: FxHashMap<usize, Tally>, name: impl Fn(usize) -> &'n [u8]) -> Vec<Share> {
    let share = |(number, tally): (usize, Tally)| Share {
        name: name(number).to_vec(),
        tokens: tally.tokens,
        cost: tally.cost.total(),
    };
    let mut shares: Vec<Share> = tallies.into_iter().map(share).collect();
    shares.sort_unstable_by(Share::dearest_first);
    shares
}
