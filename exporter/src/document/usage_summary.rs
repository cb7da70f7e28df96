//! The usage summary as a contract document. Its days and their members are those of `usage_daily`.

use agent_contracts::pricing::{PriceTable, Tokens};
use agent_contracts::scalar::{NonFinite, Number, SchemaVersion1};
use agent_contracts::v1::{
    CacheStats, ModelTotal, SummarySessionCounts, UnsupportedUsage, UnsupportedUsageKind, UsageSummary,
};

use super::DocumentError;
use super::usage_daily::{agent, daily, pricing, project, projects, session_counts, text, totals};
use crate::report::{DailySessions, Share, SummaryReport, TokenlessAgents, Window};

/// What a document need not say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SummaryParts {
    /// Figures by project and by agent, and the sums over all days.
    pub breakdowns: bool,
    /// How many sessions there were.
    pub session_counts: bool,
}

/// The document; `window` is what was asked for.
///
/// # Errors
///
/// [`DocumentError`] for figures that JSON cannot carry.
pub fn usage_summary(
    report: &SummaryReport,
    prices: &PriceTable,
    window: Window,
    parts: SummaryParts,
) -> Result<UsageSummary, DocumentError> {
    let day = |date: Option<jiff::civil::Date>| date.map(|date| date.to_string()).unwrap_or_default();
    let figures = &report.daily;
    let totals = totals(&figures.totals)?;
    Ok(UsageSummary {
        schema_version: SchemaVersion1,
        pricing: pricing(figures, prices)?,
        projects: projects(figures),
        from: day(window.from),
        to: day(window.to),
        daily: figures.days.iter().map(|day| daily(day, parts.breakdowns)).collect::<Result<_, _>>()?,
        project_totals: sums(&report.projects, parts, project)?,
        model_totals: sums(&report.models, parts, model)?,
        agent_totals: sums(&report.agents, parts, agent)?,
        session_counts: counts(&figures.sessions, parts),
        cache_stats: cache_stats(figures.totals.tokens, totals.cache_savings)?,
        unsupported_usage: report.unsupported.map(|agents| UnsupportedUsage {
            kind: match agents {
                TokenlessAgents::Copilot => UnsupportedUsageKind::CopilotNoTokenData,
                TokenlessAgents::Others => UnsupportedUsageKind::NoTokenData,
            },
        }),
        totals,
    })
}

fn sums<T>(
    shares: &[Share],
    parts: SummaryParts,
    document: fn(&Share, Number) -> T,
) -> Result<Vec<T>, DocumentError> {
    let total = |share: &Share| {
        let cost = Number::new(share.cost)
            .map_err(|NonFinite(value)| DocumentError::Total { what: "cost", value })?;
        Ok(document(share, cost))
    };
    shares.iter().filter(|_| parts.breakdowns).map(total).collect()
}

fn model(share: &Share, cost: Number) -> ModelTotal {
    ModelTotal {
        model: text(&share.name),
        input_tokens: share.tokens.input,
        output_tokens: share.tokens.output,
        cache_creation_tokens: share.tokens.cache_write,
        cache_read_tokens: share.tokens.cache_read,
        cost,
    }
}

fn counts(sessions: &DailySessions, parts: SummaryParts) -> SummarySessionCounts {
    if !parts.session_counts {
        return SummarySessionCounts { total: 0, by_project: None, by_agent: None };
    }
    let counts = session_counts(sessions);
    SummarySessionCounts {
        total: counts.total,
        by_project: Some(counts.by_project),
        by_agent: Some(counts.by_agent),
    }
}

fn cache_stats(tokens: Tokens, savings: Number) -> Result<CacheStats, DocumentError> {
    let hit_rate = Number::new(hit_rate(&tokens))
        .map_err(|NonFinite(value)| DocumentError::Total { what: "hitRate", value })?;
    Ok(CacheStats {
        cache_read_tokens: tokens.cache_read,
        cache_creation_tokens: tokens.cache_write,
        uncached_input_tokens: tokens.input,
        output_tokens: tokens.output,
        hit_rate,
        savings_vs_uncached: savings,
    })
}

/// The share of input that came from the cache. Sums may have wrapped, and add up to nothing or less.
#[expect(clippy::cast_precision_loss, reason = "the share is defined on doubles")]
fn hit_rate(tokens: &Tokens) -> f64 {
    match tokens.cache_read.wrapping_add(tokens.input) {
        input if input > 0 => tokens.cache_read as f64 / input as f64,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::hit_rate;
    use agent_contracts::pricing::Tokens;

    #[test]
    fn without_input_nothing_is_hit() {
        let rate =
            |input, cache_read| hit_rate(&Tokens { input, cache_read, ..Tokens::default() }).to_string();
        assert_eq!(rate(0, 0), "0");
        assert_eq!(rate(1, 3), "0.75");
        assert_eq!(rate(0, 3), "1");
        assert_eq!(rate(i64::MAX, i64::MAX), "0", "the sum has wrapped");
    }
}
