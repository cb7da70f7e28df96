//! Logs of Claude Code: one file is one session and the forks in it.
//!
//! Lines become [`entry`]s, entries of one answer are [`join`]ed, a [`tree`] or the order of the file gives paths,
//! and each path becomes a [`session`].

mod delegation;
mod entry;
mod join;
mod session;
mod tree;

use std::io::{self, Read};

use agent_contracts::text::trim;
use agent_contracts::timestamp::Timestamp;

use self::delegation::Delegations;
use self::entry::Entry;
use self::session::QueuedPrompt;
use super::automation::AutomationPatterns;
use super::json::Value;
use super::session::{Agent, Parent, Relationship, Role, Session, Termination, Transcript};
use super::stored_text::stored_text;
use super::time::{self, plausible};
use super::user_text::{CommandEnvelope, Prompt};
use super::{Buffers, LogFile};

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
    let mut log = Log { all_named: true, ..Log::default() };
    let mut lines = buffers.lines.lines(source);
    while let Some(line) = lines.next()? {
        if let Some(value) = buffers.json.read(line) {
            log.is_last_broken = false;
            log.read_line(value, patterns);
        } else {
            log.malformed_lines += 1;
            log.is_last_broken = !trim(line).is_empty();
        }
    }
    log.is_truncated = log.is_last_broken && lines.ends_open();
    Ok(log.finish(&file.id, file.parent_session.as_deref(), patterns))
}

/// What has been gathered from the lines so far.
#[derive(Default)]
struct Log {
    entries: Vec<Entry>,
    /// Every entry has an identifier.
    all_named: bool,
    queued: Vec<QueuedPrompt>,
    delegations: Delegations,
    version: Vec<u8>,
    cwd: Vec<u8>,
    branch: Vec<u8>,
    source_session_id: String,
    name: Option<String>,
    earliest: Option<Timestamp>,
    latest: Option<Timestamp>,
    malformed_lines: i64,
    is_last_broken: bool,
    is_truncated: bool,
}

impl Log {
    fn read_line(&mut self, line: Value<'_>, patterns: &AutomationPatterns) {
        if !line.is_object() {
            return;
        }
        let own_time = line.get("timestamp").and_then(Value::text).and_then(|text| time::read(&text));
        let snapshot_time = || line.at(&["snapshot", "timestamp"])?.text().and_then(|text| time::read(&text));
        if let Some(time) = own_time.or_else(snapshot_time) {
            self.earliest = Some(self.earliest.map_or(time, |earliest| earliest.min(time)));
            self.latest = self.latest.max(Some(time));
        }
        fill(&mut self.version, || line.text_of("version").into_owned());
        match &*line.text_of("type") {
            b"user" => {
                let entry = Entry::read(Role::User, line, own_time, patterns);
                fill(&mut self.cwd, || line.text_of("cwd").into_owned());
                fill(&mut self.branch, || line.text_of("gitBranch").into_owned());
                self.delegations.read_result(line, &entry.results);
                self.add(line, entry);
            }
            b"assistant" => self.add(line, Entry::read(Role::Assistant, line, own_time, patterns)),
            b"attachment" => self.read_attachment(line, own_time, patterns),
            b"system" => self.read_name(&line.text_of("content")),
            b"queue-operation" => self.delegations.read_queue_operation(line),
            b"progress" => self.delegations.read_progress(line),
            _ => {}
        }
    }

    fn add(&mut self, line: Value<'_>, entry: Entry) {
        if self.source_session_id.is_empty() {
            self.source_session_id = stored_text(&line.text_of("sessionId"));
        }
        self.all_named &= !entry.uuid.is_empty();
        self.entries.push(entry);
    }

    fn read_attachment(
        &mut self,
        line: Value<'_>,
        timestamp: Option<Timestamp>,
        patterns: &AutomationPatterns,
    ) {
        let Some(attachment) = line.get("attachment") else { return };
        if attachment.get("type").is_some_and(|kind| kind.equals("queued_command")) {
            let text = attachment.text_of("prompt");
            if !trim(&text).is_empty() {
                self.queued.push(QueuedPrompt { timestamp, prompt: Prompt::new(&text, patterns) });
            }
        }
    }

