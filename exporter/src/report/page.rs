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

/// Hashes sessions in order, remembering how many.
#[derive(Clone, Default)]
struct Fingerprinter {
    count: u64,
    hash: Sha256,
}

impl Fingerprinter {
    fn add(&mut self, candidate: &Candidate, rows: &[SessionRow]) {
        self.count += 1;
        self.hash.update(candidate.last_activity.instant.milliseconds().to_be_bytes());
        for text in [&candidate.last_activity.text, &rows[candidate.row].id] {
            // The length keeps neighbouring texts apart.
            self.hash.update((text.len() as u64).to_be_bytes());
            self.hash.update(text);
        }
    }

    fn finish(self) -> Fingerprint {
        Fingerprint { count: self.count, digest: self.hash.finalize().into() }
    }
}

/// The page of at most `limit` sessions that follows `resume` (or begins the export) among sorted candidates, and
/// the position after it when anything follows. `None` when `resume` no longer fits the archive.
pub(super) fn page(
    sorted: Vec<Candidate>,
    rows: &[SessionRow],
    resume: Option<&Position>,
    limit: usize,
) -> Option<(Vec<Candidate>, Option<Position>)> {
    let watermark = resume.map_or_else(
        || sorted.first().map(|first| first.last_activity.instant),
        |position| Some(position.watermark),
    );
    let Some(watermark) = watermark else { return Some((Vec::new(), None)) };
    let start = sorted.partition_point(|candidate| candidate.last_activity.instant > watermark);
    let emitted = resume.map_or(0, |position| {
        sorted[start..].partition_point(|candidate| {
            let place = (position.last_activity, candidate.last_activity.instant);
            place.1 > place.0 || (place.1 == place.0 && rows[candidate.row].id <= position.last_id)
        })
    });
    let next = start + emitted;
    let end = sorted.len().min(next.saturating_add(limit));
    let mut position = None;
    if resume.is_some() || end < sorted.len() {
        let mut fingerprinter = Fingerprinter::default();
        let (mut before, mut after) = (None, None);
        for (index, candidate) in sorted.iter().enumerate().skip(start) {
            if index == next {
                before = Some(fingerprinter.clone().finish());
            }
            fingerprinter.add(candidate, rows);
            if index + 1 == end {
                after = Some(fingerprinter.clone().finish());
            }
        }
        let snapshot = fingerprinter.finish();
        if resume.is_some_and(|position| position.snapshot != snapshot || before != Some(position.prefix)) {
            return None;
        }
        position =
            sorted[next..end].last().filter(|_| end < sorted.len()).zip(after).map(|(last, prefix)| {
                Position {
                    watermark,
                    last_activity: last.last_activity.instant,
                    last_id: rows[last.row].id.clone(),
                    snapshot,
                    prefix,
                }
            });
    }
    let page = sorted.into_iter().take(end).skip(next).collect();
    Some((page, position))
}
