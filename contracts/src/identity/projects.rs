//! What a project label resolves to: one identity, none, or several.
//!
//! Stored observations decide. Only where they give nothing do the label's sessions count, each by the
//! directories it names.

use std::collections::HashSet;

use super::mapping::Mappings;
use super::path::{clean_path, directory_part};
use super::{Checkouts, Evidence, Identity, derive, normalize_root};
use crate::text::trim;
use crate::v1::{ProjectEntry, ProjectResolution};

/// One stored observation of a project on a machine, as stored. Derived columns are not read.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Observation {
    /// The project label.
    pub project: Vec<u8>,
    /// The machine it was seen on.
    pub machine: Vec<u8>,
    /// The checkout's directory, or the working directory where no checkout was found.
    pub root_path: Vec<u8>,
    /// The chosen git remote, empty when there is none.
    pub git_remote: Vec<u8>,
    /// The directory's last element, for a place without a remote.
    pub worktree_name: Vec<u8>,
    /// The directory again, for a place without a remote.
    pub worktree_root_path: Vec<u8>,
}

/// Where a session ran and where its transcript lies, as stored.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct SessionPlace<'a> {
    /// The session's machine.
    pub machine: &'a [u8],
    /// Its working directory.
    pub cwd: &'a [u8],
    /// Its transcript.
    pub file_path: &'a [u8],
}

/// What a label stands for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Resolution {
    /// Exactly one identity.
    Resolved(Identity),
    /// No usable evidence.
    Unknown,
    /// Several identities.
    Ambiguous,
}

impl Resolution {
    /// The entry of a document's `projects` map.
    pub fn to_document(&self) -> ProjectEntry {
        let (resolution, identity) = match self {
            Self::Resolved(identity) => (ProjectResolution::Resolved, Some(identity.to_document())),
            Self::Unknown => (ProjectResolution::Unknown, None),
            Self::Ambiguous => (ProjectResolution::Ambiguous, None),
        };
        ProjectEntry { resolution, identity }
    }
}

impl FromIterator<Identity> for Resolution {
    /// Stops at the second identity that differs.
    fn from_iter<I: IntoIterator<Item = Identity>>(identities: I) -> Self {
        let mut identities = identities.into_iter();
        match identities.next() {
            None => Self::Unknown,
            Some(first) if identities.all(|identity| identity == first) => Self::Resolved(first),
            Some(_) => Self::Ambiguous,
        }
    }
}

/// What `label` stands for, by observations and, where they give nothing, by its sessions.
///
/// Observations of other labels are passed over; `sessions` must be the label's own, all that are not deleted.
/// Neither order matters, and `sessions` is only called when needed.
///
/// # Examples
///
/// ```
/// use agent_contracts::identity::{
///     Mappings, Observation, Resolution, SessionPlace, StoredTextOnly, resolve_label,
/// };
///
/// let sessions = || [SessionPlace { machine: b"local", cwd: b"/src/alpha", file_path: b"" }];
/// let by_session = resolve_label(b"alpha", [], sessions, &Mappings::default(), &StoredTextOnly);
/// assert!(matches!(by_session, Resolution::Resolved(identity) if identity.value == b"/src/alpha"));
///
/// let stored = Observation {
///     project: b"alpha".to_vec(),
///     git_remote: b"https://github.com/acme/alpha.git".to_vec(),
///     ..Observation::default()
/// };
/// let by_remote = resolve_label(b"alpha", [&stored], sessions, &Mappings::default(), &StoredTextOnly);
/// assert!(matches!(by_remote, Resolution::Resolved(identity) if identity.value == b"github.com/acme/alpha"));
/// ```
pub fn resolve_label<'o, 's, S: IntoIterator<Item = SessionPlace<'s>>>(
    label: &[u8],
    observations: impl IntoIterator<Item = &'o Observation>,
    sessions: impl FnOnce() -> S,
    mappings: &Mappings,
    checkouts: &dyn Checkouts,
) -> Resolution {
    match resolve_observations(label, observations, checkouts) {
        Resolution::Unknown => resolve_sessions(label, sessions(), mappings, checkouts),
        decided => decided,
    }
}

