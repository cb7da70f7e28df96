//! What happens when a stream ends before the program does.

use std::io::{self, Write};

use conformance::{Archive, Row, Session, run_into};

/// A stream that takes some bytes and then fails; some streams fail only when flushed.
struct Failing {
    room: usize,
    kind: io::ErrorKind,
}

impl Write for Failing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(self.room);
        self.room -= taken;
        if taken == 0 && !bytes.is_empty() { Err(self.kind.into()) } else { Ok(taken) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(self.kind.into())
    }
}

const COMMANDS: [&[&str]; 5] = [
    &["export", "sessions"],
    &["export", "sessions", "--format=ndjson", "--all"],
    &["demo"],
    &["completions", "bash"],
    &["export", "sessions", "--help"],
];

fn archive() -> Archive {
    let session = |number: usize| Session { id: format!("s{number:03}").into(), ..Session::default() };
    let rows: Vec<Row> = (0..400).map(|number| Row::from(&session(number))).collect();
    Archive::from_rows(&rows)
}

/// The exit code and standard error of a command whose standard output fails so.
fn run_with_stdout(archive: &Archive, command: &[&str], mut out: Failing) -> (u8, String) {
    let mut err = Vec::new();
    let code =
        run_into(command, &[("AGENTSVIEW_DATA_DIR", archive.directory().as_os_str())], &mut out, &mut err);
    (code, String::from_utf8(err).unwrap())
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let archive = archive();
    for command in COMMANDS {
        for room in [0, 1, 100] {
            let (code, err) =
                run_with_stdout(&archive, command, Failing { room, kind: io::ErrorKind::BrokenPipe });
            assert_eq!(code, 0, "{command:?} after {room} bytes: {err}");
            assert!(!err.contains("fatal"), "{command:?} after {room} bytes: {err}");
        }
    }
}

#[test]
fn a_full_disk_is_an_error() {
    let archive = archive();
    for command in COMMANDS {
        for room in [0, 100] {
            let (code, err) =
                run_with_stdout(&archive, command, Failing { room, kind: io::ErrorKind::StorageFull });
            assert_eq!(code, 1, "{command:?} after {room} bytes: {err}");
            assert!(err.lines().last().unwrap().starts_with("fatal: writing: "), "{command:?}: {err}");
        }
    }
    let everything = Failing { room: usize::MAX, kind: io::ErrorKind::StorageFull };
    assert_eq!(
        run_with_stdout(&archive, COMMANDS[0], everything).0,
        1,
        "what cannot be flushed is not written"
    );
}

#[test]
fn without_a_standard_error_the_document_is_printed_all_the_same() {
    let archive = archive();
    for command in [&["export", "sessions", "-limit", "3"][..], &["demo"]] {
        let mut out = Vec::new();
        let mut err = Failing { room: 0, kind: io::ErrorKind::BrokenPipe };
        let code = run_into(
            command,
            &[("AGENTSVIEW_DATA_DIR", archive.directory().as_os_str())],
            &mut out,
            &mut err,
        );
        assert_eq!(code, 0, "{command:?}");
        assert!(
            serde_json::from_slice::<serde_json::Value>(&out).is_ok(),
            "{command:?} must print its document"
        );
    }
}
