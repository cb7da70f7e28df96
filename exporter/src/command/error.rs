//! Every way a command can fail, with the exit code that goes with it.

use std::io;
use std::path::PathBuf;

use agent_contracts::text::lossy;
use agent_contracts::v1::{CursorReset, CursorResetError};

use crate::archive::ArchiveError;
use crate::bytes::VerifyError;
use crate::cli::UsageError;
use crate::cli::summary::QueryError;
use crate::cli::window::WindowError;
use crate::cli::zone::ZoneError;
use crate::config::ConfigError;
use crate::cursor::CursorError;
use crate::document::DocumentError;
use crate::human::TemplateError;
use crate::push::PushError;
use crate::report::{AutomationError, RangeError, ReportError};
use crate::rows::RowError;
use crate::store::StoreError;

/// Why a command failed. The message is one sentence for people.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The command line.
    #[error(transparent)]
    Usage(#[from] UsageError),
    /// A time zone that does not exist.
    #[error(transparent)]
    Zone(#[from] ZoneError),
    /// The days asked for.
    #[error(transparent)]
    Window(#[from] WindowError),
    /// Parameters of a query that mean nothing, in v1's words.
    #[error(transparent)]
    Query(QueryError),
    /// Flags that mean nothing.
    #[error("{0}")]
    Flags(String),
    /// The range asked for.
    #[error(transparent)]
    Range(#[from] RangeError),
    /// Sessions by who drove them.
    #[error(transparent)]
    Automation(#[from] AutomationError),
    /// The words of a line.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The settings file.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The archive's file.
    #[error("open local archive: {0}")]
    Archive(#[from] ArchiveError),
    /// A table.
    #[error(transparent)]
    Row(RowError),
    /// The archive does not say which one it is.
    #[error(
        "database id missing; start the program that writes the archive once, so that it initialises its metadata"
    )]
    NoDatabaseId,
    /// The cursor was issued for another order of sessions.
    #[error(transparent)]
    Cursor(CursorError),
    /// The cursor is no longer valid.
    #[error("{}", .0.message)]
    CursorReset(CursorReset),
    /// Figures that the contract cannot carry.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// Output that would not validate.
    #[error(transparent)]
    Verify(#[from] VerifyError),
    /// Standard output or a temporary file.
    #[error("writing: {0}")]
    Output(#[from] io::Error),
    /// Something in an archive that was looked at is an error; all of it has been printed.
    #[error("the archive is not sound; its errors are listed on standard output")]
    Unsound,
    /// The archive that `sync` writes.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A push.
    #[error("push: {0}")]
    Push(PushError),
    /// A push that left rows out, with `--strict`.
    #[error("{0} rows were left out; everything else is in the mirror")]
    LeftOut(usize),
    /// Nothing says which mirror is meant.
    #[error("no mirror: pass --to (or --in) with postgres://... or duckdb:FILE, or set AGENTEXPORT_PUSH_TO")]
    NoMirrorNamed,
    /// The text is no address; it is not repeated, as it may hold a password.
    #[error("that is no mirror: expected postgres://USER@HOST/DATABASE or duckdb:FILE")]
    NotAnAddress,
    /// Neither the environment nor the settings say where logs are.
    #[error("no directory of logs: set {home}, or CLAUDE_PROJECTS_DIR and CODEX_SESSIONS_DIR", home = if cfg!(windows) { "USERPROFILE" } else { "HOME" })]
    NoLogDirectory,
    /// `--strict`, and something could not be read.
    #[error("{0} logs or directories could not be read; everything else is in the archive")]
    Incomplete(usize),
    /// The server.
    #[cfg(feature = "serve")]
    #[error(transparent)]
    Serve(#[from] crate::http::ServeError),
    /// The demonstration never touches an archive that is there.
    #[error("{} exists already; pass --data-dir with a directory that has no archive", .0.display())]
    DemoArchiveExists(PathBuf),
    /// The demonstration.
    #[error("the demonstration failed: {0}; please report this")]
    Demo(String),
}

impl ExportError {
    /// The cursor is no longer valid for the archive with this identifier.
    pub(super) fn cursor_reset(database_id: &[u8]) -> Self {
        Self::CursorReset(CursorReset {
            error: CursorResetError::CursorReset,
            message: "session export cursor is no longer valid; restart the export".to_owned(),
            database_id: lossy(database_id).into_owned(),
        })
    }

    /// Why a report failed, in the archive with this identifier.
    pub(super) fn of_report(error: ReportError, database_id: &[u8]) -> Self {
        match error {
            ReportError::Row(error) => error.into(),
            ReportError::PositionLost => Self::cursor_reset(database_id),
        }
    }

    /// Why a cursor was refused, in the archive with this identifier.
    pub(super) fn of_cursor(error: CursorError, database_id: &[u8]) -> Self {
        match error {
            CursorError::Unusable => Self::cursor_reset(database_id),
            CursorError::OrderChanged => Self::Cursor(error),
        }
    }
}

impl From<RowError> for ExportError {
    fn from(error: RowError) -> Self {
        match error {
            RowError::Archive(error) => Self::Archive(error),
            error => Self::Row(error),
        }
    }
}
