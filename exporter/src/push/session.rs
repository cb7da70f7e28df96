//! One session as the rows of a mirror, and the fingerprint by which a later push knows that nothing about it changed.

use std::borrow::Cow;

use agent_contracts::scalar::Sha256Digest;
use agent_contracts::text::lossy;

use super::PushError;
use crate::archive::Snapshot;
use crate::archive::mirror::Value;
use crate::report::TokenCounts;
use crate::rows::{self, MessageRow, RowError, SessionRow, UsageEventRow};

/// The version of what is pushed of a session: with another one, every session is pushed again.
const RULES: &str = "1";

/// A row, in the order of its table's columns.
pub(super) type Row = Vec<Value<'static>>;

/// A session and everything of it.
#[derive(Debug)]
pub(super) struct SessionRows {
    /// Its identifier in the mirror.
    pub(super) id: String,
    /// What all of the rows come to.
    pub(super) fingerprint: String,
    /// Its row.
    pub(super) session: Row,
    /// Its messages.
    pub(super) messages: Vec<Row>,
    /// Its usage events.
    pub(super) usage_events: Vec<Row>,
}

/// What is copied of a session, besides what never is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    /// The number of the archive in the mirror.
    pub(super) archive: i64,
    /// Names, and the beginning of the first prompt.
    pub(super) titles: bool,
}

/// Reads everything of a session. Rows that cannot be read are left out, and told to `skip`; a session whose own row cannot
/// be read is none.
///
/// # Errors
///
/// What SQLite says.
pub(super) fn collect(
    snapshot: &Snapshot,
    wanted: Wanted,
    position: i64,
    row: &SessionRow,
    skip: &mut dyn FnMut(&RowError),
) -> Result<Option<SessionRows>, PushError> {
    if let Some(defect) = &row.defect {
        skip(defect);
        return Ok(None);
    }
    let archive = Value::Integer(wanted.archive);
    let id = Value::text(&row.id).into_owned();
    let mut messages = Vec::new();
    rows::copied_messages(snapshot, &row.id, |message| match message {
        Ok((position, message)) => messages.push(message_row(&archive, &id, position, &message)),
        Err(error) => skip(&error),
    })?;
    let mut usage_events = Vec::new();
    rows::copied_usage_events(snapshot, &row.id, |event| match event {
        Ok(event) => usage_events.push(event_row(&archive, &id, &event)),
        Err(error) => skip(&error),
    })?;
    let mut titles = [Value::Null, Value::Null, Value::Null];
    if wanted.titles {
        rows::titles_of(snapshot, [((), row.id.as_slice())], |(), title| {
            titles = [title.display_name, title.session_name, title.first_message]
                .map(|text| if text.is_empty() { Value::Null } else { Value::text(text).into_owned() });
        })?;
    }
    let mut session = session_row(&archive, &id, position, row);
    session.extend(titles);
    let fingerprint = fingerprint(&session, &messages, &usage_events);
    // Behind the archive and the identifier.
    session.insert(2, Value::text(fingerprint.as_bytes()).into_owned());
    let id = lossy(&row.id).replace('\0', "");
    Ok(Some(SessionRows { id, fingerprint, session, messages, usage_events }))
}

/// Every column but the fingerprint and the titles.
fn session_row(archive: &Value<'static>, id: &Value<'static>, position: i64, row: &SessionRow) -> Row {
    let text = |bytes: &[u8]| Value::text(bytes).into_owned();
    let nullable = |bytes: &Option<Vec<u8>>| Value::nullable_text(bytes.as_deref()).into_owned();
    vec![
        archive.clone(),
        id.clone(),
        Value::Integer(position),
        text(&row.project),
        text(&row.machine),
        text(&row.agent),
        nullable(&row.started_at),
        nullable(&row.ended_at),
        text(&row.created_at),
        Value::Integer(row.message_count),
        Value::Integer(row.user_message_count),
        Value::Flag(row.is_automated != 0),
        nullable(&row.parent_session_id),
        text(&row.relationship_type),
        Value::Integer(row.total_output_tokens),
        Value::Integer(row.peak_context_tokens),
        Value::Flag(row.has_total_output_tokens),
        Value::Flag(row.has_peak_context_tokens),
        text(&row.cwd),
        text(&row.git_branch),
        text(&row.file_path),
        Value::Flag(!row.is_alive),
        row.termination.status().map_or(Value::Null, |status| Value::Text(status.into())),
        text(&row.outcome),
        nullable(&row.health_grade),
        Value::Integer(row.tool_failure_signal_count),
        Value::Integer(row.secret_leak_count),
    ]
}

