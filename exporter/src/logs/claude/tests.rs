//! Logs of a few lines, and what must come of them.

use super::entry::Entry;
use super::*;

/// A user's line; `content` is JSON.
pub(super) fn user(uuid: &str, parent: &str, content: &str) -> String {
    format!(
        r#"{{"type":"user","uuid":"{uuid}","parentUuid":"{parent}","cwd":"/src/a","gitBranch":"main","timestamp":"2025-06-10T09:00:00Z","message":{{"content":{content}}}}}"#
    )
}

/// An agent's line; `message` holds members of the message.
pub(super) fn assistant(uuid: &str, parent: &str, message: &str) -> String {
    format!(
        r#"{{"type":"assistant","uuid":"{uuid}","parentUuid":"{parent}","timestamp":"2025-06-10T09:00:01Z","message":{{{message}}}}}"#
    )
}

/// The entries on these lines.
pub(super) fn entries(lines: &[String]) -> Vec<Entry> {
    let mut log = Log::default();
    let mut json = crate::logs::json::Reader::default();
    for line in lines {
        log.read_line(json.read(line.as_bytes()).expect(line), &AutomationPatterns::default());
    }
    log.entries
}

fn transcript(text: &str) -> Transcript {
    let file = LogFile { id: "s".to_owned(), ..LogFile::default() };
    read(text.as_bytes(), &file, &AutomationPatterns::default(), &mut Buffers::default()).unwrap()
}

fn session(lines: &[&str]) -> Session {
    let mut sessions = transcript(&lines.join("\n")).sessions;
    assert_eq!(sessions.len(), 1);
    sessions.remove(0)
}

#[test]
fn an_empty_file_is_a_session_without_messages() {
    let session = session(&[]);
    assert_eq!((session.id.as_str(), session.messages.len(), session.started_at), ("s", 0, None));
    assert_eq!(session.termination, None);
}

#[test]
fn times_come_from_all_lines_and_directories_from_users() {
    let session = session(&[
        r#"{"type":"assistant","cwd":"/agent","timestamp":"2025-06-10T09:00:05Z","version":"2"}"#,
        r#"{"type":"file-history-snapshot","snapshot":{"timestamp":"2025-06-10T08:00:00Z"}}"#,
        r#"{"type":"user","cwd":"","gitBranch":"b","isMeta":true,"version":"3"}"#,
        r#"{"type":"user","cwd":"/user","gitBranch":"c","timestamp":"2025-06-10T10:00:00Z"}"#,
        r#"{"type":"other","timestamp":"2025-06-10T11:00:00Z"}"#,
    ]);
    assert_eq!((session.cwd.as_slice(), session.branch.as_slice()), (&b"/user"[..], &b"b"[..]));
    assert_eq!(session.source_version, "2");
    let text = |time: Option<Timestamp>| time.map(Timestamp::to_text);
    assert_eq!(text(session.started_at).as_deref(), Some("2025-06-10T08:00:00Z"));
    assert_eq!(text(session.ended_at).as_deref(), Some("2025-06-10T11:00:00Z"));
}

#[test]
fn broken_lines_are_counted_and_a_broken_end_is_told() {
    let broken = transcript("{\n \n{\"type\":\"user\"").sessions.remove(0);
    assert_eq!((broken.malformed_lines, broken.is_truncated), (3, true));
    assert_eq!(broken.termination, Some(Termination::Truncated));
    let closed = transcript("{\n").sessions.remove(0);
    assert_eq!((closed.malformed_lines, closed.is_truncated), (1, false));
}

#[test]
fn results_take_a_place_and_leave_a_gap() {
    let result = r#"[{"type":"tool_result","tool_use_id":"t"}]"#;
    let both = r#"[{"type":"tool_result","tool_use_id":"t"},{"type":"text","text":"and"}]"#;
    let session = session(&[
        &user("a", "", "\"x\""),
        &user("b", "a", result),
        &user("c", "b", both),
        &user("d", "c", "[]"),
    ]);
    let ordinals: Vec<i64> = session.messages.iter().map(|message| message.ordinal).collect();
    assert_eq!(ordinals, [0, 2]);
    assert_eq!(session.totals().user_messages, 2);
}

