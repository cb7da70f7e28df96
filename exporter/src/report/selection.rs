//! Which sessions an export is about: the meaning of every filter.
//!
//! A filter sees one session; how sessions hang together is the business of `tree`.

use super::julian_day::JulianDay;
use crate::rows::SessionRow;

/// Separates the tokens of a branch list.
const RECORD_SEPARATOR: char = '\u{1E}';
/// Separates project and branch within a token.
const UNIT_SEPARATOR: char = '\u{1F}';

/// A set of filters; all that are set must hold. The default selects interactive sessions with more than one user
/// message.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "one switch per filter")]
pub struct Selection {
    /// Only this project label, unless empty.
    pub project: String,
    /// All but this project label, unless empty.
    pub exclude_project: String,
    /// Only these machines, unless empty.
    pub machines: Vec<String>,
    /// Only these pairs of project and branch; `None` when not asked for, and an empty list matches nothing.
    pub branches: Option<Vec<(String, String)>>,
    /// Only these agents, unless empty.
    pub agents: Vec<String>,
    /// Only sessions begun on this UTC date, unless empty; compared as text.
    pub date: String,
    /// Only sessions begun on this UTC date or later, unless empty; compared as text.
    pub date_from: String,
    /// Only sessions begun on this UTC date or earlier, unless empty; compared as text.
    pub date_to: String,
    /// Only sessions active at this time or later, unless empty; a text that is no time matches nothing.
    pub active_since: String,
    /// Fewest messages, when positive.
    pub min_messages: i64,
    /// Most messages, when positive.
    pub max_messages: i64,
    /// Fewest user messages, when positive.
    pub min_user_messages: i64,
    /// Keep sessions with at most one user message.
    pub include_one_shot: bool,
    /// Keep automated sessions.
    pub include_automated: bool,
    /// Select trees: roots that pass the filters, with all their descendants.
    pub include_children: bool,
    /// Only these outcomes, unless empty.
    pub outcomes: Vec<String>,
    /// Only these health grades, unless empty.
    pub health_grades: Vec<String>,
    /// Fewest failed tool calls.
    pub min_tool_failures: Option<i64>,
    /// Only sessions with leaked secrets.
    pub has_secret: bool,
}

fn elements(text: &str, separator: char) -> impl Iterator<Item = &str> {
    text.split(separator).map(str::trim).filter(|element| !element.is_empty())
}

/// The message count that makes a session visible at all, and the tombstone.
pub(super) fn is_visible(session: &SessionRow) -> bool {
    session.is_alive && session.message_count > 0
}

impl Selection {
    /// The elements of a comma list, trimmed, without empty ones.
    pub fn comma_list(text: &str) -> Vec<String> {
        elements(text, ',').map(str::to_owned).collect()
    }

    /// The pairs of a branch list (elements end at byte 0x1E, project and branch at byte 0x1F); `None` when it has
    /// no elements. Elements without a branch are dropped.
    pub fn branch_list(text: &str) -> Option<Vec<(String, String)>> {
        elements(text, RECORD_SEPARATOR).next()?;
        let pairs = elements(text, RECORD_SEPARATOR).filter_map(|element| element.split_once(UNIT_SEPARATOR));
        Some(pairs.map(|(project, branch)| (project.to_owned(), branch.to_owned())).collect())
    }

    /// Whether a session passes every filter but the last activity's.
    pub(super) fn admits(&self, session: &SessionRow) -> bool {
        let hidden_relationships: &[&[u8]] = if self.include_children {
            &[b"subagent", b"fork", b"continuation"]
        } else {
            &[b"subagent", b"fork"]
        };
        is_visible(session)
            && !hidden_relationships.contains(&session.relationship_type.as_slice())
            && self.admits_driver(session)
            && self.admits_labels(session)
            && self.admits_counts(session)
            && self.admits_start(session)
    }

    /// Whether a last activity is late enough.
    pub(super) fn admits_activity(&self, last_activity: JulianDay) -> bool {
        self.active_since.is_empty()
            || JulianDay::parse(self.active_since.as_bytes()).is_some_and(|since| last_activity >= since)
    }

    /// One-shot and automated sessions: an automated session that is included may be one-shot.
    fn admits_driver(&self, session: &SessionRow) -> bool {
        let is_long_enough = self.include_one_shot
            || session.user_message_count > 1
            || (self.include_automated && session.is_automated == 1);
        is_long_enough && (self.include_automated || session.is_automated == 0)
    }

    fn admits_labels(&self, session: &SessionRow) -> bool {
        let listed =
            |list: &[String], value: &[u8]| list.is_empty() || list.iter().any(|e| e.as_bytes() == value);
        let grade = session.health_grade.as_deref();
        (self.project.is_empty() || self.project.as_bytes() == session.project)
            && (self.exclude_project.is_empty() || self.exclude_project.as_bytes() != session.project)
            && listed(&self.machines, &session.machine)
            && listed(&self.agents, &session.agent)
            && listed(&self.outcomes, &session.outcome)
            && (self.health_grades.is_empty()
                || grade.is_some_and(|grade| listed(&self.health_grades, grade)))
            && self.branches.as_ref().is_none_or(|branches| {
                branches.iter().any(|(project, branch)| {
                    project.as_bytes() == session.project && branch.as_bytes() == session.git_branch
                })
            })
    }

    fn admits_counts(&self, session: &SessionRow) -> bool {
        let at_least = |bound: i64, value: i64| bound <= 0 || value >= bound;
        at_least(self.min_messages, session.message_count)
            && at_least(self.min_user_messages, session.user_message_count)
            && (self.max_messages <= 0 || session.message_count <= self.max_messages)
            && self.min_tool_failures.is_none_or(|bound| session.tool_failure_signal_count >= bound)
            && (!self.has_secret || session.secret_leak_count > 0)
    }

    fn admits_start(&self, session: &SessionRow) -> bool {
        if self.date.is_empty() && self.date_from.is_empty() && self.date_to.is_empty() {
            return true;
        }
        let start =
            session.started_at.as_deref().filter(|text| !text.is_empty()).unwrap_or(&session.created_at);
        let Some(date) = JulianDay::parse(start).map(JulianDay::to_date) else { return false };
        (self.date.is_empty() || date == self.date)
            && (self.date_from.is_empty() || date >= self.date_from)
            && (self.date_to.is_empty() || date <= self.date_to)
    }
}

#[cfg(test)]
mod tests {
    use super::Selection;

    #[test]
    fn lists_drop_blanks_and_a_list_of_only_commas_is_no_list() {
        assert_eq!(Selection::comma_list(" m1 , ,m2,"), ["m1", "m2"]);
        assert!(Selection::comma_list(" ,, ").is_empty());
    }

    #[test]
    fn a_branch_list_without_a_usable_pair_matches_nothing() {
        let pair = |project: &str, branch: &str| (project.to_owned(), branch.to_owned());
        assert_eq!(Selection::branch_list(" \u{1E} "), None);
        assert_eq!(Selection::branch_list("no separator"), Some(Vec::new()));
        assert_eq!(
            Selection::branch_list("p\u{1F}b\u{1E}q\u{1F}\u{1F}x"),
            Some(vec![pair("p", "b"), pair("q", "\u{1F}x")])
        );
    }
}
