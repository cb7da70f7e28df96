//! `export sessions`: archive, rows, report, document, bytes, in this order.

use std::io::Write;

use agent_contracts::identity::{Checkouts, StoredTextOnly};
use agent_contracts::pricing::Overlay;

use super::source::{Find, Source, messages};
use super::{Environment, ExportError};
use crate::archive::Snapshot;
use crate::bytes::{Format, encode_sessions};
use crate::checkout::Probe;
use crate::cli::{self, OutputFormat, SelectionFlags};
use crate::config::Config;
use crate::cursor::{self, Key};
use crate::document::{session_meta, session_summary};
use crate::prices::effective_prices;
use crate::report::{Context, Selection, SessionsRequest, report_sessions};
use crate::rows;

/// A finished export: valid, and not printed yet.
#[derive(Debug)]
pub struct Exported {
    /// The output, in blocks.
    pub blocks: Vec<Vec<u8>>,
    /// Sentences for people.
    pub warnings: Vec<String>,
}

impl Exported {
    /// Writes the output.
    ///
    /// # Errors
    ///
    /// What `out` says.
    pub fn print(&self, out: &mut dyn Write) -> Result<(), ExportError> {
        for block in &self.blocks {
            out.write_all(block)?;
        }
        Ok(out.flush()?)
    }
}

/// Exports session summaries as a command line asks.
///
/// # Errors
///
/// [`ExportError`]; then nothing must be printed.
pub fn export_sessions(
    command: &cli::ExportSessions,
    environment: &Environment<'_>,
) -> Result<Exported, ExportError> {
    make(
        command,
        &|| Source::find(command.data_dir.as_deref(), &command.mirror, environment.variable),
        environment,
    )
}

/// As [`export_sessions`], from the source that `find` finds.
pub(super) fn make(
    command: &cli::ExportSessions,
    find: Find<'_>,
    environment: &Environment<'_>,
) -> Result<Exported, ExportError> {
    let source = find()?;
    let blocks = source.read(|snapshot| export(command, &source.config, snapshot, environment))?;
    Ok(Exported { blocks, warnings: source.config.warnings })
}

fn export(
    command: &cli::ExportSessions,
    config: &Config,
    snapshot: &Snapshot,
    environment: &Environment<'_>,
) -> Result<Vec<Vec<u8>>, ExportError> {
    let prices = effective_prices(rows::stored_prices(snapshot)?, &config.custom_prices, Overlay::WhenEmpty);
    let database_id = rows::database_id(snapshot)?.ok_or(ExportError::NoDatabaseId)?;
    let key = match &config.cursor_secret {
        Some(secret) => Key::from_secret(secret),
        None => Key::from_database_id(&database_id),
    };
    let (selection, resume) = match &command.cursor {
        None => (selection(&command.selection), None),
        Some(text) => {
            let opened = cursor::open(&key, &database_id, text);
            let (selection, position) =
                opened.map_err(|error| ExportError::of_cursor(error, &database_id))?;
            (selection, Some(position))
        }
    };
    let request = SessionsRequest { selection, resume, limit: (!command.all).then_some(command.limit) };

    let probe = Probe::default();
    let checkouts: &dyn Checkouts = if command.probe_checkouts { &probe } else { &StoredTextOnly };
    let progress = environment.progress(messages(snapshot)?, "reading messages");
    let context = Context { prices: &prices, checkouts, progress: &|rows| progress.advance(rows) };
    let report = report_sessions(snapshot, &request, &context)
        .map_err(|error| ExportError::of_report(error, &database_id))?;
    progress.finish();

    let next = report.next.as_ref().map(|next| cursor::issue(&key, &database_id, &request.selection, next));
    let meta = session_meta(&report, &prices, &database_id, next.unwrap_or_default())?;
    let summaries = report.entries.iter().map(|entry| Ok(session_summary(&report.rows[entry.row], entry)?));
    let format = match command.format {
        OutputFormat::Json => Format::Json,
        OutputFormat::Ndjson => Format::Ndjson,
    };
    encode_sessions::<ExportError>(&meta, summaries, format)
}

/// What the flags' texts mean.
fn selection(flags: &SelectionFlags) -> Selection {
    let text = |text: &str| text.trim().to_owned();
    Selection {
        project: text(&flags.project),
        exclude_project: text(&flags.exclude_project),
        machines: Selection::comma_list(&flags.machine),
        branches: Selection::branch_list(&flags.git_branch),
        agents: Selection::comma_list(&flags.agent),
        date: text(&flags.date),
        date_from: text(&flags.date_from),
        date_to: text(&flags.date_to),
        active_since: text(&flags.active_since),
        min_messages: flags.min_messages,
        max_messages: flags.max_messages,
        min_user_messages: flags.min_user_messages,
        include_one_shot: flags.include_one_shot,
        include_automated: flags.include_automated,
        include_children: flags.include_children,
        outcomes: Selection::comma_list(&flags.outcome),
        health_grades: Selection::comma_list(&flags.health_grade),
        min_tool_failures: flags.min_tool_failures,
        has_secret: flags.has_secret,
    }
}