    /// The name that a user gave with `/rename`; the last one counts, and an empty one takes it away.
    fn read_name(&mut self, content: &[u8]) {
        if let Some(envelope) =
            CommandEnvelope::parse(content).filter(|envelope| envelope.command() == b"/rename")
        {
            self.name = Some(stored_text(envelope.arguments)).filter(|name| !name.is_empty());
        }
    }

    fn finish(mut self, id: &str, enclosing: Option<&str>, patterns: &AutomationPatterns) -> Transcript {
        let entries = join::join(std::mem::take(&mut self.entries));
        let paths = tree::paths(&entries, self.all_named);
        let ids: Vec<String> = paths
            .iter()
            .map(|path| match (path.parent, path.entries.first()) {
                (Some(_), Some(&first)) => format!("{id}-{}", entries[first].uuid),
                _ => id.to_owned(),
            })
            .collect();
        let mut transcript = Transcript::default();
        for (path, id) in paths.iter().zip(&ids) {
            let entries: Vec<&Entry> = path.entries.iter().map(|&at| &entries[at]).collect();
            let (parent, queued) = match path.parent {
                Some(parent) => {
                    let parent = Parent { id: ids[parent].clone(), relationship: Relationship::Fork };
                    (Some(parent), &[][..])
                }
                None => (self.parent_of(id, enclosing), self.queued.as_slice()),
            };
            match self.session(id, parent, &entries, queued, patterns) {
                Some(session) => transcript.sessions.push(session),
                None => transcript.usage_probes.push(id.clone()),
            }
        }
        transcript
    }

    /// The session made of `entries`; none for one that asks for nothing but usage figures.
    fn session(
        &self,
        id: &str,
        parent: Option<Parent>,
        entries: &[&Entry],
        queued: &[QueuedPrompt],
        patterns: &AutomationPatterns,
    ) -> Option<Session> {
        let drafts = session::messages(entries.iter().copied(), queued);
        let prompts: Vec<&Prompt> = drafts.iter().filter_map(|draft| draft.prompt).collect();
        if !prompts.is_empty() && prompts.iter().all(|prompt| prompt.is_usage_probe) {
            return None;
        }
        let preview = prompts.iter().map(|prompt| &prompt.preview).find(|preview| !preview.is_empty());
        let is_automated = prompts.len() <= 1
            && (prompts.first().is_some_and(|prompt| prompt.is_automated)
                || preview.is_some_and(|preview| patterns.match_text(preview.as_bytes())));
        let is_fork = parent.as_ref().is_some_and(|parent| parent.relationship == Relationship::Fork);
        let (started_at, ended_at) = if is_fork {
            let times = || entries.iter().filter_map(|entry| entry.timestamp);
            (times().next(), times().next_back())
        } else {
            (self.earliest, self.latest)
        };
        Some(Session {
            id: id.to_owned(),
            agent: Agent::Claude,
            cwd: self.cwd.clone(),
            branch: self.branch.clone(),
            started_at: plausible(started_at),
            ended_at: plausible(ended_at),
            source_session_id: self.source_session_id.clone(),
            source_version: stored_text(&self.version),
            malformed_lines: self.malformed_lines,
            is_truncated: self.is_truncated,
            parent,
            name: self.name.clone(),
            first_prompt: preview.cloned(),
            is_automated,
            termination: if self.is_last_broken {
                Some(Termination::Truncated)
            } else {
                session::termination(&drafts, entries)
            },
            delegations: self.delegations.of(&drafts),
            messages: drafts.into_iter().map(|draft| draft.message).collect(),
        })
    }

    /// The session that the main session of this file belongs to.
    fn parent_of(&self, id: &str, enclosing: Option<&str>) -> Option<Parent> {
        let is_agent = id.starts_with("agent-");
        let named = Some(self.source_session_id.as_str()).filter(|named| !named.is_empty() && *named != id);
        let parent = named.or(enclosing.filter(|_| is_agent))?;
        let relationship = if is_agent { Relationship::Subagent } else { Relationship::Continuation };
        Some(Parent { id: parent.to_owned(), relationship })
    }
}

/// Keeps the first value that is not empty.
fn fill(value: &mut Vec<u8>, read: impl FnOnce() -> Vec<u8>) {
    if value.is_empty() {
        *value = read();
    }
}

#[cfg(test)]
mod tests;