/// What `label` stands for by its observations alone; those of other labels are passed over.
pub fn resolve_observations<'o>(
    label: &[u8],
    observations: impl IntoIterator<Item = &'o Observation>,
    checkouts: &dyn Checkouts,
) -> Resolution {
    observations
        .into_iter()
        .filter(|observation| observation.project == label)
        .filter_map(|observation| {
            let evidence = Evidence {
                root_path: &observation.root_path,
                git_remote: &observation.git_remote,
                worktree_root_path: &observation.worktree_root_path,
            };
            derive(&evidence, checkouts)
        })
        .collect()
}

/// What `label` stands for by its sessions alone; all of them must be the label's own.
pub fn resolve_sessions<'s>(
    label: &[u8],
    sessions: impl IntoIterator<Item = SessionPlace<'s>>,
    mappings: &Mappings,
    checkouts: &dyn Checkouts,
) -> Resolution {
    // Most sessions of a label share a few directories; each place is worked out once.
    let mut seen = HashSet::new();
    sessions
        .into_iter()
        .filter(|place| seen.insert((place.machine, place.cwd, directory_part(place.file_path))))
        .filter_map(|place| identity_of_session(label, &place, mappings, checkouts))
        .collect()
}

fn identity_of_session(
    label: &[u8],
    place: &SessionPlace<'_>,
    mappings: &Mappings,
    checkouts: &dyn Checkouts,
) -> Option<Identity> {
    let candidates = candidate_directories(place);
    let machine = trim(place.machine);
    candidates
        .iter()
        .flat_map(|directory| mappings.project_roots(machine, label, directory))
        .find_map(|root| identity_of_directory(&root, checkouts))
        .or_else(|| candidates.iter().find_map(|directory| identity_of_checkout(directory, checkouts)))
}

/// The directories a session names and that could identify a project, in byte order.
///
/// The order is v1's: a transcript directory that sorts before the working directory comes first.
fn candidate_directories(place: &SessionPlace<'_>) -> Vec<Vec<u8>> {
    let transcripts = clean_path(directory_part(place.file_path));
    let mut directories: Vec<Vec<u8>> = [place.cwd, &transcripts]
        .into_iter()
        .map(trim)
        .filter(|directory| normalize_root(directory).is_some())
        .map(<[u8]>::to_vec)
        .collect();
    directories.sort();
    directories.dedup();
    directories
}

fn identity_of_directory(directory: &[u8], checkouts: &dyn Checkouts) -> Option<Identity> {
    derive(&Evidence { root_path: directory, ..Evidence::default() }, checkouts)
}

