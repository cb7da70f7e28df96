//! Where the archive is: the data directory, and the database file in it.
//! The environment comes in as a closure; nothing here opens the database.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::error::ArchiveError;
use super::files::Files;

/// The name of the archive inside the data directory.
pub const ARCHIVE_FILE: &str = "sessions.db";
/// The names of data directories inside the user's home: that of `sync`, and that of v1's program.
const DEFAULT_DIRECTORIES: [&str; 2] = [".agentexport", ".agentsview"];
/// The environment variables that name the data directory, in order of precedence.
const DIRECTORY_VARIABLES: [&str; 2] = ["AGENTSVIEW_DATA_DIR", "AGENT_VIEWER_DATA_DIR"];
/// The environment variable that names the user's home.
pub(super) const HOME: &str = if cfg!(windows) { "USERPROFILE" } else { "HOME" };

/// The data directory to read from: the given one, else the one that the environment names, else the first in the
/// user's home that has an archive. Empty values count as absent.
///
/// # Errors
///
/// [`ArchiveError::NoDataDirectory`] when nothing names one.
///
/// # Examples
///
/// ```
/// use std::path::Path;
///
/// use agentexport::archive::data_directory;
///
/// let environment = |name: &str| (name == "AGENTSVIEW_DATA_DIR").then(|| "/srv/archive".into());
/// assert_eq!(data_directory(None, environment)?, Path::new("/srv/archive"));
/// assert_eq!(data_directory(Some(Path::new("here")), environment)?, Path::new("here"));
/// # Ok::<(), agentexport::archive::ArchiveError>(())
/// ```
pub fn data_directory(
    given: Option<&Path>,
    environment: impl Fn(&str) -> Option<OsString>,
) -> Result<PathBuf, ArchiveError> {
    if let Some(named) = named_directory(given, &environment) {
        return Ok(named);
    }
    let [own, other] = default_directories(&environment).ok_or(ArchiveError::NoDataDirectory)?;
    Ok(if own.join(ARCHIVE_FILE).exists() { own } else { other })
}

/// The data directory to write to: the given one, else the one that the environment names, else `~/.agentexport`.
///
/// # Errors
///
/// [`ArchiveError::NoDataDirectory`] when nothing names one.
pub fn own_data_directory(
    given: Option<&Path>,
    environment: impl Fn(&str) -> Option<OsString>,
) -> Result<PathBuf, ArchiveError> {
    named_directory(given, &environment)
        .or_else(|| default_directories(&environment).map(|[own, _]| own))
        .ok_or(ArchiveError::NoDataDirectory)
}

/// A sentence for the user when nothing names a data directory and several could be meant.
pub fn choice_of_directory(
    given: Option<&Path>,
    environment: impl Fn(&str) -> Option<OsString>,
) -> Option<String> {
    if named_directory(given, &environment).is_some() {
        return None;
    }
    let [own, other] = default_directories(&environment)?;
    let has_archive = |directory: &Path| directory.join(ARCHIVE_FILE).exists();
    (has_archive(&own) && has_archive(&other)).then(|| {
        format!(
            "there are archives in {} and {}; this is the first; choose with --data-dir or AGENTSVIEW_DATA_DIR",
            own.display(),
            other.display()
        )
    })
}

/// The directory that a flag or the environment names.
fn named_directory(given: Option<&Path>, environment: &impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let variable = |name| value_of(name, environment);
    given
        .filter(|path| !path.as_os_str().is_empty())
        .map(Path::to_owned)
        .or_else(|| DIRECTORY_VARIABLES.into_iter().find_map(variable))
}

fn default_directories(environment: &impl Fn(&str) -> Option<OsString>) -> Option<[PathBuf; 2]> {
    value_of(HOME, environment).map(|home| DEFAULT_DIRECTORIES.map(|name| home.join(name)))
}

fn value_of(name: &str, environment: &impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    environment(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// The archive in `data_directory`, once it is known to be a regular file with something in it.
///
/// # Errors
///
/// A different [`ArchiveError`] for each way in which it is not.
pub fn locate(data_directory: &Path) -> Result<PathBuf, ArchiveError> {
    let path = data_directory.join(ARCHIVE_FILE);
    match Files::observe(&path) {
        Ok(_) => Ok(path),
        Err(ArchiveError::Missing(_)) if !data_directory.is_dir() => {
            Err(ArchiveError::MissingDirectory(data_directory.to_owned()))
        }
        // Also what a file in place of the data directory comes to.
        Err(ArchiveError::Unreadable { .. }) if data_directory.is_file() => {
            Err(ArchiveError::MissingDirectory(data_directory.to_owned()))
        }
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_place_that_is_named_wins() {
        type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], Option<&'a str>);
        let cases: [Case; 6] = [
            ("/g", &[("AGENTSVIEW_DATA_DIR", "/a"), ("HOME", "/h")], Some("/g")),
            ("", &[("AGENTSVIEW_DATA_DIR", "/a"), ("AGENT_VIEWER_DATA_DIR", "/b")], Some("/a")),
            ("", &[("AGENTSVIEW_DATA_DIR", ""), ("AGENT_VIEWER_DATA_DIR", "/b"), (HOME, "/h")], Some("/b")),
            ("", &[(HOME, "/h"), ("PWD", "/p")], Some("/h/.agentsview")),
            ("", &[(HOME, "")], None),
            ("", &[], None),
        ];
        for (given, variables, expected) in cases {
            let environment =
                |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| value.into());
            let found = data_directory(Some(Path::new(given)), environment).ok();
            assert_eq!(found.as_deref(), expected.map(Path::new), "{given:?} {variables:?}");
        }
    }

    #[test]
    fn of_two_archives_at_home_the_own_one_counts_and_that_is_told() {
        let home = tempfile::tempdir().unwrap();
        let environment = |name: &str| (name == HOME).then(|| home.path().into());
        let make = |directory: &str| {
            std::fs::create_dir(home.path().join(directory)).unwrap();
            std::fs::write(home.path().join(directory).join(ARCHIVE_FILE), "x").unwrap();
        };
        make(".agentsview");
        assert_eq!(data_directory(None, environment).unwrap(), home.path().join(".agentsview"));
        assert_eq!(own_data_directory(None, environment).unwrap(), home.path().join(".agentexport"));
        assert_eq!(choice_of_directory(None, environment), None);
        make(".agentexport");
        assert_eq!(data_directory(None, environment).unwrap(), home.path().join(".agentexport"));
        let sentence = choice_of_directory(None, environment).unwrap();
        assert!(sentence.contains(".agentexport") && sentence.contains("--data-dir"), "{sentence}");
        assert_eq!(choice_of_directory(Some(Path::new("/x")), environment), None);
    }
}
