//! The session export as contract types: the meta line first, then one summary at a time.

use std::borrow::Cow;

use agent_contracts::pricing::{BlockBuilder, PriceTable, PricingError, Tokens};
use agent_contracts::scalar::{NonFinite, Number, SchemaVersion1};
use agent_contracts::text::lossy;
use agent_contracts::v1::{
    Classification, ExportCursor, MetaLineType, ModelUsage, SessionExportMeta, SessionModelUsage,
    SessionPricing, SessionSummary, Worktree,
};

use crate::report::{SessionEntry, SessionUsage, SessionsReport};
use crate::rows::SessionRow;

/// Why figures cannot be published.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// The price table cannot.
    #[error("building the pricing block: {0}; correct model_pricing or the configured rates")]
    Pricing(#[from] PricingError),
    /// A session's cost cannot.
    #[error(
        "the cost of session {session:?} is {cost}, which JSON cannot carry; correct its usage_events.cost_usd or the rates of its models"
    )]
    Cost {
        /// The session.
        session: String,
        /// The cost.
        cost: f64,
    },
    /// A cost of a day cannot.
    #[error(
        "a cost on {date:?} is {cost}, which JSON cannot carry; correct usage_events.cost_usd or the rates of the models of that day"
    )]
    DayCost {
        /// The day.
        date: String,
        /// The cost.
        cost: f64,
    },
    /// A sum over the whole report cannot.
    #[error(
        "{what} is {value}, which JSON cannot carry; correct usage_events.cost_usd or the rates of the models"
    )]
    Total {
        /// Which sum.
        what: &'static str,
        /// The sum.
        value: f64,
    },
}

/// Everything of the export but its sessions. `next` is the cursor's text, empty when nothing follows.
///
/// # Errors
///
/// [`DocumentError::Pricing`].
pub fn session_meta(
    report: &SessionsReport,
    prices: &PriceTable,
    database_id: &[u8],
    next: String,
) -> Result<SessionExportMeta, DocumentError> {
    let pricing = if report.entries.is_empty() {
        SessionPricing(None)
    } else {
        let mut block = BlockBuilder::new(prices);
        for (model, provenance) in &report.models {
            block.note(model, prices.matching(model), *provenance);
        }
        SessionPricing(Some(block.build()?))
    };
    let entry = |(label, resolution): (&Vec<u8>, &agent_contracts::identity::Resolution)| {
        (lossy(label).into_owned(), resolution.to_document())
    };
    Ok(SessionExportMeta {
        r#type: MetaLineType::Meta,
        schema_version: SchemaVersion1,
        database_id: lossy(database_id).into_owned(),
        cursor: ExportCursor { next },
        pricing,
        projects: report.projects.iter().map(entry).collect(),
    })
}

/// One session.
///
/// # Errors
///
/// [`DocumentError::Cost`].
pub fn session_summary(row: &SessionRow, entry: &SessionEntry) -> Result<SessionSummary, DocumentError> {
    let text = |bytes: &[u8]| lossy(bytes).into_owned();
    let unless_empty = |bytes: &[u8]| Some(lossy(bytes)).filter(|text| !text.is_empty()).map(Cow::into_owned);
    let is_automated = row.is_automated == 1;
    Ok(SessionSummary {
        id: text(&row.id),
        project: text(&row.project),
        machine: text(&row.machine),
        agent: text(&row.agent),
        cwd: unless_empty(&row.cwd),
        git_branch: unless_empty(&row.git_branch),
        started_at: row.started_at.as_deref().map(text),
        ended_at: row.ended_at.as_deref().map(text),
        last_activity_at: text(&entry.last_activity),
        duration_seconds: entry.duration_seconds,
        message_count: row.message_count,
        user_message_count: row.user_message_count,
        assistant_message_count: entry.assistant_messages,
        turn_count: row.user_message_count,
        classification: if is_automated { Classification::Automated } else { Classification::Interactive },
        is_automated,
        model_usage: usage(&entry.usage)
            .map_err(|NonFinite(cost)| DocumentError::Cost { session: text(&row.id), cost })?,
        parent_session_id: row.parent_session_id.as_deref().map(text),
        relationship_type: unless_empty(&row.relationship_type),
        worktree: entry.worktree.as_ref().map(|worktree| Worktree {
            name: unless_empty(&worktree.name),
            root_path: unless_empty(&worktree.root_path),
        }),
        total_output_tokens: row.total_output_tokens,
        peak_context_tokens: row.peak_context_tokens,
        has_total_output_tokens: row.has_total_output_tokens,
        has_peak_context_tokens: row.has_peak_context_tokens,
    })
}

fn usage(usage: &SessionUsage) -> Result<SessionModelUsage, NonFinite> {
    let Tokens { input, output, cache_write, cache_read, reasoning } = usage.tokens;
    let models: Vec<String> = usage.models.iter().map(|figures| lossy(&figures.model).into_owned()).collect();
    let by_model = usage.models.iter().zip(&models).map(|(figures, model)| {
        Ok((
            model.clone(),
            ModelUsage {
                model: model.clone(),
                input_tokens: figures.tokens.input,
                output_tokens: figures.tokens.output,
                cache_creation_input_tokens: figures.tokens.cache_write,
                cache_read_input_tokens: figures.tokens.cache_read,
                reasoning_tokens: figures.tokens.reasoning,
                cost_usd: Number::new(figures.cost)?,
                has_cost: !figures.is_unpriced,
                cost_source: figures.provenance.cost_source(),
            },
        ))
    });
    Ok(SessionModelUsage {
        input_tokens: input,
        output_tokens: output,
        cache_creation_input_tokens: cache_write,
        cache_read_input_tokens: cache_read,
        reasoning_tokens: reasoning,
        cost_usd: Number::new(usage.cost)?,
        has_cost: usage.has_cost,
        by_model: by_model.collect::<Result<_, _>>()?,
        models,
    })
}
