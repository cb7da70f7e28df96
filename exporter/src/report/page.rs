//! Order and paging: which of the selected sessions come next, and whether the earlier ones are still the same.

use sha2::{Digest as _, Sha256};

use super::activity::LastActivity;
use super::julian_day::JulianDay;
use crate::rows::SessionRow;

/// A selected session with its last activity.
#[derive(Debug)]
pub(super) struct Candidate {
    /// Index of the row.
    pub(super) row: usize,
    pub(super) last_activity: LastActivity,
}

/// How many sessions there were, and a digest over order, activity and identifier of each.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fingerprint {
    /// Number of sessions.
    pub count: u64,
    /// SHA-256.
    pub digest: [u8; 32],
}

/// A place between two sessions of an export, with what must not have changed until it is resumed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Position {
    /// Last activity of the newest session of the first page: newer ones are not part of the export.
    pub watermark: JulianDay,
    /// Last activity of the last session so far.
    pub last_activity: JulianDay,
    /// Identifier of the last session so far.
    pub last_id: Vec<u8>,
    /// Every session up to the watermark.
    pub snapshot: Fingerprint,
    /// The sessions so far.
    pub prefix: Fingerprint,
}

/// Sorts by last activity, newest first, then by the bytes of the identifier.
pub(super) fn sort(candidates: &mut [Candidate], rows: &[SessionRow]) {
    candidates.sort_unstable_by(|a, b| {
        b.last_activity
            .instant
            .cmp(&a.last_activity.instant)
            .then_with(|| rows[a.row].id.cmp(&rows[b.row].id))
    });
}

/// Fingerprints of the first so many candidates, for ascending numbers, in one pass.
fn fingerprints<const N: usize>(
    candidates: &[Candidate],
    rows: &[SessionRow],
    numbers: [usize; N],
) -> [Fingerprint; N] {
    let mut hash = Sha256::new();
    let mut hashed = 0;
    numbers.map(|number| {
        for candidate in &candidates[hashed..number] {
            hash.update(candidate.last_activity.instant.milliseconds().to_be_bytes());
            for text in [&candidate.last_activity.text, &rows[candidate.row].id] {
                // The length keeps neighbouring texts apart.
                hash.update((text.len() as u64).to_be_bytes());
                hash.update(text);
            }
        }
        hashed = number;
        Fingerprint { count: number as u64, digest: hash.clone().finalize().into() }
    })
}

/// The page of at most `limit` sessions that follows `resume` (or begins the export) among sorted candidates, and
/// the position after it when anything follows. `None` when `resume` no longer fits the archive.
pub(super) fn page(
    mut sorted: Vec<Candidate>,
    rows: &[SessionRow],
    resume: Option<&Position>,
    limit: usize,
) -> Option<(Vec<Candidate>, Option<Position>)> {
    let (mut begin, mut watermark) = (0, sorted.first().map(|newest| newest.last_activity.instant));
    if let Some(position) = resume {
        sorted.retain(|candidate| candidate.last_activity.instant <= position.watermark);
        watermark = Some(position.watermark);
        begin = sorted.partition_point(|candidate| {
            let instant = candidate.last_activity.instant;
            instant > position.last_activity
                || (instant == position.last_activity && rows[candidate.row].id <= position.last_id)
        });
    }
    let end = sorted.len().min(begin.saturating_add(limit));
    if begin == 0 && end == sorted.len() && resume.is_none() {
        return Some((sorted, None));
    }

    let [before, after, snapshot] = fingerprints(&sorted, rows, [begin, end, sorted.len()]);
    if resume.is_some_and(|position| position.prefix != before || position.snapshot != snapshot) {
        return None;
    }
    let last = sorted[begin..end].last().filter(|_| end < sorted.len());
    let next = last.zip(watermark).map(|(last, watermark)| Position {
        watermark,
        last_activity: last.last_activity.instant,
        last_id: rows[last.row].id.clone(),
        snapshot,
        prefix: after,
    });
    sorted.truncate(end);
    sorted.drain(..begin);
    Some((sorted, next))
}
