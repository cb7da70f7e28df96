//! When a session was last active, and how long it took.
//!
//! Text and instant are found on parallel ladders (end, messages, start, creation) that decide independently: the
//! text by being there, the instant by being readable.

use agent_contracts::timestamp::Timestamp;

use super::julian_day::JulianDay;
use crate::rows::SessionRow;

/// The latest message time of a session: the greatest instant, then the greatest text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(super) struct LatestMessage {
    instant: Option<JulianDay>,
    text: Vec<u8>,
}

impl LatestMessage {
    /// Takes another message's time text into account; an empty one is none.
    pub(super) fn offer(&mut self, text: &[u8]) {
        if text.is_empty() {
            return;
        }
        let instant = JulianDay::parse(text);
        if (instant, text) > (self.instant, &self.text) {
            *self = Self { instant, text: text.to_vec() };
        }
    }

    /// Takes what was found elsewhere into account.
    pub(super) fn merge(&mut self, other: Self) {
        if other > *self {
            *self = other;
        }
    }
}

/// A session's last activity.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct LastActivity {
    /// The text, verbatim.
    pub(super) text: Vec<u8>,
    /// The instant that sorts the session.
    pub(super) instant: JulianDay,
}

/// Whether the last activity depends on the session's messages.
pub(super) fn depends_on_messages(session: &SessionRow) -> bool {
    session.ended_at.as_deref().and_then(JulianDay::parse).is_none()
}

/// The last activity; `None` when nothing about the session gives an instant: such a session never appears.
pub(super) fn last_activity(session: &SessionRow, latest: &LatestMessage) -> Option<LastActivity> {
    let stored = |text: &Option<Vec<u8>>| text.clone().unwrap_or_default();
    let (ended_at, started_at) = (stored(&session.ended_at), stored(&session.started_at));
    let instant = JulianDay::parse(&ended_at)
        .or(latest.instant)
        .or_else(|| JulianDay::parse(&started_at))
        .or_else(|| JulianDay::parse(&session.created_at))?;
    let ladder = [ended_at, latest.text.clone(), started_at, session.created_at.clone()];
    let text = ladder.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
    Some(LastActivity { text, instant })
}

/// Whole seconds from start to end (to the last activity without an end); `None` when either is missing or no
/// timestamp of the contract's grammar, or the end comes first.
pub(super) fn duration_seconds(session: &SessionRow, last_activity: &[u8]) -> Option<u64> {
    let start = Timestamp::parse(session.started_at.as_deref()?)?;
    let end = session.ended_at.as_deref().filter(|text| !text.is_empty()).unwrap_or(last_activity);
    let end = Timestamp::parse(end)?;
    if end < start {
        return None;
    }
    let nanoseconds = i128::from(end.seconds - start.seconds) * 1_000_000_000
        + (i128::from(end.nanoseconds) - i128::from(start.nanoseconds));
    let nanoseconds = i64::try_from(nanoseconds).unwrap_or(i64::MAX);
    // v1 adds whole seconds and their fraction as doubles, which may round up over long spans.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "defined on doubles, and between 0 and 9,223,372,036"
    )]
    let seconds = ((nanoseconds / 1_000_000_000) as f64 + (nanoseconds % 1_000_000_000) as f64 / 1e9) as u64;
    Some(seconds)
}
