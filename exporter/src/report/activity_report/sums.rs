//! Sums of minutes and costs, each split by the class of the sessions: of a project, a model, an agent, the range.

use std::collections::BTreeMap;

/// A sum of doubles, and the shares of automated and interactive sessions, each added up one by one.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Split {
    /// All of it.
    pub total: f64,
    /// The share of automated sessions.
    pub automated: f64,
    /// The share of the others.
    pub interactive: f64,
}

impl Split {
    pub(super) fn add(&mut self, value: f64, is_automated: bool) {
        self.total += value;
        *(if is_automated { &mut self.automated } else { &mut self.interactive }) += value;
    }
}

/// Activity and cost of one project, model or agent.
#[derive(Clone, PartialEq, Debug)]
pub struct BreakdownFigures {
    /// The project's label, the model's name or the agent.
    pub key: Vec<u8>,
    /// Minutes of activity.
    pub minutes: Split,
    /// US dollars.
    pub cost: Split,
}

/// A breakdown while it is being added up.
#[derive(Debug, Default)]
pub(super) struct Breakdown<'a>(BTreeMap<&'a [u8], (Split, Split)>);

impl<'a> Breakdown<'a> {
    pub(super) fn minutes(&mut self, key: &'a [u8]) -> &mut Split {
        &mut self.0.entry(key).or_default().0
    }

    pub(super) fn cost(&mut self, key: &'a [u8]) -> &mut Split {
        &mut self.0.entry(key).or_default().1
    }

    /// Minutes descending, then key; without the empty key, the `dropped` one, and those that come to nothing.
    pub(super) fn rows(self, dropped: &[u8]) -> Vec<BreakdownFigures> {
        let mut rows: Vec<BreakdownFigures> = self
            .0
            .into_iter()
            .filter(|(key, (minutes, cost))| {
                !key.is_empty() && *key != dropped && (minutes.total != 0.0 || cost.total != 0.0)
            })
            .map(|(key, (minutes, cost))| BreakdownFigures { key: key.to_vec(), minutes, cost })
            .collect();
        rows.sort_by(|a, b| b.minutes.total.total_cmp(&a.minutes.total));
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::Breakdown;

    #[test]
    fn rows_come_by_minutes_then_key_without_those_that_say_nothing() {
        let mut breakdown = Breakdown::default();
        for (key, minutes, cost) in [
            ("b", 1.0, 0.0),
            ("a", 1.0, 0.0),
            ("c", 0.0, 2.0),
            ("none", 0.0, 0.0),
            ("", 9.0, 9.0),
            ("x", 9.0, 9.0),
        ] {
            breakdown.minutes(key.as_bytes()).add(minutes, true);
            breakdown.cost(key.as_bytes()).add(cost, false);
        }
        let rows = breakdown.rows(b"x");
        assert_eq!(rows.iter().map(|row| row.key.as_slice()).collect::<Vec<_>>(), [b"a", b"b", b"c"]);
        assert_eq!((rows[0].minutes.automated, rows[2].cost.interactive), (1.0, 2.0));
    }
}
