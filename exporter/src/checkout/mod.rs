//! Looking at git checkouts on this machine's disk, which only `sync` and `--probe-checkouts` do.
//!
//! Without them, identities follow from stored text alone and equal archives give equal reports everywhere.

mod config;
mod discovery;

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use agent_contracts::identity::{Checkout, Checkouts, clean_path};

pub use discovery::Surroundings;

/// Looks at the disk as it is now, at each directory once; results do not change during a report.
#[derive(Default, Debug)]
pub struct Probe {
    resolved: RefCell<HashMap<Vec<u8>, Option<PathBuf>>>,
    discovered: RefCell<HashMap<PathBuf, Option<Surroundings>>>,
}

impl Probe {
    /// `path` without symbolic links, if it is an absolute path of this system and exists.
    fn resolve(&self, path: &[u8]) -> Option<PathBuf> {
        self.resolved.borrow_mut().entry(path.to_vec()).or_insert_with(|| resolve_on_disk(path)).clone()
    }

    /// The checkout that `directory` lies in, with all of its remotes, if it is a directory of this machine and in one.
    pub fn surroundings(&self, directory: &[u8]) -> Option<Surroundings> {
        if directory.windows(3).any(|window| window == b"://") {
            return None;
        }
        let resolved = self.resolve(&clean_path(directory))?;
        let mut discovered = self.discovered.borrow_mut();
        discovered.entry(resolved).or_insert_with_key(|resolved| discovery::around(resolved)).clone()
    }
}

impl Checkouts for Probe {
    fn resolve_symlinks(&self, path: &[u8]) -> Option<Vec<u8>> {
        self.resolve(path).map(|resolved| to_bytes(&resolved))
    }

    fn discover(&self, directory: &[u8]) -> Option<Checkout> {
        self.surroundings(directory).map(|found| found.to_checkout())
    }
}

fn resolve_on_disk(path: &[u8]) -> Option<PathBuf> {
    let path = from_bytes(path);
    if !path.is_absolute() || is_automounted(&path) {
        return None;
    }
    path.canonicalize().ok()
}

/// Whether looking at `path` could make macOS mount a network volume.
fn is_automounted(path: &Path) -> bool {
    cfg!(target_os = "macos")
        && ["/home", "/net", "/Network/Servers"].iter().any(|root| path.starts_with(root))
}

#[cfg(unix)]
pub(crate) fn from_bytes(path: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(std::ffi::OsStr::from_bytes(path))
}

#[cfg(unix)]
pub(crate) fn to_bytes(path: &Path) -> Vec<u8> {
    use std::os::unix::ffi::OsStrExt as _;
    path.as_os_str().as_bytes().to_vec()
}

/// Text that is not Unicode names nothing here, and its replacement nothing that exists.
#[cfg(not(unix))]
pub(crate) fn from_bytes(path: &[u8]) -> PathBuf {
    PathBuf::from(agent_contracts::text::lossy(path).into_owned())
}

/// With forward slashes, and without the prefix that Windows puts before resolved paths.
#[cfg(not(unix))]
pub(crate) fn to_bytes(path: &Path) -> Vec<u8> {
    let text = path.to_string_lossy();
    text.strip_prefix(r"\\?\").unwrap_or(&text).replace('\\', "/").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_absolute_paths_of_this_system_are_looked_at() {
        let probe = Probe::default();
        for directory in ["", ".", "src", "~", "host:/srv", "file:///", "/://", "C:relative"] {
            assert_eq!(probe.discover(directory.as_bytes()), None, "directory {directory:?}");
            assert_eq!(probe.resolve_symlinks(directory.as_bytes()), None, "path {directory:?}");
        }
    }
}
