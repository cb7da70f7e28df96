//! Which sessions come: filters never widen, and trees are complete.

use std::collections::{BTreeMap, BTreeSet};

use agent_contracts::text::lossy;
use conformance::{Archive, Session};
use proptest::prelude::*;

use super::archives::contents;
use super::filters::{flags, flags_and_one_more, wideners};
use super::rows::Contents;
use super::{cases, with};

/// The identifiers of the sessions that come, and their order.
fn selected(archive: &Archive, flags: &[String]) -> Vec<String> {
    let lines = archive.export(&with(flags, ["--all", "--format=ndjson"])).lines();
    lines[1..].iter().map(|session| session["id"].as_str().expect("a session has an id").to_owned()).collect()
}

/// An archive whose sessions all have a time and no usage: the only reason not to come is the selection.
fn plain_contents() -> impl Strategy<Value = Contents> {
    contents().prop_map(|mut contents| {
        let datable = |session| Session { created_at: b"2026-07-01T00:00:00Z".to_vec(), ..session };
        contents.sessions = contents.sessions.into_iter().map(datable).collect();
        contents.messages.clear();
        contents.events.clear();
        contents
    })
}

fn is_visible(session: &Session) -> bool {
    session.deleted_at.is_none() && session.message_count > 0
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn a_filter_takes_sessions_away_only((flags, more) in flags_and_one_more(), contents in plain_contents()) {
        let archive = contents.archive();
        let before = selected(&archive, &flags);
        let after = selected(&archive, &with(&flags, [more.as_str()]));
        let kept: BTreeSet<&String> = after.iter().collect();
        let expected: Vec<&String> = before.iter().filter(|id| kept.contains(id)).collect();
        prop_assert!(after.iter().eq(expected), "{more} must not bring anything in: {before:?} became {after:?}");
    }

    #[test]
    fn without_filters_the_rules_of_the_selection_decide(contents in plain_contents(), wideners in wideners()) {
        let includes = |what: &str| wideners.iter().any(|flag| flag == what);
        let (one_shot, automated) = (includes("--include-one-shot"), includes("--include-automated"));
        let hidden: &[&[u8]] = if includes("--include-children") {
            &[b"subagent", b"fork", b"continuation"]
        } else {
            &[b"subagent", b"fork"]
        };
        let admitted = |session: &Session| {
            is_visible(session)
                && !hidden.contains(&session.relationship_type.as_slice())
                && (automated || !session.is_automated)
                // An automated session that may come at all may be short.
                && (one_shot || session.is_automated || session.user_message_count > 1)
        };
        let mut expected: BTreeSet<&[u8]> =
            contents.sessions.iter().filter(|session| admitted(session)).map(|session| session.id.as_slice()).collect();
        // Every visible child of what is in comes in, until nothing more does.
        while includes("--include-children") {
            let is_child = |session: &Session| session.parent_session_id.as_deref().is_some_and(|id| expected.contains(id));
            let children: Vec<&[u8]> = contents
                .sessions
                .iter()
                .filter(|session| is_visible(session) && is_child(session) && !expected.contains(session.id.as_slice()))
                .map(|session| session.id.as_slice())
                .collect();
            if children.is_empty() {
                break;
            }
            expected.extend(children);
        }
        let expected: BTreeSet<String> = expected.into_iter().map(|id| lossy(id).into_owned()).collect();
        let found = selected(&contents.archive(), &wideners);
        prop_assert_eq!(found.len(), expected.len(), "each session comes once");
        prop_assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), expected);
    }

    #[test]
    fn trees_are_closed_under_visible_children(contents in plain_contents(), flags in flags()) {
        let found = selected(&contents.archive(), &with(&flags, ["--include-children"]));
        let found: BTreeSet<String> = found.into_iter().collect();
        let name = |id: &[u8]| lossy(id).into_owned();
        let by_id: BTreeMap<&[u8], &Session> =
            contents.sessions.iter().map(|session| (session.id.as_slice(), session)).collect();
        for session in contents.sessions.iter().filter(|session| is_visible(session)) {
            let parent = session.parent_session_id.as_deref().and_then(|id| by_id.get(id));
            if let Some(parent) = parent.filter(|parent| found.contains(&name(&parent.id))) {
                prop_assert!(
                    found.contains(&name(&session.id)),
                    "{:?} is a visible child of {:?}, which is in",
                    name(&session.id),
                    name(&parent.id)
                );
            }
        }
    }
}
