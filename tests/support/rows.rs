//! The rows of an archive as plain data, one type per table, with the values of an ordinary row as defaults.
//! What the values mean is for the program under test to say.

use crate::cell::{Cell, Row};

/// A row of `sessions`.
#[derive(Clone, PartialEq, Debug)]
#[expect(missing_docs, reason = "the columns of the table, by their names")]
pub struct Session {
    pub id: Vec<u8>,
    pub project: Vec<u8>,
    pub machine: Vec<u8>,
    pub agent: Vec<u8>,
    pub started_at: Option<Vec<u8>>,
    pub ended_at: Option<Vec<u8>>,
    pub created_at: Vec<u8>,
    pub deleted_at: Option<Vec<u8>>,
    pub message_count: i64,
    pub user_message_count: i64,
    pub is_automated: bool,
    pub parent_session_id: Option<Vec<u8>>,
    pub relationship_type: Vec<u8>,
    pub total_output_tokens: i64,
    pub peak_context_tokens: i64,
    pub has_total_output_tokens: bool,
    pub has_peak_context_tokens: bool,
    pub cwd: Vec<u8>,
    pub git_branch: Vec<u8>,
    pub file_path: Option<Vec<u8>>,
    pub outcome: Vec<u8>,
    pub health_grade: Option<Vec<u8>>,
    pub tool_failure_signal_count: i64,
    pub secret_leak_count: i64,
}

impl Default for Session {
    fn default() -> Self {
        Self {
            id: b"s1".to_vec(),
            project: b"p".to_vec(),
            machine: b"local".to_vec(),
            agent: b"claude".to_vec(),
            started_at: Some(b"2026-07-01T10:00:00Z".to_vec()),
            ended_at: Some(b"2026-07-01T10:10:00Z".to_vec()),
            created_at: b"2026-07-01T00:00:00.000Z".to_vec(),
            deleted_at: None,
            message_count: 4,
            user_message_count: 2,
            is_automated: false,
            parent_session_id: None,
            relationship_type: Vec::new(),
            total_output_tokens: 0,
            peak_context_tokens: 0,
            has_total_output_tokens: false,
            has_peak_context_tokens: false,
            cwd: Vec::new(),
            git_branch: Vec::new(),
            file_path: None,
            outcome: b"unknown".to_vec(),
            health_grade: None,
            tool_failure_signal_count: 0,
            secret_leak_count: 0,
        }
    }
}

impl From<&Session> for Row {
    fn from(session: &Session) -> Self {
        let text = |text: &Vec<u8>| Cell::from(text.clone());
        let nullable = |text: &Option<Vec<u8>>| Cell::from(text.clone());
        let cells = vec![
            ("id", text(&session.id)),
            ("project", text(&session.project)),
            ("machine", text(&session.machine)),
            ("agent", text(&session.agent)),
            ("started_at", nullable(&session.started_at)),
            ("ended_at", nullable(&session.ended_at)),
            ("created_at", text(&session.created_at)),
            ("deleted_at", nullable(&session.deleted_at)),
            ("message_count", session.message_count.into()),
            ("user_message_count", session.user_message_count.into()),
            ("is_automated", session.is_automated.into()),
            ("parent_session_id", nullable(&session.parent_session_id)),
            ("relationship_type", text(&session.relationship_type)),
            ("total_output_tokens", session.total_output_tokens.into()),
            ("peak_context_tokens", session.peak_context_tokens.into()),
            ("has_total_output_tokens", session.has_total_output_tokens.into()),
            ("has_peak_context_tokens", session.has_peak_context_tokens.into()),
            ("cwd", text(&session.cwd)),
            ("git_branch", text(&session.git_branch)),
            ("file_path", nullable(&session.file_path)),
            ("outcome", text(&session.outcome)),
            ("health_grade", nullable(&session.health_grade)),
            ("tool_failure_signal_count", session.tool_failure_signal_count.into()),
            ("secret_leak_count", session.secret_leak_count.into()),
        ];
        Self { table: "sessions", cells }
    }
}

/// A row of `messages`; row numbers are left to SQLite.
#[derive(Clone, PartialEq, Debug)]
#[expect(missing_docs, reason = "the columns of the table, by their names")]
pub struct Message {
    pub session_id: Vec<u8>,
    pub ordinal: i64,
    pub role: Vec<u8>,
    pub timestamp: Option<Vec<u8>>,
    pub is_system: i64,
    pub model: Vec<u8>,
    pub token_usage: Vec<u8>,
    pub claude_message_id: Vec<u8>,
    pub claude_request_id: Vec<u8>,
    pub source_uuid: Vec<u8>,
}

impl Default for Message {
    fn default() -> Self {
        Self {
            session_id: b"s1".to_vec(),
            ordinal: 0,
            role: b"assistant".to_vec(),
            timestamp: Some(b"2026-07-01T10:00:01Z".to_vec()),
            is_system: 0,
            model: Vec::new(),
            token_usage: Vec::new(),
            claude_message_id: Vec::new(),
            claude_request_id: Vec::new(),
            source_uuid: Vec::new(),
        }
    }
}

