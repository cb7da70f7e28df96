//! The program, running: started on a free port, asked, told to stop.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use conformance::{Archive, Message, Session};
use serde_json::Value;

use crate::client::{Answer, Pending, send};

/// How long to wait for the program before a test fails.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server that is ended when dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) port: u16,
    lines: Receiver<String>,
}

impl Server {
    /// Starts it on the archive in `directory`, with these flags.
    pub(crate) fn start(directory: &Path, flags: &[&str]) -> Self {
        Self::start_with(directory, flags, &[])
    }

    /// As [`Self::start`], with these variables.
    pub(crate) fn start_with(directory: &Path, flags: &[&str], variables: &[(&str, &str)]) -> Self {
        let (sender, lines) = channel();
        let child = command(directory, flags).envs(variables.iter().copied()).spawn().unwrap();
        let mut server = Self { child, port: 0, lines };
        let stderr = BufReader::new(server.child.stderr.take().unwrap());
        thread::spawn(move || stderr.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        let deadline = Instant::now() + PATIENCE;
        while server.port == 0 {
            let left = deadline.saturating_duration_since(Instant::now());
            let line = server.lines.recv_timeout(left).expect("the server says where it listens");
            if let Some(url) = line.strip_prefix("listening on http://") {
                server.port = url.rsplit(':').next().unwrap().parse().unwrap();
            }
        }
        server
    }

    /// Sends a request line and headers as they are.
    pub(crate) fn send(&self, head: &str) -> Pending {
        send(self.port, head)
    }

    /// Asks with this method and these headers, and waits for the answer.
    pub(crate) fn ask(&self, method: &str, target: &str, headers: &[(&str, &str)]) -> Answer {
        let headers: Vec<String> =
            headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let headers = headers.concat();
        self.send(&format!("{method} {target} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n{headers}", self.port))
            .answer()
    }

    /// Asks for a path, and waits for the answer.
    pub(crate) fn get(&self, target: &str) -> Answer {
        self.ask("GET", target, &[])
    }

    /// Begins to ask for a path.
    pub(crate) fn begin(&self, target: &str) -> Pending {
        self.send(&format!("GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{}", self.port))
    }

    /// The next line of the log.
    pub(crate) fn logged(&self) -> Value {
        let line = self.lines.recv_timeout(PATIENCE).expect("the request is logged");
        serde_json::from_str(&line).expect("a line of the log is JSON")
    }

    /// Sends the signal of this name.
    pub(crate) fn signal(&self, name: &str) {
        let status = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status().unwrap();
        assert!(status.success());
    }

    /// Waits for the end, and gives every line that was not taken yet.
    pub(crate) fn ended(mut self) -> (ExitStatus, Vec<String>) {
        let deadline = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(Instant::now() < deadline, "the server must end");
            thread::sleep(Duration::from_millis(5));
        };
        (status, self.lines.iter().collect())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A server that does not start: its exit code, and what it says.
pub(crate) fn refusal(directory: &Path, flags: &[&str], variables: &[(&str, &str)]) -> (Option<i32>, String) {
    let output = command(directory, flags).envs(variables.iter().copied()).output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

fn command(directory: &Path, flags: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_agentexport-for-tests"));
    command
        .args(["serve", "--port", "0"])
        .args(flags)
        .env_clear()
        // Where the library of DuckDB is, with that feature.
        .envs(std::env::var_os("LD_LIBRARY_PATH").map(|path| ("LD_LIBRARY_PATH", path)))
        .env("AGENTSVIEW_DATA_DIR", directory)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// An archive of a few sessions in July 2026.
pub(crate) fn archive() -> Archive {
    let mut rows = Vec::new();
    for number in 1..=9 {
        let session = Session {
            id: format!("s{number}").into_bytes(),
            project: format!("p{}", number % 2).into_bytes(),
            started_at: Some(format!("2026-07-0{number}T10:00:00Z").into_bytes()),
            ended_at: Some(format!("2026-07-0{number}T10:10:00Z").into_bytes()),
            ..Session::default()
        };
        rows.push((&session).into());
        let message = Message {
            session_id: session.id.clone(),
            timestamp: Some(format!("2026-07-0{number}T10:05:00Z").into_bytes()),
            model: b"claude-opus-4-6".to_vec(),
            token_usage: format!(r#"{{"input_tokens":{number},"output_tokens":20}}"#).into_bytes(),
            ..Message::default()
        };
        rows.push((&message).into());
    }
    Archive::from_rows(&rows)
}
