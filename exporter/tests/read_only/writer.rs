//! Another process that has the archive open for writing, and does as it is told: one statement per line.

use std::io::{BufRead as _, BufReader, Write as _, stdin};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use rusqlite::Connection;

const ARCHIVE: &str = "ARCHIVE_TO_WRITE";
const DONE: &str = "@done";

/// A writer in a process of its own; it closes its connection when it is dropped.
pub(crate) struct Writer {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Writer {
    /// Starts a writer on the archive at `path`. It does not touch the file before its first statement.
    pub(crate) fn start(path: &Path) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "writer_process", "--ignored", "--nocapture"])
            .env(ARCHIVE, path)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self { child, input, output }
    }

    /// Runs statements and waits until they are done.
    pub(crate) fn run(&mut self, statements: &str) {
        writeln!(self.input.as_mut().unwrap(), "{statements}").unwrap();
        let mut line = String::new();
        // The test harness of the child prints lines of its own.
        while !line.ends_with(&format!("{DONE}\n")) {
            line.clear();
            let read = self.output.read_line(&mut line).unwrap();
            assert!(read > 0, "the writer failed at: {statements}");
        }
    }

    /// Closes the connection in the ordinary way and waits for the end of the process.
    pub(crate) fn close(&mut self) {
        self.input = None;
        self.child.wait().unwrap();
    }

    /// Ends the process as a crash would, with its transaction open.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.close();
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.close();
    }
}

/// The life of the writer process.
pub(crate) fn serve() {
    let Some(path) = std::env::var_os(ARCHIVE) else { return };
    let connection = Connection::open(path).unwrap();
    for statements in stdin().lines() {
        connection.execute_batch(&statements.unwrap()).unwrap();
        println!("{DONE}");
    }
}
