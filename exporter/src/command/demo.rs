//! `demo`: a small archive built from data in the program, exported, and validated against the published schema.

use std::io::{self, Write};
use std::path::Path;

use agent_contracts::v1::SessionExport;
use agent_contracts::{Surface, reading};
use rusqlite::Connection;

use super::{Environment, ExportError, export_sessions};
use crate::archive::ARCHIVE_FILE;
use crate::bytes::published_schema;
use crate::cli;

/// The rows of the archive.
const ROWS: &str = include_str!("../../data/demo.sql");

/// Builds the archive in `--data-dir` or a temporary directory, exports it to `out`, and tells the story on `err`.
pub(super) fn run(
    demo: &cli::Demo,
    environment: &Environment<'_>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<(), ExportError> {
    let temporary = tempfile::tempdir()?;
    let directory = demo.data_dir.as_deref().unwrap_or(temporary.path());
    build(directory)?;
    // A story that nobody can hear is no reason to keep the document back.
    let mut tell = |sentence: &str| _ = writeln!(err, "{sentence}");
    tell(&format!("1. Built a small archive: {}", directory.join(ARCHIVE_FILE).display()));

    let command =
        cli::ExportSessions { data_dir: Some(directory.to_owned()), ..cli::ExportSessions::default() };
    let exported = export_sessions(&command, environment)?;
    let text = exported.blocks.concat();
    let document: SessionExport = reading::from_slice(&text).map_err(|error| failed(&error))?;
    let sessions = document.sessions.len();
    tell(&format!(
        "2. Exported it: {sessions} sessions, their tokens, costs, prices and projects, none of their content."
    ));

    let surface = Surface::SessionExport;
    validate(surface, &text)?;
    tell(&format!("3. Validated the document against schemas/v1/{}; here it is:", surface.file_name()));
    agent_contracts::json::write_pretty(&mut *out, &document).map_err(io::Error::from)?;
    writeln!(out)?;
    out.flush()?;
    tell(
        "4. Next, your own archive (read-only: not a byte of it changes):\n   \
         agentexport usage daily                                    tokens and cost per day, as a table\n   \
         agentexport activity report --preset week                  who was at work when, how many at once\n   \
         agentexport export sessions --all --format ndjson          everything, one session a line\n   \
         agentexport help                                           all commands; --help has their flags",
    );
    Ok(())
}

/// Creates the archive; one that is already there stays as it is and is an error.
fn build(directory: &Path) -> Result<(), ExportError> {
    std::fs::create_dir_all(directory)?;
    let path = directory.join(ARCHIVE_FILE);
    if path.exists() {
        return Err(ExportError::DemoArchiveExists(path));
    }
    let archive = Connection::open(&path).map_err(|error| failed(&error))?;
    for sql in [crate::archive::TABLES, ROWS] {
        archive.execute_batch(sql).map_err(|error| failed(&error))?;
    }
    archive.close().map_err(|(_, error)| failed(&error))
}

fn validate(surface: Surface, text: &[u8]) -> Result<(), ExportError> {
    let document = serde_json::from_slice(text).map_err(|error| failed(&error))?;
    let schema = serde_json::from_str(published_schema(surface)).map_err(|error| failed(&error))?;
    let validator = jsonschema::draft202012::new(&schema).map_err(|error| failed(&error))?;
    validator.validate(&document).map_err(|error| failed(&format!("{}: {error}", error.instance_path())))
}

fn failed(error: &dyn std::fmt::Display) -> ExportError {
    ExportError::Demo(error.to_string())
}
