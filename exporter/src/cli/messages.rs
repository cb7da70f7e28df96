//! What the program says on stderr, and the exit codes that go with it. One message is one line, whatever
//! text from the command line or the archive it repeats.

use std::fmt::Display;
use std::io::{self, Write};

/// Everything went well.
pub const SUCCESS: u8 = 0;

/// Any error but [`CURSOR_RESET`]; stderr holds one line made by [`fatal`] or [`error`].
pub const FAILURE: u8 = 1;

/// The cursor is no longer valid; stderr holds the contract's error object.
pub const CURSOR_RESET: u8 = 4;

/// Writes the line that comes with [`FAILURE`].
///
/// # Errors
///
/// `err` cannot be written to.
///
/// # Examples
///
/// ```
/// use agentexport::cli::messages::fatal;
///
/// let mut err = Vec::new();
/// fatal(&mut err, &"two\nlines")?;
/// assert_eq!(err, b"fatal: two\\nlines\n");
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn fatal(err: &mut dyn Write, error: &dyn Display) -> io::Result<()> {
    line(err, "fatal", error)
}

/// Writes the line that comes with [`FAILURE`] when a report fails after its command line was understood.
///
/// # Errors
///
/// `err` cannot be written to.
pub fn error(err: &mut dyn Write, error: &dyn Display) -> io::Result<()> {
    line(err, "error", error)
}

/// Writes a remark about a result that was printed.
///
/// # Errors
///
/// `err` cannot be written to.
pub fn note(err: &mut dyn Write, sentence: &dyn Display) -> io::Result<()> {
    line(err, "note", sentence)
}

/// Writes a warning; the command goes on.
///
/// # Errors
///
/// `err` cannot be written to.
pub fn warning(err: &mut dyn Write, sentence: &dyn Display) -> io::Result<()> {
    line(err, "warning", sentence)
}

fn line(err: &mut dyn Write, label: &str, sentence: &dyn Display) -> io::Result<()> {
    let mut text = format!("{label}: ");
    for character in sentence.to_string().chars() {
        // Control characters would break the line or drive the terminal.
        if character.is_control() { text.extend(character.escape_debug()) } else { text.push(character) }
    }
    text.push('\n');
    err.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::{fatal, warning};

    #[test]
    fn a_message_is_one_line_that_drives_no_terminal() {
        let mut err = Vec::new();
        fatal(&mut err, &"no archive in \"a\r\n\u{1b}[31mb\u{85}\"").unwrap();
        warning(&mut err, &"naïve 日本").unwrap();
        assert_eq!(
            String::from_utf8(err).unwrap(),
            "fatal: no archive in \"a\\r\\n\\u{1b}[31mb\\u{85}\"\nwarning: naïve 日本\n"
        );
    }
}
