//! Lines of a log, one at a time and however long the file is. What is on a line is not looked at.

use std::io::{self, Read};

/// Longer lines are passed over, as in v1.
const LONGEST: usize = 64 << 20;

/// How much is read at once.
const CHUNK: usize = 128 << 10;

/// More memory than this is given back after a file.
const KEPT: usize = 4 << 20;

/// A reader of lines that keeps its memory from one file to the next.
#[derive(Default, Debug)]
pub(super) struct LineBuffer {
    bytes: Vec<u8>,
}

impl LineBuffer {
    /// The lines of `source`, without line ends, carriage returns and empty lines.
    pub(super) fn lines<R: Read>(&mut self, source: R) -> Lines<'_, R> {
        self.bytes.truncate(KEPT);
        self.bytes.shrink_to(KEPT);
        Lines {
            bytes: &mut self.bytes,
            source,
            start: 0,
            filled: 0,
            is_at_end: false,
            is_skipping: false,
            ends_open: false,
        }
    }
}

/// The lines of one file.
#[derive(Debug)]
pub(super) struct Lines<'b, R> {
    bytes: &'b mut Vec<u8>,
    source: R,
    /// Where the next line starts.
    start: usize,
    /// Up to where the buffer holds text.
    filled: usize,
    is_at_end: bool,
    /// Within a line that is too long.
    is_skipping: bool,
    /// The line given last had no line end.
    ends_open: bool,
}

impl<R: Read> Lines<'_, R> {
    /// The next line that is neither empty nor too long.
    ///
    /// # Errors
    ///
    /// What the source says.
    pub(super) fn next(&mut self) -> io::Result<Option<&[u8]>> {
        let mut searched = self.start;
        loop {
            let found = memchr::memchr(b'\n', &self.bytes[searched..self.filled]).map(|at| searched + at);
            let (end, behind) = match found {
                Some(end) => (end, end + 1),
                None if self.is_at_end && self.start == self.filled => return Ok(None),
                None if self.is_at_end => {
                    self.ends_open = true;
                    (self.filled, self.filled)
                }
                None => {
                    if self.filled - self.start > LONGEST {
                        self.is_skipping = true;
                        self.start = self.filled;
                    }
                    let kept = self.filled - self.start;
                    self.fill()?;
                    searched = self.start + kept;
                    continue;
                }
            };
            let start = std::mem::replace(&mut self.start, behind);
            searched = behind;
            let is_skipped = std::mem::take(&mut self.is_skipping) || end - start > LONGEST;
            let end = if self.bytes[start..end].ends_with(b"\r") { end - 1 } else { end };
            if start < end && !is_skipped {
                return Ok(Some(&self.bytes[start..end]));
            }
        }
    }

    /// Whether the line given last was the last one, without a line end.
    pub(super) fn ends_open(&self) -> bool {
        self.ends_open
    }

    /// Reads more behind what is unread, which moves to the front of the buffer.
    fn fill(&mut self) -> io::Result<()> {
        self.bytes.copy_within(self.start..self.filled, 0);
        self.filled -= self.start;
        self.start = 0;
        let needed = (self.filled + CHUNK).max(self.filled * 2).min(LONGEST + 2 * CHUNK);
        if self.bytes.len() < needed {
            self.bytes.resize(needed, 0);
        }
        loop {
            match self.source.read(&mut self.bytes[self.filled..]) {
                Ok(0) => self.is_at_end = true,
                Ok(count) => self.filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            }
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{prop, prop_assert_eq, proptest};

    /// Reads a few bytes at a time.
    struct Trickle<'a>(&'a [u8], usize);

    impl Read for Trickle<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(self.0.len()).min(buffer.len());
            buffer[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    fn read(source: impl Read) -> (Vec<Vec<u8>>, bool) {
        let mut buffer = LineBuffer::default();
        let mut lines = buffer.lines(source);
        let mut found = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            found.push(line.to_vec());
        }
        (found, lines.ends_open())
    }

    #[test]
    fn line_ends_and_empty_lines_are_left_out() {
        let (lines, ends_open) = read(&b"a\r\n\n\r\nb\r\r\n \nc"[..]);
        assert_eq!(lines, [&b"a"[..], b"b\r", b" ", b"c"]);
        assert!(ends_open);
        assert!(!read(&b"a\n"[..]).1);
        assert_eq!(read(&b""[..]), (vec![], false));
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_over() {
        let long = vec![b'x'; LONGEST + 1];
        let text = [b"a\n", long.as_slice(), b"\nb\n", &long[1..], b"\n", &long].concat();
        let (lines, _) = read(text.as_slice());
        let lengths: Vec<_> = lines.iter().map(Vec::len).collect();
        assert_eq!(lengths, [1, 1, LONGEST], "the longest that is allowed is read");
    }

    proptest! {
        #[test]
        fn it_does_not_matter_how_much_is_read_at_once(
            text in prop::collection::vec(prop::sample::select(b"ab\r\n".to_vec()), 0..40),
            step in 1_usize..7,
        ) {
            prop_assert_eq!(read(Trickle(&text, step)), read(text.as_slice()));
        }
    }
}
