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
