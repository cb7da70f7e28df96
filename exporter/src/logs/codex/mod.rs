//! Logs of Codex, called rollouts: one file is one session, every line a small event.
//!
//! Events are taken in order; [`agents`] remembers who started whom, [`gate`] keeps a parent's history out.

mod agents;
mod gate;
mod prompts;

use std::io::{self, Read};

use agent_contracts::text::trim;
use agent_contracts::timestamp::Timestamp;

use self::agents::Agents;
use self::gate::Gate;
use self::prompts::Prompts;
use super::automation::AutomationPatterns;
use super::json::Value;
use super::session::{Agent, Message, Role, Session, Termination, Transcript, Usage, bounded};
use super::stored_text::{cut, stored_text};
use super::time::{self, plausible};
use super::{Buffers, LogFile};

/// Before the identifiers of these sessions in an archive.
pub(super) const ID_PREFIX: &str = "codex:";

/// The longest name of a model.
const LONGEST_MODEL: usize = 128;

/// Reads the log that `source` holds.
///
/// # Errors
///
/// What `source` says; nothing in the text is an error.
pub(super) fn read(
    source: impl Read,
    file: &LogFile,
    patterns: &AutomationPatterns,
    buffers: &mut Buffers,
) -> io::Result<Transcript> {
    let mut rollout = Rollout::default();
    let mut lines = buffers.lines.lines(source);
    while let Some(line) = lines.next()? {
        if let Some(value) = buffers.json.read(line) {
            rollout.read_line(value);
        }
    }
    let session = rollout.finish(&file.id, &file.titles, patterns);
    Ok(Transcript { sessions: vec![session], usage_probes: Vec::new() })
}

/// What has been gathered from the lines so far.
#[derive(Default)]
struct Rollout {
    id: Vec<u8>,
    cwd: Vec<u8>,
    branch: Vec<u8>,
    first_time: Option<Timestamp>,
    last_time: Option<Timestamp>,
    gate: Gate,
    model: String,
    rows: Vec<Message>,
    prompts: Prompts,
    agents: Agents,
    /// The counts of the event before, as written.
    last_counts: Vec<u8>,
    termination: Option<Termination>,
}

impl Rollout {
    fn read_line(&mut self, line: Value<'_>) {
        let time = line.get("timestamp").and_then(Value::text).and_then(|text| time::read(&text));
        self.first_time = self.first_time.or(time);
        self.last_time = time.or(self.last_time);
        let Some(payload) = line.get("payload") else { return };
        match &*line.text_of("type") {
            b"turn_context" if self.gate.admits_turn(&payload.text_of("turn_id")) => {
                self.model = cut(stored_text(&payload.text_of("model")), LONGEST_MODEL);
            }
            _ if self.gate.is_closed() => {}
            b"session_meta" => self.read_meta(payload, time),
            b"response_item" => self.read_item(payload, time),
            b"event_msg" => self.read_event(payload),
            _ => {}
        }
    }

    fn read_meta(&mut self, meta: Value<'_>, time: Option<Timestamp>) {
        self.id = meta.text_of("id").into_owned();
        let cwd = meta.text_of("cwd");
        if !cwd.is_empty() {
            self.cwd = cwd.into_owned();
        }
        if let Some(branch) = meta.at(&["git", "branch"]).and_then(Value::text) {
            self.branch = branch.into_owned();
        }
        if !meta.text_of("forked_from_id").is_empty() {
            let stated = time::read(&meta.text_of("timestamp"));
            self.gate.close(&self.id, stated.or(time));
        }
    }

    fn read_item(&mut self, item: Value<'_>, time: Option<Timestamp>) {
        match &*item.text_of("type") {
            b"function_call" | b"custom_tool_call" => {
                let name = stored_text(&item.text_of("name"));
                if !name.is_empty() {
                    self.push(Role::Assistant, time);
                    if let Some(row) = self.rows.last_mut() {
                        row.has_tool_use = true;
                    }
                    self.agents.read_call(&name, item, self.rows.len() - 1);
                }
            }
            b"function_call_output" | b"custom_tool_call_output" => self.agents.read_output(item),
            _ => match &*item.text_of("role") {
                b"user" => self.read_prompt(&text_of(item), time),
                b"assistant" if !trim(&text_of(item)).is_empty() => self.push(Role::Assistant, time),
                _ => {}
            },
        }
    }

    fn read_prompt(&mut self, text: &[u8], time: Option<Timestamp>) {
        if trim(text).is_empty() {
            return;
        }
        if let Some(notification) = prompts::notification(text) {
            self.agents.read_notification(notification, self.rows.len(), time);
        } else if self.prompts.keep(text) {
            self.push(Role::User, time);
        }
    }

