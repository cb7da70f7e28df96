//! Runs somebody's program and keeps up both ends of the talk with it: lines go in, lines come out, and a program that
//! stops answering is killed with everything that it started.
//!
//! What the lines mean is for `protocol`. Three threads do the waiting, one for each stream; only here is the clock
//! looked at.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

/// Pieces of output that may wait to be looked at.
const WAITING: usize = 64;

/// How long to wait between two looks at a program that has closed its output.
const LOOK: Duration = Duration::from_millis(5);

/// A program to talk to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Program {
    /// The command, run through `sh -c`.
    pub command: String,
    /// How long to wait for the next line, and for the end of the program.
    pub timeout: Duration,
    /// The most bytes that a line may have.
    pub longest_line: usize,
}

/// A program that cannot be started.
#[derive(Debug, thiserror::Error)]
#[error("cannot start `sh -c {command}`: {source}")]
pub struct StartError {
    /// The command.
    pub command: String,
    /// What the system says.
    pub source: io::Error,
}

/// What comes out of a program next.
#[derive(Debug)]
pub(super) enum Next {
    /// A line, without its line feed.
    Line(Vec<u8>),
    /// The output ended in the middle of this line.
    Cut(Vec<u8>),
    /// A line that is longer than it may be.
    TooLong,
    /// The output ended, and the program with it.
    Ended(ExitStatus),
    /// Nothing came in time.
    Late,
}

enum Event {
    Line(Vec<u8>),
    Cut(Vec<u8>),
    TooLong,
    End,
    Message(Vec<u8>),
}

/// A running program; dropping it kills it.
pub(super) struct Running {
    child: Child,
    events: Receiver<Event>,
    timeout: Duration,
}

