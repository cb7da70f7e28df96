//! What a log says, once read: figures, names and times. No text of a conversation gets this far, except the two
//! titles, which a store keeps only when told to.

use agent_contracts::timestamp::Timestamp;

/// The program that wrote a log.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Agent {
    /// Claude Code.
    Claude,
    /// Codex.
    Codex,
}

impl Agent {
    /// The name in an archive.
    pub fn name(self) -> &'static str {
        match self {
            Self::Claude => "claude",
            Self::Codex => "codex",
        }
    }
}

/// Everything one log file holds.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct Transcript {
    /// The main session first, then its forks in the order they were met.
    pub sessions: Vec<Session>,
    /// Sessions that asked for nothing but usage figures: they are not stored.
    pub usage_probes: Vec<String>,
}

/// One session.
#[derive(Clone, PartialEq, Debug)]
pub struct Session {
    /// Identifier in an archive.
    pub id: String,
    /// Who wrote it.
    pub agent: Agent,
    /// The working directory, as written; empty when unknown.
    pub cwd: Vec<u8>,
    /// The branch that was checked out there.
    pub branch: Vec<u8>,
    /// The earliest moment.
    pub started_at: Option<Timestamp>,
    /// The latest moment.
    pub ended_at: Option<Timestamp>,
    /// The session that the log itself names, where it names one.
    pub source_session_id: String,
    /// The version of the agent.
    pub source_version: String,
    /// Lines that are not JSON.
    pub malformed_lines: i64,
    /// The log breaks off within a line.
    pub is_truncated: bool,
    /// The session this one continues or serves.
    pub parent: Option<Parent>,
    /// The name a user gave it.
    pub name: Option<String>,
    /// The beginning of the first prompt.
    pub first_prompt: Option<String>,
    /// No human talked to it.
    pub is_automated: bool,
    /// How it ended, as far as its last lines tell.
    pub termination: Option<Termination>,
    /// The messages, in order.
    pub messages: Vec<Message>,
    /// Calls that started other sessions.
    pub delegations: Vec<Delegation>,
}

/// How a session belongs to another one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parent {
    /// Identifier of the other session, which need not exist.
    pub id: String,
    /// In which way.
    pub relationship: Relationship,
}

/// The ways in which sessions belong together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Relationship {
    /// It goes on where the parent ended.
    Continuation,
    /// It branched off.
    Fork,
    /// The parent delegated work to it.
    Subagent,
}

impl Relationship {
    /// The word in an archive.
    pub fn name(self) -> &'static str {
        match self {
            Self::Continuation => "continuation",
            Self::Fork => "fork",
            Self::Subagent => "subagent",
        }
    }
}

/// How a session ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Termination {
    /// Within a line.
    Truncated,
    /// With a tool at work.
    ToolCallPending,
    /// With the agent's turn done.
    AwaitingUser,
    /// Otherwise.
    Clean,
}

impl Termination {
    /// The word in an archive.
    pub fn name(self) -> &'static str {
        match self {
            Self::Truncated => "truncated",
            Self::ToolCallPending => "tool_call_pending",
            Self::AwaitingUser => "awaiting_user",
            Self::Clean => "clean",
        }
    }
}

/// Who wrote a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// A human, or a program in a human's place.
    User,
    /// The agent.
    Assistant,
}

impl Role {
    /// The word in an archive.
    pub fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Assistant => "assistant",
        }
    }
}

/// One message, without its text.
#[derive(Clone, PartialEq, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent columns of an archive")]
pub struct Message {
    /// Position within the session; there may be gaps.
    pub ordinal: i64,
    /// Who wrote it.
    pub role: Role,
    /// The program wrote it, whatever the role says.
    pub is_system: bool,
    /// When.
    pub timestamp: Option<Timestamp>,
    /// The model that answered.
    pub model: String,
    /// The provider's identifier of the answer.
    pub message_id: String,
    /// The provider's identifier of the request.
    pub request_id: String,
    /// The kind of entry in the log.
    pub source_type: &'static str,
    /// A finer kind.
    pub source_subtype: &'static str,
    /// The entry's identifier.
    pub uuid: String,
    /// The identifier of the entry before it.
    pub parent_uuid: String,
    /// Beside the main conversation.
    pub is_sidechain: bool,
    /// The conversation was summarised here.
    pub is_compact_boundary: bool,
    /// It calls a tool.
    pub has_tool_use: bool,
    /// What it used.
    pub usage: Usage,
}

/// Token counts of one message.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Usage {
    /// The counts as JSON; empty when there are none.
    pub text: String,
    /// Output tokens, when given.
    pub output: Option<i64>,
    /// Tokens of the context, when given.
    pub context: Option<i64>,
}

/// A call that started another session.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Delegation {
    /// The message that makes the call.
    pub ordinal: i64,
    /// The tool that was called.
    pub tool: String,
    /// The call's identifier.
    pub tool_use_id: String,
    /// The session it started.
    pub session_id: String,
}

/// Figures over all messages of a session.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Totals {
    /// Messages.
    pub messages: i64,
    /// Messages of a human.
    pub user_messages: i64,
    /// Output tokens, when any message has some.
    pub output_tokens: Option<i64>,
    /// The largest context, when any message has one.
    pub peak_context_tokens: Option<i64>,
}

/// What one message can have used; larger counts are cut, as in v1.
const MOST_TOKENS: i64 = 2_000_000;

/// A token count within bounds.
pub(super) fn bounded(tokens: i64) -> i64 {
    tokens.clamp(0, MOST_TOKENS)
}

impl Session {
    /// Counts and sums over the messages.
    pub fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        for message in &self.messages {
            totals.messages += 1;
            totals.user_messages += i64::from(message.is_prompt());
            if let Some(tokens) = message.usage.output {
                totals.output_tokens = Some(totals.output_tokens.unwrap_or_default() + tokens);
            }
            totals.peak_context_tokens = totals.peak_context_tokens.max(message.usage.context);
        }
        totals
    }
}

impl Message {
    /// A message of a human.
    pub fn is_prompt(&self) -> bool {
        self.role == Role::User && !self.is_system
    }
}
