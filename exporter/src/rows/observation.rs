//! The table `project_identity_observations`: which repository or directory a project label was seen with.

use agent_contracts::identity::Observation;

use super::cell::{RowError, Source};
use crate::archive::Snapshot;

/// The derived columns of the table are never read: identity is always computed from the evidence.
const SOURCE: Source = Source {
    table: "project_identity_observations",
    columns: &["project", "machine", "root_path", "git_remote", "worktree_name", "worktree_root_path"],
};

/// Every observation, in stored order.
///
/// # Errors
///
/// What SQLite says, and cells of the wrong type.
pub fn observations(snapshot: &Snapshot) -> Result<Vec<Observation>, RowError> {
    SOURCE.read_all(snapshot, "", |cells| {
        let text = |index| cells.nullable_text(index).map(|text| text.unwrap_or_default().to_vec());
        Ok(Observation {
            project: text(0)?,
            machine: text(1)?,
            root_path: text(2)?,
            git_remote: text(3)?,
            worktree_name: text(4)?,
            worktree_root_path: text(5)?,
        })
    })
}
