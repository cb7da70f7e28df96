//! Names that users gave to sessions of Codex, which it keeps in a file beside the folders of logs.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::LogFile;
use crate::logs::json::Reader;
use crate::logs::lines::LineBuffer;
use crate::logs::session::Agent;
use crate::logs::stored_text::stored_text;

/// The file of names.
const INDEX: &str = "session_index.jsonl";
/// The folders beside it.
const FOLDERS: [&str; 2] = ["sessions", "archived_sessions"];

/// Names by session.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Titles {
    by_id: BTreeMap<String, String>,
}

impl Titles {
    /// The name of the session with this identifier.
    pub fn of(&self, id: &str) -> Option<&str> {
        self.by_id.get(id).map(String::as_str)
    }

    /// Every name, by session.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.by_id.iter().map(|(id, name)| (id.as_str(), name.as_str()))
    }

    /// The last name of each session in an index. What cannot be read has no names.
    fn read(source: impl Read) -> Self {
        let mut titles = Self::default();
        let (mut buffer, mut json) = (LineBuffer::default(), Reader::default());
        let mut lines = buffer.lines(source);
        while let Ok(Some(line)) = lines.next() {
            let Some(entry) = json.read(line) else { continue };
            let (id, name) = (stored_text(&entry.text_of("id")), stored_text(&entry.text_of("thread_name")));
            let name = name.trim();
            if !id.is_empty() && !name.is_empty() {
                titles.by_id.insert(id, name.to_owned());
            }
        }
        titles
    }
}

/// Gives files of Codex the names from the index that goes with their folder.
pub(super) fn attach(files: &mut [LogFile]) {
    let mut indexes: BTreeMap<PathBuf, Arc<Titles>> = BTreeMap::new();
    for file in files.iter_mut().filter(|file| file.agent == Agent::Codex) {
        if let Some(index) = index_of(&file.path) {
            let read = |path: &PathBuf| Arc::new(File::open(path).map(Titles::read).unwrap_or_default());
            file.titles = Arc::clone(indexes.entry(index).or_insert_with_key(read));
        }
    }
}

/// The index beside the nearest folder of logs around a file.
fn index_of(path: &Path) -> Option<PathBuf> {
    let is_folder =
        |folder: &&Path| folder.file_name().is_some_and(|name| FOLDERS.iter().any(|known| name == *known));
    Some(path.ancestors().skip(1).find(is_folder)?.parent()?.join(INDEX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_name_that_is_not_blank_counts() {
        let text = "{\"id\":\"a\",\"thread_name\":\"one\"}\nbroken\n{\"id\":\"a\",\"thread_name\":\" two \"}\n\
                    {\"id\":\"a\",\"thread_name\":\" \"}\n{\"id\":\"b\"}\n";
        let titles = Titles::read(text.as_bytes());
        assert_eq!(titles.iter().collect::<Vec<_>>(), [("a", "two")]);
    }

    #[test]
    fn the_index_lies_beside_the_nearest_folder() {
        let index = |path: &str| index_of(Path::new(path)).map(|index| index.display().to_string());
        assert_eq!(index("/c/sessions/2025/06/10/r.jsonl").as_deref(), Some("/c/session_index.jsonl"));
        assert_eq!(index("/c/archived_sessions/r.jsonl").as_deref(), Some("/c/session_index.jsonl"));
        assert_eq!(index("/logs/r.jsonl"), None);
    }
}
