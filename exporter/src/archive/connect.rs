//! Opening the SQLite connection: the URI that makes it read-only in the literal sense, and its settings.
//! Which of the ways to open is safe is decided in [`super::files`].

use std::fmt::Write as _;
use std::path::{Path, absolute};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::files::Access;

/// How long to wait for a writer that holds the archive exclusively.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// The SQLite file layer that takes no locks and knows no shared memory.
const UNLOCKED_LAYER: &str = if cfg!(windows) { "win32-none" } else { "unix-none" };

/// Opens the archive and begins the one read transaction; the snapshot is fixed by the time this returns.
///
/// # Errors
///
/// SQLite's, unchanged.
pub(super) fn connect(path: &Path, access: Access) -> rusqlite::Result<Connection> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(uri(path, access), flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    // The last connection to close would fold the log into the database and delete it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    // An archive is data from elsewhere: its schema must not get to call functions with side effects.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    if matches!(access, Access::Locked | Access::FileAndLog) {
        // Must come before the first read. With `FileAndLog` it keeps the index of the log in memory. With
        // `Locked` it makes SQLite ask for an exclusive lock before it would create a log; a file opened for
        // reading only cannot have one, so the open fails instead. No other reader or writer is shut out.
        connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    }
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    // No memory mapping: a file cut short by its writer would end the process instead of failing a read, and a
    // scan costs the same. The page cache stays at its 2 MiB: larger ones leave the processor's, and are slower.
    connection.pragma_update(None, "mmap_size", 0)?;
    // Free beside the reading itself: a page whose cells overlap is reported before it is misread.
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.execute_batch("BEGIN")?;
    // A transaction takes its snapshot at its first read.
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(connection)
}

/// True when SQLite stopped because it would have to write, to create or repair a log or its index, or because
/// log and index contradict each other for good.
pub(super) fn needs_other_access(error: &rusqlite::Error) -> bool {
    use rusqlite::ffi::{
        SQLITE_CANTOPEN, SQLITE_IOERR_LOCK, SQLITE_PROTOCOL, SQLITE_READONLY_CANTINIT,
        SQLITE_READONLY_RECOVERY,
    };
    const REFUSALS: [i32; 5] = [
        SQLITE_CANTOPEN,
        SQLITE_IOERR_LOCK,
        SQLITE_PROTOCOL,
        SQLITE_READONLY_CANTINIT,
        SQLITE_READONLY_RECOVERY,
    ];
    error.sqlite_error().is_some_and(|error| REFUSALS.contains(&error.extended_code))
}

/// The URI filename of SQLite for `path`, every byte with a meaning of its own escaped.
fn uri(path: &Path, access: Access) -> String {
    let path = absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut uri = String::from("file://");
    for &byte in bytes(&path).iter() {
        match byte {
            b'/' | b'-' | b'_' | b'.' | b'~' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => {
                uri.push(byte.into());
            }
            // Writing to a string cannot fail.
            _ => _ = write!(uri, "%{byte:02X}"),
        }
    }
    uri.push_str(match access {
        Access::Locked | Access::LockedWithLog => "?mode=ro&readonly_shm=1",
        Access::FileAlone => "?mode=ro&immutable=1",
        Access::FileAndLog => "?mode=ro&vfs=",
    });
    if access == Access::FileAndLog {
        uri.push_str(UNLOCKED_LAYER);
    }
    uri
}

/// The bytes of a path as SQLite takes them.
#[cfg(unix)]
fn bytes(path: &Path) -> std::borrow::Cow<'_, [u8]> {
    use std::os::unix::ffi::OsStrExt as _;
    path.as_os_str().as_bytes().into()
}

/// The bytes of a path as SQLite takes them: `C:\a` is `/C:/a` in a URI.
#[cfg(not(unix))]
fn bytes(path: &Path) -> std::borrow::Cow<'_, [u8]> {
    format!("/{}", path.to_string_lossy().replace('\\', "/")).into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_with_a_meaning_of_its_own_is_escaped() {
        let cases = [
            ("/a/b-c_d.e~9", "file:///a/b-c_d.e~9?mode=ro&immutable=1"),
            ("/a b?c#d%e&f", "file:///a%20b%3Fc%23d%25e%26f?mode=ro&immutable=1"),
            ("/h\u{e9}:", "file:///h%C3%A9%3A?mode=ro&immutable=1"),
        ];
        for (path, expected) in cases {
            assert_eq!(uri(Path::new(path), Access::FileAlone), expected);
        }
        let relative = uri(Path::new("x"), Access::Locked);
        assert!(
            relative.starts_with("file:///") && relative.ends_with("/x?mode=ro&readonly_shm=1"),
            "{relative}"
        );
    }

    #[test]
    fn only_refusals_to_write_call_for_another_access() {
        let error = |code| rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None);
        assert!(needs_other_access(&error(rusqlite::ffi::SQLITE_READONLY_CANTINIT)));
        assert!(needs_other_access(&error(rusqlite::ffi::SQLITE_CANTOPEN)));
        for code in [
            rusqlite::ffi::SQLITE_BUSY,
            rusqlite::ffi::SQLITE_CORRUPT,
            rusqlite::ffi::SQLITE_NOTADB,
            rusqlite::ffi::SQLITE_READONLY_ROLLBACK,
        ] {
            assert!(!needs_other_access(&error(code)), "code {code} is final");
        }
    }
}
