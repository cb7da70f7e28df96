//! The session export's figures: selection, order, page, usage, projects, in the order v1 applies them.

use std::collections::{BTreeMap, BTreeSet};

use agent_contracts::identity::{Checkouts, Resolution};
use agent_contracts::pricing::{PriceTable, Provenance};

use super::activity::{duration_seconds, last_activity};
use super::collect::all_sessions;
use super::gather::{Gathered, Wanted};
use super::page::{self, Candidate, Position};
use super::projects::ObservationIndex;
use super::selection::Selection;
use super::tree::with_descendants;
use super::usage::SessionUsage;
use crate::archive::Snapshot;
use crate::rows::{self, RowError, SessionRow};

/// What to export.
#[derive(Clone, Debug, Default)]
pub struct SessionsRequest {
    /// Which sessions.
    pub selection: Selection,
    /// Where to go on; `None` to begin.
    pub resume: Option<Position>,
    /// At most so many sessions; `None` for all.
    pub limit: Option<usize>,
}

/// What a report needs besides the archive.
pub struct Context<'a> {
    /// The effective prices.
    pub prices: &'a PriceTable,
    /// Where to look for checkouts on disk, if anywhere.
    pub checkouts: &'a dyn Checkouts,
    /// Hears how many more messages were read.
    pub progress: &'a (dyn Fn(u64) + Sync),
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// A table could not be read.
    #[error(transparent)]
    Row(#[from] RowError),
    /// The archive changed since the position to resume at was issued.
    #[error("the archive has changed since the cursor was issued; restart the export without --cursor")]
    PositionLost,
}

/// The worktree a session ran in; empty texts stand for unknown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WorktreeFigures {
    /// Its name.
    pub name: Vec<u8>,
    /// Its root directory.
    pub root_path: Vec<u8>,
}

/// One session of the report.
#[derive(Debug)]
pub struct SessionEntry {
    /// Index of its row.
    pub row: usize,
    /// Last activity, verbatim.
    pub last_activity: Vec<u8>,
    /// Whole seconds from start to end.
    pub duration_seconds: Option<u64>,
    /// Messages by the assistant that are not system messages.
    pub assistant_messages: u64,
    /// Tokens and cost.
    pub usage: SessionUsage,
    /// Worktree it ran in.
    pub worktree: Option<WorktreeFigures>,
}

/// The figures of a session export.
#[derive(Debug)]
pub struct SessionsReport {
    /// Every session of the archive, in stored order.
    pub rows: Vec<SessionRow>,
    /// The sessions of this page, in order.
    pub entries: Vec<SessionEntry>,
    /// What the labels of this page stand for, by label.
    pub projects: BTreeMap<Vec<u8>, Resolution>,
    /// Where the costs of each model on this page came from, by its name.
    pub models: BTreeMap<Vec<u8>, Provenance>,
    /// Where to go on, when anything follows.
    pub next: Option<Position>,
}

/// Reads one page, or everything.
///
/// # Errors
///
/// [`ReportError`]; a session with a cell of the wrong type is an error only when it is on the page.
pub fn report_sessions(
    snapshot: &Snapshot,
    request: &SessionsRequest,
    context: &Context<'_>,
) -> Result<SessionsReport, ReportError> {
    let mut rows = all_sessions(snapshot)?;
    let selection = &request.selection;
    let admitted: Vec<usize> = (0..rows.len()).filter(|&row| selection.admits(&rows[row])).collect();
    let considered =
        if selection.include_children { with_descendants(&rows, &admitted) } else { admitted.clone() };

    let mut gathered = Gathered::new(&rows);
    if request.limit.is_none() {
        gathered.read(snapshot, &rows, &considered, Wanted::Everything, context.progress)?;
    } else {
        let dependent: Vec<usize> =
            considered.iter().copied().filter(|&row| gathered.depends_on_messages[row]).collect();
        gathered.read(snapshot, &rows, &dependent, Wanted::Activity, context.progress)?;
    }

    let candidate = |row: usize| {
        last_activity(&rows[row], &gathered.latest[row]).map(|last_activity| Candidate { row, last_activity })
    };
    let is_recent = |candidate: &Candidate| selection.admits_activity(candidate.last_activity.instant);
    let mut candidates: Vec<Candidate> = if selection.active_since.is_empty() {
        considered.into_iter().filter_map(candidate).collect()
    } else if selection.include_children {
        let roots: Vec<usize> =
            admitted.into_iter().filter(|&row| candidate(row).is_some_and(|root| is_recent(&root))).collect();
        with_descendants(&rows, &roots).into_iter().filter_map(candidate).collect()
    } else {
        considered.into_iter().filter_map(candidate).filter(is_recent).collect()
    };
    page::sort(&mut candidates, &rows);
    let limit = request.limit.unwrap_or(usize::MAX);
    let (page, next) =
        page::page(candidates, &rows, request.resume.as_ref(), limit).ok_or(ReportError::PositionLost)?;

    for candidate in &page {
        if let Some(defect) = rows[candidate.row].defect.take() {
            return Err((*defect).into());
        }
    }
    if request.limit.is_some() {
        let wanted: Vec<usize> = page.iter().map(|candidate| candidate.row).collect();
        gathered.read(snapshot, &rows, &wanted, Wanted::Usage, context.progress)?;
    }

    let observations = ObservationIndex::new(rows::observations(snapshot)?);
    let mappings = rows::mappings(snapshot)?;
    let labels: BTreeSet<Vec<u8>> =
        page.iter().map(|candidate| rows[candidate.row].project.clone()).collect();
    let projects = observations.resolve(labels, &rows, &mappings, context.checkouts);

    let mut usage = gathered.ledger.fold(rows.len(), context.prices);
    let entries: Vec<SessionEntry> = page
        .into_iter()
        .map(|Candidate { row, last_activity }| SessionEntry {
            row,
            duration_seconds: duration_seconds(&rows[row], &last_activity.text),
            last_activity: last_activity.text,
            assistant_messages: gathered.assistant_messages[row],
            usage: std::mem::take(&mut usage[row]),
            worktree: observations.worktree(&rows[row]).map(|observation| WorktreeFigures {
                name: observation.worktree_name.clone(),
                root_path: observation.worktree_root_path.clone(),
            }),
        })
        .collect();
    let mut models: BTreeMap<Vec<u8>, Provenance> = BTreeMap::new();
    for figures in entries.iter().flat_map(|entry| &entry.usage.models) {
        models.entry(figures.model.clone()).or_default().add(figures.provenance);
    }
    Ok(SessionsReport { rows, entries, projects, models, next })
}
