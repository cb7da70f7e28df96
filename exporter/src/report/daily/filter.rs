//! Which usage a report counts: what its sessions, its models and the rows of Cursor's administration must be like.
//!
//! Days are the business of `window`. Filters come before duplicates: what they leave out hides nothing.

use super::records::CURSOR;
use super::termination::TerminationFilter;
use crate::rows::SessionRow;

/// Separates the elements of a branch list.
const RECORD_SEPARATOR: char = '\u{1E}';
/// Separates project and branch within an element.
const UNIT_SEPARATOR: char = '\u{1F}';

/// A comma list of names. Its elements are compared as they are given, untrimmed, and an empty one is the empty name; an
/// empty text is no list.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct NameList(Option<Vec<String>>);

impl NameList {
    /// The list as given.
    pub fn new(list: &str) -> Self {
        Self((!list.is_empty()).then(|| list.split(',').map(str::to_owned).collect()))
    }

    fn is_given(&self) -> bool {
        self.0.is_some()
    }

    fn has(&self, name: &[u8]) -> bool {
        self.0.iter().flatten().any(|element| element.as_bytes() == name)
    }

    /// Whether one of the elements is Cursor's administration: for it, unlike for sessions, v1 trims them.
    fn has_cursor(&self) -> bool {
        self.trimmed().any(|element| element.as_bytes() == CURSOR)
    }

    /// The elements without blanks around them, as far as anything is left of them.
    pub(super) fn trimmed(&self) -> impl Iterator<Item = &str> + Clone {
        self.0.iter().flatten().map(|element| element.trim()).filter(|element| !element.is_empty())
    }
}

/// Names that are wanted and names that are not.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct NameFilter {
    /// Only these, when given.
    pub only: NameList,
    /// None of these.
    pub without: NameList,
}

impl NameFilter {
    /// Only the names of a comma list.
    pub fn only(list: &str) -> Self {
        Self { only: NameList::new(list), without: NameList::default() }
    }

    fn is_given(&self) -> bool {
        self.only.is_given() || self.without.is_given()
    }

    fn admits(&self, name: &[u8]) -> bool {
        (!self.only.is_given() || self.only.has(name)) && !self.without.has(name)
    }

    fn admits_cursor(&self) -> bool {
        (!self.only.is_given() || self.only.has_cursor()) && !self.without.has_cursor()
    }
}

/// Pairs of a project label and a branch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BranchList(Vec<(String, String)>);

impl BranchList {
    /// The pairs of a text: elements end at byte 0x1E, project and branch at byte 0x1F. None when the text is empty; a text
    /// without any pair matches nothing.
    pub fn new(text: &str) -> Option<Self> {
        let pairs = text.split(RECORD_SEPARATOR).filter_map(|element| element.split_once(UNIT_SEPARATOR));
        let owned = pairs.map(|(project, branch)| (project.to_owned(), branch.to_owned()));
        (!text.is_empty()).then(|| Self(owned.collect()))
    }

    fn has(&self, session: &SessionRow) -> bool {
        self.0.iter().any(|(project, branch)| {
            project.as_bytes() == session.project && branch.as_bytes() == session.git_branch
        })
    }
}

/// All that usage must be to be counted. The default counts everything.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct UsageFilter {
    /// By project label.
    pub projects: NameFilter,
    /// By agent.
    pub agents: NameFilter,
    /// By model.
    pub models: NameFilter,
    /// Only sessions of these machines.
    pub machines: NameList,
    /// Only sessions on these branches.
    pub branches: Option<BranchList>,
    /// Fewest user messages of a session, when positive.
    pub min_user_messages: i64,
    /// Only sessions whose last known time is not smaller than this text, compared byte by byte; empty for all.
    pub active_since: String,
    /// Only sessions that ended so.
    pub termination: Option<TerminationFilter>,
    /// Leave out sessions with at most one user message; not automated ones, where those are counted.
    pub without_one_shot: bool,
    /// Leave out automated sessions, and what Cursor's administration calls headless.
    pub without_automated: bool,
}

