//! Messages become moments, and pairs of moments become intervals of activity.

use super::instant::{self, Instant};
use super::plan::ActivityPlan;
use crate::report::collect::{Collector, Sliced};
use crate::report::usage::Ledger;
use crate::rows::{MessageRow, SessionRow};

/// The longest activity that one message shows: 5 minutes.
const LONGEST_GAP: Instant = 300 * 1_000_000_000;

/// The model of an interval before any is known.
pub(super) const UNKNOWN_MODEL: &[u8] = b"unknown";

/// A message with a time text.
#[derive(Debug)]
pub(super) struct Moment {
    /// Row index of its session.
    row: usize,
    ordinal: i64,
    /// `None` when the text is no timestamp.
    instant: Option<Instant>,
    /// The model it was answered by, for messages of the assistant that name one.
    model: Option<usize>,
}

/// A stretch of activity, cut to the range.
#[derive(Debug)]
pub(super) struct Interval {
    /// Position of its session among the candidates.
    pub(super) candidate: usize,
    pub(super) start: Instant,
    pub(super) end: Instant,
    /// Index of the model's name.
    pub(super) model: usize,
}

/// Moments and usage of the candidates, as they are read.
#[derive(Debug, Default)]
pub(super) struct Timeline {
    moments: Vec<Moment>,
    /// Usage, and the names of all models.
    pub(super) ledger: Ledger,
}

impl Sliced for Timeline {
    fn fresh(&self) -> Self {
        Self::default()
    }

    fn append(&mut self, later: Self) {
        let models = self.ledger.append(later.ledger);
        let renumber = |moment: Moment| Moment { model: moment.model.map(|model| models[model]), ..moment };
        self.moments.extend(later.moments.into_iter().map(renumber));
    }
}

impl Collector for Timeline {
    fn take(&mut self, row: usize, session: &SessionRow, message: &MessageRow<'_>) {
        if !message.timestamp.is_empty() {
            let names_model = message.has_assistant_role && !message.model.is_empty();
            self.moments.push(Moment {
                row,
                ordinal: message.ordinal,
                instant: instant::parse(message.timestamp),
                model: names_model.then(|| self.ledger.model(message.model)),
            });
        }
        if let Some(usage) = &message.usage {
            self.ledger.add_message(row, session, message.timestamp, usage);
        }
    }
}

impl Timeline {
    /// The intervals, by candidate and ordinal. `candidate_of` gives the position of a row among the candidates.
    pub(super) fn intervals(&mut self, candidate_of: &[usize], plan: &ActivityPlan) -> Vec<Interval> {
        let unknown = self.ledger.model(UNKNOWN_MODEL);
        let mut moments = std::mem::take(&mut self.moments);
        moments.sort_by_key(|moment| (candidate_of[moment.row], moment.ordinal));
        let mut intervals = Vec::new();
        for of_session in moments.chunk_by(|a, b| a.row == b.row) {
            let mut model = unknown;
            for pair in of_session.windows(2) {
                let (Some(from), Some(to)) = (pair[0].instant, pair[1].instant) else { continue };
                if to <= from {
                    continue;
                }
                model = pair[1].model.unwrap_or(model);
                let start = from.max(plan.start);
                let end = to.min(from + LONGEST_GAP).min(plan.effective_end);
                if start < end {
                    intervals.push(Interval { candidate: candidate_of[pair[0].row], start, end, model });
                }
            }
        }
        intervals
    }
}
