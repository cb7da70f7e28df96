//! Input that may be one document or lines without end: read as far as needed, handed out in pieces.

use std::io::{self, Read};

use agent_contracts::identify::first_line;

/// Bytes to look at before deciding what a file is.
const HEAD: usize = 1 << 16;

/// Bytes per chunk: enough to make handing over cheap, little enough to keep all cores busy to the end.
pub(crate) const CHUNK: usize = 1 << 20;

/// Cuts a stream into pieces that end with a line.
pub(crate) struct Lines<'r> {
    reader: &'r mut dyn Read,
    /// Read but not handed out.
    rest: Vec<u8>,
    ended: bool,
}

impl<'r> Lines<'r> {
    pub(crate) fn new(reader: &'r mut dyn Read) -> Self {
        Self { reader, rest: Vec::new(), ended: false }
    }

    /// Reads up to `size` more bytes.
    fn fill(&mut self, size: usize) -> io::Result<()> {
        let size = u64::try_from(size).unwrap_or(u64::MAX);
        let read = (&mut *self.reader).take(size).read_to_end(&mut self.rest)?;
        self.ended |= u64::try_from(read).is_ok_and(|read| read < size);
        Ok(())
    }

    /// Reads until the first line is complete, for deciding what the stream is. A document on one line has no line
    /// shorter than itself and is read to its end.
    pub(crate) fn fill_first_line(&mut self) -> io::Result<()> {
        self.fill(HEAD)?;
        while !self.ended && first_line(&self.rest).is_none() {
            self.fill(self.rest.len())?;
        }
        Ok(())
    }

    /// What is read but not handed out.
    pub(crate) fn head(&self) -> &[u8] {
        &self.rest
    }

    /// Everything, to the end of the stream.
    pub(crate) fn into_all(mut self) -> io::Result<Vec<u8>> {
        self.reader.read_to_end(&mut self.rest)?;
        Ok(self.rest)
    }

    /// The next chunk, in `buffer`'s memory; `None` at the end. The last line need not be terminated.
    pub(crate) fn next_chunk(&mut self, mut buffer: Vec<u8>) -> io::Result<Option<Vec<u8>>> {
        while !self.ended && (self.rest.len() < CHUNK || memchr::memrchr(b'\n', &self.rest).is_none()) {
            let missing = CHUNK.saturating_sub(self.rest.len());
            self.fill(if missing == 0 { CHUNK } else { missing })?;
        }
        let end = if self.ended { None } else { memchr::memrchr(b'\n', &self.rest) };
        let end = end.map_or(self.rest.len(), |at| at + 1);
        buffer.clear();
        buffer.extend_from_slice(&self.rest[end..]);
        self.rest.truncate(end);
        let chunk = std::mem::replace(&mut self.rest, buffer);
        Ok(Some(chunk).filter(|chunk| !chunk.is_empty()))
    }
}
