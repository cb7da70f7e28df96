//! `doctor`: a look at a whole archive, as text or JSON. The exit code is 1 when something in it is an error.

use agent_contracts::identity::StoredTextOnly;
use agent_contracts::pricing::Overlay;

use super::source::{Source, messages};
use super::{Environment, ExportError, Printed};
use crate::archive::Scrutiny;
use crate::bytes::encode_findings;
use crate::cli;
use crate::document::{CheckupDocument, Severity};
use crate::human;
use crate::prices::effective_prices;
use crate::report::{Context, check_up};
use crate::rows;

/// How often messages are read, for the progress bar.
const PASSES: u64 = 4;

/// Looks, and says whether nothing is an error.
pub(super) fn run(
    command: &cli::Doctor,
    environment: &Environment<'_>,
) -> Result<(Printed, bool), ExportError> {
    let source = Source::in_directory(command.data_dir.as_deref(), environment.variable)?;
    let scrutiny = if command.thorough { Scrutiny::Thorough } else { Scrutiny::Quick };
    let now = (environment.now)();
    let document = source.read(|snapshot| {
        let stored = rows::stored_prices(snapshot)?;
        let prices = effective_prices(stored, &source.config.custom_prices, Overlay::WhenEmpty);
        let progress = environment.progress(PASSES * messages(snapshot)?, "looking at messages");
        let context =
            Context { prices: &prices, checkouts: &StoredTextOnly, progress: &|rows| progress.advance(rows) };
        let checkup = check_up(snapshot, scrutiny, now, &context)?;
        progress.finish();
        Ok(CheckupDocument::new(&checkup, snapshot.path(), snapshot.bytes()))
    })?;
    let block = if command.as_json {
        encode_findings(&document)
    } else {
        human::checkup_text(&document, environment.wants_colour).into_bytes()
    };
    let is_sound = document.worst() != Some(Severity::Error);
    Ok((Printed { blocks: vec![block], warnings: source.config.warnings, ..Printed::default() }, is_sound))
}
