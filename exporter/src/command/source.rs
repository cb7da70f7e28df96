//! Where a command reads from: an archive and the settings that go with it. The one place in which commands look for
//! an archive; what is read from it is theirs to say.

use std::ffi::OsString;
use std::path::Path;
#[cfg(feature = "serve")]
use std::path::PathBuf;
use std::sync::Arc;

use agent_contracts::pricing::Overlay;

use super::ExportError;
use crate::archive::{self, Snapshot};
use crate::cli::MirrorFlags;
use crate::config::Config;
use crate::rows;

/// The variable that names an archive or a mirror when no flag does.
pub(super) const SOURCE: &str = "AGENTEXPORT_SOURCE";

/// Finds the source of a report, once it is known what to report.
pub(super) type Find<'a> = &'a dyn Fn() -> Result<Source, ExportError>;

/// An archive that was found, and its settings.
pub(super) struct Source {
    /// The settings of the data directory.
    pub(super) config: Config,
    archive: Arc<archive::Source>,
}

impl Source {
    /// Finds the archive or mirror that the flags name, else the archive in the given data directory, else what the
    /// environment means. The settings are those of the data directory in any case.
    pub(super) fn find(
        data_dir: Option<&Path>,
        flags: &MirrorFlags,
        variable: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Self, ExportError> {
        match Self::named(data_dir, flags, &variable)? {
            Some(named) => Self::with_settings(data_dir, Arc::new(named), variable),
            None => Self::in_directory(data_dir, variable),
        }
    }

    /// Finds the archive in the given data directory, or in the one that the environment means.
    pub(super) fn in_directory(
        data_dir: Option<&Path>,
        variable: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Self, ExportError> {
        let data_directory = archive::data_directory(data_dir, variable)?;
        let config = Config::read(&data_directory)?;
        let archive = Arc::new(archive::Source::of_directory(&data_directory)?);
        Ok(Self { config, archive })
    }

    /// What `--source` or the environment names; a given data directory goes before the environment.
    pub(super) fn named(
        data_dir: Option<&Path>,
        flags: &MirrorFlags,
        variable: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Option<archive::Source>, ExportError> {
        let from_environment = || variable(SOURCE).filter(|value| !value.is_empty() && data_dir.is_none());
        let Some(text) = flags.source.clone().or_else(from_environment) else { return Ok(None) };
        Ok(Some(archive::Source::named(&text, flags.schema.clone(), flags.archive.clone())?))
    }

    /// An archive with the settings of the data directory, if there is one.
    pub(super) fn with_settings(
        data_dir: Option<&Path>,
        archive: Arc<archive::Source>,
        variable: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Self, ExportError> {
        let config = match archive::data_directory(data_dir, variable) {
            Ok(directory) => Config::read(&directory)?,
            // Whoever reads a mirror need not have a home.
            Err(_) => Config::default(),
        };
        Ok(Self { config, archive })
    }

    /// The given data directory, or the one that the environment means; there may be no archive in it yet.
    #[cfg(feature = "serve")]
    pub(super) fn directory(
        data_dir: Option<&Path>,
        variable: impl Fn(&str) -> Option<OsString>,
    ) -> Result<PathBuf, ExportError> {
        Ok(archive::data_directory(data_dir, variable)?)
    }

    /// The archive itself.
    pub(super) fn archive(&self) -> &archive::Source {
        &self.archive
    }

    /// Runs `body` on one snapshot of the archive, as [`archive::read`] does.
    pub(super) fn read<T>(
        &self,
        body: impl FnMut(&Snapshot) -> Result<T, ExportError>,
    ) -> Result<T, ExportError> {
        archive::read(&self.archive, body)
    }
}

/// How far the built-in prices go over those of an archive. A mirror without any gets all of them: nobody fills it in
/// when it is opened, as an archive is.
pub(super) fn overlay(snapshot: &Snapshot, is_offline: bool) -> Overlay {
    match (is_offline, snapshot.is_replica()) {
        (true, _) => Overlay::Always,
        (false, true) => Overlay::WhenEmpty,
        (false, false) => Overlay::Never,
    }
}

/// About how many messages there are, for progress.
pub(super) fn messages(snapshot: &Snapshot) -> Result<u64, ExportError> {
    let numbers = rows::message_numbers(snapshot)?;
    Ok(numbers.map_or(0, |numbers| numbers.end().abs_diff(*numbers.start())))
}
