//! What a sync came to, in a line, and what could not be read.

use std::io;
use std::path::{Path, PathBuf};

use crate::logs::{LogFile, Unlisted};
use crate::store::Entry;

/// So many unreadable places are named one by one.
const MOST_NAMED: usize = 20;

/// Counts of a sync.
#[derive(Default, Debug)]
pub(super) struct Summary {
    found: usize,
    unchanged: usize,
    read: usize,
    sessions: usize,
    messages: usize,
    usage_probes: usize,
    left_out: usize,
    broken: Vec<PathBuf>,
    broken_lines: i64,
    unread: Vec<(PathBuf, io::Error)>,
}

impl Summary {
    /// Nothing has been read yet.
    pub(super) fn new(files: &[LogFile], unlisted: Vec<Unlisted>) -> Self {
        let unread = unlisted.into_iter().map(|place| (place.path, place.cause)).collect();
        Self { found: files.len(), unread, ..Self::default() }
    }

    pub(super) fn note_unchanged(&mut self, count: usize) {
        self.unchanged += count;
    }

    /// A log is in the archive.
    pub(super) fn note_read(&mut self, entry: &Entry) {
        self.read += 1;
        self.sessions += entry.sessions.len();
        self.messages += entry.sessions.iter().map(|(session, _)| session.messages.len()).sum::<usize>();
        self.usage_probes += entry.usage_probes.len();
        let broken_lines = entry.sessions.first().map_or(0, |(session, _)| session.malformed_lines);
        if broken_lines > 0 {
            self.broken.push(entry.file.path.clone());
            self.broken_lines += broken_lines;
        }
    }

    /// A log is of a directory that the user does not want.
    pub(super) fn note_left_out(&mut self) {
        self.left_out += 1;
    }

    /// A log could not be read.
    pub(super) fn note_unread(&mut self, path: &Path, cause: io::Error) {
        self.unread.push((path.to_owned(), cause));
    }

    /// Logs and directories that could not be read.
    pub(super) fn unread(&self) -> usize {
        self.unread.len()
    }

    /// A sentence for each thing that could not be read.
    pub(super) fn warnings(&self) -> Vec<String> {
        let unread =
            self.unread.iter().map(|(path, cause)| format!("{} was not read: {cause}", path.display()));
        let mut warnings: Vec<String> = unread.take(MOST_NAMED).collect();
        if let Some(rest) = self.unread.len().checked_sub(MOST_NAMED).filter(|&rest| rest > 0) {
            warnings.push(format!("{rest} more were not read"));
        }
        if let Some(first) = self.broken.first() {
            let others = match self.broken.len() - 1 {
                0 => String::new(),
                others => format!(" and {} more", count(others, "log")),
            };
            warnings.push(format!(
                "{} passed over that are no JSON, in {}{others}",
                count(self.broken_lines, "line"),
                first.display()
            ));
        }
        warnings
    }

    /// The summary.
    pub(super) fn line(&self, archive: &Path) -> String {
        let mut parts = vec![format!(
            "read {} of {}: {}, {}",
            self.read,
            count(self.found, "log"),
            count(self.sessions, "session"),
            count(self.messages, "message"),
        )];
        for (number, text) in [
            (self.unchanged, "unchanged"),
            (self.left_out, "of other directories"),
            (self.usage_probes, "asking for usage only"),
            (self.unread.len(), "not readable"),
        ] {
            if number > 0 {
                parts.push(format!("{number} {text}"));
            }
        }
        format!("{}; archive: {}", parts.join("; "), archive.display())
    }
}

/// A number and a noun.
fn count(number: impl TryInto<i64>, noun: &str) -> String {
    let number = number.try_into().unwrap_or(i64::MAX);
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_what_was_done_and_what_was_not() {
        let mut summary = Summary::new(&[LogFile::default(), LogFile::default()], Vec::new());
        assert_eq!(summary.line(Path::new("/a")), "read 0 of 2 logs: 0 sessions, 0 messages; archive: /a");
        summary.note_unchanged(1);
        summary.note_left_out();
        summary.note_unread(Path::new("/x"), io::Error::other("gone"));
        assert_eq!(
            summary.line(Path::new("/a")),
            "read 0 of 2 logs: 0 sessions, 0 messages; 1 unchanged; 1 of other directories; 1 not readable; archive: /a"
        );
        assert_eq!(summary.warnings(), ["/x was not read: gone"]);
        assert_eq!(summary.unread(), 1);
    }

    #[test]
    fn not_more_is_named_than_can_be_read() {
        let mut summary = Summary::default();
        for _ in 0..MOST_NAMED + 2 {
            summary.note_unread(Path::new("/x"), io::Error::other("gone"));
        }
        assert_eq!(summary.warnings().len(), MOST_NAMED + 1);
        assert_eq!(summary.warnings()[MOST_NAMED], "2 more were not read");
    }
}
