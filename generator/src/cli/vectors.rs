//! `contractgen vectors`: list the published vectors, and put them to somebody's implementation.

use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::RangedU64ValueParser;
use clap::{Args, Subcommand};

use super::arguments::Format;
use super::complain;
use crate::exit;
use crate::vectors::{
    self, Program, Summary, VectorFile, write_checked_json, write_checked_text, write_list_json,
    write_list_text,
};

/// The most bytes of an answer. The longest of ours has a few thousand.
const LONGEST_ANSWER: usize = 16 << 20;

#[derive(Args, Debug)]
pub(super) struct VectorsRequest {
    #[command(subcommand)]
    pub(super) command: VectorsCommand,
}

#[derive(Subcommand, Debug)]
pub(super) enum VectorsCommand {
    /// Put the vectors to an implementation and compare its answers.
    #[command(after_help = CHECK_EXAMPLES)]
    Check(CheckRequest),
    /// List the kinds of vectors, or the vectors of some kinds.
    #[command(after_help = LIST_EXAMPLES)]
    List(ListRequest),
}

#[derive(Args, Debug)]
pub(super) struct CheckRequest {
    /// The implementation: a command for `sh -c` that answers requests on its standard input.
    #[arg(long, value_name = "COMMAND")]
    command: String,
    /// How long to wait for each answer.
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = RangedU64ValueParser::<u64>::new().range(1..=86_400))]
    timeout: u64,
    #[command(flatten)]
    chosen: Chosen,
}

#[derive(Args, Debug)]
pub(super) struct ListRequest {
    #[command(flatten)]
    chosen: Chosen,
}

