//! `activity report`: archive, rows, report, document, bytes or a summary.

use agent_contracts::identity::{Checkouts, StoredTextOnly};
use agent_contracts::pricing::Overlay;
use agent_contracts::v1::ActivityReport;

use super::{Environment, ExportError, Printed};
use crate::archive::{self, Snapshot};
use crate::bytes::encode_activity_report;
use crate::checkout::Probe;
use crate::cli;
use crate::cli::progress::Progress;
use crate::cli::zone::ProcessZone;
use crate::config::Config;
use crate::document;
use crate::human;
use crate::prices::effective_prices;
use crate::report::{ActivityFilter, ActivityPlan, Context, RangeTexts, Selection, report_activity};
use crate::rows;

/// Makes the report. Zone and range are looked at before the archive is.
pub(super) fn run(
    command: &cli::ActivityReport,
    environment: &Environment<'_>,
) -> Result<Printed, ExportError> {
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

    let data_directory = archive::data_directory(command.data_dir.as_deref(), environment.variable)?;
    let config = Config::read(&data_directory)?;
    let source = archive::Source::of_directory(&data_directory)?;
    let timezone = process.name(&command.timezone);
    let blocks = archive::read(&source, |snapshot| {
        let (document, blocks) = report(command, &plan, &timezone, &config, snapshot)?;
        Ok::<_, ExportError>(if command.as_json {
            blocks
        } else {
            // Made of the document, which has been checked as well.
            vec![human::activity_summary(&document, environment.wants_colour).into_bytes()]
        })
    })?;
    Ok(Printed { blocks, warnings: config.warnings, ..Printed::default() })
}

/// The document without its intervals, and all of it as checked bytes.
fn report(
    command: &cli::ActivityReport,
    plan: &ActivityPlan,
    timezone: &str,
    config: &Config,
    snapshot: &Snapshot,
) -> Result<(ActivityReport, Vec<Vec<u8>>), ExportError> {
    let overlay = if command.offline { Overlay::Always } else { Overlay::Never };
    let prices = effective_prices(rows::stored_prices(snapshot)?, &config.custom_prices, overlay);
    let filter = ActivityFilter {
        project: command.project.clone(),
        agents: Selection::comma_list(&command.agent),
        machines: Selection::comma_list(&command.machine),
    };
    let probe = Probe::default();
    let checkouts: &dyn Checkouts = if command.probe_checkouts { &probe } else { &StoredTextOnly };
    let messages =
        rows::message_numbers(snapshot)?.map_or(0, |numbers| numbers.end().abs_diff(*numbers.start()));
    let progress = Progress::start(messages, "reading messages");
    let context = Context { prices: &prices, checkouts, progress: &|rows| progress.advance(rows) };
    let figures = report_activity(snapshot, plan, &filter, &context)?;
    progress.finish();
    let document = document::activity_report(&figures, plan, &prices, timezone.to_owned())?;
    let blocks = encode_activity_report(&document, document::activity_intervals(&figures))?;
    Ok((document, blocks))
}
