//! `usage daily`: archive, rows, report, document, bytes or a table.

use agent_contracts::identity::{Checkouts, StoredTextOnly};
use agent_contracts::v1::UsageDaily;

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
use crate::report::{
    DailyContext, DailyRequest, NameFilter, TokenlessAgents, UsageFilter, Window, report_daily,
};
use crate::rows;

/// A report: the document, and its checked bytes.
pub(super) struct Report {
    document: UsageDaily,
    /// The document's bytes.
    pub(super) json: Vec<u8>,
    tokenless: Option<TokenlessAgents>,
    warnings: Vec<String>,
}

/// Makes the report and prints it in the form that was asked for.
pub(super) fn run(command: &cli::UsageDaily, environment: &Environment<'_>) -> Result<Printed, ExportError> {
    // Also checked when a table is printed: its figures are those of the document.
    let find = || Source::find(command.data_dir.as_deref(), &command.mirror, environment.variable);
    let Report { document, json, tokenless, warnings } = make(command, &find, environment)?;
    let mut printed = Printed { warnings, ..Printed::default() };
    if command.as_json {
        printed.blocks.push(json);
    } else {
        let table = human::daily_table(&document, command.breakdown, environment.wants_colour);
        printed.blocks.push(table.into_bytes());
        printed.notes.extend(tokenless.map(|agents| note(agents).to_owned()));
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
    let filter = UsageFilter { agents: NameFilter::only(&command.agent), ..UsageFilter::default() };
    let request = DailyRequest { window: Window { from, to }, filter, zone };

    let source = find()?;
    let (document, tokenless) =
        source.read(|snapshot| report(command, &request, &source.config, snapshot))?;
    let json = encode_report(&document)?;
    Ok(Report { document, json, tokenless, warnings: source.config.warnings })
}

fn report(
    command: &cli::UsageDaily,
    request: &DailyRequest,
    config: &Config,
    snapshot: &Snapshot,
) -> Result<(UsageDaily, Option<TokenlessAgents>), ExportError> {
    let overlay = overlay(snapshot, command.offline);
    let prices = effective_prices(rows::stored_prices(snapshot)?, &config.custom_prices, overlay);
    let probe = Probe::default();
    let checkouts: &dyn Checkouts = if command.probe_checkouts { &probe } else { &StoredTextOnly };
    let report = report_daily(snapshot, request, &DailyContext { prices: &prices, checkouts })?;
    let document = document::usage_daily(&report, &prices, command.breakdown)?;
    Ok((document, TokenlessAgents::of(&request.filter, &report.totals)))
}

/// Why a table may be empty: the agents asked for never leave token counts behind.
fn note(agents: TokenlessAgents) -> &'static str {
    match agents {
        TokenlessAgents::Copilot => "Copilot records no tokens per message, so there is nothing to add up",
        TokenlessAgents::Others => "these agents record no tokens per message, so there is nothing to add up",
    }
}
