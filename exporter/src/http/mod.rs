//! The server: requests over HTTP become the same typed commands that the command line makes, and the checked bytes
//! that come back become answers. What a report is, and where an archive is, comes in through [`Reports`].
//!
//! A request passes, in this order: the log, the headers that every answer has, the look at `Host`, cross-origin
//! rules, the token, compression, and then its route. `routes.rs` has the one table of routes and
//! parameters; router and description are both made of it.

mod access;
mod answer;
mod failure;
mod listen;
mod log;
mod openapi;
mod page;
mod query;
mod router;
mod routes;
mod settings;
mod tag;
mod work;

use jiff::Timestamp;

use crate::cli;

pub use failure::Failure;
pub use listen::serve;
pub use settings::{ServeError, Settings, Site, Token};

/// What a route asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// Tokens and cost per day.
    UsageDaily(Box<cli::UsageDaily>),
    /// Concurrency and cost of a range.
    ActivityReport(Box<cli::ActivityReport>),
    /// A page of session summaries, or all of them.
    Sessions(Box<cli::ExportSessions>),
    /// Concurrency and cost of a range, by the rules of v1's own route.
    ReferenceActivity(Box<ReferenceActivity>),
    /// Chosen usage, by the rules of v1's own route: the names and values of the query, in order.
    UsageSummary(Vec<(String, String)>),
}

/// The parameters of v1's route for the activity report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReferenceActivity {
    /// Those that are flags as well.
    pub command: cli::ActivityReport,
    /// `git_branch`: tokens of project, byte 0x1F and branch, separated by byte 0x1E; or empty.
    pub git_branch: String,
    /// `automation`, or empty.
    pub automation: String,
}

/// Makes the documents that routes answer with. Called on threads that may wait, several at a time.
pub trait Reports: Send + Sync + 'static {
    /// The document that `request` asks for: checked bytes, in blocks.
    ///
    /// # Errors
    ///
    /// [`Failure`], which is also what the client gets to read.
    fn make(&self, request: &Request) -> Result<Vec<Vec<u8>>, Failure>;

    /// Whether the archive can be opened.
    ///
    /// # Errors
    ///
    /// Why not.
    fn look(&self) -> Result<(), Failure>;

    /// The time.
    fn now(&self) -> Timestamp;
}