#[derive(Args, Debug)]
struct Chosen {
    /// Folder of the vectors.
    #[arg(value_name = "DIR", default_value = "schemas/v1/vectors")]
    directory: PathBuf,
    /// Only vectors of this kind; may be repeated.
    #[arg(long = "kind", value_name = "KIND")]
    kinds: Vec<String>,
    /// How to report.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(super) const EXAMPLES: &str = "\
Examples:
  contractgen vectors list                       what is pinned, and which change of it needs a new version
  contractgen vectors check --command './mine'   does my implementation give what version 1 gives?

Exit codes: 0 fine, 1 something was found, 2 wrong usage or unreadable vectors.";

const CHECK_EXAMPLES: &str = "\
Examples:
  contractgen vectors check --command 'python3 answers.py'
  contractgen vectors check --command ./answers --kind cost --kind model-matching
  contractgen vectors check --command ./answers --format json >result.json

The command is run once, through `sh -c`, in the current folder. It reads one request a line,
  {\"kind\": \"cost\", \"name\": \"free-model\", \"input\": ...}
until its input ends, and answers each with one line, in the same order:
  {\"output\": ...}         compared with what version 1 gives
  {\"error\": \"...\"}        it came to no output: reported
  {\"skip\": \"...\"}         it does not try: counted, and fine
An answer may repeat the name, which is then checked. Other members are ignored, and what the command
says on standard error is passed on. A line that is no answer, one above 16 MiB, an early end and a
late answer end the check; the command is killed together with what it started.
docs/vectors.md has the kinds and an example.

Exit codes: 0 every answer is right (some may be skipped), 1 some are not, or all are skipped, 2 wrong
usage, unreadable vectors, or a command that cannot be run.";

const LIST_EXAMPLES: &str = "\
Examples:
  contractgen vectors list
  contractgen vectors list --kind cost           its vectors, and the rule that each of them pins
  contractgen vectors list --format json

Exit codes: 0 listed, 2 wrong usage or unreadable vectors.";

/// Runs the command and returns its exit code.
pub(super) fn run(request: &VectorsRequest, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<u8> {
    let (VectorsCommand::Check(CheckRequest { chosen, .. }) | VectorsCommand::List(ListRequest { chosen })) =
        &request.command;
    let files = match chosen.load() {
        Ok(files) => files,
        Err(message) => return complain(err, &message).map(|()| exit::FAILED),
    };
    match &request.command {
        VectorsCommand::Check(request) => check(request, &files, out, err),
        VectorsCommand::List(ListRequest { chosen }) => {
            match chosen.format {
                Format::Text => write_list_text(out, &files, !chosen.kinds.is_empty())?,
                Format::Json => write_list_json(out, &files)?,
            }
            Ok(exit::FINE)
        }
    }
}

fn check(
    request: &CheckRequest,
    files: &[VectorFile],
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<u8> {
    let program = Program {
        command: request.command.clone(),
        timeout: Duration::from_secs(request.timeout),
        longest_line: LONGEST_ANSWER,
    };
    let checked = match vectors::check(&program, files, err)? {
        Ok(checked) => checked,
        Err(error) => return complain(err, &error).map(|()| exit::FAILED),
    };
    match request.chosen.format {
        Format::Text => write_checked_text(out, &checked)?,
        Format::Json => write_checked_json(out, &checked)?,
    }
    out.flush()?;
    let summary = Summary::of(&checked);
    writeln!(err, "{summary}")?;
    Ok(if summary.is_fine() { exit::FINE } else { exit::FINDINGS })
}

impl Chosen {
    /// The files of vectors that were asked for.
    fn load(&self) -> Result<Vec<VectorFile>, String> {
        let files = vectors::load(&self.directory).map_err(|error| error.to_string())?;
        if let Some(unknown) = self.kinds.iter().find(|kind| !files.iter().any(|file| file.kind == **kind)) {
            let known: Vec<&str> = files.iter().map(|file| file.kind.as_str()).collect();
            let directory = self.directory.display();
            return Err(format!(
                "there are no vectors of kind {unknown} in {directory}; kinds: {}",
                known.join(", ")
            ));
        }
        let is_chosen = |file: &VectorFile| self.kinds.is_empty() || self.kinds.contains(&file.kind);
        Ok(files.into_iter().filter(is_chosen).collect())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    const VECTORS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas/v1/vectors");

    fn run(arguments: &[&str]) -> (u8, String, String) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let arguments = ["contractgen", "vectors"].iter().chain(arguments);
        let code = crate::run(arguments, &mut std::io::empty(), &mut out, &mut err);
        (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
    }

    #[test]
    fn kinds_and_vectors_are_listed() {
        let (code, out, err) = run(&["list", VECTORS]);
        assert_eq!((code, err.as_str()), (0, ""));
        assert!(out.contains("remote-normalisation") && out.contains("  remote normalisation\n"), "{out}");
        let (_, out, _) = run(&["list", VECTORS, "--kind", "cost"]);
        assert!(out.contains("  free-model: Rates of zero cost nothing.\n"), "{out}");
        let (_, out, _) = run(&["list", VECTORS, "--format", "json"]);
        let list: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(list["kinds"][0]["bump_row"], "required-field meaning");
    }

    #[test]
    fn what_cannot_be_answered_is_a_failure() {
        for arguments in [
            &["list", "no-such-folder"][..],
            &["list", VECTORS, "--kind", "colours"],
            &["check", VECTORS],
            &["check", VECTORS, "--command", "true", "--timeout", "0"],
            &[],
        ] {
            let (code, out, err) = run(arguments);
            assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}");
            assert!(!err.is_empty(), "{arguments:?}");
        }
        assert!(run(&["list", VECTORS, "--kind", "colours"]).2.contains("kinds: cost, cursor, "));
    }

    #[cfg(unix)]
    #[test]
    fn the_exit_code_is_that_of_the_worst_answer() {
        let check = |command: &str| run(&["check", VECTORS, "--kind", "cost", "--command", command]);
        let same = r#"while read -r line; do echo '{"output": 0}'; done"#;
        let (code, out, err) = check(same);
        assert_eq!(code, 1, "{err}");
        assert!(out.contains("cost/all-four-rates: (output): expected 0.00404, got 0\n"), "{out}");
        assert!(!out.contains("cost/free-model") && err.contains(" passed, "), "{out}{err}");
        let (code, out, err) = check(r#"while read -r line; do echo '{"skip": "later"}'; done"#);
        assert_eq!(code, 1, "skipping everything proves nothing: {err}");
        assert!(out.contains("cost/free-model: skipped: later\n") && err.contains("0 passed"), "{out}{err}");
        let (code, out, err) = check("echo no >&2; no-such-program");
        assert_eq!((code, out.as_str()), (2, ""), "a command that is not there gives no answer");
        assert!(err.starts_with("no\n") && err.contains("the shell could not run it"), "{err}");
    }
}
