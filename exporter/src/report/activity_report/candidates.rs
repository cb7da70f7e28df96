//! Which sessions a report is about: filters, and a stored window that meets the range.
//!
//! v1 compares the stored texts with the bounds, byte by byte and without zones; so does this.

use std::str::FromStr;

use rustc_hash::FxHashMap;

use super::instant::{Instant, timestamp_of};
use super::plan::ActivityPlan;
use crate::archive::Snapshot;
use crate::report::selection::is_visible;
use crate::rows::{self, RowError, SessionRow};

/// Which sessions count, by who drove them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Automation {
    /// Every session.
    #[default]
    All,
    /// Sessions that people drove.
    Interactive,
    /// Sessions that programs drove.
    Automated,
}

/// A word that is no [`Automation`].
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("invalid automation {0:?} (want all, interactive, or automated)")]
pub struct AutomationError(String);

impl FromStr for Automation {
    type Err = AutomationError;

    /// Nothing means every session.
    fn from_str(word: &str) -> Result<Self, AutomationError> {
        match word {
            "" | "all" => Ok(Self::All),
            "interactive" => Ok(Self::Interactive),
            "automated" => Ok(Self::Automated),
            _ => Err(AutomationError(word.to_owned())),
        }
    }
}

impl Automation {
    fn admits(self, is_automated: i64) -> bool {
        match self {
            Self::All => true,
            Self::Interactive => is_automated == 0,
            Self::Automated => is_automated == 1,
        }
    }
}

/// A set of filters; all that are set must hold.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ActivityFilter {
    /// Only this project label, unless empty.
    pub project: String,
    /// Only these agents, unless empty.
    pub agents: Vec<String>,
    /// Only these machines, unless empty.
    pub machines: Vec<String>,
    /// Only these pairs of project and branch; `None` when not asked for, and an empty list matches nothing.
    pub branches: Option<Vec<(String, String)>>,
    /// Who drove the sessions.
    pub automation: Automation,
}

/// Separates the tokens of a branch list.
const RECORD_SEPARATOR: char = '\u{1E}';
/// Separates project and branch within a token.
const UNIT_SEPARATOR: char = '\u{1F}';

impl ActivityFilter {
    /// The pairs of a branch list (tokens end at byte 0x1E, project and branch at byte 0x1F), exactly as they stand
    /// there; `None` when the text is empty. Tokens without a branch are dropped.
    pub fn branch_list(text: &str) -> Option<Vec<(String, String)>> {
        let tokens = text.split(RECORD_SEPARATOR).filter_map(|token| token.split_once(UNIT_SEPARATOR));
        (!text.is_empty())
            .then(|| tokens.map(|(project, branch)| (project.to_owned(), branch.to_owned())).collect())
    }

    fn admits(&self, session: &SessionRow) -> bool {
        let listed =
            |list: &[String], value: &[u8]| list.is_empty() || list.iter().any(|e| e.as_bytes() == value);
        (self.project.is_empty() || self.project.as_bytes() == session.project)
            && listed(&self.agents, &session.agent)
            && listed(&self.machines, &session.machine)
            && self.automation.admits(session.is_automated)
            && self.branches.as_ref().is_none_or(|branches| {
                branches.iter().any(|(project, branch)| {
                    project.as_bytes() == session.project && branch.as_bytes() == session.git_branch
                })
            })
    }
}

/// Row indexes of the sessions, ascending by the bytes of their identifiers.
pub(super) fn candidates(
    snapshot: &Snapshot,
    rows: &[SessionRow],
    filter: &ActivityFilter,
    plan: &ActivityPlan,
) -> Result<Vec<usize>, RowError> {
    let (low, high) = (text(plan.start), text(plan.end));
    let begins_in_time = |session: &SessionRow| begin(session) < high.as_bytes();
    let mut found: Vec<usize> = (0..rows.len())
        .filter(|&row| is_visible(&rows[row]) && filter.admits(&rows[row]) && begins_in_time(&rows[row]))
        .collect();
    let endless = found.iter().filter(|&&row| stored(rows[row].ended_at.as_ref()).is_none());
    let mut latest: FxHashMap<usize, Vec<u8>> = FxHashMap::default();
    rows::latest_times_of(snapshot, endless.map(|&row| (row, rows[row].id.as_slice())), |row, text| {
        latest.insert(row, text.to_vec());
    })?;
    found.retain(|row| {
        let session = &rows[*row];
        let message = || latest.get(row).map(Vec::as_slice);
        stored(session.ended_at.as_ref()).or_else(message).unwrap_or_else(|| begin(session)) >= low.as_bytes()
    });
    found.sort_unstable_by(|&a, &b| rows[a].id.cmp(&rows[b].id));
    Ok(found)
}

fn stored(text: Option<&Vec<u8>>) -> Option<&[u8]> {
    text.map(Vec::as_slice).filter(|text| !text.is_empty())
}

/// When a session began, as text.
fn begin(session: &SessionRow) -> &[u8] {
    stored(session.started_at.as_ref()).unwrap_or(&session.created_at)
}

/// A bound as v1 compares it: UTC, whole seconds, no zone.
fn text(bound: Instant) -> String {
    let mut text = timestamp_of(bound).to_second_text();
    text.pop();
    text
}

#[cfg(test)]
mod tests {
    use super::{ActivityFilter, Automation};

    #[test]
    fn branches_are_taken_as_they_stand() {
        let pair = |project: &str, branch: &str| (project.to_owned(), branch.to_owned());
        assert_eq!(ActivityFilter::branch_list(""), None);
        assert_eq!(ActivityFilter::branch_list(" "), Some(Vec::new()));
        assert_eq!(
            ActivityFilter::branch_list("\u{1E}p\u{1F}main \u{1E}q"),
            Some(vec![pair("p", "main ")]),
            "blanks belong to the name"
        );
    }

    #[test]
    fn only_three_words_say_who_drove_a_session() {
        assert_eq!("".parse(), Ok(Automation::All));
        assert_eq!("automated".parse(), Ok(Automation::Automated));
        let error = "All".parse::<Automation>().unwrap_err();
        assert_eq!(error.to_string(), "invalid automation \"All\" (want all, interactive, or automated)");
    }
}