impl From<&Message> for Row {
    fn from(message: &Message) -> Self {
        let text = |text: &Vec<u8>| Cell::from(text.clone());
        let cells = vec![
            ("session_id", text(&message.session_id)),
            ("ordinal", message.ordinal.into()),
            ("role", text(&message.role)),
            ("content", "x".into()),
            ("timestamp", message.timestamp.clone().into()),
            ("is_system", message.is_system.into()),
            ("model", text(&message.model)),
            ("token_usage", text(&message.token_usage)),
            ("claude_message_id", text(&message.claude_message_id)),
            ("claude_request_id", text(&message.claude_request_id)),
            ("source_uuid", text(&message.source_uuid)),
        ];
        Self { table: "messages", cells }
    }
}

/// A row of `usage_events`.
#[derive(Clone, PartialEq, Debug, Default)]
#[expect(missing_docs, reason = "the columns of the table, by their names")]
pub struct UsageEvent {
    pub id: i64,
    pub session_id: Vec<u8>,
    pub message_ordinal: Option<i64>,
    pub source: Vec<u8>,
    pub model: Vec<u8>,
    pub input_tokens: i64,
    pub output_tokens: i64,
    pub cache_creation_input_tokens: i64,
    pub cache_read_input_tokens: i64,
    pub reasoning_tokens: i64,
    pub cost_usd: Option<f64>,
    pub occurred_at: Option<Vec<u8>>,
    pub dedup_key: Vec<u8>,
}

impl From<&UsageEvent> for Row {
    fn from(event: &UsageEvent) -> Self {
        let text = |text: &Vec<u8>| Cell::from(text.clone());
        let cells = vec![
            ("id", event.id.into()),
            ("session_id", text(&event.session_id)),
            ("message_ordinal", event.message_ordinal.into()),
            ("source", text(&event.source)),
            ("model", text(&event.model)),
            ("input_tokens", event.input_tokens.into()),
            ("output_tokens", event.output_tokens.into()),
            ("cache_creation_input_tokens", event.cache_creation_input_tokens.into()),
            ("cache_read_input_tokens", event.cache_read_input_tokens.into()),
            ("reasoning_tokens", event.reasoning_tokens.into()),
            ("cost_usd", event.cost_usd.into()),
            ("occurred_at", event.occurred_at.clone().into()),
            ("dedup_key", text(&event.dedup_key)),
        ];
        Self { table: "usage_events", cells }
    }
}

/// A row of `model_pricing`.
#[derive(Clone, PartialEq, Debug)]
pub struct Price {
    /// `model_pattern`.
    pub pattern: Vec<u8>,
    /// Dollars per million tokens of input, output, cache creation and cache read.
    pub rates: [f64; 4],
    /// `updated_at`.
    pub updated_at: Vec<u8>,
}

impl From<&Price> for Row {
    fn from(price: &Price) -> Self {
        let [input, output, cache_creation, cache_read] = price.rates;
        let cells = vec![
            ("model_pattern", price.pattern.clone().into()),
            ("input_per_mtok", input.into()),
            ("output_per_mtok", output.into()),
            ("cache_creation_per_mtok", cache_creation.into()),
            ("cache_read_per_mtok", cache_read.into()),
            ("updated_at", price.updated_at.clone().into()),
        ];
        Self { table: "model_pricing", cells }
    }
}

/// A row of `project_identity_observations`.
#[derive(Clone, PartialEq, Debug, Default)]
#[expect(missing_docs, reason = "the columns of the table, by their names")]
pub struct Observation {
    pub project: Vec<u8>,
    pub machine: Vec<u8>,
    pub root_path: Vec<u8>,
    pub git_remote: Vec<u8>,
    pub worktree_name: Vec<u8>,
    pub worktree_root_path: Vec<u8>,
}

impl From<&Observation> for Row {
    fn from(observation: &Observation) -> Self {
        let text = |text: &Vec<u8>| Cell::from(text.clone());
        let cells = vec![
            ("project", text(&observation.project)),
            ("machine", text(&observation.machine)),
            ("root_path", text(&observation.root_path)),
            ("git_remote", text(&observation.git_remote)),
            ("git_remote_name", if observation.git_remote.is_empty() { "" } else { "origin" }.into()),
            ("worktree_name", text(&observation.worktree_name)),
            ("worktree_root_path", text(&observation.worktree_root_path)),
            ("observed_at", "2026-07-01T00:00:00Z".into()),
        ];
        Self { table: "project_identity_observations", cells }
    }
}

/// A row of `worktree_project_mappings`.
#[derive(Clone, PartialEq, Debug, Default)]
#[expect(missing_docs, reason = "the columns of the table, by their names")]
pub struct Mapping {
    pub machine: Vec<u8>,
    pub path_prefix: Vec<u8>,
    pub layout: Vec<u8>,
    pub project: Vec<u8>,
    pub enabled: i64,
}

impl From<&Mapping> for Row {
    fn from(mapping: &Mapping) -> Self {
        let text = |text: &Vec<u8>| Cell::from(text.clone());
        let cells = vec![
            ("machine", text(&mapping.machine)),
            ("path_prefix", text(&mapping.path_prefix)),
            ("layout", text(&mapping.layout)),
            ("project", text(&mapping.project)),
            ("enabled", mapping.enabled.into()),
        ];
        Self { table: "worktree_project_mappings", cells }
    }
}