#[test]
fn answers_with_nothing_to_see_are_lost_with_their_tokens() {
    for content in
        [r#""""#, r#"[{"type":"thinking","thinking":""}]"#, r#"[{"type":"redacted_thinking"}]"#, "7"]
    {
        let line = assistant("a", "", &format!(r#""content":{content},"usage":{{"output_tokens":5}}"#));
        assert_eq!(session(&[&line]).totals().output_tokens, None, "content {content}");
    }
    for content in [r#"[{"type":"thinking","thinking":" "}]"#, r#"[{"type":"tool_use"}]"#, "\"x\""] {
        let line = assistant("a", "", &format!(r#""content":{content},"usage":{{"output_tokens":5}}"#));
        assert_eq!(session(&[&line]).totals().output_tokens, Some(5), "content {content}");
    }
}

#[test]
fn usage_of_any_shape_is_kept_as_written() {
    for (usage, output, context) in [
        ("null", None, None),
        ("\"x\"", None, None),
        (r#"{"output_tokens":null}"#, Some(0), None),
        (r#"{"input_tokens":"12","cache_read_input_tokens":1.9}"#, None, Some(13)),
        (r#"{"output_tokens":5000000,"input_tokens":-5}"#, Some(2_000_000), Some(0)),
    ] {
        let line = assistant("a", "", &format!(r#""content":"x","usage":{usage}"#));
        let kept = session(&[&line]).messages.remove(0).usage;
        assert_eq!((kept.text.as_str(), kept.output, kept.context), (usage, output, context));
    }
}

#[test]
fn queued_prompts_go_before_the_first_later_message() {
    let queued = |time: &str, prompt: &str| {
        format!(
            r#"{{"type":"attachment","timestamp":"{time}","attachment":{{"type":"queued_command","prompt":"{prompt}"}}}}"#
        )
    };
    let session = session(&[
        &user("a", "", "\"first\""),
        &assistant("b", "a", "\"content\":\"x\""),
        &queued("2025-06-10T09:00:00.5Z", "between"),
        &queued("", "at the end, for want of a time"),
        &queued("2025-06-10T08:00:00Z", "behind that one"),
        &queued("2025-06-10T08:00:00Z", " "),
    ]);
    let subtypes: Vec<_> = session.messages.iter().map(|message| message.source_subtype).collect();
    assert_eq!(subtypes, ["", "queued_command", "", "queued_command", "queued_command"]);
    assert_eq!(session.messages[4].ordinal, 4);
}

#[test]
fn sessions_that_ask_for_usage_only_are_set_aside() {
    let probe = transcript(&user("a", "", "\"<command-name>/usage</command-name>\""));
    assert_eq!((probe.sessions.len(), probe.usage_probes), (0, vec!["s".to_owned()]));
}

#[test]
fn the_last_name_counts_and_an_empty_one_takes_it_away() {
    let name = |text: &str| {
        format!(
            r#"{{"type":"system","content":"<command-name>/rename</command-name><command-args>{text}</command-args>"}}"#
        )
    };
    assert_eq!(session(&[&name("a"), &name(" b ")]).name.as_deref(), Some("b"));
    assert_eq!(session(&[&name("a"), &name(" ")]).name, None);
}

#[test]
fn parents_are_named_by_the_first_entry_or_the_folder() {
    let parent = |id: &str, enclosing: Option<&str>, text: &str| {
        let file =
            LogFile { id: id.to_owned(), parent_session: enclosing.map(str::to_owned), ..LogFile::default() };
        let mut transcript =
            read(text.as_bytes(), &file, &AutomationPatterns::default(), &mut Buffers::default()).unwrap();
        transcript.sessions.remove(0).parent.map(|parent| (parent.id, parent.relationship.name()))
    };
    let line = r#"{"type":"user","sessionId":"p"}"#;
    let expected = |id: &str, relationship| Some((id.to_owned(), relationship));
    assert_eq!(parent("s", None, line), expected("p", "continuation"));
    assert_eq!(parent("p", None, line), None);
    assert_eq!(parent("agent-x", Some("q"), line), expected("p", "subagent"));
    assert_eq!(parent("agent-x", Some("q"), ""), expected("q", "subagent"));
    assert_eq!(parent("s", Some("q"), ""), None);
}

#[test]
fn forks_are_sessions_of_their_own() {
    let lines: Vec<String> = [("a", ""), ("b", "a"), ("c", "b"), ("d", "c"), ("e", "d"), ("f", "a")]
        .into_iter()
        .map(|(name, parent)| user(name, parent, "\"x\""))
        .collect();
    let sessions = transcript(&lines.join("\n")).sessions;
    assert_eq!(sessions.len(), 2);
    assert_eq!(sessions[1].id, "s-f");
    assert_eq!(sessions[1].parent, Some(Parent { id: "s".to_owned(), relationship: Relationship::Fork }));
}

#[test]
fn calls_without_results_are_pending() {
    let call = r#""content":[{"type":"tool_use","id":"t","name":"Bash"}],"stop_reason":"tool_use""#;
    let pending = session(&[&assistant("a", "", call)]);
    assert_eq!(pending.termination, Some(Termination::ToolCallPending));
    let result = user("b", "a", r#"[{"type":"tool_result","tool_use_id":"t"}]"#);
    assert_eq!(session(&[&assistant("a", "", call), &result]).termination, Some(Termination::Clean));
    let summary = r#"{"type":"user","isCompactSummary":true,"message":{"content":"x"}}"#;
    assert_eq!(session(&[&assistant("a", "", call), summary]).termination, Some(Termination::Clean));
    let done = session(&[&assistant("a", "", r#""content":"x","stop_reason":"end_turn""#)]);
    assert_eq!(done.termination, Some(Termination::AwaitingUser));
}

#[test]
fn three_kinds_of_lines_tell_who_started_a_session() {
    let call = |id: &str, tool: &str| {
        assistant("", "", &format!(r#""content":[{{"type":"tool_use","id":"{id}","name":"{tool}"}}]"#))
    };
    let session = session(&[
        &call("t1", "Task"),
        &call("t2", "Agent"),
        &call("t3", "my_subagent_tool"),
        &call("t4", "Bash"),
        r#"{"type":"queue-operation","operation":"enqueue","content":"{\"task_id\":\"a1\",\"tool_use_id\":\"t1\"}"}"#,
        r#"{"type":"queue-operation","operation":"enqueue","content":"<task-id>a4</task-id><tool-use-id>t4</tool-use-id>"}"#,
        r#"{"type":"progress","data":{"type":"agent_progress","agentId":"a2"},"parentToolUseID":"t2"}"#,
        r#"{"type":"user","toolUseResult":{"agentId":"agent-a3"},"message":{"content":[{"type":"tool_result","tool_use_id":"t3"}]}}"#,
        r#"{"type":"user","toolUseResult":{"agentId":"other"},"message":{"content":[{"type":"tool_result","tool_use_id":"t1"}]}}"#,
    ]);
    let links: Vec<_> =
        session.delegations.iter().map(|call| (call.ordinal, call.session_id.as_str())).collect();
    assert_eq!(links, [(0, "agent-a1"), (1, "agent-a2"), (2, "agent-a3")]);
}