    fn read_event(&mut self, event: Value<'_>) {
        match &*event.text_of("type") {
            b"token_count" => {
                if let Some(counts) = event.at(&["info", "last_token_usage"]) {
                    self.read_counts(counts);
                }
            }
            b"turn_aborted" => {
                self.prompts.note_abort();
                self.termination = Some(Termination::ToolCallPending);
            }
            b"task_started" => self.termination = Some(Termination::ToolCallPending),
            b"task_complete" => self.termination = Some(Termination::AwaitingUser),
            b"collab_agent_spawn_end" => self.agents.read_spawn(event),
            _ => {}
        }
    }

    /// Gives counts to the last answer of this turn that has none yet; without one they are lost.
    fn read_counts(&mut self, counts: Value<'_>) {
        if counts.raw() == self.last_counts {
            return;
        }
        self.last_counts = counts.raw().to_vec();
        let turn = self.rows.iter_mut().rev().take_while(|row| row.role == Role::Assistant);
        if let Some(row) = { turn }.find(|row| row.usage.text.is_empty()) {
            row.usage = usage(counts);
        }
    }

    fn push(&mut self, role: Role, time: Option<Timestamp>) {
        let model = self.model.clone();
        self.rows.push(row(role, time, model));
    }

    fn finish(mut self, stem: &str, titles: &super::Titles, patterns: &AutomationPatterns) -> Session {
        let own_id = stored_text(&self.id);
        let own_id = if own_id.is_empty() { stem } else { own_id.as_str() };
        // What agents reported by themselves is put in at the end, so that it does not end a turn.
        let reports = self.agents.reports();
        for (shift, (at, time)) in reports.iter().enumerate() {
            self.rows.insert(at + shift, row(Role::User, *time, self.model.clone()));
        }
        let mut delegations = self.agents.delegations();
        for delegation in &mut delegations {
            let before =
                reports.iter().filter(|(at, _)| i64::try_from(*at).is_ok_and(|at| at <= delegation.ordinal));
            delegation.ordinal += i64::try_from(before.count()).unwrap_or_default();
        }
        for (message, ordinal) in self.rows.iter_mut().zip(0..) {
            message.ordinal = ordinal;
        }
        let prompt_count = self.rows.iter().filter(|row| row.is_prompt()).count();
        Session {
            id: format!("{ID_PREFIX}{own_id}"),
            agent: Agent::Codex,
            cwd: self.cwd,
            branch: self.branch,
            started_at: plausible(self.first_time),
            ended_at: plausible(self.last_time),
            source_session_id: String::new(),
            source_version: String::new(),
            malformed_lines: 0,
            is_truncated: false,
            parent: None,
            name: titles.of(own_id).map(str::to_owned),
            first_prompt: self.prompts.preview(),
            is_automated: prompt_count <= 1 && self.prompts.is_automated(patterns),
            termination: self.termination,
            messages: self.rows,
            delegations,
        }
    }
}

fn row(role: Role, time: Option<Timestamp>, model: String) -> Message {
    Message {
        ordinal: 0,
        role,
        is_system: false,
        timestamp: plausible(time),
        model,
        message_id: String::new(),
        request_id: String::new(),
        source_type: "",
        source_subtype: "",
        uuid: String::new(),
        parent_uuid: String::new(),
        is_sidechain: false,
        is_compact_boundary: false,
        has_tool_use: false,
        usage: Usage::default(),
    }
}

/// The text of an item.
fn text_of(item: Value<'_>) -> Vec<u8> {
    let blocks = item.get("content").into_iter().flat_map(Value::elements);
    let texts = blocks
        .filter(|block| matches!(&*block.text_of("type"), b"input_text" | b"output_text" | b"text"))
        .map(|block| block.text_of("text"))
        .filter(|text| !text.is_empty());
    texts.collect::<Vec<_>>().join(&b'\n')
}

/// Counts as v1 spells them: what was read from the cache is no input.
fn usage(counts: Value<'_>) -> Usage {
    let count = |name| counts.get(name).map(Value::count).unwrap_or_default();
    let (cached, output) = (count("cached_input_tokens"), count("output_tokens"));
    let input = count("input_tokens").saturating_sub(cached).max(0);
    Usage {
        text: format!(
            r#"{{"cache_read_input_tokens":{cached},"input_tokens":{input},"output_tokens":{output}}}"#
        ),
        output: Some(bounded(output)),
        context: Some(bounded(input.saturating_add(cached))),
    }
}

#[cfg(test)]
mod tests;
