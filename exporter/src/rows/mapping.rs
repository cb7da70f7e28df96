//! The table `worktree_project_mappings`: which directories belong to which project label.

use agent_contracts::identity::{Mapping, Mappings};

use super::cell::{RowError, Source};
use crate::archive::Snapshot;

const SOURCE: Source =
    Source { table: "worktree_project_mappings", columns: &["machine", "path_prefix", "layout", "project"] };

/// The enabled mappings.
///
/// # Errors
///
/// What SQLite says, and cells of the wrong type.
pub fn mappings(snapshot: &Snapshot) -> Result<Mappings, RowError> {
    stored_mappings(snapshot).map(Mappings::new)
}

/// The enabled mappings, one by one.
///
/// # Errors
///
/// As [`mappings`].
pub fn stored_mappings(snapshot: &Snapshot) -> Result<Vec<Mapping>, RowError> {
    SOURCE.read_all(snapshot, "WHERE enabled = 1", |cells| {
        let text = |index| cells.nullable_text(index).map(|text| text.unwrap_or_default().to_vec());
        Ok(Mapping { machine: text(0)?, path_prefix: text(1)?, layout: text(2)?, project: text(3)? })
    })
}
