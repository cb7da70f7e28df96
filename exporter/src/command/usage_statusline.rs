//! `usage statusline`: today's usage in one line, from the few rows of today.

use agent_contracts::pricing::Overlay;

use super::source::Source;
use super::{Environment, ExportError, Printed};
use crate::cli;
use crate::cli::zone::ProcessZone;
use crate::human::Template;
use crate::prices::effective_prices;
use crate::report::{DailyRequest, NameFilter, UsageFilter, Window, report_window};
use crate::rows;

/// What the line says unless told otherwise.
const DEFAULT_FORMAT: &str = "{cost} today, {tokens} tokens";

/// Makes the line.
pub(super) fn run(
    command: &cli::UsageStatusline,
    environment: &Environment<'_>,
) -> Result<Printed, ExportError> {
    let template: Template = command.format.as_deref().unwrap_or(DEFAULT_FORMAT).parse()?;
    let process = ProcessZone { variable: environment.variable, host: environment.host_zone };
    let zone = process.resolve(&command.timezone)?;
    let today = zone.to_datetime((environment.now)()).date();
    let window = Window { from: Some(today), to: Some(today) };
    let filter = UsageFilter { agents: NameFilter::only(&command.agent), ..UsageFilter::default() };
    let request = DailyRequest { window, filter, zone };

    let source = Source::find(command.data_dir.as_deref(), &command.mirror, environment.variable)?;
    let report = source.read(|snapshot| {
        // The archive's own prices are the newest; without any, those of this program are better than none.
        let stored = rows::stored_prices(snapshot)?;
        let prices = effective_prices(stored, &source.config.custom_prices, Overlay::WhenEmpty);
        Ok(report_window(snapshot, &request, &prices)?)
    })?;
    let line = format!("{}\n", template.fill(&today.to_string(), &report)).into_bytes();
    Ok(Printed { blocks: vec![line], warnings: source.config.warnings, ..Printed::default() })
}
