//! The verdict on one file, and its two spellings: lines for people, one JSON object for programs.

use std::io::{self, Write};

use agent_contracts::Surface;
use serde::{Serialize, Serializer};

use super::explain::Problems;
use super::problem::Problem;

/// One document or one per line.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    /// One JSON document.
    #[default]
    Json,
    /// One JSON document per line.
    Ndjson,
}

/// The verdict on a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Without problems.
    Valid,
    /// With problems.
    Invalid,
    /// Could not be read.
    Unreadable,
}

/// What the content of a file was found to be.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// The surface it was checked against; none when it looks like no surface.
    #[serde(serialize_with = "surface_name")]
    pub surface: Option<Surface>,
    /// Whether it is one document or lines.
    pub layout: Layout,
    /// Number of lines, for NDJSON that was read to its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lines: Option<u64>,
    /// The problems as a whole in one sentence, when they have a known cause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The first problems.
    pub problems: Vec<Problem>,
    /// How many more there are.
    pub more_problems: u64,
}

#[expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
fn surface_name<S: Serializer>(surface: &Option<Surface>, serializer: S) -> Result<S::Ok, S::Error> {
    surface.map(Surface::name).serialize(serializer)
}

impl Report {
    /// Whether the content is valid.
    pub fn status(&self) -> Status {
        if self.problem_count() == 0 { Status::Valid } else { Status::Invalid }
    }

    fn problem_count(&self) -> u64 {
        self.more_problems.saturating_add(self.problems.len() as u64)
    }

    pub(super) fn with(self, problems: Problems, note: Option<String>) -> Self {
        let more_problems = problems.count.saturating_sub(problems.listed.len() as u64);
        Self { note, problems: problems.listed, more_problems, ..self }
    }
}

/// A file's name with its report, or with the reason why there is none.
#[derive(Clone, Debug, PartialEq)]
pub struct FileReport {
    /// The file, as it was named.
    pub file: String,
    /// The report, or why the file could not be read.
    pub report: Result<Report, String>,
}

impl FileReport {
    /// The verdict.
    pub fn status(&self) -> Status {
        self.report.as_ref().map_or(Status::Unreadable, Report::status)
    }
}

/// Writes one file's report for people: a verdict, then one line per problem that editors can jump to.
///
/// # Errors
///
/// What `out` fails with.
pub fn write_text(out: &mut dyn Write, FileReport { file, report }: &FileReport) -> io::Result<()> {
    let file = printable(file);
    let report = match report {
        Ok(report) => report,
        Err(error) => return writeln!(out, "{file}: unreadable: {}", printable(error)),
    };
    let surface = report.surface.map_or("document", Surface::name);
    let lines = report.lines.map(|lines| format!(", {}", counted(lines, "line"))).unwrap_or_default();
    if report.status() == Status::Valid {
        return writeln!(out, "{file}: valid {surface}{lines}");
    }
    writeln!(out, "{file}: invalid {surface}{lines}, {}", counted(report.problem_count(), "problem"))?;
    if let Some(note) = &report.note {
        writeln!(out, "{file}: {}", printable(note))?;
    }
    for problem in &report.problems {
        let mut place = file.clone();
        for at in [problem.line, problem.column].into_iter().flatten() {
            place = format!("{place}:{at}");
        }
        let path = if problem.path.is_empty() { "(root)" } else { &problem.path };
        writeln!(out, "{place}: {}: {} [{}]", printable(path), printable(&problem.message), problem.rule)?;
    }
    if report.more_problems > 0 {
        writeln!(out, "{file}: and {} more", report.more_problems)?;
    }
    Ok(())
}

