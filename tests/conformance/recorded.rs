//! Recorded cases of the two reports: where they are, how one is run, and what it must print.
//!
//! A case is an archive (`NAME.sql`), arguments as a shell would read them (`NAME.flags`), perhaps settings
//! (`NAME.config.toml`) and variables (`NAME.env`), and what was printed (`NAME.expected.json`), or the exit code with
//! which it was refused (`NAME.exit`).

#![expect(clippy::expect_used, reason = "a case that cannot be read fails the test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use agent_contracts::Surface;
use conformance::{Archive, Directory, Output, check_report};
use serde_json::{Value, json};

use crate::sessions::comparison::differences;

/// Cases are run in so many groups, by their place in the list, because the groups can run side by side.
pub(crate) const GROUPS: usize = 4;

/// The cases of one report.
pub(crate) struct Recorded {
    /// Their folder below `tests/data`.
    pub(crate) folder: &'static str,
    /// The command they were recorded from.
    pub(crate) command: [&'static str; 2],
    /// What the command prints.
    pub(crate) surface: Surface,
    /// How many there are at least.
    pub(crate) at_least: usize,
    /// Takes out of a document what the reference leaves to chance in the case of this name.
    pub(crate) settle: fn(&str, &mut Value),
}

impl Recorded {
    fn folder(&self) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(self.folder)
    }

    fn read(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.folder().join(name)).ok()
    }

    /// The names of all cases.
    fn names(&self) -> BTreeSet<String> {
        fs::read_dir(self.folder())
            .expect("the folder of recorded cases is there")
            .filter_map(|entry| entry.expect("the folder can be listed").file_name().into_string().ok())
            .filter_map(|file| Some(file.strip_suffix(".sql")?.to_owned()))
            .collect()
    }

    /// Fails when there are fewer cases than were recorded.
    pub(crate) fn assert_complete(&self) {
        let count = self.names().len();
        assert!(count >= self.at_least, "only {count} cases are left; restore tests/data/{}", self.folder);
    }

    /// Runs one group of the cases.
    pub(crate) fn run_group(&self, group: usize) {
        let cases: Vec<String> = self.names().into_iter().skip(group).step_by(GROUPS).collect();
        let found: Vec<String> = cases.iter().flat_map(|name| self.compare(name)).collect();
        assert!(
            found.is_empty(),
            "{} differences from recorded behaviour; the recordings are right, change the exporter:\n{}",
            found.len(),
            found.join("\n")
        );
    }

    /// Runs a case; the data directory must not change.
    fn run(&self, name: &str) -> Output {
        let archive = Archive::from_sql(&self.read(&format!("{name}.sql")).expect("a case has SQL"));
        if let Some(settings) = self.read(&format!("{name}.config.toml")) {
            fs::write(archive.directory().join("config.toml"), settings)
                .expect("the settings can be written");
        }
        let variables = self.read(&format!("{name}.env")).unwrap_or_default();
        let variables: Vec<(&str, &str)> =
            variables.lines().filter_map(|line| line.split_once('=')).collect();
        let flags = self.read(&format!("{name}.flags")).expect("a case has flags");
        let words = self.command.map(str::to_owned).into_iter().chain(words(&flags));
        let before = Directory::observe(archive.directory());
        let output = archive.run(&words.collect::<Vec<_>>(), &variables);
        before.assert_unchanged(archive.directory());
        output
    }

    /// Everything in which a case differs from what is recorded.
    fn compare(&self, name: &str) -> Vec<String> {
        let output = self.run(name);
        let found = match self.expectation(name) {
            Expectation::Refusal(code) => differences("exit code", &json!(code), &json!(output.code)),
            Expectation::Document(_) if output.code != 0 => {
                differences("exit code", &json!(0), &json!([output.code, output.stderr]))
            }
            Expectation::Document(mut expected) => {
                let mut found = serde_json::from_slice(&output.stdout).unwrap_or_default();
                (self.settle)(name, &mut expected);
                (self.settle)(name, &mut found);
                differences("$", &expected, &found)
            }
        };
        let invalid = check_report(self.surface, &output).err();
        found.iter().map(ToString::to_string).chain(invalid).map(|found| format!("{name}: {found}")).collect()
    }

    fn expectation(&self, name: &str) -> Expectation {
        if let Some(code) = self.read(&format!("{name}.exit")) {
            return Expectation::Refusal(code.trim().parse().expect("an exit code is a number"));
        }
        let text = self.read(&format!("{name}.expected.json")).expect("a case has an expectation");
        let document: Value = serde_json::from_str(&text).expect("an expectation is JSON");
        match document.get("$exit_code").and_then(Value::as_u64) {
            Some(code) => Expectation::Refusal(code),
            None => Expectation::Document(document),
        }
    }
}

/// What a case must end with.
enum Expectation {
    /// This document.
    Document(Value),
    /// This exit code, and nothing on standard output.
    Refusal(u64),
}

/// The words of a line of flags; single and double quotes keep blanks.
fn words(flags: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (part, text) in flags.split(['"', '\'']).enumerate() {
        match part % 2 {
            0 => words.extend(text.split_whitespace().map(str::to_owned)),
            _ => words.push(text.to_owned()),
        }
    }
    words
}
