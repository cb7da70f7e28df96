//! `contractgen validate`: check files, report, sum up.

use std::io::{self, Read, Write};

use super::arguments::{Format, ValidateRequest};
use super::{complain, open};
use crate::exit;
use crate::validate::{self, FileReport, Options, Status, Validator};

/// Runs the command and returns its exit code.
pub(super) fn run(
    request: &ValidateRequest,
    input: &mut dyn Read,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<u8> {
    let mut validator = Validator::new(Options {
        surface: request.surface,
        closed: request.closed,
        max_problems: request.max_problems,
    });
    let mut reports = Vec::new();
    for file in &request.files {
        let checked = open(file, input).and_then(|mut reader| validator.check(&mut *reader));
        let report = FileReport {
            file: file.display().to_string(),
            report: checked.map_err(|error| error.to_string()),
        };
        if let Err(error) = &report.report {
            complain(err, &format_args!("cannot read {}: {error}", report.file))?;
        } else if request.format == Format::Text {
            validate::write_text(out, &report)?;
        }
        reports.push(report);
    }
    if request.format == Format::Json {
        validate::write_json(out, &reports)?;
    }
    out.flush()?;
    writeln!(err, "{}", summary(&reports))?;
    Ok(reports.iter().map(|report| code(report.status())).max().unwrap_or(exit::FINE))
}

fn code(status: Status) -> u8 {
    match status {
        Status::Valid => exit::FINE,
        Status::Invalid => exit::FINDINGS,
        Status::Unreadable => exit::FAILED,
    }
}

fn summary(reports: &[FileReport]) -> String {
    let files = if reports.len() == 1 { "file" } else { "files" };
    let counts: Vec<String> =
        [(Status::Valid, "valid"), (Status::Invalid, "invalid"), (Status::Unreadable, "unreadable")]
            .into_iter()
            .map(|(status, word)| (reports.iter().filter(|report| report.status() == status).count(), word))
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
    format!("{} {files}: {}", reports.len(), counts.join(", "))
}

#[cfg(test)]
mod tests {
    use agent_contracts::Surface;

    fn run(arguments: &[&str], input: &[u8]) -> (u8, String, String) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let arguments = ["contractgen", "validate"].iter().chain(arguments);
        let code = crate::run(arguments, &mut &*input, &mut out, &mut err);
        (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
    }

    #[test]
    fn examples_are_valid_and_the_summary_goes_to_standard_error() {
        for surface in Surface::ALL {
            let (code, out, err) = run(&["-", "--closed"], surface.example().as_bytes());
            assert_eq!((code, out), (0, format!("-: valid {surface}\n")), "{err}");
            assert_eq!(err, "1 file: 1 valid\n");
        }
    }

    #[test]
    fn every_kind_of_wrong_input_has_its_own_message() {
        for (text, line) in [
            (&b""[..], "-: (root): expected a document, found nothing [empty]"),
            (b" \n", "-: (root): expected a document, found nothing [empty]"),
            (b"hello", "-:1:1: (root): expected JSON, found text that begins with \"hello\" [syntax]"),
            (b"\x1f\x8b\x08", "-: (root): expected JSON in UTF-8, found a gzip file [encoding]"),
            (b"\xef\xbb\xbf{}", "-: (root): expected JSON in UTF-8, found a byte order mark [encoding]"),
            (
                b"{\"schema_version\": 1, \"daily\": [",
                "-:1:32: (root): expected more: the text ends in the middle of a value [truncated]",
            ),
            (
                b"{\"schema_version\": 2, \"daily\": []}",
                "-:1:20: /schema_version: expected schema_version 1, found 2: this tool knows version 1 \
                 [schema-version]",
            ),
            (
                b"{\"type\":\"meta\",\"schema_version\":7}\n{\"id\":\"a\"}\n",
                "-:1: /schema_version: expected schema_version 1, found 7: this tool knows version 1 \
                 [schema-version]",
            ),
            (b"{\"error\":\"cursor_reset\",\"error\":\"cursor_reset\"}", "[duplicate-member]"),
            (b"{\"daily\":[]}", "expected schema_version 1, found none [schema-version]"),
        ] {
            let (code, out, err) = run(&["-"], text);
            assert_eq!(code, 1, "{out}{err}");
            assert!(out.contains(line), "expected {line:?} in:\n{out}");
        }
        let (_, out, _) = run(&["-"], b"{\"a\": 1}");
        assert!(out.contains("found an object with the members a; --surface says which one"), "{out}");
    }

    #[test]
    fn a_document_of_another_version_is_told_what_it_is_and_how_to_get_v1() {
        let legacy = br#"{"daily":[],"totals":{"inputTokens":0,"outputTokens":0,"cacheCreationTokens":0,"cacheReadTokens":0,
            "totalCost":0,"cacheSavings":0}}"#;
        let later = br#"{"schema_version":4,"database_id":"d","cursor":{"next":""},"pricing":{},"projects":{},"sessions":[]}"#;
        for (text, line) in [
            (
                &legacy[..],
                "-: this is the daily usage without a version, from agentsview 0.36 or before; for version 1, run \
                 `agentexport usage daily --json` on the archive it came from\n",
            ),
            (
                later,
                "-: this is version 4 of the session export, as agentsview 0.40 prints it; for version 1, run \
                 `agentexport export sessions --all` on the archive it came from\n",
            ),
        ] {
            let (code, out, _) = run(&["-"], text);
            assert_eq!(code, 1);
            assert!(out.contains(line), "expected {line:?} in:\n{out}");
        }
        let (_, out, _) = run(&["-"], b"{\"schema_version\": 4, \"daily\": []}");
        assert!(!out.contains("this is"), "what is no document of version 4 must not be called one: {out}");
    }

    #[test]
    fn the_worst_outcome_of_several_files_decides() {
        let directory = tempfile::tempdir().unwrap();
        let good = directory.path().join("good.json");
        std::fs::write(&good, Surface::CursorReset.example()).unwrap();
        let bad = directory.path().join("bad.json");
        std::fs::write(&bad, "{").unwrap();
        let (good, bad) = (good.to_str().unwrap(), bad.to_str().unwrap());
        assert_eq!(run(&[good], b"").0, 0);
        assert_eq!(run(&[bad, good], b"").0, 1);
        let (code, _, err) = run(&[directory.path().to_str().unwrap(), bad, good], b"");
        assert_eq!(code, 2);
        assert!(err.contains("it is a directory; name the files in it"), "{err}");
        assert!(err.ends_with("3 files: 1 valid, 1 invalid, 1 unreadable\n"), "{err}");
        assert_eq!(run(&[], b"").0, 2, "a file must be named");
    }
}
