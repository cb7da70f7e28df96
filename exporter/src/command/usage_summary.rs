//! `usage summary`: archive, rows, report, document, bytes. Whoever asks, a command line or a URL, gets the same bytes.

use agent_contracts::identity::{Checkouts, StoredTextOnly};

use super::source::{Source, overlay};
use super::{Environment, ExportError, Printed};
use crate::archive::{self, Snapshot};
use crate::bytes::encode_answer;
use crate::checkout::Probe;
use crate::cli;
use crate::cli::summary::{SummaryRequest, parse};
use crate::cli::zone::{LOCAL, ProcessZone};
use crate::config::Config;
use crate::document::{self, SummaryParts};
use crate::prices::effective_prices;
use crate::report::{
    BranchList, DailyContext, DailyRequest, NameFilter, NameList, TerminationFilter, UsageFilter, Window,
    report_summary,
};
use crate::rows;

/// What a report takes from elsewhere than the archive's tables.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct SummarySources {
    /// The built-in prices go over those of the archive.
    pub built_in_prices: bool,
    /// Look at the directories that the archive mentions.
    pub checkouts: bool,
}

/// Makes the report. Zone and parameters are looked at before the archive is.
pub(super) fn run(
    command: &cli::UsageSummary,
    environment: &Environment<'_>,
) -> Result<Printed, ExportError> {
    let process = ProcessZone { variable: environment.variable, host: environment.host_zone };
    let zone = process.resolve(&command.timezone)?;
    let mut parameters = command.parameters.clone();
    parameters.push(("timezone".to_owned(), LOCAL.to_owned()));
    let request = parse(&parameters, (environment.now)(), &zone)
        .map_err(|error| ExportError::Flags(error.of_flags()))?;
    let sources = SummarySources { built_in_prices: command.offline, checkouts: command.probe_checkouts };
    let source = Source::find(command.data_dir.as_deref(), &command.mirror, environment.variable)?;
    let answer = usage_summary(&request, sources, &source.config, source.archive())?;
    Ok(Printed { blocks: vec![answer], warnings: source.config.warnings, ..Printed::default() })
}

/// The usage summary of an archive, checked, as one line of JSON.
///
/// # Errors
///
/// An archive that cannot be read, and figures that JSON cannot carry.
pub fn usage_summary(
    request: &SummaryRequest,
    sources: SummarySources,
    config: &Config,
    archive: &archive::Source,
) -> Result<Vec<u8>, ExportError> {
    let daily = daily_request(request);
    let document = archive::read(archive, |snapshot: &Snapshot| -> Result<_, ExportError> {
        let overlay = overlay(snapshot, sources.built_in_prices);
        let prices = effective_prices(rows::stored_prices(snapshot)?, &config.custom_prices, overlay);
        let probe = Probe::default();
        let checkouts: &dyn Checkouts = if sources.checkouts { &probe } else { &StoredTextOnly };
        let report = report_summary(snapshot, &daily, &DailyContext { prices: &prices, checkouts })?;
        let parts = SummaryParts { breakdowns: request.breakdowns, session_counts: request.session_counts };
        Ok(document::usage_summary(&report, &prices, daily.window, parts)?)
    })?;
    Ok(encode_answer(&document)?)
}

/// What the texts of a request mean.
fn daily_request(request: &SummaryRequest) -> DailyRequest {
    let names =
        |only: &str, without: &str| NameFilter { only: NameList::new(only), without: NameList::new(without) };
    DailyRequest {
        window: Window { from: request.from, to: request.to },
        filter: UsageFilter {
            projects: names(&request.project, &request.exclude_project),
            agents: names(&request.agent, &request.exclude_agent),
            models: names(&request.model, &request.exclude_model),
            machines: NameList::new(&request.machine),
            branches: BranchList::new(&request.git_branch),
            min_user_messages: request.min_user_messages,
            active_since: request.active_since.clone(),
            termination: TerminationFilter::new(&request.termination, request.now),
            without_one_shot: !request.include_one_shot,
            without_automated: !request.include_automated,
        },
        zone: request.zone.clone(),
    }
}
