//! Limits on time, on how much runs and waits, and on answers; and the end. Reports are held up by a lock on the
//! archive, which the program waits for.

use std::thread;
use std::time::{Duration, Instant};

use conformance::Archive;
use rusqlite::Connection;

use crate::program::{Server, archive};

/// Keeps readers out until dropped.
fn lock(archive: &Archive) -> Connection {
    let connection = archive.connect();
    connection.execute_batch("BEGIN EXCLUSIVE").unwrap();
    connection
}

/// Long enough for a request to be under way.
const A_WHILE: Duration = Duration::from_millis(300);

#[test]
fn what_takes_too_long_is_refused_and_the_next_one_is_answered() {
    let archive = archive();
    let server = Server::start(archive.directory(), &["--request-timeout", "1", "--max-concurrency", "1"]);
    let held = lock(&archive);
    let begin = Instant::now();
    let late = server.get("/v1/sessions");
    assert_eq!(late.error(503), "request timed out");
    assert!(late.header("retry-after").is_some());
    assert!(begin.elapsed() >= Duration::from_secs(1));
    assert_eq!(server.get("/healthz").status, 200, "the server is alive all the same");
    drop(held);
    // The report that nobody waits for any more ends on its own.
    thread::sleep(A_WHILE);
    assert_eq!(server.get("/v1/sessions").status, 200);
}

#[test]
fn those_who_do_not_fit_in_line_are_turned_away() {
    let archive = archive();
    let server = Server::start(archive.directory(), &["--max-concurrency", "1"]);
    let held = lock(&archive);
    // One at work, 256 in line, and these.
    let pending: Vec<_> = (0..270).map(|_| server.begin("/v1/sessions?limit=1")).collect();
    thread::sleep(A_WHILE);
    let refused = server.get("/v1/sessions?limit=1");
    assert!(refused.error(503).contains("too many requests are waiting"));
    assert!(refused.header("retry-after").is_some());
    drop(held);
    let statuses: Vec<u16> = pending.into_iter().map(|pending| pending.answer().status).collect();
    let count = |status| statuses.iter().filter(|found| **found == status).count();
    assert_eq!((count(200), count(503)), (257, 13), "{statuses:?}");
}

#[test]
fn an_answer_that_is_too_large_is_refused_in_one_sentence() {
    let rows: Vec<_> = (0..2000)
        .map(|number| {
            let session = conformance::Session {
                id: format!("s{number}").into_bytes(),
                cwd: vec![b'x'; 1000],
                ..conformance::Session::default()
            };
            (&session).into()
        })
        .collect();
    let archive = Archive::from_rows(&rows);
    let server = Server::start(archive.directory(), &["--max-response", "1"]);
    let lines = server.ask("GET", "/v1/sessions", &[("Accept", "application/x-ndjson")]);
    let sentence = lines.error(422);
    assert!(sentence.contains("1048576") && sentence.contains("page by page"), "{sentence}");
    assert_eq!(server.get("/v1/sessions?limit=100").status, 200);
}

#[test]
fn told_to_stop_it_finishes_what_is_running() {
    for signal in ["TERM", "INT"] {
        let archive = archive();
        let server = Server::start(archive.directory(), &[]);
        let held = lock(&archive);
        let pending = server.begin("/v1/sessions");
        thread::sleep(A_WHILE);
        server.signal(signal);
        thread::sleep(A_WHILE);
        let refused = std::net::TcpStream::connect(("127.0.0.1", server.port));
        assert!(refused.is_err(), "nobody new is let in");
        drop(held);
        let answer = pending.answer();
        assert_eq!(answer.status, 200);
        assert_eq!(answer.json()["sessions"].as_array().unwrap().len(), 9);
        let (status, lines) = server.ended();
        assert!(status.success(), "{status}");
        assert!(
            lines.iter().any(|line| line.contains("\"/v1/sessions\"")),
            "it is logged as well: {lines:?}"
        );
    }
}

#[test]
fn told_twice_it_stops_at_once() {
    let archive = archive();
    let server = Server::start(archive.directory(), &[]);
    let held = lock(&archive);
    let _pending = server.begin("/v1/sessions");
    thread::sleep(A_WHILE);
    server.signal("TERM");
    thread::sleep(A_WHILE);
    server.signal("TERM");
    let begin = Instant::now();
    assert!(server.ended().0.success());
    assert!(begin.elapsed() < Duration::from_secs(3), "it must not wait for the lock");
    drop(held);
}

#[test]
fn idle_connections_do_not_keep_it_from_stopping() {
    let archive = archive();
    let server = Server::start(archive.directory(), &[]);
    let _idle = std::net::TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    assert_eq!(server.get("/healthz").status, 200);
    server.signal("TERM");
    let begin = Instant::now();
    assert!(server.ended().0.success());
    assert!(begin.elapsed() < Duration::from_secs(3));
}

#[test]
fn a_long_head_is_refused() {
    let archive = archive();
    let server = Server::start(archive.directory(), &[]);
    let answer = server.send(&format!("GET /{} HTTP/1.1", "x".repeat(100_000))).answer();
    assert!([414, 431].contains(&answer.status), "{}", answer.status);
    assert_eq!(server.get("/healthz").status, 200);
}
