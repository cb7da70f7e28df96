//! Sums over all days by project, model and agent, and why there may be nothing to sum up.

use rustc_hash::FxHashMap;

use agent_contracts::pricing::Tokens;

use super::filter::UsageFilter;
use super::records::Collected;
use super::{DailyContext, DailyReport, DailyRequest, DailyTotals, Day, Share, report_of};
use crate::archive::Snapshot;
use crate::report::collect::{WantedSessions, all_sessions};
use crate::rows::{self, RowError, SessionRow};

/// Agents that leave no token counts behind; the first three belong to Copilot.
const WITHOUT_TOKENS: [&str; 5] = ["copilot", "vscode-copilot", "visualstudio-copilot", "windsurf", "zcode"];
const COPILOTS: usize = 3;

/// The model of messages that agents made up themselves.
const SYNTHETIC: &[u8] = b"<synthetic>";

/// Agents that record no tokens per message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenlessAgents {
    /// All of them Copilot's.
    Copilot,
    /// Others too.
    Others,
}

impl TokenlessAgents {
    /// What the agents asked for are, when all figures are zero and there are such agents only.
    pub fn of(filter: &UsageFilter, totals: &DailyTotals) -> Option<Self> {
        let mut asked_for = filter.agents.only.trimmed();
        let are_all = |names: &[&str]| asked_for.clone().all(|agent| names.contains(&agent));
        let Tokens { input, output, cache_write, cache_read, .. } = totals.tokens;
        let is_zero = totals.cost == 0.0 && [input, output, cache_write, cache_read] == [0; 4];
        if !is_zero || !are_all(&WITHOUT_TOKENS) {
            return None;
        }
        let kind = if are_all(&WITHOUT_TOKENS[..COPILOTS]) { Self::Copilot } else { Self::Others };
        asked_for.next().map(|_| kind)
    }
}

/// The figures of `usage summary`.
#[derive(Debug)]
pub struct SummaryReport {
    /// Those of its days.
    pub daily: DailyReport,
    /// By project label.
    pub projects: Vec<Share>,
    /// By model.
    pub models: Vec<Share>,
    /// By agent.
    pub agents: Vec<Share>,
    /// Whose usage no figure shows although there was some.
    pub unsupported: Option<TokenlessAgents>,
}

/// Reads the usage of a window, and sums it up over its days.
///
/// # Errors
///
/// As [`report_daily`](super::report_daily).
pub fn report_summary(
    snapshot: &Snapshot,
    request: &DailyRequest,
    context: &DailyContext<'_>,
) -> Result<SummaryReport, RowError> {
    let sessions = all_sessions(snapshot)?;
    let daily = report_of(snapshot, &sessions, request, context)?;
    let unsupported = match TokenlessAgents::of(&request.filter, &daily.totals) {
        Some(agents) if was_at_work(snapshot, &sessions, request)? => Some(agents),
        _ => None,
    };
    Ok(SummaryReport {
        projects: over_days(&daily.days, |day| &day.projects),
        models: over_days(&daily.days, |day| &day.models),
        agents: over_days(&daily.days, |day| &day.agents),
        daily,
        unsupported,
    })
}

/// Adds shares up, in the order of days. Cost descending, then name ascending by bytes.
fn over_days(days: &[Day], shares: impl Fn(&Day) -> &Vec<Share>) -> Vec<Share> {
    let mut sums: FxHashMap<&[u8], (Tokens, f64)> = FxHashMap::default();
    for share in days.iter().flat_map(shares) {
        let (tokens, cost) = sums.entry(&share.name).or_default();
        tokens.add(&share.tokens);
        *cost += share.cost;
    }
    let share = |(name, (tokens, cost)): (&[u8], (Tokens, f64))| Share { name: name.to_vec(), tokens, cost };
    let mut sums: Vec<Share> = sums.into_iter().map(share).collect();
    sums.sort_unstable_by(Share::dearest_first);
    sums
}

/// Whether a session that counts has an answer or a usage event in the window, with tokens or without.
fn was_at_work(
    snapshot: &Snapshot,
    sessions: &[SessionRow],
    request: &DailyRequest,
) -> Result<bool, RowError> {
    let filter = &request.filter;
    let counted: Vec<usize> =
        (0..sessions.len()).filter(|&index| filter.admits_session(&sessions[index])).collect();
    let mut window = Collected::new(request);
    let mut found = false;
    let ids = counted.iter().map(|&index| (index, sessions[index].id.as_slice()));
    rows::messages_of(snapshot, ids, |index, message| {
        let own = Some(message.timestamp).filter(|text| !text.is_empty());
        found = found
            || message.has_assistant_role
                && message.model != SYNTHETIC
                && filter.admits_model(message.model)
                && window.has_dated(own.or(sessions[index].started_at.as_deref()));
    })?;
    if !found {
        WantedSessions::new(sessions, &counted).usage_events(snapshot, |_, session, event| {
            found = found
                || filter.admits_model(event.model)
                    && window.has_dated(event.occurred_at.or(session.started_at.as_deref()));
        })?;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::{DailyTotals, TokenlessAgents};
    use crate::report::daily::{NameFilter, UsageFilter};

    #[test]
    fn blanks_between_commas_are_no_agents() {
        let kind = |list: &str, cost: f64| {
            let filter = UsageFilter { agents: NameFilter::only(list), ..UsageFilter::default() };
            TokenlessAgents::of(&filter, &DailyTotals { cost, ..DailyTotals::default() })
        };
        let (copilot, others) = (Some(TokenlessAgents::Copilot), Some(TokenlessAgents::Others));
        for (list, expected) in [
            ("copilot", copilot),
            ("copilot, vscode-copilot,", copilot),
            ("copilot,windsurf", others),
            ("zcode", others),
            ("copilot,claude", None),
            ("Copilot", None),
            (" , ", None),
            ("", None),
        ] {
            assert_eq!(kind(list, 0.0), expected, "{list:?}");
        }
        assert_eq!(kind("copilot", 0.01), None);
    }
}
