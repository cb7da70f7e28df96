//! How sessions ended, as far as filters ask: some of it is stored, some of it depends on how long ago that was.

use super::filter::last_known_time;
use crate::report::julian_day::JulianDay;
use crate::rows::{SessionRow, Termination};

const MINUTE: i64 = 60_000;

/// For so many milliseconds after its last known time a session counts as active.
const ACTIVE_FOR: i64 = 10 * MINUTE;

/// For so many, one that stopped in the middle may go on; later it did not end well.
const STALE_FOR: i64 = 60 * MINUTE;

/// Milliseconds from Julian day 0 to 1970.
const UNIX_EPOCH: i64 = 210_866_760_000_000;

/// One of the words that filters know.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Ending {
    /// None yet: something happened in the last ten minutes.
    Active,
    /// In the middle of something, up to an hour ago.
    Stale,
    /// In the middle of something, longer ago.
    Unclean,
    /// As agents end.
    Clean,
    /// With a question or an answer.
    AwaitingUser,
}

/// Sessions that ended in one of some ways, at a moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TerminationFilter {
    endings: Vec<Ending>,
    /// Milliseconds since Julian day 0.
    now: i64,
}

impl TerminationFilter {
    /// The ways of a comma list, whose elements are trimmed. None when no element is a word that is known: `all` is none.
    pub fn new(list: &str, now: jiff::Timestamp) -> Option<Self> {
        let ending = |word: &str| match word.trim() {
            "active" => Some(Ending::Active),
            "stale" => Some(Ending::Stale),
            "unclean" => Some(Ending::Unclean),
            "clean" => Some(Ending::Clean),
            "awaiting_user" => Some(Ending::AwaitingUser),
            _ => None,
        };
        let endings: Vec<Ending> = list.split(',').filter_map(ending).collect();
        let now = now.as_millisecond().saturating_add(UNIX_EPOCH);
        (!endings.is_empty()).then_some(Self { endings, now })
    }

    pub(super) fn admits(&self, session: &SessionRow) -> bool {
        // Since when, unless the session does not tell.
        let age = JulianDay::parse(last_known_time(session)).map(|time| self.now - time.milliseconds());
        self.endings.iter().any(|ending| is_so(*ending, session.termination, age))
    }
}

fn is_so(ending: Ending, stored: Termination, age: Option<i64>) -> bool {
    let is_interrupted = stored == Termination::Interrupted;
    match ending {
        Ending::Active => age.is_some_and(|age| age < ACTIVE_FOR),
        Ending::Stale => is_interrupted && age.is_some_and(|age| (ACTIVE_FOR..STALE_FOR).contains(&age)),
        Ending::Unclean => is_interrupted && age.is_some_and(|age| age >= STALE_FOR),
        Ending::Clean => stored == Termination::Clean,
        Ending::AwaitingUser => stored == Termination::AwaitingUser,
    }
}

#[cfg(test)]
mod tests {
    use super::{Ending, MINUTE, TerminationFilter, UNIX_EPOCH, is_so};
    use crate::report::julian_day::JulianDay;
    use crate::rows::Termination;

    #[test]
    fn words_that_are_unknown_do_not_count() {
        let endings =
            |list| TerminationFilter::new(list, jiff::Timestamp::UNIX_EPOCH).map(|filter| filter.endings);
        for nothing in ["", "all", "bogus", "Clean", ",", "tool_call_pending"] {
            assert_eq!(endings(nothing), None, "{nothing:?}");
        }
        assert_eq!(endings("all,clean, active"), Some(vec![Ending::Clean, Ending::Active]));
    }

    #[test]
    fn what_stopped_in_the_middle_is_active_then_stale_then_unclean() {
        let state = |minutes: i64, stored| {
            let age = Some(minutes * MINUTE);
            [Ending::Active, Ending::Stale, Ending::Unclean].map(|ending| is_so(ending, stored, age))
        };
        let interrupted = Termination::Interrupted;
        assert_eq!(state(-300, interrupted), [true, false, false]);
        assert_eq!(state(9, interrupted), [true, false, false]);
        assert_eq!(state(11, interrupted), [false, true, false]);
        assert_eq!(state(59, interrupted), [false, true, false]);
        assert_eq!(state(61, interrupted), [false, false, true]);
        assert_eq!(state(9, Termination::Other), [true, false, false]);
        assert_eq!(state(61, Termination::Clean), [false, false, false]);
        assert!(!is_so(Ending::Active, interrupted, None), "an unreadable time is no time");
    }

    #[test]
    fn both_clocks_count_the_same_milliseconds() {
        let epoch = JulianDay::parse(b"1970-01-01T00:00:00Z").map(JulianDay::milliseconds);
        assert_eq!(epoch, Some(UNIX_EPOCH));
    }
}
