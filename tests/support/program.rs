//! The program `agentexport`, run in memory: arguments and environment in, both streams and the exit code out.

use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::sync::Arc;

use agentexport::Environment;
use serde_json::Value;

/// What a run left behind.
#[derive(Clone, PartialEq, Debug)]
pub struct Output {
    /// The exit code.
    pub code: u8,
    /// Standard output.
    pub stdout: Vec<u8>,
    /// Standard error.
    pub stderr: String,
}

impl Output {
    /// The document on standard output of a run that must have gone well.
    pub fn document(&self) -> Value {
        assert_eq!(self.code, 0, "the run must go well, it says: {}", self.stderr);
        serde_json::from_slice(&self.stdout).expect("standard output is one JSON document")
    }

    /// The documents on standard output of a run that must have gone well, one per line.
    pub fn lines(&self) -> Vec<Value> {
        assert_eq!(self.code, 0, "the run must go well, it says: {}", self.stderr);
        let text = std::str::from_utf8(&self.stdout).expect("standard output is UTF-8");
        text.lines().map(|line| serde_json::from_str(line).expect("every line is a JSON document")).collect()
    }

    /// The message of a run that must have failed with `code`: one line, with nothing on standard output.
    pub fn refusal(&self, code: u8) -> &str {
        let shown = String::from_utf8_lossy(&self.stdout);
        let shown: String = shown.chars().take(200).collect();
        assert_eq!(
            self.code, code,
            "the wrong exit code; standard error: {}; standard output: {shown}",
            self.stderr
        );
        assert_eq!(shown, "", "nothing must be printed on standard output when a command fails");
        let line = self.stderr.strip_suffix('\n').expect("an error message ends its line");
        assert!(!line.contains(['\n', '\r', '\u{1b}']), "an error message is one plain line: {line:?}");
        line
    }
}

/// The time at which runs take place unless a test says otherwise.
const NOW: &str = "2026-08-01T00:00:00Z";

/// Runs `agentexport` with these arguments, an environment of these variables only, and no colours.
pub fn run<W: AsRef<OsStr>>(words: impl IntoIterator<Item = W>, variables: &[(&str, &OsStr)]) -> Output {
    run_at(NOW, words, variables)
}

/// As [`run`], at the time `now`.
pub fn run_at<W: AsRef<OsStr>>(
    now: &str,
    words: impl IntoIterator<Item = W>,
    variables: &[(&str, &OsStr)],
) -> Output {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let code = execute(now, words, variables, &mut stdout, &mut stderr);
    Output { code, stdout, stderr: String::from_utf8(stderr).expect("standard error is UTF-8") }
}

/// As [`run`], with the streams going to `out` and `err`; returns the exit code.
pub fn run_into<W: AsRef<OsStr>>(
    words: impl IntoIterator<Item = W>,
    variables: &[(&str, &OsStr)],
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    execute(NOW, words, variables, out, err)
}

fn execute<W: AsRef<OsStr>>(
    now: &str,
    words: impl IntoIterator<Item = W>,
    variables: &[(&str, &OsStr)],
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    let variable =
        |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
    let now: jiff::Timestamp = now.parse().expect("a time");
    let environment = Environment {
        variable: &variable,
        now: Arc::new(move || now),
        host_zone: &|| jiff::tz::TimeZone::UTC,
        wants_colour: false,
        shows_progress: false,
    };
    let words = words.into_iter().map(|word| word.as_ref().to_owned());
    let line = std::iter::once(OsString::from("agentexport")).chain(words);
    agentexport::run(line, &environment, out, err)
}
