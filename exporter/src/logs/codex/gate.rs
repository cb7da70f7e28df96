//! A forked session begins with a replay of its parent's history, which belongs to the parent.

use agent_contracts::timestamp::Timestamp;

/// Closed while history is replayed.
#[derive(Default, Debug)]
pub(super) struct Gate {
    /// When the fork began, in milliseconds; set while closed.
    fork: Option<i64>,
}

impl Gate {
    /// Shuts out what follows, up to the first turn that is not older than the fork: than the session's identifier,
    /// if that holds a time, else than `otherwise`.
    pub(super) fn close(&mut self, id: &[u8], otherwise: Option<Timestamp>) {
        self.fork = milliseconds(id)
            .or_else(|| otherwise.map(|time| time.seconds * 1000 + i64::from(time.nanoseconds / 1_000_000)));
    }

    pub(super) fn is_closed(&self) -> bool {
        self.fork.is_some()
    }

    /// Whether this turn belongs to the session; it opens the gate if it does. A turn without identifier does not.
    pub(super) fn admits_turn(&mut self, turn: &[u8]) -> bool {
        let Some(fork) = self.fork else { return true };
        let is_own = !turn.is_empty() && milliseconds(turn).is_none_or(|time| time >= fork);
        if is_own {
            self.fork = None;
        }
        is_own
    }
}

/// The time in a version 7 UUID.
fn milliseconds(id: &[u8]) -> Option<i64> {
    let is_uuid = id.len() == 36
        && id.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        });
    if !is_uuid || id[14] != b'7' {
        return None;
    }
    let digits = [&id[..8], &id[9..13]].concat();
    i64::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORK: &[u8] = b"01975000-0000-7000-8000-000000000000";

    #[test]
    fn only_a_turn_that_is_not_older_opens_it() {
        let mut gate = Gate::default();
        assert!(gate.admits_turn(b""), "an open gate admits everything");
        gate.close(FORK, None);
        for old in [&b""[..], b"01974fff-ffff-7000-8000-000000000000"] {
            assert!(!gate.admits_turn(old) && gate.is_closed());
        }
        assert!(gate.admits_turn(FORK) && !gate.is_closed());
    }

    #[test]
    fn a_turn_with_another_identifier_opens_it() {
        let mut gate = Gate::default();
        gate.close(FORK, None);
        assert!(gate.admits_turn(b"turn-1"));
    }

    #[test]
    fn without_a_time_there_is_no_gate() {
        let mut gate = Gate::default();
        gate.close(b"fork", None);
        assert!(!gate.is_closed());
        gate.close(b"fork", Timestamp::parse(b"2025-06-10T09:00:00Z"));
        assert!(gate.is_closed());
        assert!(!gate.admits_turn(FORK), "that is from 2025-06-08");
    }
}
