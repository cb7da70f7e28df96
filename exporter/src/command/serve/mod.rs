//! `serve`: the reports of the other commands, made for whoever asks over HTTP.

mod failure;

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::activity_report::FurtherFilters;
use super::source::Source;
use super::{
    Clock, Environment, ExportError, SummarySources, activity_report, export_sessions, usage_daily,
    usage_summary,
};
use crate::archive;
use crate::cli;
use crate::cli::messages;
use crate::cli::summary::parse;
use crate::cli::zone::ProcessZone;
use crate::http::{self, Failure, Reports, Request, ServeError, Settings, Token};
use crate::report::ActivityFilter;

/// The variable that holds the token when no file does.
const TOKEN: &str = "AGENTEXPORT_TOKEN";

/// Bytes in a MiB.
const MIB: u64 = 1024 * 1024;

/// Serves until told to stop.
pub(super) fn run(
    command: &cli::Serve,
    environment: &Environment<'_>,
    err: &mut dyn Write,
) -> Result<(), ExportError> {
    let settings = Settings {
        address: SocketAddr::new(command.host, command.port),
        token: token(command, environment)?,
        public_url: command.public_url.as_deref().map(str::parse).transpose()?,
        origins: command.allow_origins.iter().map(|origin| origin.parse()).collect::<Result<_, _>>()?,
        // A report keeps two cores at work.
        most_running: command
            .max_concurrency
            .unwrap_or_else(|| available_parallelism().map_or(1, |cores| cores.get().div_ceil(2))),
        time_limit: Duration::from_secs(command.request_timeout),
        most_bytes: command.max_response as u64 * MIB,
    };
    let process = ProcessZone { variable: environment.variable, host: environment.host_zone };
    let archive = Archive {
        place: Place::of(command, environment)?,
        clock: Arc::clone(&environment.now),
        zone: process.resolve("Local")?,
    };
    // When stderr is gone there is nobody left to tell.
    match archive.source() {
        Ok(source) => super::warn(err, &source.config.warnings),
        // It may come; until then requests are told.
        Err(error) => _ = messages::warning(err, &error),
    }
    http::serve(&settings, Arc::new(archive), &mut |line| _ = writeln!(err, "{line}"))?;
    Ok(())
}

/// The token, if there is one.
fn token(command: &cli::Serve, environment: &Environment<'_>) -> Result<Option<Token>, ServeError> {
    let text = match &command.token_file {
        Some(path) => {
            let text = std::fs::read_to_string(path);
            Some(text.map_err(|cause| ServeError::TokenFile { path: path.clone(), cause })?)
        }
        None => match (environment.variable)(TOKEN).filter(|value| !value.is_empty()) {
            Some(value) => Some(value.into_string().map_err(|_| ServeError::BadToken)?),
            None => None,
        },
    };
    text.map(|text| Token::new(&text)).transpose()
}

/// Where the archive is.
enum Place {
    /// A data directory: archive and settings are looked up anew for each request.
    Directory(PathBuf),
    /// A source that was named, and the data directory for the settings. It is kept, so that a mirror that has not changed is
    /// not read again.
    Named(Arc<archive::Source>, Option<PathBuf>),
}

impl Place {
    fn of(command: &cli::Serve, environment: &Environment<'_>) -> Result<Self, ExportError> {
        let data_dir = command.data_dir.as_deref();
        let directory = Source::directory(data_dir, environment.variable);
        match Source::named(data_dir, &command.mirror, environment.variable)? {
            Some(named) => Ok(Self::Named(Arc::new(named), directory.ok())),
            None => directory.map(Self::Directory),
        }
    }
}

/// The archive as the server sees it. Each request opens it anew, so that it gets what is there now.
struct Archive {
    place: Place,
    clock: Clock,
    /// What `Local` means.
    zone: TimeZone,
}

impl Archive {
    fn source(&self) -> Result<Source, ExportError> {
        match &self.place {
            Place::Directory(directory) => Source::in_directory(Some(directory), |_| None),
            Place::Named(archive, directory) => {
                Source::with_settings(directory.as_deref(), Arc::clone(archive), |_| None)
            }
        }
    }

    /// The document that a request asks for.
    fn document(&self, request: &Request) -> Result<Vec<Vec<u8>>, ExportError> {
        let environment = Environment {
            // Directory and zone have been looked up.
            variable: &|_| None,
            now: Arc::clone(&self.clock),
            host_zone: &|| self.zone.clone(),
            wants_colour: false,
            shows_progress: false,
        };
        let find = || self.source();
        match request {
            Request::UsageDaily(command) => Ok(vec![usage_daily::make(command, &find, &environment)?.json]),
            Request::ActivityReport(command) => {
                Ok(activity_report::make(command, &FurtherFilters::default(), &find, &environment)?.blocks)
            }
            Request::Sessions(command) => Ok(export_sessions::make(command, &find, &environment)?.blocks),
            Request::UsageSummary(pairs) => {
                let summary = parse(pairs, (self.clock)(), &self.zone).map_err(ExportError::Query)?;
                let source = self.source()?;
                let sources = SummarySources::default();
                Ok(vec![usage_summary(&summary, sources, &source.config, source.archive())?])
            }
            Request::ReferenceActivity(request) => {
                let further = FurtherFilters {
                    branches: ActivityFilter::branch_list(&request.git_branch),
                    automation: request.automation.clone(),
                };
                Ok(activity_report::make(&request.command, &further, &find, &environment)?.blocks)
            }
        }
    }
}

impl Reports for Archive {
    fn make(&self, request: &Request) -> Result<Vec<Vec<u8>>, Failure> {
        self.document(request).map_err(|error| failure::of(error, request))
    }

    fn look(&self) -> Result<(), Failure> {
        self.source().and_then(|source| source.read(|_| Ok(()))).map_err(|error| failure::of_archive(&error))
    }

    fn now(&self) -> Timestamp {
        (self.clock)()
    }
}
