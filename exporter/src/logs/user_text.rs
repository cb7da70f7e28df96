//! What a user's text is, found out while it is read; the text itself goes no further.

use agent_contracts::text::trim;

use super::automation::AutomationPatterns;
use super::stored_text::stored_text;

/// The longest preview: this many bytes, or this many characters.
const PREVIEW: usize = 300;

/// The classes of text that the program puts into a user's mouth, by their beginning.
const SYSTEM_TEXTS: [(&str, &str); 5] = [
    ("This session is being continued", "continuation"),
    ("<local-command-caveat>", "resume"),
    ("[Request interrupted", "interrupted"),
    ("<task-notification>", "task_notification"),
    ("Stop hook feedback:", "stop_hook"),
];

/// What a text stands for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum UserText {
    /// Nothing.
    Blank,
    /// Output of a local command, or an envelope without a command: no message.
    Dropped,
    /// The program's own words, of this class.
    System(&'static str),
    /// A prompt.
    Prompt(Prompt),
}

/// What remains of a prompt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Prompt {
    /// Its beginning, for a title; empty for a slash command.
    pub(super) preview: String,
    /// It asks for usage figures.
    pub(super) is_usage_probe: bool,
    /// A program wrote it.
    pub(super) is_automated: bool,
}

/// What `text` from a user's entry stands for.
pub(super) fn classify(text: &[u8], patterns: &AutomationPatterns) -> UserText {
    let start = trim_start(text);
    if let Some(envelope) = CommandEnvelope::parse(start) {
        return match envelope.to_text() {
            Some(text) => UserText::Prompt(Prompt::new(&text, patterns)),
            None => UserText::Dropped,
        };
    }
    if trim(text).is_empty() {
        return UserText::Blank;
    }
    if let Some((_, class)) = SYSTEM_TEXTS.iter().find(|(prefix, _)| start.starts_with(prefix.as_bytes())) {
        return UserText::System(class);
    }
    if start.starts_with(b"<local-command-") {
        return UserText::Dropped;
    }
    UserText::Prompt(Prompt::new(text, patterns))
}

impl Prompt {
    /// What remains of this prompt, in which slash commands give no preview.
    pub(super) fn new(text: &[u8], patterns: &AutomationPatterns) -> Self {
        let preview = if is_slash_command(text) { String::new() } else { preview(text) };
        Self { preview, is_usage_probe: trim(text) == b"/usage", is_automated: patterns.match_text(text) }
    }
}

/// The beginning of `text` on one line.
pub(super) fn preview(text: &[u8]) -> String {
    // A line end is one byte, so the line's beginning can be found before it is changed.
    let beginning = trim(text);
    let is_long = beginning.len() > PREVIEW;
    let line = stored_text(beginning.get(..PREVIEW * 8).unwrap_or(beginning)).replace('\n', " ");
    match line.char_indices().nth(PREVIEW) {
        Some((end, _)) if is_long => format!("{}...", &line[..end]),
        _ => line,
    }
}

/// `/`, letters, digits, `-` or `_`, then the end or a blank.
fn is_slash_command(text: &[u8]) -> bool {
    let Some(command) = trim(text).strip_prefix(b"/") else { return false };
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let end = command.iter().position(|byte| !is_name(byte)).unwrap_or(command.len());
    let rest = &command[end..];
    end > 0 && (rest.is_empty() || trim(rest).len() < rest.len() && trim_start(rest).len() < rest.len())
}

/// `text` without white space and byte order marks before it.
fn trim_start(text: &[u8]) -> &[u8] {
    let valid = text.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    let trimmed =
        valid.trim_start_matches(|character: char| character.is_whitespace() || character == '\u{FEFF}');
    &text[valid.len() - trimmed.len()..]
}

/// A command as the program records it: elements and white space, nothing else.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct CommandEnvelope<'t> {
    name: Option<&'t [u8]>,
    message: Option<&'t [u8]>,
    pub(super) arguments: &'t [u8],
}

impl<'t> CommandEnvelope<'t> {
    /// The envelope that `text` is.
    pub(super) fn parse(text: &'t [u8]) -> Option<Self> {
        let mut rest = trim_start(text);
        if !rest.starts_with(b"<command-message>") && !rest.starts_with(b"<command-name>") {
            return None;
        }
        let mut envelope = Self { name: None, message: None, arguments: b"" };
        while !rest.is_empty() {
            let (element, text, behind) = element(rest)?;
            match element {
                b"name" => _ = envelope.name.get_or_insert(text),
                b"message" => _ = envelope.message.get_or_insert(text),
                b"args" if envelope.arguments.is_empty() => envelope.arguments = text,
                b"args" => {}
                _ => return None,
            }
            rest = trim_start(behind);
        }
        Some(envelope)
    }

