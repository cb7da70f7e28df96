//! The billable records of many sessions in compact form: texts share one buffer, model names are numbered.
//!
//! What a record is, which tokens it counts and under which key it counts once. Money comes later, in `fold`.

use agent_contracts::pricing::Tokens;
use rustc_hash::FxHashMap;

use crate::report::token_usage::TokenCounts;
use crate::rows::{CursorEventRow, MessageUsage, SessionRow, UsageEventRow};

/// A text in the ledger's buffer.
#[derive(Clone, Copy, Debug)]
pub(in crate::report) struct Span {
    start: usize,
    end: usize,
}

/// What makes two records the same. Keys of different kinds never meet.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(in crate::report) enum KeyKind {
    /// Provider's message and request identifiers.
    Request,
    /// Log entry.
    LogEntry,
    /// Usage event.
    Event,
}

/// One billable record.
#[derive(Debug)]
pub(in crate::report) struct Record {
    /// Row index of the session.
    pub(in crate::report) session: usize,
    /// Its own time, or else the session's start; empty when both are.
    pub(in crate::report) time: Span,
    /// Position within the session; -1 for events without one.
    pub(in crate::report) ordinal: i64,
    /// Primary key of a usage event; `None` for messages, which come first.
    pub(in crate::report) event: Option<i64>,
    /// Under which it counts once.
    pub(in crate::report) key: Option<(KeyKind, Span)>,
    /// Index of the model's name.
    pub(in crate::report) model: usize,
    pub(in crate::report) tokens: Tokens,
    /// US dollars.
    pub(in crate::report) reported_cost: Option<f64>,
    /// Reported by Cursor, which v1 attributes to no session when it counts them.
    pub(in crate::report) is_from_cursor: bool,
}

/// Records in the order they were read.
#[derive(Debug, Default)]
pub(in crate::report) struct Ledger {
    pub(in crate::report) records: Vec<Record>,
    texts: Vec<u8>,
    /// Names by model index.
    pub(in crate::report) models: Vec<Vec<u8>>,
    model_numbers: FxHashMap<Vec<u8>, usize>,
}

impl Ledger {
    /// Takes the usage of a message of the session in row `session`; `timestamp` is the message's.
    pub(in crate::report) fn add_message(
        &mut self,
        session: usize,
        row: &SessionRow,
        timestamp: &[u8],
        usage: &MessageUsage<'_>,
    ) {
        let key = if !usage.claude_message_id.is_empty() && !usage.claude_request_id.is_empty() {
            Some((KeyKind::Request, self.text(&[usage.claude_message_id, b":", usage.claude_request_id])))
        } else if !row.agent.is_empty() && !usage.source_uuid.is_empty() {
            Some((KeyKind::LogEntry, self.text(&[&row.agent, b":", usage.source_uuid])))
        } else {
            None
        };
        let own_time = Some(timestamp).filter(|text| !text.is_empty());
        let record = Record {
            session,
            time: self.text(&[own_time.or(row.started_at.as_deref()).unwrap_or_default()]),
            ordinal: usage.ordinal,
            event: None,
            key,
            model: self.model(usage.model),
            tokens: tokens(TokenCounts::scan(usage.token_usage).clamp_message()),
            reported_cost: None,
            is_from_cursor: false,
        };
        self.records.push(record);
    }

    /// Takes a usage event of the session in row `session`.
    pub(in crate::report) fn add_event(
        &mut self,
        session: usize,
        row: &SessionRow,
        event: &UsageEventRow<'_>,
    ) {
        let counts = TokenCounts {
            input: event.input_tokens,
            output: event.output_tokens,
            cache_creation: event.cache_creation_input_tokens,
            cache_read: event.cache_read_input_tokens,
            reasoning: event.reasoning_tokens,
        };
        let counts = match event.source {
            // v1 takes it for a message, and its (missing) token text counts nothing.
            b"message" => TokenCounts::default(),
            b"session" => counts.clamp_session_event(),
            _ => counts.clamp_provider_event(),
        };
        let key = if event.dedup_key.is_empty() {
            self.text(&[&row.id, b":", event.source, b":id:", event.id.to_string().as_bytes()])
        } else {
            self.text(&[&row.id, b":", event.source, b":", event.dedup_key])
        };
        let record = Record {
            session,
            time: self.text(&[event.occurred_at.or(row.started_at.as_deref()).unwrap_or_default()]),
            ordinal: event.message_ordinal.unwrap_or(-1),
            event: Some(event.id),
            key: Some((KeyKind::Event, key)),
            model: self.model(event.model),
            tokens: tokens(counts),
            reported_cost: event.cost_usd,
            is_from_cursor: event.source == b"cursor",
        };
        self.records.push(record);
    }

    /// Takes a row of Cursor's administration, which belongs to no session: `session` is the number that the caller
    /// uses for that.
    pub(in crate::report) fn add_cursor_event(&mut self, session: usize, event: &CursorEventRow<'_>) {
        let counts = TokenCounts {
            input: event.input_tokens,
            output: event.output_tokens,
            cache_creation: event.cache_write_tokens,
            cache_read: event.cache_read_tokens,
            reasoning: 0,
        };
        let has_key = !event.dedup_key.is_empty();
        let record = Record {
            session,
            time: self.text(&[event.occurred_at]),
            ordinal: -1,
            event: Some(event.id),
            // The same kind of key as other events have, so that in v1 the two can meet.
            key: has_key.then(|| (KeyKind::Event, self.text(&[event.dedup_key]))),
            model: self.model(event.model),
            tokens: tokens(counts.clamp_provider_event()),
            reported_cost: Some(event.charged_usd),
            is_from_cursor: true,
        };
        self.records.push(record);
    }

    /// Appends the records of another ledger, as if they had been read after these. Returns the numbers that its
    /// models have here.
    pub(in crate::report) fn append(&mut self, other: Self) -> Vec<usize> {
        let offset = self.texts.len();
        self.texts.extend_from_slice(&other.texts);
        let models: Vec<usize> = other.models.iter().map(|name| self.model(name)).collect();
        let shift = |span: Span| Span { start: span.start + offset, end: span.end + offset };
        self.records.extend(other.records.into_iter().map(|record| Record {
            time: shift(record.time),
            key: record.key.map(|(kind, text)| (kind, shift(text))),
            model: models[record.model],
            ..record
        }));
        models
    }

    /// The text of a record.
    pub(in crate::report) fn bytes(&self, span: Span) -> &[u8] {
        &self.texts[span.start..span.end]
    }

    fn text(&mut self, parts: &[&[u8]]) -> Span {
        let start = self.texts.len();
        for part in parts {
            self.texts.extend_from_slice(part);
        }
        Span { start, end: self.texts.len() }
    }

    /// The number of a model's name.
    pub(in crate::report) fn model(&mut self, name: &[u8]) -> usize {
        if let Some(&number) = self.model_numbers.get(name) {
            return number;
        }
        self.models.push(name.to_vec());
        self.model_numbers.insert(name.to_vec(), self.models.len() - 1);
        self.models.len() - 1
    }
}

fn tokens(counts: TokenCounts) -> Tokens {
    Tokens {
        input: counts.input,
        output: counts.output,
        cache_write: counts.cache_creation,
        cache_read: counts.cache_read,
        reasoning: counts.reasoning,
    }
}
