//! `usage daily`: archive, rows, report, document, bytes or a table.

use agent_contracts::identity::{Checkouts, StoredTextOnly};
use agent_contracts::v1::{UsageDaily, UsageTotals};

use super::source::{Find, Source, overlay};
use super::{Environment, ExportError, Printed};
use crate::archive::Snapshot;
use crate::bytes::encode_report;
use crate::checkout::Probe;
use crate::cli::zone::ProcessZone;
use crate::cli::{self, window};
use crate::config::Config;
use crate::document;
use crate::human;
use crate::prices::effective_prices;
use crate::report::{AgentList, DailyContext, DailyRequest, Window, report_daily};
use crate::rows;

/// Agents that leave no token counts behind; the first three belong to Copilot.
const WITHOUT_TOKENS: [&str; 5] = ["copilot", "vscode-copilot", "visualstudio-copilot", "windsurf", "zcode"];
const COPILOTS: usize = 3;

/// A report: the document, and its checked bytes.
pub(super) struct Report {
    document: UsageDaily,
    /// The document's bytes.
    pub(super) json: Vec<u8>,
    agents: AgentList,
    warnings: Vec<String>,
}

/// Makes the report and prints it in the form that was asked for.
pub(super) fn run(command: &cli::UsageDaily, environment: &Environment<'_>) -> Result<Printed, ExportError> {
    // Also checked when a table is printed: its figures are those of the document.
    let find = || Source::find(command.data_dir.as_deref(), &command.mirror, environment.variable);
    let Report { document, json, agents, warnings } = make(command, &find, environment)?;
    let mut printed = Printed { warnings, ..Printed::default() };
    if command.as_json {
        printed.blocks.push(json);
    } else {
        let table = human::daily_table(&document, command.breakdown, environment.wants_colour);
        printed.blocks.push(table.into_bytes());
        printed.notes.extend(note(agents.items(), &document.totals).map(str::to_owned));
    }
    Ok(printed)
}

/// Makes the report. Zone and window are looked at before the archive is.
pub(super) fn make(
    command: &cli::UsageDaily,
    find: Find<'_>,
    environment: &Environment<'_>,
) -> Result<Report, ExportError> {
    let process = ProcessZone { variable: environment.variable, host: environment.host_zone };
    let zone = process.resolve(&command.timezone)?;
    let (from, to) = window::dates(command, (environment.now)(), &zone)?;
    let agents = AgentList::new(&command.agent);
    let request = DailyRequest { window: Window { from, to }, agents, zone };

    let source = find()?;
    let document = source.read(|snapshot| report(command, &request, &source.config, snapshot))?;
    let json = encode_report(&document)?;
    Ok(Report { document, json, agents: request.agents, warnings: source.config.warnings })
}

fn report(
    command: &cli::UsageDaily,
    request: &DailyRequest,
    config: &Config,
    snapshot: &Snapshot,
) -> Result<UsageDaily, ExportError> {
    let overlay = overlay(snapshot, command.offline);
    let prices = effective_prices(rows::stored_prices(snapshot)?, &config.custom_prices, overlay);
    let probe = Probe::default();
    let checkouts: &dyn Checkouts = if command.probe_checkouts { &probe } else { &StoredTextOnly };
    let report = report_daily(snapshot, request, &DailyContext { prices: &prices, checkouts })?;
    Ok(document::usage_daily(&report, &prices, command.breakdown)?)
}

/// Why a table may be empty: the agents asked for never leave token counts behind.
fn note(agents: Option<&[String]>, totals: &UsageTotals) -> Option<&'static str> {
    let agents = agents?;
    let is_zero = totals.total_cost.get() == 0.0
        && [
            totals.input_tokens,
            totals.output_tokens,
            totals.cache_creation_tokens,
            totals.cache_read_tokens,
        ] == [0; 4];
    let are_all = |names: &[&str]| agents.iter().all(|agent| names.contains(&agent.trim()));
    if !is_zero || !are_all(&WITHOUT_TOKENS) {
        None
    } else if are_all(&WITHOUT_TOKENS[..COPILOTS]) {
        Some("Copilot records no tokens per message, so there is nothing to add up")
    } else {
        Some("these agents record no tokens per message, so there is nothing to add up")
    }
}
