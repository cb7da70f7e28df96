//! What project labels stand for, and which stored worktree a session ran in.

use std::collections::BTreeMap;

use agent_contracts::identity::{
    Checkouts, Mappings, Observation, Resolution, SessionPlace, match_worktree, resolve_label,
};

use crate::rows::SessionRow;

/// Observations in the order of their table's key, found by project and machine.
#[derive(Debug)]
pub(super) struct ObservationIndex(Vec<Observation>);

impl ObservationIndex {
    pub(super) fn new(mut observations: Vec<Observation>) -> Self {
        // Here and not in SQL: the database may sort texts of another encoding, or binary data, otherwise.
        observations.sort_by(|a, b| {
            (&a.project, &a.machine, &a.root_path, &a.git_remote).cmp(&(
                &b.project,
                &b.machine,
                &b.root_path,
                &b.git_remote,
            ))
        });
        Self(observations)
    }

    fn of_project(&self, project: &[u8]) -> &[Observation] {
        let start = self.0.partition_point(|observation| observation.project.as_slice() < project);
        let length = self.0[start..].partition_point(|observation| observation.project == project);
        &self.0[start..start + length]
    }

    /// The worktree a session ran in.
    pub(super) fn worktree(&self, session: &SessionRow) -> Option<&Observation> {
        let of_project = self.of_project(&session.project);
        match_worktree(
            &session.cwd,
            of_project.iter().filter(|candidate| candidate.machine == session.machine),
        )
    }

    /// What each of `labels` stands for. Labels without usable observations fall back on all sessions of the label
    /// that are not deleted, exported or not.
    pub(super) fn resolve(
        &self,
        labels: impl IntoIterator<Item = Vec<u8>>,
        rows: &[SessionRow],
        mappings: &Mappings,
        checkouts: &dyn Checkouts,
    ) -> BTreeMap<Vec<u8>, Resolution> {
        let mut sessions: BTreeMap<&[u8], Vec<SessionPlace<'_>>> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.is_alive) {
            let place = SessionPlace { machine: &row.machine, cwd: &row.cwd, file_path: &row.file_path };
            sessions.entry(&row.project).or_default().push(place);
        }
        let resolve = |label: Vec<u8>| {
            let of_label = || sessions.get(label.as_slice()).into_iter().flatten().copied();
            let resolution = resolve_label(&label, self.of_project(&label), of_label, mappings, checkouts);
            (label, resolution)
        };
        labels.into_iter().map(resolve).collect()
    }
}
