//! `contractgen validate`: check files, report, sum up.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use super::arguments::{Format, ValidateRequest};
use super::complain;
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

fn open<'i>(file: &Path, input: &'i mut dyn Read) -> io::Result<Box<dyn Read + 'i>> {
    if file == Path::new("-") {
        return Ok(Box::new(input));
    }
    let opened = File::open(file)?;
    if opened.metadata()?.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a directory; name the files in it"));
    }
    Ok(Box::new(opened))
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
