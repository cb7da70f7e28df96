//! The table `project_identity_observations`: which repository or directory a project label was seen with.

use std::collections::BTreeSet;

use agent_contracts::identity::Observation;

use super::cell::{RowError, Source};
use crate::archive::{Generation, Snapshot};

/// The derived columns of the table are never read: identity is always computed from the evidence.
const SOURCE: Source = Source {
    table: "project_identity_observations",
    columns: &[
        "project",
        "machine",
        "root_path",
        "git_remote",
        "worktree_name",
        "worktree_root_path",
        "git_remote_name",
    ],
};

/// Every observation as release 0.37 would have stored it, in stored order.
///
/// # Errors
///
/// What SQLite says, and cells of the wrong type.
pub fn observations(snapshot: &Snapshot) -> Result<Vec<Observation>, RowError> {
    let generation = snapshot.generation();
    let mut recorded = Vec::new();
    let mut observations = SOURCE.read_all(snapshot, "", |cells| {
        let text = |index| cells.nullable_text(index).map(|text| text.unwrap_or_default().to_vec());
        let observation = Observation {
            project: text(0)?,
            machine: text(1)?,
            root_path: text(2)?,
            git_remote: text(3)?,
            worktree_name: text(4)?,
            worktree_root_path: text(5)?,
        };
        // A checkout's remote has a name.
        recorded.push(!observation.git_remote.is_empty() && text(6)?.is_empty());
        Ok(observation)
    })?;
    if generation >= Generation::RecordedRemotes {
        observations = without_recorded_remotes(observations, &recorded);
    }
    if generation >= Generation::Checkouts {
        observations.iter_mut().for_each(forget_worktree_beside_remote);
    }
    Ok(observations)
}

/// To v1 a worktree stands for a repository without a remote, and for nothing else.
fn forget_worktree_beside_remote(observation: &mut Observation) {
    if !observation.git_remote.is_empty() {
        observation.worktree_name.clear();
        observation.worktree_root_path.clear();
    }
}

/// To v1 a remote is what the checkout says. Where only a log names one, the directory is what was seen, unless its own
/// remote was seen too.
fn without_recorded_remotes(observations: Vec<Observation>, recorded: &[bool]) -> Vec<Observation> {
    let place = |seen: &Observation| (seen.project.clone(), seen.machine.clone(), seen.root_path.clone());
    let with_remote: BTreeSet<_> = observations
        .iter()
        .zip(recorded)
        .filter(|(seen, is_recorded)| !seen.git_remote.is_empty() && !**is_recorded)
        .map(|(seen, _)| place(seen))
        .collect();
    let as_seen = |(mut seen, is_recorded): (Observation, &bool)| {
        if *is_recorded {
            if with_remote.contains(&place(&seen)) {
                return None;
            }
            seen.git_remote.clear();
        }
        Some(seen)
    };
    observations.into_iter().zip(recorded).filter_map(as_seen).collect()
}

#[cfg(test)]
mod tests {
    use super::{Observation, without_recorded_remotes};

    #[test]
    fn a_recorded_remote_is_a_directory_unless_the_checkout_has_a_remote() {
        let seen = |root: &str, remote: &str| Observation {
            project: b"p".to_vec(),
            root_path: root.into(),
            git_remote: remote.into(),
            ..Observation::default()
        };
        let stored = vec![seen("/a", "h:own"), seen("/a", "h:log"), seen("/b", "h:log"), seen("/c", "")];
        let expected = vec![seen("/a", "h:own"), seen("/b", ""), seen("/c", "")];
        assert_eq!(without_recorded_remotes(stored, &[false, true, true, false]), expected);
    }
}