/// Writes all reports as one JSON object: `files` (each with `file`, `status` and its report, or `error` when
/// unreadable) and `summary` (`files`, `valid`, `invalid`, `unreadable`).
///
/// # Errors
///
/// What `out` fails with.
pub fn write_json(out: &mut dyn Write, files: &[FileReport]) -> io::Result<()> {
    #[derive(Serialize)]
    struct Entry<'r> {
        file: &'r str,
        status: Status,
        #[serde(skip_serializing_if = "Option::is_none")]
        error: Option<&'r str>,
        #[serde(flatten)]
        report: Option<&'r Report>,
    }
    #[derive(Serialize)]
    struct Summary {
        files: usize,
        valid: usize,
        invalid: usize,
        unreadable: usize,
    }
    #[derive(Serialize)]
    struct Run<'r> {
        files: Vec<Entry<'r>>,
        summary: Summary,
    }
    let entries: Vec<Entry<'_>> = files
        .iter()
        .map(|file| Entry {
            file: &file.file,
            status: file.status(),
            error: file.report.as_ref().err().map(String::as_str),
            report: file.report.as_ref().ok(),
        })
        .collect();
    let count = |status| files.iter().filter(|file| file.status() == status).count();
    let summary = Summary {
        files: files.len(),
        valid: count(Status::Valid),
        invalid: count(Status::Invalid),
        unreadable: count(Status::Unreadable),
    };
    serde_json::to_writer_pretty(&mut *out, &Run { files: entries, summary })?;
    writeln!(out)
}

/// `1 line`, `2 lines`.
fn counted(count: u64, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Text from a document without the control characters that could move a terminal's cursor.
pub(crate) fn printable(text: &str) -> String {
    text.chars().flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] }).collect()
}

#[cfg(test)]
mod tests {
    use agent_contracts::Surface;

    use super::super::{Options, Validator};
    use super::{FileReport, write_json, write_text};

    fn reports() -> Vec<FileReport> {
        let text = "{\n  \"rows\": [{\"model_pattern\": 5, \"updated_at\": null, \"b\\u001b\": 0}]\n}\n";
        let mut validator = Validator::new(Options { max_problems: 7, closed: true, ..Options::default() });
        let checked = validator.check(&mut text.as_bytes()).map_err(|error| error.to_string());
        let valid =
            validator.check(&mut Surface::CursorReset.example().as_bytes()).map_err(|e| e.to_string());
        vec![
            FileReport { file: "prices.json".into(), report: checked },
            FileReport { file: "reset.json".into(), report: valid },
            FileReport { file: "gone.json".into(), report: Err("no such file".into()) },
        ]
    }

    #[test]
    fn text_has_a_verdict_per_file_and_a_line_per_problem() {
        let mut out = Vec::new();
        for report in reports() {
            write_text(&mut out, &report).unwrap();
        }
        let expected = "\
prices.json: invalid pricing-digest-input, 7 problems
prices.json:2:12: /rows/0: expected the member \"cache_read_per_mtok\", which is missing [required]
prices.json:2:12: /rows/0: expected the member \"cache_write_per_mtok\", which is missing [required]
prices.json:2:12: /rows/0: expected the member \"input_per_mtok\", which is missing [required]
prices.json:2:12: /rows/0: expected the member \"output_per_mtok\", which is missing [required]
prices.json:2:12: /rows/0: expected the member \"source\", which is missing [required]
prices.json:2:30: /rows/0/model_pattern: expected string, found 5 [type]
prices.json:2:12: /rows/0: expected declared members only, found \"b\\u001b\" [additionalProperties]
reset.json: valid cursor-reset
gone.json: unreadable: no such file
";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn json_has_the_same_in_one_object() {
        let mut out = Vec::new();
        write_json(&mut out, &reports()).unwrap();
        let value: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(
            value["summary"],
            serde_json::json!({"files": 3, "valid": 1, "invalid": 1, "unreadable": 1})
        );
        assert_eq!(value["files"][0]["problems"][5]["path"], "/rows/0/model_pattern");
        assert_eq!(value["files"][0]["more_problems"], 0);
        assert_eq!(value["files"][1]["status"], "valid");
        assert_eq!(value["files"][2]["error"], "no such file");
    }
}
