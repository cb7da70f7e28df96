//! Writes the schema files and the page on the rules, each one whole or not at all.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use agent_contracts::Surface;

use super::{published, render};

/// What became of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// The file holds new text.
    Changed(PathBuf),
    /// The file already held the text and was not touched.
    Unchanged(PathBuf),
}

/// A file or its directory that cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {path}: {source}; check that the directory exists and may be written", path = path.display())]
pub struct WriteError {
    path: PathBuf,
    source: io::Error,
}

/// Writes every surface's schema to `directory`, which is created when missing.
///
/// # Errors
///
/// [`WriteError`] for the first file that cannot be written; the ones before it are complete.
pub fn write(directory: &Path) -> Result<Vec<Written>, WriteError> {
    fs::create_dir_all(directory).map_err(failed(directory))?;
    let files = Surface::ALL.into_iter().map(|surface| (surface.file_name(), render(&published(surface))));
    files.map(|(name, text)| refresh(directory.join(name), &text)).collect()
}

/// Writes the page on the rules to `docs`, which is created when missing.
///
/// # Errors
///
/// [`WriteError`] when it cannot be written.
pub fn write_docs(docs: &Path) -> Result<Written, WriteError> {
    fs::create_dir_all(docs).map_err(failed(docs))?;
    refresh(docs.join(super::RULES_PAGE), &crate::rules::page())
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> WriteError {
    let path = path.to_owned();
    move |source| WriteError { path, source }
}

/// Gives the file this text, unless it has it.
fn refresh(path: PathBuf, text: &str) -> Result<Written, WriteError> {
    if fs::read(&path).is_ok_and(|present| present == text.as_bytes()) {
        return Ok(Written::Unchanged(path));
    }
    replace(&path, text.as_bytes()).map_err(failed(&path))?;
    Ok(Written::Changed(path))
}

/// Replaces a file through a neighbour and a rename, so that no reader ever sees half of it.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let neighbour = path.with_file_name(name);
    let written = fs::File::create(&neighbour)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&neighbour, path));
    if written.is_err() {
        // The first error is the one to report.
        let _ = fs::remove_file(&neighbour);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::{Written, write};

    #[test]
    fn a_second_run_changes_nothing_and_leaves_nothing_behind() {
        let directory = tempfile::tempdir().unwrap();
        let target = directory.path().join("schemas/v1");
        let first = write(&target).unwrap();
        assert!(first.iter().all(|file| matches!(file, Written::Changed(_))), "{first:?}");
        let second = write(&target).unwrap();
        assert!(second.iter().all(|file| matches!(file, Written::Unchanged(_))), "{second:?}");
        assert_eq!(target.read_dir().unwrap().count(), first.len(), "no temporary file may stay");
    }

    #[test]
    fn a_failed_rename_leaves_the_old_state_without_a_temporary_file() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::create_dir(directory.path().join("activity-report.json")).unwrap();
        let error = write(directory.path()).unwrap_err();
        assert!(error.to_string().contains("activity-report.json"), "{error}");
        assert_eq!(directory.path().read_dir().unwrap().count(), 1, "only the directory in the way remains");
    }
}
