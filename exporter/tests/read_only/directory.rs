//! A data directory with a small archive in it, and a record of everything in it that a reader could change.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use rusqlite::Connection;
use tempfile::TempDir;

/// The tables of an archive of release 0.37, names only.
const SCHEMA: &str = include_str!("schema.sql");

/// A data directory that is removed when it is dropped.
pub(crate) struct Directory(TempDir);

/// What there is to see of each file, and of the directory itself: bytes, length, mode, owner, inode, time of change.
type Contents = BTreeMap<String, (Option<Vec<u8>>, [i64; 6])>;

impl Directory {
    pub(crate) fn empty() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A directory with an archive of one session, written in this journal mode and closed.
    pub(crate) fn with_archive(journal_mode: &str) -> Self {
        let directory = Self::empty();
        let connection = Connection::open(directory.archive()).unwrap();
        connection.pragma_update(None, "journal_mode", journal_mode).unwrap();
        connection.execute_batch(SCHEMA).unwrap();
        connection.execute_batch(&insert("first")).unwrap();
        directory
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn archive(&self) -> PathBuf {
        self.file("")
    }

    /// The archive or, with a suffix, a file that SQLite keeps beside it.
    pub(crate) fn file(&self, suffix: &str) -> PathBuf {
        self.path().join(format!("sessions.db{suffix}"))
    }

    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(self.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    pub(crate) fn contents(&self) -> Contents {
        let record = |path: &Path| {
            let data = fs::symlink_metadata(path).unwrap();
            let bytes = data.is_file().then(|| fs::read(path).unwrap());
            let (mode, owner) = (data.mode().into(), data.uid().into());
            let inode = data.ino().cast_signed();
            let length = data.len().cast_signed();
            (bytes, [length, mode, owner, inode, data.mtime(), data.mtime_nsec()])
        };
        let mut contents: Contents =
            self.names().into_iter().map(|name| (name.clone(), record(&self.path().join(name)))).collect();
        contents.insert("the directory".to_owned(), record(self.path()));
        contents
    }

    pub(crate) fn assert_unchanged(&self, before: &Contents) {
        let now = self.contents();
        assert_eq!(now.keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>(), "files came or went");
        for (name, record) in &now {
            assert!(record.0 == before[name].0, "the bytes of {name} changed; a reader must not write");
            assert_eq!(record.1, before[name].1, "{name}: length, mode, owner, inode or time changed");
        }
    }

    /// Reads the archive in a process for which this directory is mounted read-only; where the system does not
    /// allow that, from a directory without write permission.
    pub(crate) fn assert_reads_when_mounted_read_only(&self, expected: &str) {
        let before = self.contents();
        let script = "mount --bind \"$1\" \"$1\" && mount -o remount,bind,ro \"$1\" && shift && exec \"$@\"";
        let mut isolated = Command::new("unshare");
        isolated.args(["--mount", "--map-root-user", "sh", "-c", script, "sh"]).arg(self.path());
        let output = match self.reader(isolated).output() {
            Ok(output) if output.status.success() => output,
            refused => {
                eprintln!("no read-only mounts here, using permissions instead: {refused:?}");
                self.set_mode(0o555);
                let output = self.reader(Command::new("env")).output().unwrap();
                self.set_mode(0o700);
                assert!(output.status.success(), "the reader failed: {output:?}");
                output
            }
        };
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains(&format!("@{expected}\n")), "expected {expected:?} from the reader: {text}");
        if before["the directory"].1[1] == self.contents()["the directory"].1[1] {
            assert_eq!(
                self.names(),
                before.keys().filter(|name| *name != "the directory").cloned().collect::<Vec<_>>()
            );
        }
    }

    fn reader(&self, mut command: Command) -> Command {
        command
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", "read_only_mount_reader", "--ignored", "--nocapture"])
            .env("ARCHIVE_TO_READ", self.archive());
        command
    }

    fn set_mode(&self, mode: u32) {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(self.path(), fs::Permissions::from_mode(mode)).unwrap();
    }
}

/// A statement that adds one session of this project.
pub(crate) fn insert(project: &str) -> String {
    format!("INSERT INTO sessions(id, project) SELECT printf('s%03d', count(*)), '{project}' FROM sessions")
}
