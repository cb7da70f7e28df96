//! Session export: one document with content-free summaries of agent sessions.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::pricing::CostSource;
use super::projects::ProjectMap;
use super::session_pricing::SessionPricing;
use crate::scalar::{
    Number, SchemaVersion1, absent_or_value, count, integer, nullable_count, required_nullable,
};

/// Whether a session was driven by a person or by a program.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Classification {
    /// A program drove the session.
    Automated,
    /// A person drove the session.
    Interactive,
}

/// Where to go on reading.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExportCursor {
    /// Opaque token for the next page; the empty text when nothing follows.
    pub next: String,
}

/// What one model used in one session.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ModelUsage {
    /// The model's name, as recorded; equals the key.
    pub model: String,
    /// Uncached input tokens.
    #[serde(deserialize_with = "integer")]
    pub input_tokens: i64,
    /// Output tokens.
    #[serde(deserialize_with = "integer")]
    pub output_tokens: i64,
    /// Input tokens written to the prompt cache.
    #[serde(deserialize_with = "integer")]
    pub cache_creation_input_tokens: i64,
    /// Input tokens read from the prompt cache.
    #[serde(deserialize_with = "integer")]
    pub cache_read_input_tokens: i64,
    /// Reasoning tokens; billed as output only where a record has no output tokens.
    #[serde(deserialize_with = "integer")]
    pub reasoning_tokens: i64,
    /// US dollars over the priced records; a partial sum when `has_cost` is false.
    pub cost_usd: Number,
    /// True when every record of this model was priced.
    pub has_cost: bool,
    /// Where this model's costs came from.
    pub cost_source: CostSource,
}

/// Tokens and cost of one session, over all its models.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SessionModelUsage {
    /// Names of the models that used something, ascending by bytes; empty when none did.
    pub models: Vec<String>,
    /// Uncached input tokens.
    #[serde(deserialize_with = "integer")]
    pub input_tokens: i64,
    /// Output tokens.
    #[serde(deserialize_with = "integer")]
    pub output_tokens: i64,
    /// Input tokens written to the prompt cache.
    #[serde(deserialize_with = "integer")]
    pub cache_creation_input_tokens: i64,
    /// Input tokens read from the prompt cache.
    #[serde(deserialize_with = "integer")]
    pub cache_read_input_tokens: i64,
    /// Reasoning tokens; billed as output only where a record has no output tokens.
    #[serde(deserialize_with = "integer")]
    pub reasoning_tokens: i64,
    /// US dollars over the priced records; a partial sum when `has_cost` is false.
    pub cost_usd: Number,
    /// True when there was usage and every record was priced.
    pub has_cost: bool,
    /// The same figures by model name; empty when nothing was used.
    pub by_model: BTreeMap<String, ModelUsage>,
}

/// The worktree a session ran in, as stored when the session was recorded.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Worktree {
    /// The worktree's name; null when none was stored.
    #[serde(deserialize_with = "required_nullable")]
    pub name: Option<String>,
    /// The worktree's root directory; null when none was stored.
    #[serde(deserialize_with = "required_nullable")]
    pub root_path: Option<String>,
}

/// One session, without any of its content.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SessionSummary {
    /// The session's identifier, unique within the archive.
    pub id: String,
    /// The project's label, a key of `projects`; may be empty.
    pub project: String,
    /// Label of the machine the session ran on; `local` for the archive's own.
    pub machine: String,
    /// The agent program, for instance `claude` or `codex`.
    pub agent: String,
    /// Working directory; absent when none was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "absent_or_value")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub cwd: Option<String>,
    /// Git branch; absent when none was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "absent_or_value")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub git_branch: Option<String>,
    /// Start time as recorded, normally RFC 3339; null when none was recorded.
    #[serde(deserialize_with = "required_nullable")]
    pub started_at: Option<String>,
    /// End time as recorded, normally RFC 3339; null when none was recorded.
    #[serde(deserialize_with = "required_nullable")]
    pub ended_at: Option<String>,
    /// Time of the last activity, as recorded: the end, else the latest message, else the start, else the
    /// record's creation. Sessions are sorted by it, newest first.
    pub last_activity_at: String,
    /// Whole seconds from the start to the end (or to the last activity when no end was recorded); null when
    /// either is missing or not RFC 3339, or the end lies before the start.
    #[serde(deserialize_with = "nullable_count")]
    pub duration_seconds: Option<u64>,
    /// Messages of the session, as stored; at least 1.
    #[serde(deserialize_with = "integer")]
    pub message_count: i64,
    /// Messages written by the user, as stored.
    #[serde(deserialize_with = "integer")]
    pub user_message_count: i64,
    /// Messages written by the assistant, system messages left out, counted when exporting.
    #[serde(deserialize_with = "count")]
    pub assistant_message_count: u64,
    /// Turns of the conversation; equals `user_message_count` in v1.
    #[serde(deserialize_with = "integer")]
    pub turn_count: i64,
    /// Whether a person or a program drove the session.
    pub classification: Classification,
    /// True when the session was classified as automated.
    pub is_automated: bool,
    /// Tokens and cost.
    pub model_usage: SessionModelUsage,
    /// Identifier of the session this one continues or was started by, which may not be in the archive; null
    /// when there is none.
    #[serde(deserialize_with = "required_nullable")]
    pub parent_session_id: Option<String>,
    /// How the session relates to its parent: `root`, `continuation`, `subagent`, `fork`, or another word an
    /// agent used (not a closed list); null when nothing was recorded.
    #[serde(deserialize_with = "required_nullable")]
    pub relationship_type: Option<String>,
    /// The worktree the session ran in; null when none is known, as always for projects with a git remote.
    #[serde(deserialize_with = "required_nullable")]
    pub worktree: Option<Worktree>,
    /// Output tokens as the agent itself totalled them; meaningful only with `has_total_output_tokens`.
    #[serde(deserialize_with = "integer")]
    pub total_output_tokens: i64,
    /// Largest context of the session in tokens; meaningful only with `has_peak_context_tokens`.
    #[serde(deserialize_with = "integer")]
    pub peak_context_tokens: i64,
    /// True when `total_output_tokens` was recorded.
    pub has_total_output_tokens: bool,
    /// True when `peak_context_tokens` was recorded.
    pub has_peak_context_tokens: bool,
}

/// Session summaries of one archive, without any of the sessions' content: `export sessions --format json`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SessionExport {
    /// Version of this shape: always 1.
    pub schema_version: SchemaVersion1,
    /// Identifier of the archive, stable for its lifetime.
    pub database_id: String,
    /// Where to go on reading.
    pub cursor: ExportCursor,
    /// Provenance of the costs on this page; an empty object when no session was exported.
    pub pricing: SessionPricing,
    /// What the project labels of this page stand for; empty when no session was exported.
    pub projects: ProjectMap,
    /// The sessions, by last activity, newest first, then by `id`, ascending by bytes.
    pub sessions: Vec<SessionSummary>,
}