impl UsageFilter {
    /// Whether usage of a session counts, as far as the session decides; that of deleted ones never does.
    pub(super) fn admits_session(&self, session: &SessionRow) -> bool {
        session.is_alive
            && self.projects.admits(&session.project)
            && self.agents.admits(&session.agent)
            && (!self.machines.is_given() || self.machines.has(&session.machine))
            && self.branches.as_ref().is_none_or(|branches| branches.has(session))
            && self.admits_driver(session)
            && (self.min_user_messages <= 0 || session.user_message_count >= self.min_user_messages)
            && (self.active_since.is_empty() || last_known_time(session) >= self.active_since.as_bytes())
            && self.termination.as_ref().is_none_or(|filter| filter.admits(session))
    }

    /// Whether usage of a model counts.
    pub(super) fn admits_model(&self, model: &[u8]) -> bool {
        self.models.admits(model)
    }

    /// Whether rows of Cursor's administration count. They belong to no session, so that what is asked of sessions leaves
    /// them out.
    pub(super) fn admits_cursor_events(&self) -> bool {
        let is_about_sessions = self.projects.is_given()
            || self.machines.is_given()
            || self.branches.is_some()
            || self.min_user_messages > 0
            || !self.active_since.is_empty()
            || self.termination.is_some()
            || self.without_one_shot;
        !is_about_sessions && self.agents.admits_cursor()
    }

    fn admits_driver(&self, session: &SessionRow) -> bool {
        let is_automated = session.is_automated != 0;
        let is_long_enough = !self.without_one_shot || session.user_message_count > 1;
        if self.without_automated { !is_automated && is_long_enough } else { is_automated || is_long_enough }
    }
}

/// When a session ended; without an end when it began, and without a start when it was stored.
pub(super) fn last_known_time(session: &SessionRow) -> &[u8] {
    let stored = [&session.ended_at, &session.started_at].into_iter().flatten();
    stored.into_iter().find(|text| !text.is_empty()).unwrap_or(&session.created_at)
}

#[cfg(test)]
mod tests {
    use super::{BranchList, NameFilter, NameList, UsageFilter};

    fn names(only: &str, without: &str) -> NameFilter {
        NameFilter { only: NameList::new(only), without: NameList::new(without) }
    }

    #[test]
    fn names_are_compared_as_given() {
        for (only, without, name, admitted) in [
            ("", "", "a", true),
            ("a,b", "", "b", true),
            ("a, b", "", "b", false),
            ("A", "", "a", false),
            (",", "", "", true),
            ("a", "", "", false),
            ("", "a", "a", false),
            ("", " a", "a", true),
            ("a", "a", "a", false),
        ] {
            assert_eq!(
                names(only, without).admits(name.as_bytes()),
                admitted,
                "{name:?} in {only:?} without {without:?}"
            );
        }
    }

    #[test]
    fn a_branch_list_without_a_pair_matches_nothing() {
        let pair = |project: &str, branch: &str| (project.to_owned(), branch.to_owned());
        assert_eq!(BranchList::new(""), None);
        assert_eq!(BranchList::new(" "), Some(BranchList(Vec::new())));
        assert_eq!(
            BranchList::new("p\u{1F}\u{1E}x\u{1E} q\u{1F}a\u{1F}b"),
            Some(BranchList(vec![pair("p", ""), pair(" q", "a\u{1F}b")]))
        );
    }

    #[test]
    fn what_is_asked_of_sessions_leaves_cursor_out() {
        let all = UsageFilter::default;
        assert!(all().admits_cursor_events());
        for (filter, admitted) in [
            (UsageFilter { projects: names("p", ""), ..all() }, false),
            (UsageFilter { projects: names("", "p"), ..all() }, false),
            (UsageFilter { machines: NameList::new("m"), ..all() }, false),
            (UsageFilter { branches: BranchList::new("x"), ..all() }, false),
            (UsageFilter { min_user_messages: 1, ..all() }, false),
            (UsageFilter { active_since: "2026".to_owned(), ..all() }, false),
            (UsageFilter { without_one_shot: true, ..all() }, false),
            (UsageFilter { without_automated: true, ..all() }, true),
            (UsageFilter { models: names("m", "n"), ..all() }, true),
            (UsageFilter { agents: names("claude, cursor", ""), ..all() }, true),
            (UsageFilter { agents: names("claude", ""), ..all() }, false),
            (UsageFilter { agents: names("", " cursor"), ..all() }, false),
        ] {
            assert_eq!(filter.admits_cursor_events(), admitted, "{filter:?}");
        }
    }
}
