//! Where the archive is: the data directory, and the database file in it.
//! The environment comes in as a closure; nothing here opens the database.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::error::ArchiveError;
use super::files::Files;

/// The name of the archive inside the data directory.
pub const ARCHIVE_FILE: &str = "sessions.db";
/// The name of the data directory inside the user's home.
const DEFAULT_DIRECTORY: &str = ".agentsview";
/// The environment variables that name the data directory, in order of precedence.
const DIRECTORY_VARIABLES: [&str; 2] = ["AGENTSVIEW_DATA_DIR", "AGENT_VIEWER_DATA_DIR"];
/// The environment variable that names the user's home.
pub(super) const HOME: &str = if cfg!(windows) { "USERPROFILE" } else { "HOME" };

/// The data directory: the given one, else the one that the environment names, else the one in the user's home.
/// Empty values count as absent.
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
    let variable = |name: &str| environment(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    given
        .filter(|path| !path.as_os_str().is_empty())
        .map(Path::to_owned)
        .or_else(|| DIRECTORY_VARIABLES.into_iter().find_map(variable))
        .or_else(|| variable(HOME).map(|home| home.join(DEFAULT_DIRECTORY)))
        .ok_or(ArchiveError::NoDataDirectory)
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
}
