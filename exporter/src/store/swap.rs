//! Putting a finished archive in the place of the old one, so that at every moment one of them is there, whole.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::error::AtPath as _;
use super::{StoreError, connect};

/// Renames `new` to `path`. `has_old`: an archive is there.
///
/// # Errors
///
/// [`StoreError::InUse`], or what SQLite or the system says.
pub(super) fn put_in_place(new: &Path, path: &Path, has_old: bool) -> Result<(), StoreError> {
    if has_old {
        fold_log(path)?;
    }
    // A log without its archive would be taken for one of the new archive.
    for suffix in ["-wal", "-shm"] {
        let mut name = path.to_owned().into_os_string();
        name.push(suffix);
        let log = PathBuf::from(name);
        match fs::remove_file(&log) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(cause).at(&log),
            _ => {}
        }
    }
    File::open(new).and_then(|file| file.sync_all()).at(new)?;
    fs::rename(new, path).at(path)?;
    sync_directory(path)
}

/// Folds the write-ahead log of the old archive into it and takes the log away, which only succeeds when nobody
/// has the archive open.
fn fold_log(path: &Path) -> Result<(), StoreError> {
    let connection = connect(path).at(path)?;
    let mode =
        connection.pragma_update_and_check(None, "journal_mode", "DELETE", |row| row.get::<_, String>(0));
    match mode {
        Ok(mode) if mode == "delete" => connection.close().map_err(|(_, cause)| cause).at(path),
        Ok(_) => Err(StoreError::InUse(path.to_owned())),
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy) => {
            Err(StoreError::InUse(path.to_owned()))
        }
        Err(error) => Err(error).at(path),
    }
}

/// Makes the renaming survive a loss of power.
#[cfg(unix)]
fn sync_directory(path: &Path) -> Result<(), StoreError> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(directory).and_then(|directory| directory.sync_all()).at(directory)
}

/// The system does this by itself.
#[cfg(not(unix))]
fn sync_directory(_: &Path) -> Result<(), StoreError> {
    Ok(())
}
