//! The folders of Codex: `rollout-*.jsonl` in a folder, or below it by year, month and day.

use std::path::Path;

use super::{Found, LogFile, is_directory, stem};
use crate::logs::session::Agent;

/// Before the names of its logs.
const ROLLOUT: &str = "rollout-";
/// Year, month and day.
const DATE_FOLDERS: usize = 3;
/// The length of a UUID as text.
const UUID: usize = 36;

/// Adds the logs below `root`.
pub(super) fn find(root: &Path, found: &mut Found) {
    let mut folders = vec![(root.to_owned(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        for entry in found.list(&folder) {
            let name = entry.file_name();
            if is_directory(&entry) {
                let name = name.to_string_lossy();
                if depth < DATE_FOLDERS && !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit())
                {
                    folders.push((entry.path(), depth + 1));
                }
            } else if let Some(id) = stem(&name).filter(|id| id.starts_with(ROLLOUT))
                && matches!(depth, 0 | DATE_FOLDERS)
            {
                found.add(&entry, |path, stamp| LogFile {
                    agent: Agent::Codex,
                    path,
                    id,
                    stamp,
                    ..LogFile::default()
                });
            }
        }
    }
}

/// What files of the same session have in common: the UUID in the name, else nothing but the path.
pub(super) fn session_key(file: &LogFile) -> String {
    uuid(&file.id).map_or_else(|| file.path.to_string_lossy().into_owned(), str::to_ascii_lowercase)
}

/// Whether `file` counts instead of `other`, a file with the same UUID.
pub(super) fn is_better(file: &LogFile, other: &LogFile) -> bool {
    (!is_dated(&file.path), &file.path) < (!is_dated(&other.path), &other.path)
}

/// Whether the three folders around a file are a date.
fn is_dated(path: &Path) -> bool {
    let is_number = |folder: &Path| {
        folder.file_name().is_some_and(|name| name.as_encoded_bytes().iter().all(u8::is_ascii_digit))
    };
    path.ancestors().skip(1).take(DATE_FOLDERS).all(is_number)
}

/// The UUID at the end of a name.
fn uuid(stem: &str) -> Option<&str> {
    let uuid = stem.get(stem.len().checked_sub(UUID)?..)?;
    let is_uuid = uuid.bytes().enumerate().all(|(at, byte)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    });
    is_uuid.then_some(uuid)
}
