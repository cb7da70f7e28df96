//! Which calls of tools started which sessions: three kinds of lines tell.

use rustc_hash::{FxHashMap, FxHashSet};

use super::session::Draft;
use crate::logs::json::{Reader, Value};
use crate::logs::session::Delegation;
use crate::logs::stored_text::stored_text;

/// Tools that start sessions, besides those with `subagent` in their name.
const TOOLS: [&str; 2] = ["Task", "Agent"];

/// Sessions by the call that started them.
#[derive(Default)]
pub(super) struct Delegations {
    by_call: FxHashMap<String, String>,
}

impl Delegations {
    /// A line of type `queue-operation`: JSON or elements in a text.
    pub(super) fn read_queue_operation(&mut self, line: Value<'_>) {
        if !line.get("operation").is_some_and(|operation| operation.equals("enqueue")) {
            return;
        }
        let content = line.text_of("content");
        let mut reader = Reader::default();
        if let Some(task) = reader.read(&content).filter(|value| value.is_object()) {
            self.add(&task.text_of("tool_use_id"), &task.text_of("task_id"));
        } else {
            self.add(element(&content, "tool-use-id"), element(&content, "task-id"));
        }
    }

    /// A line of type `progress`.
    pub(super) fn read_progress(&mut self, line: Value<'_>) {
        if line.at(&["data", "type"]).is_some_and(|kind| kind.equals("agent_progress")) {
            let agent = line.get("data").map(|data| data.text_of("agentId")).unwrap_or_default();
            self.add(&line.text_of("parentToolUseID"), &agent);
        }
    }

    /// A user's entry with the result of one call, which the other kinds of lines go before.
    pub(super) fn read_result(&mut self, line: Value<'_>, results: &[String]) {
        let agent = line.get("toolUseResult").map(|result| result.text_of("agentId")).unwrap_or_default();
        if let ([call], false) = (results, agent.is_empty()) {
            self.by_call.entry(call.clone()).or_insert_with(|| session_id(&agent));
        }
    }

    fn add(&mut self, call: &[u8], agent: &[u8]) {
        if !call.is_empty() && !agent.is_empty() {
            self.by_call.insert(stored_text(call), session_id(agent));
        }
    }

    /// The calls in these messages that started sessions.
    pub(super) fn of(&self, drafts: &[Draft<'_>]) -> Vec<Delegation> {
        if self.by_call.is_empty() {
            return Vec::new();
        }
        let mut seen = FxHashSet::default();
        let mut found = Vec::new();
        for draft in drafts {
            for call in draft.entry.iter().flat_map(|entry| &entry.calls) {
                let is_delegation = TOOLS.contains(&call.tool.as_str()) || call.tool.contains("subagent");
                if let Some(session_id) = self.by_call.get(&call.id).filter(|_| is_delegation)
                    && seen.insert(&call.id)
                {
                    found.push(Delegation {
                        ordinal: draft.message.ordinal,
                        tool: call.tool.clone(),
                        tool_use_id: call.id.clone(),
                        session_id: session_id.clone(),
                    });
                }
            }
        }
        found
    }
}

/// The session of an agent.
fn session_id(agent: &[u8]) -> String {
    let agent = stored_text(agent);
    if agent.starts_with("agent-") { agent } else { format!("agent-{agent}") }
}

/// The text of the first element of this name.
fn element<'t>(text: &'t [u8], name: &str) -> &'t [u8] {
    let (opening, closing) = (format!("<{name}>"), format!("</{name}>"));
    let found = memchr::memmem::find(text, opening.as_bytes()).map(|at| &text[at + opening.len()..]);
    let end = found.and_then(|inner| memchr::memmem::find(inner, closing.as_bytes()));
    found.zip(end).map(|(inner, end)| agent_contracts::text::trim(&inner[..end])).unwrap_or_default()
}
