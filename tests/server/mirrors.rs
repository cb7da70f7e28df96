//! A server over mirrors: the bodies that the commands print of them, and databases that come, go and refuse.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread::sleep;
use std::time::Duration;

use conformance::{Archive, Mirror, Postgres};

use crate::bodies::SAME;
use crate::client::Pending;
use crate::program::{Server, archive};

const DAILY: &str = "/v1/usage-daily?all=true";

fn pushed(mirror: &Mirror) -> Archive {
    let archive = archive();
    // A mirror without prices would be given the built-in ones.
    archive.change("INSERT INTO model_pricing (model_pattern, input_per_mtok) VALUES ('claude-opus-4-6', 3)");
    let output = mirror.push(&archive, &["--keep-titles"]);
    assert_eq!(output.code, 0, "{}", output.stderr);
    archive
}

fn serve(mirror: &Mirror) -> Server {
    let address = mirror.address().into_string().unwrap();
    // No archive is anywhere near.
    Server::start(Path::new("/nonexistent"), &["--source", &address])
}

#[test]
fn bodies_are_what_the_commands_print_of_a_mirror() {
    for mirror in Mirror::of_each_kind() {
        pushed(&mirror);
        let server = serve(&mirror);
        for (target, words) in SAME {
            let answer = server.get(target);
            assert_eq!(answer.status, 200, "{target}: {}", String::from_utf8_lossy(&answer.body));
            let printed = mirror.report(words);
            assert_eq!(printed.code, 0, "{}", printed.stderr);
            assert!(answer.body == printed.stdout, "{target} must answer what {words:?} prints");
        }
    }
}

#[test]
fn every_door_and_database_gives_the_same_document() {
    for mirror in Mirror::of_each_kind() {
        let archive = pushed(&mirror);
        let (of_archive, of_mirror) = (Server::start(archive.directory(), &[]), serve(&mirror));
        for target in [
            DAILY,
            "/api/v1/usage/summary?from=2026-07-01&to=2026-07-31&timezone=America/St_Johns",
            "/api/v1/activity/report?preset=week&date=2026-07-01&timezone=Asia/Kathmandu",
            "/v1/sessions?limit=4",
        ] {
            let (expected, found) = (of_archive.get(target), of_mirror.get(target));
            assert_eq!(expected.status, 200, "{target}: {}", String::from_utf8_lossy(&expected.body));
            assert!(expected.body == found.body, "{target} of {:?}", mirror.address());
            assert_eq!(expected.header("etag"), found.header("etag"), "the same bytes have the same tag");
        }
    }
}

#[test]
fn what_is_pushed_while_it_runs_is_served() {
    for mirror in Mirror::of_each_kind() {
        let archive = pushed(&mirror);
        let server = serve(&mirror);
        let before = server.get(DAILY);
        assert!(before == server.get(DAILY), "nothing was pushed, so nothing changes");
        archive.change("UPDATE messages SET token_usage = '{\"output_tokens\":7}' WHERE session_id = 's1'");
        assert_eq!(mirror.push(&archive, &["--keep-titles"]).code, 0);
        let after = server.get(DAILY);
        assert_eq!(after.status, 200);
        assert!(after.body != before.body, "what was pushed must show");
    }
}

#[test]
fn a_database_that_is_gone_is_told_and_missed_until_it_is_back() {
    let database = Arc::new(Postgres::start());
    let mirror = Mirror::on(Arc::clone(&database));
    pushed(&mirror);
    let server = serve(&mirror);
    let expected = server.get(DAILY).body;
    database.kill();
    for _ in 0..2 {
        assert!(server.get(DAILY).error(503).contains("the mirror cannot be reached"));
    }
    assert!(server.get("/readyz").error(503).contains("the mirror cannot be reached"));
    assert_eq!(server.get("/healthz").status, 200);
    database.restart();
    assert!(server.get(DAILY).body == expected, "once it is back, so are the documents");
    assert_eq!(server.get("/readyz").status, 200);
}

#[test]
fn a_database_that_restarts_under_requests_makes_no_document_wrong() {
    let database = Arc::new(Postgres::start());
    let mirror = Mirror::on(Arc::clone(&database));
    let archive = pushed(&mirror);
    let server = serve(&mirror);
    let expected = server.get(DAILY).body;
    for restart in 0..3_u64 {
        // What the server has kept must be read anew, in the middle of which the database goes away.
        archive.change("UPDATE sessions SET git_branch = git_branch || 'x'");
        assert_eq!(mirror.push(&archive, &["--keep-titles"]).code, 0);
        let pending: Vec<_> = (0..8).map(|_| server.begin(DAILY)).collect();
        sleep(Duration::from_millis(7 * restart));
        database.restart();
        for answer in pending.into_iter().map(Pending::answer) {
            if answer.status == 200 {
                assert!(answer.body == expected, "an answer that is given must be right");
            } else {
                assert!(answer.error(503).contains("the mirror cannot be reached"));
            }
        }
        assert!(server.get(DAILY).body == expected, "once it is back, so are the documents");
    }
}

#[test]
fn a_file_that_another_program_fills_is_served_when_it_is_done() {
    let mirror = Mirror::in_duckdb();
    pushed(&mirror);
    let server = serve(&mirror);
    let expected = server.get(DAILY).body;
    // Whoever writes has the file alone; the lock is told from ours by the process.
    let address = mirror.address().into_string().unwrap();
    let mut holder = Command::new("python3")
        .args(["-c", HOLD, address.strip_prefix("duckdb:").unwrap()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut ready = [0; 1];
    std::io::Read::read_exact(holder.stdout.as_mut().unwrap(), &mut ready).unwrap();
    assert!(server.get(DAILY).error(503).contains("the mirror cannot be read"));
    drop(holder.stdin.take());
    assert!(holder.wait().unwrap().success());
    assert!(server.get(DAILY).body == expected, "once it is free, it is served");
}

/// Locks a file as DuckDB does when it writes, until the input ends.
const HOLD: &str = "
import fcntl, sys
file = open(sys.argv[1], 'r+b')
fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
print('r', end='', flush=True)
sys.stdin.read()
";

#[test]
fn a_password_in_the_address_is_never_shown() {
    let source = "postgres://me:hunter2@127.0.0.1:1/db?application_name=hunter2";
    let server = Server::start(Path::new("/nonexistent"), &["--source", source]);
    let answer = server.get(DAILY);
    assert!(answer.error(503).contains("the mirror cannot be reached"));
    assert!(!String::from_utf8_lossy(&answer.body).contains("hunter2"));
    assert!(server.get("/readyz").error(503).contains("the mirror cannot be reached"));
    server.signal("TERM");
    let (_, lines) = server.ended();
    assert!(!lines.is_empty() && lines.iter().all(|line| !line.contains("hunter2")), "{lines:?}");
}
