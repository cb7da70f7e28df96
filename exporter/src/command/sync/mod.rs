//! `sync`: logs, transcripts, places, rows.

mod read;
mod roots;
mod summary;

use std::collections::HashMap;
use std::fs::File;
use std::io::Write;
use std::path::Path;

use agent_contracts::identity::clean_path;

use self::summary::Summary;
use super::{Environment, ExportError, warn};
use crate::archive;
use crate::capture::{Place, Surveyor};
use crate::checkout::to_bytes;
use crate::cli;
use crate::cli::progress::Progress;
use crate::config::SyncConfig;
use crate::logs::{self, AutomationPatterns, Buffers, FileStamp, LogFile, Session, Transcript, stored_text};
use crate::prices::embedded_list;
use crate::store::{Condition, Entry, Settings, Store, StoreError};

/// Brings the archive up to date and says on `out` what that came to.
pub(super) fn run(
    command: &cli::Sync,
    environment: &Environment<'_>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<(), ExportError> {
    let directory = archive::own_data_directory(command.data_dir.as_deref(), environment.variable)?;
    let config = SyncConfig::read(&directory)?;
    let settings = Settings { keep_titles: command.keep_titles, automation: config.automation.clone() };
    let now = (environment.now)().strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
    let store = Store::open(&directory, settings, embedded_list(), now)?;

    let roots = roots::of(&config, environment.variable)?;
    warn(err, &roots.warnings);
    let found = logs::find(&roots.directories, command.keep_titles);
    let known = store.known_files()?;
    let files = logs::choose(found.files, |path| known.get(&path_text(path)).copied());
    let mut summary = Summary::new(&files, found.unlisted);
    let reading = Reading { config: &config, patterns: &config.automation };
    if command.full || store.condition() != Condition::Ready {
        reading.rebuild(&store, &files, &mut summary)?;
    } else {
        reading.update(&store, &files, &known, &mut summary)?;
    }
    warn(err, &summary.warnings());
    writeln!(out, "{}", summary.line(store.path()))?;
    out.flush()?;
    match summary.unread() {
        unread if command.strict && unread > 0 => Err(ExportError::Incomplete(unread)),
        _ => Ok(()),
    }
}

/// What is the same for all logs.
struct Reading<'c> {
    config: &'c SyncConfig,
    patterns: &'c AutomationPatterns,
}

impl Reading<'_> {
    /// Reads all logs into a new archive.
    fn rebuild(&self, store: &Store, files: &[LogFile], summary: &mut Summary) -> Result<(), ExportError> {
        let mut rebuild = store.rebuild()?;
        // As in v1, observations keep the label of the directory while an archive is made anew.
        let mut surveyor = Surveyor::new(rebuild.mappings()?, false);
        let all: Vec<&LogFile> = files.iter().collect();
        self.each(&all, &mut surveyor, summary, |entry| rebuild.write(entry))?;
        Ok(rebuild.finish(files.len())?)
    }

    /// Reads logs that are new or have changed into the archive that is there.
    fn update(
        &self,
        store: &Store,
        files: &[LogFile],
        known: &HashMap<String, FileStamp>,
        summary: &mut Summary,
    ) -> Result<(), ExportError> {
        let is_changed = |file: &&LogFile| known.get(&path_text(&file.path)) != Some(&file.stamp);
        let changed: Vec<&LogFile> = files.iter().filter(is_changed).collect();
        summary.note_unchanged(files.len() - changed.len());
        let mut surveyor = Surveyor::new(store.mappings()?, true);
        let mut update = store.update()?;
        self.each(&changed, &mut surveyor, summary, |entry| update.write(entry))?;
        let mut indexes: Vec<_> = files.iter().map(|file| &file.titles).collect();
        indexes.dedup_by(|one, other| std::sync::Arc::ptr_eq(one, other));
        for titles in indexes {
            update.rename(titles.iter())?;
        }
        Ok(update.finish()?)
    }

    /// Reads logs side by side, and writes what they come to in their order.
    fn each(
        &self,
        files: &[&LogFile],
        surveyor: &mut Surveyor,
        summary: &mut Summary,
        mut write: impl FnMut(&Entry) -> Result<(), StoreError>,
    ) -> Result<(), ExportError> {
        let size = |file: &LogFile| u64::try_from(file.stamp.size).unwrap_or_default();
        let progress = Progress::start(files.iter().map(|file| size(file)).sum(), "reading logs");
        let read = |file: &LogFile, buffers: &mut Buffers| {
            logs::read(File::open(&file.path)?, file, self.patterns, buffers)
        };
        read::in_order(files, read, |file, transcript| {
            match transcript {
                Ok(transcript) if self.is_included(&transcript) => {
                    let entry = entry(file, transcript, surveyor);
                    write(&entry)?;
                    summary.note_read(&entry);
                }
                Ok(_) => summary.note_left_out(),
                Err(cause) => summary.note_unread(&file.path, cause),
            }
            progress.advance(size(file));
            Ok::<(), StoreError>(())
        })?;
        progress.finish();
        Ok(())
    }

    /// Whether the user wants sessions of this log's directory; all sessions of a log are of the same one.
    fn is_included(&self, transcript: &Transcript) -> bool {
        let prefixes = &self.config.included_directories;
        let is_within = |session: &Session| {
            let cwd = clean_path(&session.cwd);
            prefixes.iter().any(|prefix| Path::new(&*stored_text(&cwd)).starts_with(Path::new(prefix)))
        };
        prefixes.is_empty() || transcript.sessions.iter().any(is_within)
    }
}

/// The rows of a log, with the places of its sessions.
fn entry(file: &LogFile, transcript: Transcript, surveyor: &mut Surveyor) -> Entry {
    let with_place = |session: Session| -> (Session, Place) {
        let place = surveyor.place(&session, &file.project_folder);
        (session, place)
    };
    Entry {
        file: file.clone(),
        path: path_text(&file.path),
        sessions: transcript.sessions.into_iter().map(with_place).collect(),
        usage_probes: transcript.usage_probes,
    }
}

/// A path as it is stored.
fn path_text(path: &Path) -> String {
    stored_text(&to_bytes(path))
}
