//! Which texts in a user's name are prompts.

use agent_contracts::text::trim;

use crate::logs::automation::AutomationPatterns;
use crate::logs::user_text::preview;

/// Texts that the program sends, by their exact beginning.
const INSTRUCTIONS: [&[u8]; 3] = [b"# AGENTS.md", b"<environment_context>", b"<INSTRUCTIONS>"];

/// The same, blanks before them aside.
const INTERNAL: [&[u8]; 4] = [b"<turn_aborted>", b"<skill>", b"<subagent_notification>", b"<goal_context>"];

/// Another one, with an attribute that decides.
const CONTEXT: &[u8] = b"<codex_internal_context";

/// The first prompt, and whether it may be sent again.
#[derive(Default, Debug)]
pub(super) struct Prompts {
    first: Option<Vec<u8>>,
    has_others: bool,
    was_aborted: bool,
}

impl Prompts {
    /// Whether this text is a prompt and was not seen before. After an abort the first prompt is sent once more.
    pub(super) fn keep(&mut self, text: &[u8]) -> bool {
        if is_internal(text) {
            if trim(text).starts_with(b"<turn_aborted>") {
                self.note_abort();
            }
            return false;
        }
        match &self.first {
            None => {
                self.first = Some(text.to_vec());
                self.was_aborted = false;
            }
            Some(first) if first == text && self.was_aborted && !self.has_others => {
                self.was_aborted = false;
                return false;
            }
            Some(_) => self.has_others = true,
        }
        true
    }

    /// A turn was given up.
    pub(super) fn note_abort(&mut self) {
        self.was_aborted = true;
    }

    /// The beginning of the first prompt.
    pub(super) fn preview(&self) -> Option<String> {
        self.first.as_deref().map(preview).filter(|preview| !preview.is_empty())
    }

    /// Whether a program wrote the first prompt.
    pub(super) fn is_automated(&self, patterns: &AutomationPatterns) -> bool {
        let matches = |text: &[u8]| patterns.match_text(text);
        self.first.as_deref().is_some_and(matches)
            || self.preview().is_some_and(|preview| matches(preview.as_bytes()))
    }
}

/// What an agent reported, if `text` is such a report.
pub(super) fn notification(text: &[u8]) -> Option<&[u8]> {
    trim(text).strip_prefix(b"<subagent_notification>")?.strip_suffix(b"</subagent_notification>")
}

fn is_internal(text: &[u8]) -> bool {
    let trimmed = trim(text);
    INSTRUCTIONS.iter().any(|beginning| text.starts_with(beginning))
        || INTERNAL.iter().any(|beginning| trimmed.starts_with(beginning))
        || trimmed.strip_prefix(CONTEXT).is_some_and(|rest| {
            let tag = &rest[..memchr::memchr(b'>', rest).unwrap_or(rest.len())];
            memchr::memmem::find(tag, b"source=\"goal\"").is_some()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_program_sends_is_no_prompt() {
        for text in [
            "# AGENTS.md instructions",
            "<environment_context>x",
            "<INSTRUCTIONS>",
            "  <turn_aborted>",
            "\n<skill>",
            "<goal_context>",
            "<codex_internal_context a=\"b\" source=\"goal\">",
        ] {
            assert!(!Prompts::default().keep(text.as_bytes()), "{text:?}");
        }
        for text in [" # AGENTS.md", " <environment_context>", "<codex_internal_context>source=\"goal\"", "x"]
        {
            assert!(Prompts::default().keep(text.as_bytes()), "{text:?}");
        }
    }

    /// Which of these texts are kept; `!` is an abort.
    fn kept(texts: &str) -> String {
        let mut prompts = Prompts::default();
        let mut kept = String::new();
        for text in texts.split(' ') {
            if text == "!" {
                prompts.note_abort();
            } else if prompts.keep(text.as_bytes()) {
                kept.push_str(text);
            }
        }
        kept
    }

    #[test]
    fn the_first_prompt_may_come_again_after_an_abort() {
        for (texts, expected) in [
            ("a a", "aa"),
            ("a ! a", "a"),
            ("a ! a a", "aa"),
            ("a ! a ! a", "a"),
            ("a b ! a", "aba"),
            ("! a a", "aa"),
            ("a <turn_aborted> a", "a"),
        ] {
            assert_eq!(kept(texts), expected, "{texts}");
        }
    }
}
