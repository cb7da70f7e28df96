//! What one session did in the range: minutes and cost, overall and by model.

use super::instant::{Instant, minutes};
use super::survivors::Survivor;
use super::timeline::{Interval, UNKNOWN_MODEL};

/// One session of the report.
#[derive(Clone, PartialEq, Debug)]
pub struct ActivitySessionFigures {
    /// Index of its row.
    pub row: usize,
    /// What to call it.
    pub title: Vec<u8>,
    /// The model with the most activity, else the most cost; empty when none is known.
    pub primary_model: Vec<u8>,
    /// Names of its models, ascending.
    pub models: Vec<Vec<u8>>,
    /// Its activity; `None` when it could not be timed.
    pub activity: Option<ActivitySpan>,
    /// US dollars.
    pub cost: f64,
    /// Output tokens.
    pub output_tokens: i64,
}

/// When a session was active.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ActivitySpan {
    /// Minutes of activity.
    pub minutes: f64,
    /// Start of its first interval.
    pub first: Instant,
    /// End of its last interval.
    pub last: Instant,
}

/// A session's sums while they are being added up.
#[derive(Clone, Debug, Default)]
pub(super) struct SessionSums {
    pub(super) activity: Option<ActivitySpan>,
    /// Minutes by model index.
    pub(super) model_minutes: Vec<(usize, f64)>,
    /// Whether any usage record counts.
    pub(super) has_usage: bool,
    pub(super) cost: f64,
    /// US dollars by model index.
    pub(super) model_cost: Vec<(usize, f64)>,
    pub(super) output_tokens: i64,
}

impl SessionSums {
    pub(super) fn add_interval(&mut self, interval: &Interval) {
        let length = minutes(interval.end - interval.start);
        let (first, last) = (interval.start, interval.end);
        let span = self.activity.get_or_insert(ActivitySpan { minutes: 0.0, first, last });
        span.minutes += length;
        span.first = span.first.min(first);
        span.last = span.last.max(last);
        add(&mut self.model_minutes, interval.model, length);
    }

    pub(super) fn add_usage(&mut self, survivor: &Survivor) {
        self.has_usage = true;
        self.cost += survivor.cost;
        self.output_tokens = self.output_tokens.wrapping_add(survivor.output_tokens);
        add(&mut self.model_cost, survivor.model, survivor.cost);
    }

    /// The primary model and all models: by minutes, and when those name none, by cost.
    pub(super) fn models<'n>(&self, names: &'n [Vec<u8>]) -> (&'n [u8], Vec<&'n [u8]>) {
        let by_minutes = models(&self.model_minutes, names);
        if by_minutes.0.is_empty() { models(&self.model_cost, names) } else { by_minutes }
    }
}

fn add(weights: &mut Vec<(usize, f64)>, model: usize, value: f64) {
    match weights.iter_mut().find(|(known, _)| *known == model) {
        Some((_, weight)) => *weight += value,
        None => weights.push((model, value)),
    }
}

/// The name of the greatest weight above 0 (of several the lowest name), else the lowest name; and all names,
/// ascending. No name at all is empty.
fn models<'n>(weights: &[(usize, f64)], names: &'n [Vec<u8>]) -> (&'n [u8], Vec<&'n [u8]>) {
    let mut weighted: Vec<(&[u8], f64)> = weights
        .iter()
        .map(|&(model, weight)| (names[model].as_slice(), weight))
        .filter(|(name, _)| !name.is_empty() && *name != UNKNOWN_MODEL)
        .collect();
    weighted.sort_unstable_by(|a, b| a.0.cmp(b.0));
    let mut primary = weighted.first().map_or(b"".as_slice(), |(name, _)| name);
    let mut most = 0.0;
    for &(name, weight) in &weighted {
        if weight > most {
            (primary, most) = (name, weight);
        }
    }
    (primary, weighted.into_iter().map(|(name, _)| name).collect())
}

#[cfg(test)]
mod tests {
    use super::models;

    #[test]
    fn the_heaviest_model_is_primary_and_the_lowest_name_breaks_ties() {
        let names = ["b", "a", "unknown", "c", ""].map(|name| name.as_bytes().to_vec());
        let primary =
            |weights: &[(usize, f64)]| String::from_utf8_lossy(models(weights, &names).0).into_owned();
        assert_eq!(primary(&[(0, 2.0), (1, 2.0), (3, 1.0), (2, 9.0)]), "a");
        assert_eq!(primary(&[(0, 0.0), (3, 0.0)]), "b", "without a weight the lowest name");
        assert_eq!(primary(&[(0, -1.0), (3, 0.5)]), "c");
        assert_eq!(primary(&[(2, 1.0), (4, 1.0)]), "");
        assert_eq!(models(&[(3, 0.0), (2, 1.0), (1, 0.0)], &names).1, [b"a", b"c"]);
    }
}
