//! The folders of Claude Code: `<project>/<session>.jsonl`, and subagents below `<project>/<session>/subagents`.

use std::path::Path;

use super::{FileStamp, Found, LogFile, is_directory, stem};
use crate::logs::session::Agent;

/// The folder of a session's subagents.
const SUBAGENTS: &str = "subagents";
/// Before the names of their logs.
const AGENT: &str = "agent-";

/// Adds the logs below `root`.
pub(super) fn find(root: &Path, found: &mut Found) {
    for project in found.list(root) {
        let folder = project.path();
        // Projects may be links; what is in them may not.
        if !folder.is_dir() {
            continue;
        }
        let name = project.file_name().to_string_lossy().into_owned();
        for entry in found.list(&folder) {
            if is_directory(&entry) {
                find_subagents(&entry.path().join(SUBAGENTS), &name, found);
            } else if let Some(id) = stem(&entry.file_name()).filter(|id| !id.starts_with(AGENT)) {
                add(&entry, id, &name, found);
            }
        }
    }
}

fn find_subagents(directory: &Path, project: &str, found: &mut Found) {
    let mut pending = vec![directory.to_owned()];
    while let Some(directory) = pending.pop() {
        for entry in found.list(&directory) {
            if is_directory(&entry) {
                pending.push(entry.path());
            } else if let Some(id) = stem(&entry.file_name()).filter(|id| id.starts_with(AGENT)) {
                add(&entry, id, project, found);
            }
        }
    }
}

fn add(entry: &std::fs::DirEntry, id: String, project: &str, found: &mut Found) {
    found.add(entry, |path, stamp| LogFile {
        agent: Agent::Claude,
        parent_session: enclosing_session(&path),
        path,
        id,
        project_folder: project.to_owned(),
        stamp,
        ..LogFile::default()
    });
}

/// The folder around the first folder of subagents.
fn enclosing_session(path: &Path) -> Option<String> {
    let components: Vec<_> = path.components().map(std::path::Component::as_os_str).collect();
    let at = components.iter().position(|component| *component == SUBAGENTS)?;
    Some(components.get(at.checked_sub(1)?)?.to_string_lossy().into_owned())
}

/// Whether `file` counts instead of `other`, a file with the same name.
pub(super) fn is_better(
    file: &LogFile,
    other: &LogFile,
    stored: &impl Fn(&Path) -> Option<FileStamp>,
) -> bool {
    let is_stored = |file: &LogFile| stored(&file.path) == Some(file.stamp);
    let order = |file: &LogFile| (file.stamp.size, is_stored(file), file.stamp.modified);
    (order(file), &other.path) > (order(other), &file.path)
}
