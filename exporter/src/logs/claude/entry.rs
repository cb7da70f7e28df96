//! One line of type `user` or `assistant`: what is kept of it.

use std::borrow::Cow;

use agent_contracts::text::trim;
use agent_contracts::timestamp::Timestamp;

use crate::logs::automation::AutomationPatterns;
use crate::logs::json::Value;
use crate::logs::session::{Role, Usage, bounded};
use crate::logs::stored_text::{cut, stored_text};
use crate::logs::user_text::{self, UserText};

/// The longest name of a model.
const LONGEST_MODEL: usize = 128;

/// A line of the conversation.
#[derive(Clone, PartialEq, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent flags of a log's line")]
pub(super) struct Entry {
    pub(super) role: Role,
    pub(super) uuid: String,
    pub(super) parent_uuid: String,
    pub(super) timestamp: Option<Timestamp>,
    pub(super) is_sidechain: bool,
    pub(super) is_meta: bool,
    pub(super) is_compact_summary: bool,
    pub(super) content: Content,
    pub(super) answer: Answer,
    /// Calls of tools that have an identifier and a name.
    pub(super) calls: Vec<Call>,
    pub(super) has_tool_use: bool,
    /// The calls that this entry has results of.
    pub(super) results: Vec<String>,
}

/// What an entry says.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Content {
    /// A user's text.
    Prompt(UserText),
    /// An agent's: whether it came as a list of blocks, and whether there is anything to see in it.
    Answer { is_list: bool, is_visible: bool },
}

/// The members that only an agent's entries have.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(super) struct Answer {
    /// The provider's identifier.
    pub(super) message_id: String,
    /// The identifier is a text, so that entries can be joined by it.
    pub(super) is_joinable: bool,
    pub(super) request_id: String,
    pub(super) model: String,
    pub(super) usage: Usage,
    pub(super) ends_turn: bool,
}

/// A call of a tool.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Call {
    pub(super) id: String,
    pub(super) tool: String,
}

impl Entry {
    /// Reads the entry of this role; its time has been read before.
    pub(super) fn read(
        role: Role,
        line: Value<'_>,
        timestamp: Option<Timestamp>,
        patterns: &AutomationPatterns,
    ) -> Self {
        let message = line.get("message");
        let content = message.and_then(|message| message.get("content"));
        let mut blocks = Blocks::default();
        if let Some(content) = content {
            blocks.read(content, role == Role::User);
        }
        let (content, answer) = match role {
            Role::User => {
                let text = blocks.text();
                (Content::Prompt(user_text::classify(&text, patterns)), Answer::default())
            }
            Role::Assistant => {
                let is_list = content.is_some_and(Value::is_array);
                let answer = Answer::read(line, message);
                (Content::Answer { is_list, is_visible: blocks.is_visible }, answer)
            }
        };
        let flag = |name| line.get(name).is_some_and(Value::is_true);
        Self {
            role,
            uuid: stored_text(&line.text_of("uuid")),
            parent_uuid: stored_text(&line.text_of("parentUuid")),
            timestamp,
            is_sidechain: flag("isSidechain"),
            is_meta: flag("isMeta"),
            is_compact_summary: flag("isCompactSummary"),
            content,
            answer,
            calls: blocks.calls,
            has_tool_use: blocks.has_tool_use,
            results: blocks.results,
        }
    }
}

impl Answer {
    fn read(line: Value<'_>, message: Option<Value<'_>>) -> Self {
        let member = |name| message.and_then(|message| message.get(name));
        let spelling =
            |value: Option<Value<'_>>| stored_text(&value.map(Value::spelling).unwrap_or_default());
        Self {
            message_id: spelling(member("id")),
            is_joinable: member("id").and_then(Value::text).is_some_and(|id| !id.is_empty()),
            request_id: spelling(line.get("requestId")),
            model: cut(spelling(member("model")), LONGEST_MODEL),
            usage: member("usage").map(read_usage).unwrap_or_default(),
            ends_turn: member("stop_reason").is_some_and(|reason| reason.equals("end_turn")),
        }
    }
}

fn read_usage(usage: Value<'_>) -> Usage {
    let tokens = |name| usage.get(name).map(Value::count);
    let context = ["input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens"];
    let context = context.into_iter().filter_map(tokens).reduce(i64::saturating_add);
    Usage {
        text: stored_text(usage.raw()),
        output: tokens("output_tokens").map(bounded),
        context: context.map(bounded),
    }
}

/// What the blocks of a message come to.
#[derive(Default)]
struct Blocks<'a> {
    /// Texts, of users only.
    texts: Vec<Cow<'a, [u8]>>,
    is_visible: bool,
    has_tool_use: bool,
    calls: Vec<Call>,
    results: Vec<String>,
}

impl<'a> Blocks<'a> {
    fn read(&mut self, content: Value<'a>, keep_texts: bool) {
        if let Some(text) = content.text() {
            self.add_text(text, keep_texts);
        }
        for block in content.elements() {
            match &*block.text_of("type") {
                b"text" => self.add_text(block.text_of("text"), keep_texts),
                // The program shows these with words of its own around them, so they are never blank.
                b"thinking" => {
                    let thought = block.text_of("thinking");
                    if !thought.is_empty() {
                        let text = [b"[Thinking]\n", &*thought, b"\n[/Thinking]"].concat();
                        self.add_text(Cow::Owned(text), keep_texts);
                    }
                }
                b"tool_use" | b"toolCall" => {
                    self.add_text(Cow::Borrowed(b"[Tool]"), keep_texts);
                    self.has_tool_use = true;
                    let (id, tool) = (stored_text(&block.text_of("id")), stored_text(&block.text_of("name")));
                    if !id.is_empty() && !tool.is_empty() {
                        self.calls.push(Call { id, tool });
                    }
                }
                b"tool_result" => {
                    let call = stored_text(&block.text_of("tool_use_id"));
                    if !call.is_empty() {
                        self.results.push(call);
                    }
                }
                _ => {}
            }
        }
    }

    fn add_text(&mut self, text: Cow<'a, [u8]>, keep: bool) {
        self.is_visible |= !trim(&text).is_empty();
        if keep && !text.is_empty() {
            self.texts.push(text);
        }
    }

    fn text(&self) -> Cow<'_, [u8]> {
        match self.texts.as_slice() {
            [] => Cow::default(),
            [text] => Cow::Borrowed(text),
            texts => Cow::Owned(texts.join(&b'\n')),
        }
    }
}
