//! Where a command reads from: an archive and the settings that go with it. The one place in which commands look for
//! an archive; what is read from it is theirs to say.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::ExportError;
use crate::archive::{self, Snapshot};
use crate::config::Config;
use crate::rows;

/// An archive that was found, and its settings.
pub(super) struct Source {
    /// The settings of the data directory.
    pub(super) config: Config,
    path: PathBuf,
}

impl Source {
    /// Finds the archive in the given data directory, or in the one that the environment means.
    pub(super) fn find(
        data_dir: Option<&Path>,
        variable: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Self, ExportError> {
        let data_directory = archive::data_directory(data_dir, variable)?;
        let config = Config::read(&data_directory)?;
        let path = archive::locate(&data_directory)?;
        Ok(Self { config, path })
    }

    /// The given data directory, or the one that the environment means; there may be no archive in it yet.
    #[cfg(feature = "serve")]
    pub(super) fn directory(
        data_dir: Option<&Path>,
        variable: impl Fn(&str) -> Option<OsString>,
    ) -> Result<PathBuf, ExportError> {
        Ok(archive::data_directory(data_dir, variable)?)
    }

    /// The archive's file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Runs `body` on one snapshot of the archive, as [`archive::read`] does.
    pub(super) fn read<T>(
        &self,
        body: impl FnMut(&Snapshot) -> Result<T, ExportError>,
    ) -> Result<T, ExportError> {
        archive::read(&self.path, body)
    }
}

/// About how many messages there are, for progress.
pub(super) fn messages(snapshot: &Snapshot) -> Result<u64, ExportError> {
    let numbers = rows::message_numbers(snapshot)?;
    Ok(numbers.map_or(0, |numbers| numbers.end().abs_diff(*numbers.start())))
}
