//! `contractgen diff`: read two sides, compare, apply the allow file, report.

use std::fmt::Display;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use jiff::civil::Date;

use super::arguments::{DiffRequest, ExampleLength, ReportFormat};
use super::{Surroundings, complain};
use crate::diff::exceptions::{self, AllowFile};
use crate::diff::report::{self, Format, Report};
use crate::diff::sides::{self, Pairs};
use crate::diff::{self, Review, Verdict};
use crate::exit;
use crate::validate::printable;

/// Runs the command and returns its exit code.
pub(super) fn run(
    request: &DiffRequest,
    surroundings: &Surroundings<'_>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<u8> {
    let today = request.today.or_else(|| surroundings.today.map(|today| today()));
    let compared = match compare(request, today) {
        Ok(compared) => compared,
        Err(message) => {
            // Names of files and commits may hold anything.
            complain(err, &printable(&message))?;
            if request.format == ReportFormat::Github {
                report::write_failure(out, &message)?;
            }
            return Ok(exit::FAILED);
        }
    };
    let report = Report {
        old: &request.old.to_string_lossy(),
        new: &request.new.to_string_lossy(),
        review: &compared.review,
        pairs: &compared.pairs,
        allowed: compared.allowed.as_ref(),
        today,
        full_examples: request.examples == ExampleLength::Full,
        colour: surroundings.wants_colour && request.output.is_none(),
    };
    let to_files = request.output.iter().map(|file| (request.format, file));
    let to_files = to_files.chain(request.also.iter().map(|(format, file)| (*format, file)));
    for (format, file) in to_files {
        let mut bytes = Vec::new();
        Report { colour: false, ..report }.write(format.into(), &mut bytes)?;
        fs::write(file, bytes).map_err(|error| {
            io::Error::new(error.kind(), format!("{}: {error}", printable(&file.to_string_lossy())))
        })?;
    }
    if request.output.is_none() {
        report.write(request.format.into(), out)?;
    }
    Ok(code(compared.review.verdict(), request.detailed_exit_code))
}

struct Compared {
    pairs: Pairs,
    review: Review,
    allowed: Option<AllowFile>,
}

/// Compares the sides, or says in a sentence why they cannot be compared.
fn compare(request: &DiffRequest, today: Option<Date>) -> Result<Compared, String> {
    let allowed = request.allow.as_deref().map(read_allow_file).transpose()?;
    let read_old = if request.allow_missing_old { sides::read_or_nothing } else { sides::read };
    let old = read_old(&request.old, &request.repo).map_err(sentence)?;
    let new = sides::read(&request.new, &request.repo).map_err(sentence)?;
    let pairs = sides::pair(old, new).map_err(sentence)?;
    let mut review = diff::review(&pairs).map_err(sentence)?;
    if let Some(allowed) = &allowed {
        let today = today.ok_or("an allow file needs to know which day it is; give --today YYYY-MM-DD")?;
        exceptions::apply(allowed, today, &mut review);
    }
    Ok(Compared { pairs, review, allowed })
}

fn read_allow_file(file: &Path) -> Result<AllowFile, String> {
    let name = file.display().to_string();
    let text = fs::read_to_string(file).map_err(|error| format!("cannot read {name}: {error}"))?;
    AllowFile::parse(&name, &text).map_err(sentence)
}

fn sentence(error: impl Display) -> String {
    error.to_string()
}

fn code(verdict: Verdict, is_detailed: bool) -> u8 {
    match verdict {
        Verdict::Breaking => exit::FINDINGS,
        Verdict::Documentation if is_detailed => exit::DOCUMENTATION,
        Verdict::Additive if is_detailed => exit::ADDITIVE,
        Verdict::Identical | Verdict::Documentation | Verdict::Additive => exit::FINE,
    }
}

impl From<ReportFormat> for Format {
    fn from(format: ReportFormat) -> Self {
        match format {
            ReportFormat::Text => Self::Text,
            ReportFormat::Markdown => Self::Markdown,
            ReportFormat::Json => Self::Json,
            ReportFormat::Github => Self::Github,
            ReportFormat::Sarif => Self::Sarif,
            ReportFormat::Junit => Self::Junit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Verdict, code};

    #[test]
    fn every_verdict_has_its_codes() {
        for (verdict, short, detailed) in [
            (Verdict::Identical, 0, 0),
            (Verdict::Documentation, 0, 10),
            (Verdict::Additive, 0, 11),
            (Verdict::Breaking, 1, 1),
        ] {
            assert_eq!((code(verdict, false), code(verdict, true)), (short, detailed), "{verdict:?}");
        }
    }
}
