//! From entries to the messages of a session.

use agent_contracts::timestamp::Timestamp;
use rustc_hash::FxHashSet;

use super::entry::{Answer, Content, Entry};
use crate::logs::session::{Message, Role, Termination, Usage};
use crate::logs::time::plausible;
use crate::logs::user_text::{Prompt, UserText};

/// A prompt that a user typed while the agent was at work; it has no place in the tree.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct QueuedPrompt {
    pub(super) timestamp: Option<Timestamp>,
    pub(super) prompt: Prompt,
}

/// A message on its way into a session.
pub(super) struct Draft<'e> {
    pub(super) message: Message,
    /// The prompt in it, if it is one.
    pub(super) prompt: Option<&'e Prompt>,
    /// The entry it comes from; none for queued prompts.
    pub(super) entry: Option<&'e Entry>,
    /// It holds results of tools only: it takes a place, and is not kept.
    is_unseen: bool,
    /// As in the log, however absurd.
    timestamp: Option<Timestamp>,
}

/// The messages of the entries on one path, with `queued` prompts where they belong; places are numbered, and
/// messages that only carry results are taken out afterwards, so that there can be gaps.
pub(super) fn messages<'e>(
    path: impl Iterator<Item = &'e Entry>,
    queued: &'e [QueuedPrompt],
) -> Vec<Draft<'e>> {
    let mut drafts = Vec::new();
    let mut waiting = queued.iter().peekable();
    for draft in path.filter_map(draft) {
        // A queued prompt goes before the first message that is later.
        while let Some(prompt) = waiting.next_if(|prompt| {
            prompt.timestamp.zip(draft.timestamp).is_some_and(|(prompt, message)| prompt < message)
        }) {
            drafts.push(queued_draft(prompt));
        }
        drafts.push(draft);
    }
    drafts.extend(waiting.map(queued_draft));
    for (draft, ordinal) in drafts.iter_mut().zip(0..) {
        draft.message.ordinal = ordinal;
    }
    drafts.retain(|draft| !draft.is_unseen);
    drafts
}

/// The message that an entry makes, if it makes one.
fn draft(entry: &Entry) -> Option<Draft<'_>> {
    if entry.is_compact_summary {
        let boundary = Message {
            is_system: true,
            is_compact_boundary: true,
            ..message(entry, Role::Assistant, "system", "compact_boundary")
        };
        return Some(Draft::new(boundary, entry));
    }
    match &entry.content {
        Content::Prompt(_) if entry.is_meta => None,
        Content::Prompt(UserText::Blank) | Content::Answer { is_visible: false, .. }
            if entry.results.is_empty() =>
        {
            None
        }
        Content::Prompt(UserText::Blank) => {
            Some(Draft { is_unseen: true, ..Draft::new(message(entry, Role::User, "user", ""), entry) })
        }
        Content::Prompt(UserText::System(class)) => {
            let message = Message { is_system: true, ..message(entry, Role::User, "system", class) };
            Some(Draft::new(message, entry))
        }
        Content::Prompt(UserText::Prompt(prompt)) => {
            Some(Draft { prompt: Some(prompt), ..Draft::new(message(entry, Role::User, "user", ""), entry) })
        }
        Content::Prompt(UserText::Dropped) => None,
        Content::Answer { .. } => {
            let Answer { message_id, request_id, model, usage, .. } = entry.answer.clone();
            let message = Message {
                message_id,
                request_id,
                model,
                usage,
                has_tool_use: entry.has_tool_use,
                ..message(entry, Role::Assistant, "assistant", "")
            };
            Some(Draft::new(message, entry))
        }
    }
}

/// A message with what all entries have.
fn message(entry: &Entry, role: Role, source_type: &'static str, source_subtype: &'static str) -> Message {
    Message {
        ordinal: 0,
        role,
        is_system: false,
        timestamp: plausible(entry.timestamp),
        model: String::new(),
        message_id: String::new(),
        request_id: String::new(),
        source_type,
        source_subtype,
        uuid: entry.uuid.clone(),
        parent_uuid: entry.parent_uuid.clone(),
        is_sidechain: entry.is_sidechain,
        is_compact_boundary: false,
        has_tool_use: false,
        usage: Usage::default(),
    }
}

fn queued_draft(queued: &QueuedPrompt) -> Draft<'_> {
    let message = Message {
        ordinal: 0,
        role: Role::User,
        is_system: false,
        timestamp: plausible(queued.timestamp),
        model: String::new(),
        message_id: String::new(),
        request_id: String::new(),
        source_type: "user",
        source_subtype: "queued_command",
        uuid: String::new(),
        parent_uuid: String::new(),
        is_sidechain: false,
        is_compact_boundary: false,
        has_tool_use: false,
        usage: Usage::default(),
    };
    Draft {
        message,
        prompt: Some(&queued.prompt),
        entry: None,
        is_unseen: false,
        timestamp: queued.timestamp,
    }
}

impl<'e> Draft<'e> {
    fn new(message: Message, entry: &'e Entry) -> Self {
        Self { message, prompt: None, entry: Some(entry), is_unseen: false, timestamp: entry.timestamp }
    }
}

/// How a session with these messages ended, of all `entries` on its path.
pub(super) fn termination(drafts: &[Draft<'_>], entries: &[&Entry]) -> Option<Termination> {
    let last = drafts.last()?;
    let last_answer = drafts.iter().rfind(|draft| draft.message.role == Role::Assistant);
    // A summary stands for an answer, and calls nothing.
    let last_answer =
        last_answer.filter(|draft| !draft.message.is_compact_boundary).and_then(|draft| draft.entry);
    if let Some(answer) = last_answer.filter(|answer| !answer.calls.is_empty()) {
        let later = entries.iter().rev().take_while(|entry| !std::ptr::eq(**entry, answer));
        let results: FxHashSet<&str> = later.flat_map(|entry| &entry.results).map(String::as_str).collect();
        if answer.calls.iter().any(|call| !results.contains(call.id.as_str())) {
            return Some(Termination::ToolCallPending);
        }
    }
    let ends_turn =
        last.message.role == Role::Assistant && last.entry.is_some_and(|entry| entry.answer.ends_turn);
    Some(if ends_turn { Termination::AwaitingUser } else { Termination::Clean })
}
