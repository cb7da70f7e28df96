//! Logs of agents: where they are, and what is on their lines. The far end of the stream that `sync` writes down.
//!
//! [`find`] lists files, [`read`] makes a [`Transcript`] of one. Text of conversations is looked at here, because it
//! decides what counts as a message, and goes no further. Nothing here knows archives, labels or git.

mod automation;
mod claude;
mod codex;
mod find;
mod json;
mod lines;
mod session;
mod stored_text;
mod time;
mod usage_text;
mod user_text;

use std::io::{self, Read};

pub use automation::AutomationPatterns;
pub use find::{FileStamp, Found, LogFile, Roots, Titles, Unlisted, choose, find};
pub use session::{
    Agent, Delegation, Message, Parent, Relationship, Role, Session, Termination, Totals, Transcript, Usage,
};
pub(crate) use stored_text::stored_text;

/// Memory that readers keep from one log to the next.
#[derive(Default, Debug)]
pub struct Buffers {
    lines: lines::LineBuffer,
    json: json::Reader,
}

/// Reads the log that `source` holds, which was found as `file`.
///
/// Lines that are not JSON are passed over, as are members of the wrong type.
///
/// # Errors
///
/// What `source` says; nothing in the text is an error.
///
/// # Examples
///
/// ```
/// use agentexport::logs::{AutomationPatterns, Buffers, LogFile, read};
///
/// let text = r#"{"type":"user","message":{"content":"Hello"}}"#;
/// let file = LogFile { id: "s1".to_owned(), ..LogFile::default() };
/// let transcript = read(text.as_bytes(), &file, &AutomationPatterns::default(), &mut Buffers::default())?;
/// assert_eq!(transcript.sessions[0].totals().user_messages, 1);
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn read(
    source: impl Read,
    file: &LogFile,
    patterns: &AutomationPatterns,
    buffers: &mut Buffers,
) -> io::Result<Transcript> {
    match file.agent {
        Agent::Claude => claude::read(source, file, patterns, buffers),
        Agent::Codex => codex::read(source, file, patterns, buffers),
    }
}

#[cfg(test)]
mod tests;
