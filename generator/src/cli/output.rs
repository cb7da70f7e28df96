//! Standard output whose reader may leave early, as `head` does: the rest is dropped and the command still
//! comes to its verdict.

use std::io::{self, Write};

/// A writer that goes silent once its reader has closed the pipe. Other errors pass through.
pub(super) struct UntilClosed<'a> {
    inner: &'a mut dyn Write,
    closed: bool,
}

impl<'a> UntilClosed<'a> {
    pub(super) fn new(inner: &'a mut dyn Write) -> Self {
        Self { inner, closed: false }
    }

    fn attempt<T>(&mut self, dropped: T, act: impl FnOnce(&mut dyn Write) -> io::Result<T>) -> io::Result<T> {
        if self.closed {
            return Ok(dropped);
        }
        match act(self.inner) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(dropped)
            }
            other => other,
        }
    }
}

impl Write for UntilClosed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.attempt(bytes.len(), |inner| inner.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.attempt((), |inner| inner.flush())
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};

    use super::UntilClosed;

    struct Failing(io::ErrorKind);

    impl Write for Failing {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(self.0.into())
        }
    }

    #[test]
    fn a_closed_pipe_is_a_normal_end_and_a_full_disk_is_not() {
        let mut closed = Failing(io::ErrorKind::BrokenPipe);
        let mut out = UntilClosed::new(&mut closed);
        assert!(out.write_all(b"text").and_then(|()| out.flush()).is_ok(), "a reader may leave");
        let mut full = Failing(io::ErrorKind::StorageFull);
        assert!(UntilClosed::new(&mut full).write_all(b"text").is_err(), "lost output must be reported");
    }
}
