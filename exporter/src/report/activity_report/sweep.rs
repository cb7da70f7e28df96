//! How many intervals run at once: one walk over all beginnings and ends, for the range and every bucket together.

use super::instant::Instant;
use super::plan::ActivityPlan;
use super::timeline::Interval;

/// The intervals running at one instant, by class of their sessions.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Concurrency {
    /// Of automated sessions.
    pub automated: u64,
    /// Of the others.
    pub interactive: u64,
}

impl Concurrency {
    /// All of them.
    pub fn total(self) -> u64 {
        self.automated + self.interactive
    }

    fn of_class(&mut self, is_automated: bool) -> &mut u64 {
        if is_automated { &mut self.automated } else { &mut self.interactive }
    }
}

/// What the walk found.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Sweep {
    /// The most at once, and the first instant with so many.
    pub(super) peak: Option<(u64, Instant)>,
    /// How long at least one was running.
    pub(super) active: Instant,
    /// The most at once in each bucket, as it was at the first such instant.
    pub(super) by_window: Vec<Concurrency>,
}

/// Walks over the intervals. What ends at an instant no longer runs at it, what begins at it does.
pub(super) fn sweep(
    intervals: &[Interval],
    is_automated: impl Fn(usize) -> bool,
    plan: &ActivityPlan,
) -> Sweep {
    // Ends sort before beginnings.
    let mut changes: Vec<(Instant, bool, bool)> = Vec::with_capacity(2 * intervals.len());
    for interval in intervals {
        let class = is_automated(interval.candidate);
        changes.push((interval.start, true, class));
        changes.push((interval.end, false, class));
    }
    changes.sort_unstable();

    let mut swept =
        Sweep { peak: None, active: 0, by_window: vec![Concurrency::default(); plan.windows.len()] };
    let mut live = Concurrency::default();
    let (mut window, mut last) = (0, plan.start);
    for at_once in changes.chunk_by(|a, b| a.0 == b.0) {
        let now = at_once[0].0;
        if live.total() > 0 {
            swept.active += now - last;
        }
        // Into every bucket that began before now, what was running went over.
        while plan.windows.get(window).is_some_and(|current| current.end <= now) {
            window += 1;
            if plan.windows.get(window).is_some_and(|entered| entered.start < now) {
                swept.by_window[window] = live;
            }
        }
        for &(_, begins, class) in at_once {
            let count = live.of_class(class);
            if begins { *count += 1 } else { *count -= 1 }
        }
        if live.total() > swept.peak.map_or(0, |(most, _)| most) {
            swept.peak = Some((live.total(), now));
        }
        if let Some(most) = swept.by_window.get_mut(window)
            && live.total() > most.total()
        {
            *most = live;
        }
        last = now;
    }
    swept
}

#[cfg(test)]
mod tests {
    use super::{Concurrency, sweep};
    use crate::report::activity_report::bucket::BucketWindow;
    use crate::report::activity_report::instant::Instant;
    use crate::report::activity_report::plan::{ActivityPlan, RangeTexts};
    use crate::report::activity_report::timeline::Interval;
    use proptest::prelude::{Strategy, prop_assert_eq, proptest};

    /// A range cut at these instants.
    fn plan(cuts: &[Instant]) -> ActivityPlan {
        let epoch = jiff::Timestamp::UNIX_EPOCH;
        let any = ActivityPlan::new(&RangeTexts::default(), &jiff::tz::TimeZone::UTC, epoch).unwrap();
        let windows = cuts.windows(2).map(|cut| BucketWindow { start: cut[0], end: cut[1] }).collect();
        ActivityPlan { start: cuts[0], end: *cuts.last().unwrap(), windows, ..any }
    }

    fn interval(candidate: usize, start: Instant, end: Instant) -> Interval {
        Interval { candidate, start, end, model: 0 }
    }

    /// By definition: the count at every instant of a window at which anything may change.
    fn most_within(intervals: &[Interval], window: BucketWindow) -> Concurrency {
        let mut most = Concurrency::default();
        for now in window.start..window.end {
            let mut live = Concurrency::default();
            for running in intervals.iter().filter(|one| one.start <= now && now < one.end) {
                *live.of_class(running.candidate == 0) += 1;
            }
            if live.total() > most.total() {
                most = live;
            }
        }
        most
    }

    fn any_interval() -> impl Strategy<Value = Interval> {
        (0_usize..3, 0..40_i128, 1..12_i128)
            .prop_map(|(candidate, start, length)| interval(candidate, start, (start + length).min(40)))
    }

    proptest! {
        #[test]
        fn one_walk_finds_what_counting_finds(
            intervals in proptest::collection::vec(any_interval(), 0..12),
            cuts in proptest::collection::btree_set(1..40_i128, 0..6),
        ) {
            let cuts: Vec<Instant> = [0].into_iter().chain(cuts).chain([40]).collect();
            let plan = plan(&cuts);
            let swept = sweep(&intervals, |candidate| candidate == 0, &plan);
            let expected: Vec<_> = plan.windows.iter().map(|&window| most_within(&intervals, window)).collect();
            prop_assert_eq!(&swept.by_window, &expected);
            let whole = most_within(&intervals, BucketWindow { start: 0, end: 40 });
            prop_assert_eq!(swept.peak.map_or(0, |(most, _)| most), whole.total());
            let is_active = |now: &Instant| intervals.iter().any(|one| one.start <= *now && *now < one.end);
            let active = (0..40).filter(is_active).count();
            prop_assert_eq!(swept.active, i128::try_from(active).unwrap());
        }
    }

    #[test]
    fn the_first_of_equal_peaks_counts() {
        let intervals = [interval(0, 5, 9), interval(1, 9, 12), interval(2, 20, 21)];
        let swept = sweep(&intervals, |candidate| candidate == 0, &plan(&[0, 30]));
        assert_eq!(swept.peak, Some((1, 5)), "what ends when another begins does not run beside it");
        assert_eq!(swept.by_window, [Concurrency { automated: 1, interactive: 0 }]);
        assert_eq!(swept.active, 8);
    }
}