impl Program {
    /// Starts the program and begins to hand it `input`, which is closed at its end.
    pub(super) fn start(&self, input: Vec<u8>) -> Result<Running, StartError> {
        let failed = |source| StartError { command: self.command.clone(), source };
        let mut command = Command::new("sh");
        command.args(["-c", &self.command]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn().map_err(failed)?;
        let (sender, events) = sync_channel(WAITING);
        let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let running = Running { child, events, timeout: self.timeout };
        if let Some(stdin) = stdin {
            thread::spawn(move || write_all(stdin, &input));
        }
        if let Some(stdout) = stdout {
            let (sender, longest) = (sender.clone(), self.longest_line);
            thread::spawn(move || read_lines(BufReader::new(stdout), longest, &sender));
        }
        if let Some(stderr) = stderr {
            thread::spawn(move || pass_on(stderr, &sender));
        }
        Ok(running)
    }
}

/// A program may end without reading everything; that is no error here.
fn write_all(mut stdin: ChildStdin, input: &[u8]) {
    let _ = stdin.write_all(input);
}

fn read_lines(mut stdout: impl BufRead, longest: usize, sender: &SyncSender<Event>) {
    loop {
        let mut line = Vec::new();
        let limit = u64::try_from(longest).unwrap_or(u64::MAX).saturating_add(1);
        let read = (&mut stdout).take(limit).read_until(b'\n', &mut line);
        let event = match read {
            Ok(0) | Err(_) => Event::End,
            Ok(_) if line.last() == Some(&b'\n') => {
                line.pop();
                Event::Line(line)
            }
            Ok(_) if line.len() > longest => Event::TooLong,
            Ok(_) => Event::Cut(line),
        };
        let goes_on = matches!(event, Event::Line(_) | Event::Cut(_));
        // Nobody listens any more once the program has been given up.
        if sender.send(event).is_err() || !goes_on {
            return;
        }
    }
}

fn pass_on(mut stderr: impl Read, sender: &SyncSender<Event>) {
    let mut buffer = [0; 4096];
    while let Ok(length) = stderr.read(&mut buffer) {
        if length == 0 || sender.send(Event::Message(buffer[..length].to_vec())).is_err() {
            return;
        }
    }
}

impl Running {
    /// What comes out next. What the program says on standard error goes to `err` as it comes.
    ///
    /// # Errors
    ///
    /// What `err` fails with, or the system while waiting for the program's end.
    pub(super) fn next(&mut self, err: &mut dyn Write) -> io::Result<Next> {
        let deadline = Instant::now() + self.timeout;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(Next::Late);
            }
            match self.events.recv_timeout(left) {
                Ok(Event::Message(text)) => {
                    err.write_all(&text)?;
                    err.flush()?;
                }
                Ok(Event::Line(line)) => return Ok(Next::Line(line)),
                Ok(Event::Cut(line)) => return Ok(Next::Cut(line)),
                Ok(Event::TooLong) => return Ok(Next::TooLong),
                Ok(Event::End) | Err(RecvTimeoutError::Disconnected) => return self.end(deadline, err),
                Err(RecvTimeoutError::Timeout) => return Ok(Next::Late),
            }
        }
    }

    /// Waits for a program that has closed its output, and passes on its last words.
    fn end(&mut self, deadline: Instant, err: &mut dyn Write) -> io::Result<Next> {
        let mut status = None;
        loop {
            let is_quiet = match self.events.recv_timeout(LOOK) {
                Ok(Event::Message(text)) => {
                    err.write_all(&text)?;
                    false
                }
                Ok(_) => false,
                Err(RecvTimeoutError::Timeout) => true,
                Err(RecvTimeoutError::Disconnected) => {
                    thread::sleep(LOOK);
                    true
                }
            };
            status = match status {
                None => self.child.try_wait()?,
                Some(status) if is_quiet => return Ok(Next::Ended(status)),
                ended => ended,
            };
            if Instant::now() >= deadline {
                return Ok(status.map_or(Next::Late, Next::Ended));
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Without this, what the shell started would live on with the pipes in its hands.
        #[cfg(unix)]
        {
            use rustix::process::{Pid, Signal, kill_process_group};
            let _ = kill_process_group(Pid::from_child(&self.child), Signal::KILL);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{Next, Program};

    fn program(command: &str) -> Program {
        Program { command: command.to_owned(), timeout: Duration::from_secs(20), longest_line: 100 }
    }

    fn talk(program: &Program, input: &str) -> (Vec<String>, String) {
        let mut running = program.start(input.as_bytes().to_vec()).unwrap();
        let (mut seen, mut err) = (Vec::new(), Vec::new());
        loop {
            let next = running.next(&mut err).unwrap();
            seen.push(format!("{next:?}"));
            if !matches!(next, Next::Line(_) | Next::Cut(_)) {
                return (seen, String::from_utf8(err).unwrap());
            }
        }
    }

    #[test]
    fn lines_go_through_and_messages_are_passed_on() {
        let (seen, err) = talk(&program("echo hello >&2; cat; exit 3"), "a\nb");
        assert_eq!(seen.len(), 3, "{seen:?}");
        assert!(seen[1].starts_with("Cut") && seen[2].contains("Ended"), "{seen:?}");
        assert_eq!(err, "hello\n");
    }

    #[test]
    fn a_line_that_never_ends_is_cut_off_and_one_of_the_longest_is_not() {
        let long = "x".repeat(100) + "\n";
        assert!(talk(&program("cat"), &long).0[0].starts_with("Line"), "100 bytes are allowed");
        assert_eq!(talk(&program("yes x | tr -d '\\n'"), "").0, ["TooLong"]);
    }

    #[test]
    fn a_program_that_does_not_answer_is_killed_with_what_it_started() {
        let directory = tempfile::tempdir().unwrap();
        let mark = directory.path().join("mark");
        let command = format!("(sleep 1; touch {}) & sleep 100", mark.display());
        let slow = Program { timeout: Duration::from_millis(100), ..program(&command) };
        let began = Instant::now();
        assert_eq!(talk(&slow, "").0, ["Late"]);
        assert!(began.elapsed() < Duration::from_secs(20), "killing must not wait for the program");
        std::thread::sleep(Duration::from_millis(1500));
        assert!(!mark.exists(), "a program that the shell started must be killed too");
    }

    #[test]
    fn much_input_that_nobody_reads_does_no_harm() {
        let (seen, _) = talk(&program("exit 0"), &"x\n".repeat(1_000_000));
        assert!(seen[0].contains("Ended"), "{seen:?}");
    }
}
