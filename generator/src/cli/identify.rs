//! `contractgen identify`: say what files are, and what that rests on.

use std::io::{self, Read, Write};

use super::arguments::{Format, IdentifyRequest};
use super::{complain, open};
use crate::exit;
use crate::identify::{self, FileReport, Status};

/// Runs the command and returns its exit code.
pub(super) fn run(
    request: &IdentifyRequest,
    input: &mut dyn Read,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<u8> {
    let mut reports = Vec::new();
    for file in &request.files {
        let identity = open(file, input).and_then(|mut reader| identify::read(&mut *reader));
        let report = FileReport {
            file: file.display().to_string(),
            identity: identity.map_err(|error| error.to_string()),
        };
        if let Err(error) = &report.identity {
            complain(err, &format_args!("cannot read {}: {error}", report.file))?;
        } else if request.format == Format::Text {
            identify::write_text(out, &report)?;
        }
        reports.push(report);
    }
    if request.format == Format::Json {
        identify::write_json(out, &reports)?;
    }
    Ok(reports.iter().map(|report| code(report.status())).max().unwrap_or(exit::FINE))
}

fn code(status: Status) -> u8 {
    match status {
        Status::Identified => exit::FINE,
        Status::Unknown | Status::Foreign => exit::FINDINGS,
        Status::Unreadable => exit::FAILED,
    }
}

#[cfg(test)]
mod tests {
    use agent_contracts::Surface;
    use serde_json::{Value, json};

    fn run(arguments: &[&str], input: &[u8]) -> (u8, String, String) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let arguments = ["contractgen", "identify"].iter().chain(arguments);
        let code = crate::run(arguments, &mut &*input, &mut out, &mut err);
        (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
    }

    #[test]
    fn a_document_is_named_with_its_evidence() {
        let (code, out, err) = run(&["-"], Surface::UsageDaily.example().as_bytes());
        assert_eq!((code, err.as_str()), (0, ""));
        let expected = "-: version 1 of the daily usage, as agentsview 0.37 prints it\n  /schema_version: says 1\n  not legacy: ";
        assert!(out.starts_with(expected), "{out}");
    }

    #[test]
    fn what_is_unknown_or_foreign_is_a_finding() {
        let edited = Surface::UsageDaily.example().replace("\"totals\"", "\"total\"");
        let (code, out, _) = run(&["-"], edited.as_bytes());
        let expected = "-: unknown; the nearest is version 1 of the daily usage, as agentsview 0.37 prints it\n  \
                        expected the member \"totals\", which is missing\n";
        assert_eq!((code, out.as_str()), (1, expected));
        let (code, out, _) = run(&["-"], b"hello\x1b[2J");
        assert_eq!(
            (code, out.as_str()),
            (1, "-: not one of ours\n  line 1: expected JSON: expected value at line 1 column 1\n")
        );
    }

    #[test]
    fn lines_are_streamed_whatever_their_number() {
        let mut meta: Value = serde_json::from_str(Surface::SessionExport.example()).unwrap();
        meta.as_object_mut().unwrap().remove("sessions");
        meta["type"] = json!("meta");
        let row: Value = serde_json::from_str(Surface::SessionExportLine.example()).unwrap();
        let (meta, row) = (meta.to_string(), format!("{row}\n"));
        let text = format!("{meta}\n{}", row.repeat(crate::lines::CHUNK * 3 / row.len()));
        let lines = text.lines().count();
        let (code, out, _) = run(&["-", "--format", "json"], text.as_bytes());
        let report: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(
            (code, &report["files"][0]["lines"], &report["files"][0]["shapes"]),
            (0, &json!(lines), &json!(["v1"]))
        );
        let (code, out, _) = run(&["-"], &text.as_bytes()[..text.len() - 9]);
        assert_eq!(code, 1);
        assert!(out.contains(&format!("  line {lines}: expected more: the text ends")), "{out}");
    }

    #[test]
    fn the_json_report_has_an_entry_per_file_and_the_worst_decides() {
        let directory = tempfile::tempdir().unwrap();
        let good = directory.path().join("good.json");
        std::fs::write(&good, Surface::CursorReset.example()).unwrap();
        let gone = directory.path().join("gone.json");
        let (good, gone) = (good.to_str().unwrap(), gone.to_str().unwrap());
        let (code, out, err) = run(&[good, gone, "-", "--format", "json"], b"{\"daily\": [");
        assert_eq!(code, 2);
        assert!(err.starts_with("contractgen: cannot read "), "{err}");
        let report: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(
            report["summary"],
            json!({"files": 3, "identified": 1, "unknown": 1, "foreign": 0, "unreadable": 1})
        );
        assert_eq!(report["files"][0]["surface"], "cursor-reset");
        assert_eq!(report["files"][1]["status"], "unreadable");
        assert_eq!(
            report["files"][2]["evidence"],
            json!([{"line": 1, "path": "", "message": "expected more: the text ends in the middle of a value"}])
        );
        assert_eq!(run(&[], b"").0, 2, "a file must be named");
    }
}
