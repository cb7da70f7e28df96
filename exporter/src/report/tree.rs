//! Trees of sessions: roots and everything reachable through `parent_session_id`.

use rustc_hash::FxHashMap;

use super::selection::is_visible;
use crate::rows::SessionRow;

/// The roots and their descendants, by row index, each once. Every link of the way must be visible; descendants
/// are not filtered otherwise. Cycles are harmless.
pub(super) fn with_descendants(rows: &[SessionRow], roots: &[usize]) -> Vec<usize> {
    let mut children: FxHashMap<&[u8], Vec<usize>> = FxHashMap::default();
    for (index, row) in rows.iter().enumerate().filter(|(_, row)| is_visible(row)) {
        if let Some(parent) = &row.parent_session_id {
            children.entry(parent).or_default().push(index);
        }
    }
    let mut is_selected = vec![false; rows.len()];
    let mut selected = Vec::new();
    let mut pending = roots.to_vec();
    while let Some(index) = pending.pop() {
        if !std::mem::replace(&mut is_selected[index], true) {
            selected.push(index);
            pending.extend(children.get(rows[index].id.as_slice()).into_iter().flatten());
        }
    }
    selected
}
