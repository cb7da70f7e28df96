//! Which files are logs, and which of several with the same session count.

mod claude;
mod codex;
mod titles;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, DirEntry, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

pub use titles::Titles;

use super::session::Agent;

/// The directories to look in.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Roots {
    /// Directories of Claude Code, each with a folder per project.
    pub claude: Vec<PathBuf>,
    /// Directories of Codex.
    pub codex: Vec<PathBuf>,
}

/// A log file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogFile {
    /// Who wrote it.
    pub agent: Agent,
    /// Where it is.
    pub path: PathBuf,
    /// Its name without extension, which is the session's identifier for Claude Code.
    pub id: String,
    /// The session whose folder it lies in.
    pub parent_session: Option<String>,
    /// The name of the project's folder, which Claude Code makes from its path.
    pub project_folder: String,
    /// Names that users gave to sessions of Codex.
    pub titles: Arc<Titles>,
    /// What told it from other files, and from itself at other times, when it was found.
    pub stamp: FileStamp,
}

impl Default for LogFile {
    fn default() -> Self {
        Self {
            agent: Agent::Claude,
            path: PathBuf::new(),
            id: String::new(),
            parent_session: None,
            project_folder: String::new(),
            titles: Arc::default(),
            stamp: FileStamp::default(),
        }
    }
}

/// Size and time of a file, and where the system keeps it. Equal stamps mean an unchanged file.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct FileStamp {
    /// Bytes.
    pub size: i64,
    /// Nanoseconds since 1970.
    pub modified: i64,
    /// Number of the file on its device; 0 where the system has none.
    pub inode: i64,
    /// Number of the device; 0 where the system has none.
    pub device: i64,
}

impl FileStamp {
    fn of(metadata: &Metadata) -> Self {
        let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let (inode, device) = identity(metadata);
        Self {
            size: i64::try_from(metadata.len()).unwrap_or(i64::MAX),
            modified: modified.and_then(|time| i64::try_from(time.as_nanos()).ok()).unwrap_or_default(),
            inode,
            device,
        }
    }
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> (i64, i64) {
    use std::os::unix::fs::MetadataExt as _;
    (metadata.ino().cast_signed(), metadata.dev().cast_signed())
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> (i64, i64) {
    (0, 0)
}

/// What was found.
#[derive(Default, Debug)]
pub struct Found {
    /// Log files; several may hold the same session.
    pub files: Vec<LogFile>,
    /// Directories that could not be listed, and files that could not be looked at.
    pub unlisted: Vec<Unlisted>,
}

/// A place that the system did not let be looked at.
#[derive(Debug)]
pub struct Unlisted {
    /// The place.
    pub path: PathBuf,
    /// What the system said.
    pub cause: io::Error,
}

/// Every log below `roots`. A root that does not exist is empty.
pub fn find(roots: &Roots, with_titles: bool) -> Found {
    let mut found = Found::default();
    for root in &roots.claude {
        claude::find(root, &mut found);
    }
    for root in &roots.codex {
        codex::find(root, &mut found);
    }
    if with_titles {
        titles::attach(&mut found.files);
    }
    found
}

/// One file for each session, in a fixed order. `stored` gives the stamp that a file had when it was last read.
///
/// Of several files of Claude Code the one that is stored and unchanged counts unless another one is larger, else the
/// larger, the later, the one with the smaller path; of Codex the dated one, then the one with the smaller path.
pub fn choose(files: Vec<LogFile>, stored: impl Fn(&Path) -> Option<FileStamp>) -> Vec<LogFile> {
    let mut chosen: BTreeMap<(Agent, String), LogFile> = BTreeMap::new();
    for file in files {
        let key = match file.agent {
            Agent::Claude => file.id.clone(),
            Agent::Codex => codex::session_key(&file),
        };
        match chosen.entry((file.agent, key)) {
            std::collections::btree_map::Entry::Vacant(place) => _ = place.insert(file),
            std::collections::btree_map::Entry::Occupied(mut place) => {
                let is_better = match file.agent {
                    Agent::Claude => claude::is_better(&file, place.get(), &stored),
                    Agent::Codex => codex::is_better(&file, place.get()),
                };
                if is_better {
                    place.insert(file);
                }
            }
        }
    }
    chosen.into_values().collect()
}

impl Found {
    /// What is in a directory, in order of names; nothing when it does not exist.
    fn list(&mut self, directory: &Path) -> Vec<DirEntry> {
        let entries = fs::read_dir(directory).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        match entries {
            Ok(mut entries) => {
                entries.sort_by_key(DirEntry::file_name);
                entries
            }
            Err(cause) => {
                if !matches!(cause.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) {
                    self.unlisted.push(Unlisted { path: directory.to_owned(), cause });
                }
                Vec::new()
            }
        }
    }

    /// Adds a regular file; links and the like are no logs.
    fn add(&mut self, entry: &DirEntry, file: impl FnOnce(PathBuf, FileStamp) -> LogFile) {
        match entry.metadata() {
            Ok(metadata) if metadata.is_file() => {
                self.files.push(file(entry.path(), FileStamp::of(&metadata)));
            }
            Ok(_) => {}
            // It was there a moment ago, and may go when it likes.
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {}
            Err(cause) => self.unlisted.push(Unlisted { path: entry.path(), cause }),
        }
    }
}

fn is_directory(entry: &DirEntry) -> bool {
    entry.file_type().is_ok_and(|kind| kind.is_dir())
}

/// The name of a log without its extension; none for other files.
fn stem(name: &OsStr) -> Option<String> {
    name.to_string_lossy().strip_suffix(".jsonl").map(str::to_owned)
}

#[cfg(test)]
mod tests;
