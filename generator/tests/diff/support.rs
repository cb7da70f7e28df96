//! Throw-away folders and git repositories, and runs of the program in memory.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use contractgen::Surroundings;
use serde_json::{Value, json};
use tempfile::TempDir;

/// The day on which every test runs.
pub(crate) const TODAY: &str = "2026-11-30";

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) code: u8,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Output {
    /// The JSON report.
    pub(crate) fn report(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("a JSON report is expected, {error}: {self:?}"))
    }

    /// The rules of the findings, in the order of the report.
    pub(crate) fn rules(&self) -> Vec<String> {
        let report = self.report();
        let findings = report["findings"].as_array().expect("findings are a list");
        findings.iter().map(|finding| finding["rule"].as_str().expect("a rule is text").to_owned()).collect()
    }

    /// The message of a run that could not compare: one plain line, and no report.
    pub(crate) fn refusal(&self) -> &str {
        assert_eq!(self.code, 2, "what cannot be compared ends with 2, never as a pass: {self:?}");
        assert_eq!(self.out, "", "no report must be printed: {self:?}");
        let line = self.err.strip_prefix("contractgen: ").and_then(|line| line.strip_suffix('\n'));
        let line = line.unwrap_or_else(|| panic!("a message names the program and ends its line: {self:?}"));
        assert!(!line.contains(char::is_control), "a message is one plain line: {line:?}");
        line
    }
}

/// Runs `contractgen diff` in memory, on [`TODAY`] and without colours.
pub(crate) fn diff<W: AsRef<OsStr>>(words: impl IntoIterator<Item = W>) -> Output {
    let today = || TODAY.parse().expect("a day");
    let surroundings = Surroundings { today: Some(&today), wants_colour: false };
    let words = words.into_iter().map(|word| word.as_ref().to_owned());
    let line = ["contractgen", "diff"].into_iter().map(Into::into).chain(words);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = contractgen::run_in(&surroundings, line, &mut std::io::empty(), &mut out, &mut err);
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    Output { code, out: text(out), err: text(err) }
}

/// A folder that goes away with the test.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// The path of a file in it, as text.
    pub(crate) fn at(&self, name: &str) -> String {
        self.path().join(name).to_str().expect("a path is text").to_owned()
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> String {
        let path = PathBuf::from(self.at(name));
        std::fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder");
        std::fs::write(&path, text).expect("a file");
        self.at(name)
    }

    pub(crate) fn write_json(&self, name: &str, value: &Value) -> String {
        self.write(name, &format!("{value:#}\n"))
    }

    pub(crate) fn remove(&self, name: &str) {
        std::fs::remove_file(self.at(name)).expect("the file is there");
    }

    /// Runs git in it, independent of the machine's configuration, and gives what it prints.
    pub(crate) fn git<const N: usize>(&self, words: [&str; N]) -> String {
        let output = Command::new("git")
            .current_dir(self.path())
            .args(["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"])
            .args(["-c", "protocol.file.allow=always"])
            .args(words)
            .envs([("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1"), ("LC_ALL", "C")])
            .output()
            .expect("git is needed for this test");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "git {words:?} failed: {said}");
        String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
    }

    /// Makes it a repository with the branch `main`.
    pub(crate) fn init(self) -> Self {
        self.git(["init", "--quiet", "--initial-branch=main"]);
        self
    }

    /// Commits everything; gives the commit.
    pub(crate) fn commit(&self, message: &str) -> String {
        self.git(["add", "--all"]);
        self.git(["commit", "--quiet", "--allow-empty", "-m", message]);
        self.git(["rev-parse", "HEAD"])
    }

    /// Compares in it with these words, as a JSON report.
    pub(crate) fn diff_here(&self, words: &[&str]) -> Output {
        let repository = self.path().to_str().expect("a path is text");
        diff(["--repo", repository, "--format", "json"].iter().chain(words))
    }
}

/// A published schema.
pub(crate) fn published() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Sample",
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"type": "string"}, "kind": {"enum": ["a", "b"]}},
    })
}

/// The published schema with a description.
pub(crate) fn documented() -> Value {
    let mut schema = published();
    schema["description"] = json!("A sample.");
    schema
}

/// The published schema with one more optional member.
pub(crate) fn extended() -> Value {
    let mut schema = published();
    schema["properties"]["more"] = json!({"type": "number"});
    schema
}

/// The published schema with one more value in its closed list.
pub(crate) fn broken() -> Value {
    let mut schema = published();
    schema["properties"]["kind"] = json!({"enum": ["a", "b", "c"]});
    schema
}
