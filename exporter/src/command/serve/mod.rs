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
use super::{Clock, Environment, ExportError, activity_report, export_sessions, usage_daily};
use crate::cli;
use crate::cli::messages;
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
        data_directory: Source::directory(command.data_dir.as_deref(), environment.variable)?,
        clock: Arc::clone(&environment.now),
        zone: process.resolve("Local")?,
    };
    // When stderr is gone there is nobody left to tell.
    match Source::find(Some(&archive.data_directory), environment.variable) {
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

/// The archive as the server sees it. Each request opens it anew, so that it gets what is there now.
struct Archive {
    data_directory: PathBuf,
    clock: Clock,
    /// What `Local` means.
    zone: TimeZone,
}

impl Archive {
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
        let data_dir = Some(self.data_directory.clone());
        match request {
            Request::UsageDaily(command) => {
                let command = cli::UsageDaily { data_dir, ..(**command).clone() };
                Ok(vec![usage_daily::make(&command, &environment)?.json])
            }
            Request::ActivityReport(command) => {
                let command = cli::ActivityReport { data_dir, ..(**command).clone() };
                Ok(activity_report::make(&command, &FurtherFilters::default(), &environment)?.blocks)
            }
            Request::Sessions(command) => {
                let command = cli::ExportSessions { data_dir, ..(**command).clone() };
                Ok(export_sessions(&command, &environment)?.blocks)
            }
            Request::ReferenceActivity(request) => {
                let command = cli::ActivityReport { data_dir, ..request.command.clone() };
                let further = FurtherFilters {
                    branches: ActivityFilter::branch_list(&request.git_branch),
                    automation: request.automation.clone(),
                };
                Ok(activity_report::make(&command, &further, &environment)?.blocks)
            }
        }
    }
}

impl Reports for Archive {
    fn make(&self, request: &Request) -> Result<Vec<Vec<u8>>, Failure> {
        self.document(request).map_err(|error| failure::of(error, request))
    }

    fn look(&self) -> Result<(), Failure> {
        let found = Source::find(Some(&self.data_directory), |_| None);
        found.and_then(|source| source.read(|_| Ok(()))).map_err(|error| failure::of_archive(&error))
    }

    fn now(&self) -> Timestamp {
        (self.clock)()
    }
}
