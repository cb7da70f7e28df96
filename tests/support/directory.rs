//! A directory as it is at one moment: names, bytes and times, to prove that a command changed none of it.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::Path;
use std::time::SystemTime;

use agent_contracts::scalar::Sha256Digest;

/// What there is to see of a directory and the files in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Directory {
    entries: BTreeMap<String, Entry>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Entry {
    length: u64,
    modified: SystemTime,
    is_writable: bool,
    /// None for a directory.
    digest: Option<Sha256Digest>,
}

impl Directory {
    /// Looks at the directory and every file in it. Must not run while this process has one of them open in SQLite:
    /// closing a file drops this process's locks on it.
    pub fn observe(path: &Path) -> Self {
        let entry = |path: &Path| {
            let data: Metadata = fs::symlink_metadata(path).expect("an entry can be looked at");
            let digest =
                data.is_file().then(|| Sha256Digest::of(&fs::read(path).expect("a file can be read")));
            let modified = data.modified().expect("files have times here");
            Entry { length: data.len(), modified, is_writable: !data.permissions().readonly(), digest }
        };
        let mut entries = BTreeMap::from([(".".to_owned(), entry(path))]);
        for found in fs::read_dir(path).expect("the directory can be listed") {
            let found = found.expect("the directory can be listed");
            entries.insert(found.file_name().to_string_lossy().into_owned(), entry(&found.path()));
        }
        Self { entries }
    }

    /// Fails unless the directory still looks the same.
    pub fn assert_unchanged(&self, path: &Path) {
        let now = Self::observe(path);
        let names = |directory: &Self| directory.entries.keys().cloned().collect::<Vec<_>>();
        assert_eq!(
            names(&now),
            names(self),
            "files came or went: an export must leave the data directory alone"
        );
        for (name, entry) in &now.entries {
            assert_eq!(
                entry, &self.entries[name],
                "{name} changed: an export must leave the data directory alone"
            );
        }
    }
}
