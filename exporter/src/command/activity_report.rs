//! `activity report`: archive, rows, report, document, bytes or a summary.

use agent_contracts::identity::{Checkouts, StoredTextOnly};
use agent_contracts::v1::ActivityReport;

use super::source::{Find, Source, messages, overlay};
use super::{Environment, ExportError, Printed};
use crate::bytes::encode_activity_report;
use crate::checkout::Probe;
use crate::cli;
use crate::cli::zone::ProcessZone;
use crate::document;
use crate::human;
use crate::prices::effective_prices;
use crate::report::{
    ActivityFilter, ActivityPlan, Automation, Context, RangeTexts, Selection, report_activity,
};
use crate::rows;

/// What the flags of the command line cannot say; the default filters nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct FurtherFilters {
    /// Only these pairs of project and branch.
    pub(super) branches: Option<Vec<(String, String)>>,
    /// `all`, `interactive`, `automated` or nothing.
    pub(super) automation: String,
}

/// A report: the document without its intervals, and all of it as checked bytes.
pub(super) struct Report {
    document: ActivityReport,
    /// The document's bytes, in blocks.
    pub(super) blocks: Vec<Vec<u8>>,
    warnings: Vec<String>,
}

/// Makes the report and prints it in the form that was asked for.
pub(super) fn run(
    command: &cli::ActivityReport,
    environment: &Environment<'_>,
) -> Result<Printed, ExportError> {
    let find = || Source::find(command.data_dir.as_deref(), &command.mirror, environment.variable);
    let Report { document, blocks, warnings } =
        make(command, &FurtherFilters::default(), &find, environment)?;
    let blocks = if command.as_json {
        blocks
    } else {
        // Made of the document, which has been checked as well.
        vec![human::activity_summary(&document, environment.wants_colour).into_bytes()]
    };
    Ok(Printed { blocks, warnings, ..Printed::default() })
}

/// Makes the report. Zone, range and filters are looked at, in this order, before the archive is.
pub(super) fn make(
    command: &cli::ActivityReport,
    further: &FurtherFilters,
    find: Find<'_>,
    environment: &Environment<'_>,
) -> Result<Report, ExportError> {
    let process = ProcessZone { variable: environment.variable, host: environment.host_zone };
    let zone = process.resolve(&command.timezone)?;
    let texts = RangeTexts {
        preset: command.preset.clone(),
        date: command.date.clone(),
        from: command.from.clone(),
        to: command.to.clone(),
        bucket: command.bucket.clone(),
    };
    let plan = ActivityPlan::new(&texts, &zone, (environment.now)())?;
    let filter = ActivityFilter {
        project: command.project.clone(),
        agents: Selection::comma_list(&command.agent),
        machines: Selection::comma_list(&command.machine),
        branches: further.branches.clone(),
        automation: further.automation.parse::<Automation>()?,
    };

    let source = find()?;
    let timezone = process.name(&command.timezone);
    let (document, blocks) = source.read(|snapshot| {
        let overlay = overlay(snapshot, command.offline);
        let stored = rows::stored_prices(snapshot)?;
        let prices = effective_prices(stored, &source.config.custom_prices, overlay);
        let probe = Probe::default();
        let checkouts: &dyn Checkouts = if command.probe_checkouts { &probe } else { &StoredTextOnly };
        let progress = environment.progress(messages(snapshot)?, "reading messages");
        let context = Context { prices: &prices, checkouts, progress: &|rows| progress.advance(rows) };
        let figures = report_activity(snapshot, &plan, &filter, &context)?;
        progress.finish();
        let document = document::activity_report(&figures, &plan, &prices, timezone.clone())?;
        let blocks = encode_activity_report(&document, document::activity_intervals(&figures))?;
        Ok((document, blocks))
    })?;
    Ok(Report { document, blocks, warnings: source.config.warnings })
}