/// The identity of the checkout that `directory` lies in, else that of `directory` itself.
fn identity_of_checkout(directory: &[u8], checkouts: &dyn Checkouts) -> Option<Identity> {
    checkouts
        .discover(directory)
        .and_then(|checkout| {
            let git_remote = checkout.remote.as_deref().unwrap_or_default();
            derive(&Evidence { root_path: &checkout.root, git_remote, ..Evidence::default() }, checkouts)
        })
        .or_else(|| identity_of_directory(directory, checkouts))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::{Checkout, KeySource, Mapping, StoredTextOnly};

    fn observation(root_path: &str, git_remote: &str) -> Observation {
        Observation {
            project: b"p".to_vec(),
            root_path: root_path.into(),
            git_remote: git_remote.into(),
            ..Observation::default()
        }
    }

    fn place(cwd: &'static str, file_path: &'static str) -> SessionPlace<'static> {
        SessionPlace { machine: b" m ", cwd: cwd.as_bytes(), file_path: file_path.as_bytes() }
    }

    fn root(value: &str) -> Resolution {
        Resolution::Resolved(Identity { source: KeySource::RootPath, value: value.into() })
    }

    fn by_sessions(places: &[SessionPlace<'static>]) -> Resolution {
        resolve_sessions(b"p", places.iter().copied(), &Mappings::default(), &StoredTextOnly)
    }

    #[test]
    fn distinct_identities_are_counted_not_rows() {
        let resolve = |rows: &[Observation]| resolve_observations(b"p", rows, &StoredTextOnly);
        assert_eq!(resolve(&[observation("/x/a", ""), observation("/x//a/", "")]), root("/x/a"));
        assert_eq!(resolve(&[observation("/x/a", ""), observation("/x/b", "")]), Resolution::Ambiguous);
        assert_eq!(resolve(&[observation("/x/a", ""), observation("/x/a", "h:a")]), Resolution::Ambiguous);
        assert_eq!(resolve(&[observation("rel", "")]), Resolution::Unknown);
    }

    #[test]
    fn sessions_are_asked_only_when_observations_give_nothing() {
        let never = || -> [SessionPlace<'static>; 0] { panic!("sessions must not be consulted") };
        let rows = [observation("/x/a", ""), observation("/x/b", "")];
        let resolved = resolve_label(b"p", &rows, never, &Mappings::default(), &StoredTextOnly);
        assert_eq!(resolved, Resolution::Ambiguous);
        let other = Observation { project: b"q".to_vec(), ..observation("/x/a", "") };
        let sessions = || [place("/no/b", "")];
        let resolved = resolve_label(b"p", [&other], sessions, &Mappings::default(), &StoredTextOnly);
        assert_eq!(resolved, root("/no/b"));
    }

    #[test]
    fn the_directory_that_sorts_first_stands_for_a_session() {
        assert_eq!(by_sessions(&[place("/nx/z", "/nx/logs/s.jsonl")]), root("/nx/logs"));
        assert_eq!(by_sessions(&[place("/nx/a", "/nx/logs/s.jsonl")]), root("/nx/a"));
        assert_eq!(by_sessions(&[place("rel", "/nx/logs/../t/s.jsonl")]), root("/nx/t"));
        assert_eq!(by_sessions(&[place(" /nx/a/ ", "")]), root("/nx/a"));
        assert_eq!(by_sessions(&[place("C:\\a\\b", "C:\\s.jsonl")]), root("C:/a/b"));
        assert_eq!(by_sessions(&[place("host:/a", "s.jsonl"), place("", "")]), Resolution::Unknown);
        assert_eq!(by_sessions(&[place("/nx/a", ""), place("/nx/b", "")]), Resolution::Ambiguous);
    }

    #[test]
    fn a_mapping_beats_every_other_look() {
        let mapping = Mapping {
            machine: b"m".to_vec(),
            path_prefix: b"/nx/zz".to_vec(),
            layout: Vec::new(),
            project: b"p".to_vec(),
        };
        let mappings = Mappings::new([mapping.clone(), Mapping { path_prefix: b"nx".to_vec(), ..mapping }]);
        let places = [place("/nx/zz/a", "/nx/aa/x.jsonl")];
        assert_eq!(resolve_sessions(b"p", places, &mappings, &StoredTextOnly), root("/nx/zz"));
        assert_eq!(resolve_sessions(b"q", places, &mappings, &StoredTextOnly), root("/nx/aa"));
    }

    #[test]
    fn a_checkout_replaces_the_directory_inside_it() {
        struct OneCheckout(Option<Vec<u8>>);
        impl Checkouts for OneCheckout {
            fn resolve_symlinks(&self, _: &[u8]) -> Option<Vec<u8>> {
                None
            }
            fn discover(&self, directory: &[u8]) -> Option<Checkout> {
                let remote = self.0.clone();
                directory.starts_with(b"/app/").then(|| Checkout { root: b"/app".to_vec(), remote })
            }
        }
        let resolve = |remote: Option<&[u8]>, cwd| {
            let checkouts = OneCheckout(remote.map(<[u8]>::to_vec));
            resolve_sessions(b"p", [place(cwd, "")], &Mappings::default(), &checkouts)
        };
        let label = Identity { source: KeySource::GitRemote, value: b"h/app".to_vec() };
        assert_eq!(resolve(Some(b"u@h:app"), "/app/sub"), Resolution::Resolved(label));
        assert_eq!(resolve(None, "/app/sub"), root("/app"));
        assert_eq!(resolve(None, "/apple"), root("/apple"));
    }
}
