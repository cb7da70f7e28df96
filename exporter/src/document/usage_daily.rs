//! The daily usage as a contract document.

use std::collections::BTreeMap;

use agent_contracts::pricing::{BlockBuilder, PriceTable};
use agent_contracts::scalar::{NonFinite, Number, SchemaVersion1};
use agent_contracts::text::lossy;
use agent_contracts::v1::{
    AgentBreakdown, DailyUsage, ModelBreakdown, PricingBlock, ProjectBreakdown, ProjectMap, SessionCounts,
    UsageDaily, UsageTotals,
};

use super::DocumentError;
use crate::report::{DailyReport, DailySessions, DailyTotals, Day, Share};

/// The document. `with_breakdowns` fills the arrays by project and by agent.
///
/// # Errors
///
/// [`DocumentError`] for figures that JSON cannot carry.
pub fn usage_daily(
    report: &DailyReport,
    prices: &PriceTable,
    with_breakdowns: bool,
) -> Result<UsageDaily, DocumentError> {
    Ok(UsageDaily {
        schema_version: SchemaVersion1,
        pricing: pricing(report, prices)?,
        projects: projects(report),
        daily: report.days.iter().map(|day| daily(day, with_breakdowns)).collect::<Result<_, _>>()?,
        totals: totals(&report.totals)?,
        session_counts: session_counts(&report.sessions),
    })
}

/// Where the costs came from.
pub(super) fn pricing(report: &DailyReport, prices: &PriceTable) -> Result<PricingBlock, DocumentError> {
    let mut block = BlockBuilder::new(prices);
    for (model, provenance) in &report.models {
        block.note(model, prices.matching(model), *provenance);
    }
    Ok(block.build()?)
}

/// What the labels stand for.
pub(super) fn projects(report: &DailyReport) -> ProjectMap {
    let projects = report.projects.iter();
    projects.map(|(label, resolution)| (text(label), resolution.to_document())).collect()
}

pub(super) fn text(bytes: &[u8]) -> String {
    lossy(bytes).into_owned()
}

/// A project's share of a day or of all.
pub(super) fn project(share: &Share, cost: Number) -> ProjectBreakdown {
    ProjectBreakdown {
        project: text(&share.name),
        input_tokens: share.tokens.input,
        output_tokens: share.tokens.output,
        cache_creation_tokens: share.tokens.cache_write,
        cache_read_tokens: share.tokens.cache_read,
        cost,
    }
}

/// An agent's share of a day or of all.
pub(super) fn agent(share: &Share, cost: Number) -> AgentBreakdown {
    AgentBreakdown {
        agent: text(&share.name),
        input_tokens: share.tokens.input,
        output_tokens: share.tokens.output,
        cache_creation_tokens: share.tokens.cache_write,
        cache_read_tokens: share.tokens.cache_read,
        cost,
    }
}

/// One day.
pub(super) fn daily(day: &Day, with_breakdowns: bool) -> Result<DailyUsage, DocumentError> {
    let date = text(&day.date);
    let number = |cost| {
        Number::new(cost).map_err(|NonFinite(cost)| DocumentError::DayCost { date: date.clone(), cost })
    };
    let broken_down = |shares: &'_ [Share]| if with_breakdowns { shares.to_vec() } else { Vec::new() };
    Ok(DailyUsage {
        input_tokens: day.tokens.input,
        output_tokens: day.tokens.output,
        cache_creation_tokens: day.tokens.cache_write,
        cache_read_tokens: day.tokens.cache_read,
        total_cost: number(day.cost)?,
        models_used: day.models.iter().map(|share| text(&share.name)).collect(),
        model_breakdowns: day
            .models
            .iter()
            .map(|share| {
                Ok(ModelBreakdown {
                    model_name: text(&share.name),
                    input_tokens: share.tokens.input,
                    output_tokens: share.tokens.output,
                    cache_creation_tokens: share.tokens.cache_write,
                    cache_read_tokens: share.tokens.cache_read,
                    cost: number(share.cost)?,
                })
            })
            .collect::<Result<_, DocumentError>>()?,
        project_breakdowns: broken_down(&day.projects)
            .iter()
            .map(|share| Ok(project(share, number(share.cost)?)))
            .collect::<Result<_, DocumentError>>()?,
        agent_breakdowns: broken_down(&day.agents)
            .iter()
            .map(|share| Ok(agent(share, number(share.cost)?)))
            .collect::<Result<_, DocumentError>>()?,
        date,
    })
}

/// Sums over all days.
pub(super) fn totals(totals: &DailyTotals) -> Result<UsageTotals, DocumentError> {
    let number =
        |what, value| Number::new(value).map_err(|NonFinite(value)| DocumentError::Total { what, value });
    let credits = number("copilotAICredits", totals.copilot_credits)?;
    Ok(UsageTotals {
        input_tokens: totals.tokens.input,
        output_tokens: totals.tokens.output,
        cache_creation_tokens: totals.tokens.cache_write,
        cache_read_tokens: totals.tokens.cache_read,
        total_cost: number("totalCost", totals.cost)?,
        copilot_ai_credits: Some(credits).filter(|credits| credits.get() > 0.0),
        cache_savings: number("cacheSavings", totals.cache_savings)?,
    })
}

/// How many sessions there were.
pub(super) fn session_counts(sessions: &DailySessions) -> SessionCounts {
    // Labels that are not valid text may become the same text.
    let by_text = |counts: &BTreeMap<Vec<u8>, u64>| {
        let mut by_text = BTreeMap::new();
        for (label, count) in counts {
            *by_text.entry(text(label)).or_default() += count;
        }
        by_text
    };
    SessionCounts {
        total: sessions.total,
        by_project: by_text(&sessions.by_project),
        by_agent: by_text(&sessions.by_agent),
    }
}
