//! Rollouts of a few lines, and what must come of them.

use super::*;

/// A line with a payload.
fn line(kind: &str, payload: &str) -> String {
    format!(r#"{{"timestamp":"2025-06-10T09:00:00Z","type":"{kind}","payload":{payload}}}"#)
}

fn said(role: &str, text: &str) -> String {
    line(
        "response_item",
        &format!(r#"{{"type":"message","role":"{role}","content":[{{"type":"text","text":"{text}"}}]}}"#),
    )
}

fn called(name: &str) -> String {
    line("response_item", &format!(r#"{{"type":"function_call","name":"{name}","call_id":"c"}}"#))
}

fn counted(input: i64, cached: i64, output: i64) -> String {
    let counts =
        format!(r#"{{"input_tokens":{input},"cached_input_tokens":{cached},"output_tokens":{output}}}"#);
    line("event_msg", &format!(r#"{{"type":"token_count","info":{{"last_token_usage":{counts}}}}}"#))
}

fn session(lines: &[String]) -> Session {
    let file = LogFile { id: "stem".to_owned(), ..LogFile::default() };
    let text = lines.join("\n");
    let mut transcript =
        read(text.as_bytes(), &file, &AutomationPatterns::default(), &mut Buffers::default()).unwrap();
    transcript.sessions.remove(0)
}

/// Output tokens of each row, in order.
fn outputs(lines: &[String]) -> Vec<Option<i64>> {
    session(lines).messages.iter().map(|message| message.usage.output).collect()
}

#[test]
fn the_identifier_is_that_of_the_last_meta_or_the_file() {
    assert_eq!(session(&[]).id, "codex:stem");
    let metas =
        [line("session_meta", r#"{"id":"a","cwd":"/a"}"#), line("session_meta", r#"{"id":"b","cwd":""}"#)];
    let session = session(&metas);
    assert_eq!((session.id.as_str(), session.cwd.as_slice()), ("codex:b", &b"/a"[..]));
}

#[test]
fn bounds_are_the_first_and_last_times_in_the_file() {
    let times = ["2025-06-10T10:00:00Z", "2025-06-10T11:00:00Z", "2025-06-10T09:00:00Z", "x"];
    let lines: Vec<String> = times.iter().map(|time| format!(r#"{{"timestamp":"{time}"}}"#)).collect();
    let session = session(&lines);
    assert_eq!(session.started_at.map(Timestamp::to_text).as_deref(), Some("2025-06-10T10:00:00Z"));
    assert_eq!(session.ended_at.map(Timestamp::to_text).as_deref(), Some("2025-06-10T09:00:00Z"));
}

#[test]
fn counts_go_to_the_last_answer_of_the_turn_without_any() {
    let turn = [said("user", "x"), said("assistant", "a"), called("t")];
    let after = |counts: &[String]| outputs(&[&turn, counts].concat());
    assert_eq!(after(&[counted(9, 4, 1)]), [None, None, Some(1)]);
    assert_eq!(after(&[counted(9, 4, 1), counted(9, 4, 2)]), [None, Some(2), Some(1)]);
    assert_eq!(after(&[counted(9, 4, 1), counted(9, 4, 1)]), [None, None, Some(1)], "the same event twice");
    assert_eq!(
        after(&[said("user", "y"), counted(9, 4, 1)]),
        [None; 4],
        "a new turn has nothing to count yet"
    );
    let lost_and_repeated = [said("user", "x"), counted(1, 0, 1), said("assistant", "a"), counted(1, 0, 1)];
    assert_eq!(outputs(&lost_and_repeated), [None, None], "what was lost once is not counted later");
}

#[test]
fn cached_input_is_counted_once() {
    let usage = session(&[said("assistant", "a"), counted(10, 4, 3)]).messages.remove(0).usage;
    assert_eq!(usage.text, r#"{"cache_read_input_tokens":4,"input_tokens":6,"output_tokens":3}"#);
    assert_eq!(usage.context, Some(10));
    let usage = session(&[said("assistant", "a"), counted(4, 10, 3)]).messages.remove(0).usage;
    assert_eq!((usage.text.contains(r#""input_tokens":0,"#), usage.context), (true, Some(10)));
}

#[test]
fn the_model_is_that_of_the_last_turn_even_if_it_names_none() {
    let turn = |payload: &str| line("turn_context", payload);
    let lines = [turn(r#"{"model":"m"}"#), said("user", "x"), turn("{}"), said("assistant", "y")];
    let models: Vec<String> = session(&lines).messages.into_iter().map(|message| message.model).collect();
    assert_eq!(models, ["m", ""]);
}

#[test]
fn history_of_a_parent_is_left_out() {
    let lines = [
        line("session_meta", r#"{"id":"f","forked_from_id":"p","timestamp":"2025-06-10T09:00:00Z"}"#),
        line("session_meta", r#"{"id":"p","cwd":"/parent"}"#),
        line("turn_context", r#"{"model":"old","turn_id":"01900000-0000-7000-8000-000000000000"}"#),
        said("user", "old"),
        said("assistant", "old"),
        counted(1, 0, 1),
        line("turn_context", r#"{"model":"new","turn_id":"own"}"#),
        said("user", "new"),
    ];
    let session = session(&lines);
    assert_eq!((session.id.as_str(), session.messages.len()), ("codex:f", 1));
    assert_eq!(session.messages[0].model, "new");
    assert_eq!(session.first_prompt.as_deref(), Some("new"));
}

#[test]
fn agents_are_found_by_output_and_by_event() {
    let spawn = |call: &str| {
        line(
            "response_item",
            &format!(r#"{{"type":"function_call","name":"spawn_agent","call_id":"{call}"}}"#),
        )
    };
    let output = r#"{"type":"function_call_output","call_id":"s1","output":"{\"agent_id\":\"a1\"}"}"#;
    let report = |agent: &str| {
        said(
            "user",
            &format!(
                r#"<subagent_notification>{{\"agent_id\":\"{agent}\",\"status\":{{\"completed\":\"t\"}}}}</subagent_notification>"#
            ),
        )
    };
    let lines = [
        report("nobody"),
        report("nobody"),
        report("a1"),
        spawn("s1"),
        line("response_item", output),
        spawn("s2"),
        line("event_msg", r#"{"type":"collab_agent_spawn_end","call_id":"s2","new_thread_id":"a2"}"#),
    ];
    let session = session(&lines);
    let started: Vec<_> =
        session.delegations.iter().map(|call| (call.ordinal, call.session_id.as_str())).collect();
    assert_eq!(started, [(1, "codex:a1"), (2, "codex:a2")]);
    let roles: Vec<_> = session.messages.iter().map(|message| message.role).collect();
    assert_eq!(
        roles,
        [Role::User, Role::Assistant, Role::Assistant],
        "one report of an agent nobody started"
    );
}

#[test]
fn what_is_no_message() {
    for payload in [
        r#"{"type":"function_call","name":""}"#,
        r#"{"type":"reasoning","content":[{"type":"text","text":"x"}]}"#,
        r#"{"type":"message","role":"developer","content":[{"type":"text","text":"x"}]}"#,
        r#"{"type":"message","role":"user","content":"x"}"#,
        r#"{"type":"message","role":"user","content":[{"type":"image","text":"x"}]}"#,
        r#"{"type":"message","role":"assistant","content":[{"type":"text","text":" "}]}"#,
    ] {
        assert_eq!(session(&[line("response_item", payload)]).messages.len(), 0, "{payload}");
    }
}

#[test]
fn the_last_task_event_tells_how_it_ended() {
    let event = |kind: &str| line("event_msg", &format!(r#"{{"type":"{kind}"}}"#));
    assert_eq!(session(&[]).termination, None);
    let pending = session(&[event("task_complete"), event("task_started")]).termination;
    assert_eq!(pending, Some(Termination::ToolCallPending));
    let done = session(&[event("task_started"), event("task_complete")]).termination;
    assert_eq!(done, Some(Termination::AwaitingUser));
}