fn message_row(
    archive: &Value<'static>,
    session_id: &Value<'static>,
    position: i64,
    message: &MessageRow<'_>,
) -> Row {
    let text = |bytes: &[u8]| Value::text(bytes).into_owned();
    // A message that says nothing of time is the same to a report as one whose time is NULL.
    let timestamp = Some(message.timestamp).filter(|timestamp| !timestamp.is_empty());
    let mut row = vec![
        archive.clone(),
        session_id.clone(),
        Value::Integer(position),
        Value::Integer(message.ordinal),
        Value::Flag(message.has_assistant_role),
        // Of other messages no report asks it.
        Value::Flag(message.has_assistant_role && !message.is_from_assistant),
        Value::nullable_text(timestamp).into_owned(),
        text(message.model),
    ];
    if let Some(usage) = &message.usage {
        let counts = TokenCounts::scan(usage.token_usage);
        let counters =
            [counts.input, counts.output, counts.cache_creation, counts.cache_read, counts.reasoning];
        row.extend(counters.map(Value::Integer));
        row.extend([usage.claude_message_id, usage.claude_request_id, usage.source_uuid].map(text));
    } else {
        row.extend([const { Value::Null }; 5]);
        row.extend([const { Value::Text(Cow::Borrowed("")) }; 3]);
    }
    row
}

fn event_row(archive: &Value<'static>, session_id: &Value<'static>, event: &UsageEventRow<'_>) -> Row {
    let text = |bytes: &[u8]| Value::text(bytes).into_owned();
    vec![
        archive.clone(),
        session_id.clone(),
        Value::Integer(event.id),
        event.message_ordinal.map_or(Value::Null, Value::Integer),
        text(event.source),
        text(event.model),
        Value::Integer(event.input_tokens),
        Value::Integer(event.output_tokens),
        Value::Integer(event.cache_creation_input_tokens),
        Value::Integer(event.cache_read_input_tokens),
        Value::Integer(event.reasoning_tokens),
        event.cost_usd.map_or(Value::Null, Value::Real),
        Value::nullable_text(event.occurred_at).into_owned(),
        text(event.dedup_key),
    ]
}

/// Of a session's row and the rows that belong to it.
fn fingerprint(session: &Row, messages: &[Row], usage_events: &[Row]) -> String {
    let mut bytes = RULES.as_bytes().to_vec();
    for row in std::iter::once(session).chain(messages).chain(usage_events) {
        // Not the number of the archive, which differs from mirror to mirror.
        write_values(&mut bytes, &row[1..]);
    }
    Sha256Digest::of(&bytes).as_str().to_owned()
}

/// Values one behind the other, so that no two lists of values read the same.
pub(super) fn write_values(bytes: &mut Vec<u8>, values: &[Value<'_>]) {
    for value in values {
        match value {
            Value::Null => bytes.push(b'-'),
            Value::Flag(value) => bytes.push(if *value { b't' } else { b'f' }),
            Value::Integer(value) => {
                bytes.push(b'i');
                bytes.extend(value.to_le_bytes());
            }
            Value::Real(value) => {
                bytes.push(b'r');
                bytes.extend(value.to_bits().to_le_bytes());
            }
            Value::Text(text) => {
                bytes.push(b's');
                bytes.extend((text.len() as u64).to_le_bytes());
                bytes.extend(text.as_bytes());
            }
        }
    }
    bytes.push(b';');
}
