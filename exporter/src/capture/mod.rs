//! What a session says about its project, found out while the session is written: the label of its directory, and
//! the identity behind it. Looks at git checkouts on this machine, read-only; nothing secret goes on from here.
//!
//! [`Surveyor`] is asked for each session and looks at each directory once. `secrets` is the one place that says
//! what counts as one.

mod label;
mod layouts;
mod main_root;
mod observation;
pub(crate) mod secrets;

use std::collections::HashMap;

use agent_contracts::identity::Mappings;

pub use observation::Observation;

use crate::checkout::Probe;
use crate::logs::{Session, stored_text};

/// The name of this machine in an archive.
pub const THIS_MACHINE: &str = "local";

/// Where a session belongs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// The project's label.
    pub project: String,
    /// The working directory, as it may be stored.
    pub cwd: String,
    /// What is known about the project's identity; nothing without a working directory.
    pub observation: Option<Observation>,
}

/// Finds the places of sessions.
#[derive(Debug)]
pub struct Surveyor {
    mappings: Mappings,
    maps_observations: bool,
    probe: Probe,
    labels: HashMap<(Vec<u8>, Vec<u8>), Option<String>>,
    observations: HashMap<Vec<u8>, Observation>,
}

impl Surveyor {
    /// One that follows the worktree mappings of a user; `maps_observations`: for observations, too.
    pub fn new(mappings: Mappings, maps_observations: bool) -> Self {
        Self {
            mappings,
            maps_observations,
            probe: Probe::default(),
            labels: HashMap::new(),
            observations: HashMap::new(),
        }
    }

    /// The place of `session`, whose log lies in a folder with this name.
    pub fn place(&mut self, session: &Session, project_folder: &str) -> Place {
        let found = self.label(&session.cwd, &session.branch);
        let label = found.unwrap_or_else(|| match session.agent {
            crate::logs::Agent::Claude => label::of_project_folder(project_folder),
            crate::logs::Agent::Codex => label::UNKNOWN.to_owned(),
        });
        let mapped = self.mappings.project_of(THIS_MACHINE.as_bytes(), &session.cwd);
        let project = mapped.map_or_else(|| label.clone(), |project| stored_text(&project));
        let observed = if self.maps_observations { &project } else { &label };
        let observation = self.observation(observed, &session.cwd);
        let cwd = stored_text(&secrets::without_secrets_in_path(&session.cwd));
        Place { project, cwd, observation }
    }

    fn label(&mut self, cwd: &[u8], branch: &[u8]) -> Option<String> {
        let key = (cwd.to_vec(), branch.to_vec());
        self.labels.entry(key).or_insert_with(|| label::of_directory(cwd, branch)).clone()
    }

    fn observation(&mut self, project: &str, cwd: &[u8]) -> Option<Observation> {
        let cwd = agent_contracts::text::trim(cwd);
        if project.trim().is_empty() || cwd.is_empty() {
            return None;
        }
        let probe = &self.probe;
        let place =
            self.observations.entry(cwd.to_vec()).or_insert_with_key(|cwd| Observation::of(cwd, probe));
        Some(Observation { project: project.trim().to_owned(), ..place.clone() })
    }
}
