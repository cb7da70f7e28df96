//! Syncs in a home of their own: logs in, rows out.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use serde_json::{Map, Value};
use tempfile::TempDir;

use crate::{Output, run};

/// A user's home with logs, and a data directory beside it.
#[derive(Debug)]
pub struct Home {
    directory: TempDir,
    base: PathBuf,
}

impl Home {
    /// A home without anything in it.
    pub fn new() -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let base = directory.path().canonicalize().expect("the temporary directory has a path");
        fs::create_dir(base.join("home")).expect("a home");
        fs::create_dir(base.join("data")).expect("a data directory");
        Self { directory, base }
    }

    /// The directory that home and data directory lie in, without symbolic links.
    pub fn base(&self) -> &Path {
        &self.base
    }

    /// Where the archive is kept.
    pub fn data(&self) -> PathBuf {
        self.base.join("data")
    }

    /// The archive.
    pub fn archive(&self) -> PathBuf {
        self.data().join("sessions.db")
    }

    /// Writes a file; `path` begins at the directory of [`Self::base`].
    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.base.join(path);
        fs::create_dir_all(path.parent().expect("a file lies in a directory")).expect("a directory");
        fs::write(&path, text).expect("a file");
        path
    }

    /// Writes a log of Claude Code.
    pub fn claude(&self, session: &str, text: impl AsRef<[u8]>) -> PathBuf {
        self.write(&format!("home/.claude/projects/-p/{session}.jsonl"), text)
    }

    /// Copies a folder into the home, with `@W@` replaced by [`Self::base`].
    pub fn stage(&self, from: &Path, to: &str) {
        let Ok(entries) = fs::read_dir(from) else { return };
        for entry in entries {
            let entry = entry.expect("the folder can be listed");
            let to = format!("{to}/{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                self.stage(&entry.path(), &to);
            } else {
                let bytes = fs::read(entry.path()).expect("a file");
                self.write(&to, replace(&bytes, b"@W@", self.base.as_os_str().as_encoded_bytes()));
            }
        }
    }

    /// Runs `agentexport` with this home and data directory.
    pub fn run<W: AsRef<OsStr>>(&self, words: impl IntoIterator<Item = W>) -> Output {
        let (home, data) = (self.base.join("home"), self.data());
        run(words, &[("HOME", home.as_os_str()), ("AGENTSVIEW_DATA_DIR", data.as_os_str())])
    }

    /// Runs `agentexport sync`, which must go well.
    pub fn sync(&self, flags: &[&str]) -> Output {
        let output = self.run(["sync"].iter().chain(flags));
        assert_eq!(output.code, 0, "sync must go well, it says: {}", output.stderr);
        output
    }

    /// The archive, for looking at and for doing what users do.
    pub fn open(&self) -> Connection {
        Connection::open(self.archive()).expect("the archive can be opened")
    }

    /// All rows that a statement gives, as objects.
    pub fn rows(&self, select: &str) -> Vec<Value> {
        rows(&self.open(), select)
    }

    /// Everything in the archive that does not depend on when and in which order logs were read.
    pub fn contents(&self) -> Vec<Value> {
        contents(&self.open())
    }

    /// Deletes the home.
    pub fn close(self) {
        self.directory.close().expect("the temporary directory can be removed");
    }
}

impl Default for Home {
    fn default() -> Self {
        Self::new()
    }
}

/// All rows that a statement gives, as objects.
pub fn rows(connection: &Connection, select: &str) -> Vec<Value> {
    let mut statement = connection.prepare(select).expect("a statement");
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut found = statement.query([]).expect("rows");
    let mut all = Vec::new();
    while let Some(row) = found.next().expect("a row") {
        let cell = |(index, name): (usize, &String)| {
            let value = match row.get_ref(index).expect("a cell") {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(number) => number.into(),
                ValueRef::Real(number) => number.into(),
                ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned().into(),
                ValueRef::Blob(bytes) => format!("{bytes:?}").into(),
            };
            (name.clone(), value)
        };
        all.push(Value::Object(names.iter().enumerate().map(cell).collect::<Map<_, _>>()));
    }
    all
}

/// Everything in an archive that does not depend on when and in which order logs were read.
pub fn contents(connection: &Connection) -> Vec<Value> {
    let mut all = rows(connection, "SELECT * FROM sessions ORDER BY id");
    all.extend(rows(connection, "SELECT * FROM messages ORDER BY session_id, ordinal"));
    all.extend(rows(
        connection,
        "SELECT * FROM project_identity_observations ORDER BY project, root_path, git_remote",
    ));
    all.extend(rows(
        connection,
        "SELECT session_id, tool_use_id, subagent_session_id FROM tool_calls ORDER BY 1, 2",
    ));
    all.extend(rows(connection, "SELECT path FROM agentexport_files ORDER BY path"));
    all.extend(rows(connection, "SELECT key, value FROM stats ORDER BY key"));
    for row in &mut all {
        for column in ["id", "created_at", "observed_at", "file_mtime", "file_inode"] {
            let is_number = row.get(column).is_some_and(Value::is_number) || column.ends_with("_at");
            if is_number && let Some(row) = row.as_object_mut() {
                row.remove(column);
            }
        }
    }
    all
}

/// `text` with every `from` replaced by `to`.
pub fn replace(text: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut replaced = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.windows(from.len()).position(|window| window == from) {
        replaced.extend_from_slice(&rest[..at]);
        replaced.extend_from_slice(to);
        rest = &rest[at + from.len()..];
    }
    replaced.extend_from_slice(rest);
    replaced
}