    /// The name with its slash; empty without one.
    pub(super) fn command(&self) -> Vec<u8> {
        let name = self.name.filter(|name| !name.is_empty()).or(self.message).unwrap_or_default();
        match name {
            b"" => Vec::new(),
            [b'/', ..] => name.to_vec(),
            _ => [b"/", name].concat(),
        }
    }

    /// The command as a user would type it.
    fn to_text(&self) -> Option<Vec<u8>> {
        let mut text = self.command();
        if text.is_empty() {
            return None;
        }
        if !self.arguments.is_empty() {
            text.push(b' ');
            text.extend_from_slice(self.arguments);
        }
        Some(text)
    }
}

/// The element `<command-X>text</command-X>` at the start of `text`: X, its trimmed text, and what is behind it.
fn element(text: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let inner = text.strip_prefix(b"<command-")?;
    let name = &inner[..memchr::memchr(b'>', inner)?];
    let inner = &inner[name.len() + 1..];
    let closing = [b"</command-", name, b">"].concat();
    let end = memchr::memmem::find(inner, &closing)?;
    Some((name, trim(&inner[..end]), &inner[end + closing.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(text: &str) -> UserText {
        classify(text.as_bytes(), &AutomationPatterns::default())
    }

    fn previewed(text: &str) -> Option<String> {
        match class(text) {
            UserText::Prompt(prompt) => Some(prompt.preview),
            _ => None,
        }
    }

    #[test]
    fn command_envelopes_become_what_was_typed() {
        let typed = |text: &str| {
            CommandEnvelope::parse(text.as_bytes())
                .map(|envelope| envelope.to_text().map(|text| String::from_utf8(text).unwrap()))
        };
        for (text, expected) in [
            ("<command-name>/x</command-name>", Some("/x")),
            ("\u{FEFF} <command-message>m</command-message>\n<command-name>x</command-name>", Some("/x")),
            ("<command-name>/x</command-name><command-args> a b </command-args>", Some("/x a b")),
            ("<command-name>/x</command-name><command-args> </command-args>", Some("/x")),
            ("<command-message>m</command-message>", Some("/m")),
            ("<command-name></command-name>", None),
        ] {
            assert_eq!(typed(text), Some(expected.map(str::to_owned)), "{text:?}");
        }
        for text in
            ["<command-name>/x</command-name> and more", "<command-name>/x", "<command-args>a</command-args>"]
        {
            assert_eq!(typed(text), None, "{text:?} is no envelope");
        }
    }

    #[test]
    fn what_the_program_says_is_no_prompt() {
        for (text, class_name) in [
            ("This session is being continued from", "continuation"),
            (" <local-command-caveat>x", "resume"),
            ("[Request interrupted by user]", "interrupted"),
            ("<task-notification>", "task_notification"),
            ("\u{FEFF}Stop hook feedback: x", "stop_hook"),
        ] {
            assert_eq!(class(text), UserText::System(class_name), "{text:?}");
        }
        assert_eq!(class("<local-command-stdout>x"), UserText::Dropped);
        assert_eq!(class("<command-name> </command-name>"), UserText::Dropped);
        assert_eq!(class(" \u{a0}\n"), UserText::Blank);
        for text in ["<bash-input>", "<system-reminder>", "<user-memory-input>"] {
            assert!(matches!(class(text), UserText::Prompt(_)), "{text}");
        }
    }

    #[test]
    fn previews_are_one_short_line() {
        assert_eq!(previewed(" a\nb\r\n ").as_deref(), Some("a b"));
        let long = "é".repeat(301);
        assert_eq!(previewed(&long), Some(format!("{}...", "é".repeat(300))));
        assert_eq!(previewed(&"é".repeat(300)), Some("é".repeat(300)));
        assert_eq!(previewed(&"x".repeat(9000)), Some(format!("{}...", "x".repeat(300))));
    }

    #[test]
    fn slash_commands_are_no_titles() {
        for text in ["/clear", " /a-b_1 x", "/x\ny"] {
            assert_eq!(previewed(text).as_deref(), Some(""), "{text:?}");
        }
        for text in ["/", "/usr/bin is full", "/é", "x /clear"] {
            assert_ne!(previewed(text).as_deref(), Some(""), "{text:?}");
        }
    }
}
