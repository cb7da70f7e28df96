//! Pushes and servers that die in the middle: the next push makes good, and a report is right or an error.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use conformance::{Archive, Message, Mirror, Output, Postgres, Row, Session};
use postgres::{Client, NoTls};

use crate::process::start;

const EXPORT: [&str; 5] = ["export", "sessions", "--all", "--include-one-shot", "--include-automated"];

/// So many kills for each kind of mirror, unless `PUSH_KILLS` asks for another number.
fn kills() -> u32 {
    std::env::var("PUSH_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(3)
}

/// An archive large enough for several transactions.
fn archive() -> Archive {
    let mut rows = Vec::new();
    for session in 0..2_500_u32 {
        let id = format!("session-{session:04}").into_bytes();
        rows.push(Row::from(&Session { id: id.clone(), ..Session::default() }));
        for ordinal in 0..8 {
            rows.push(Row::from(&Message {
                session_id: id.clone(),
                ordinal,
                model: b"claude-sonnet-4-5".to_vec(),
                token_usage: b"{\"input_tokens\":5,\"output_tokens\":6}".to_vec(),
                ..Message::default()
            }));
        }
    }
    Archive::from_rows(&rows)
}

#[test]
fn killed_anywhere_a_push_is_made_good_by_the_next() {
    let archive = archive();
    for fresh in [Mirror::in_postgres as fn() -> Mirror, Mirror::in_duckdb] {
        let clean = fresh();
        let began = Instant::now();
        assert!(start(&archive, &clean).wait().expect("the push ends").success());
        let whole = began.elapsed();
        let (contents, export) = (clean.contents(), archive.export(&EXPORT[2..]).stdout);
        // Multiples of the golden ratio: spread over the run, never in step with it.
        for kill in 1..=kills() {
            let mirror = fresh();
            let mut child = start(&archive, &mirror);
            sleep(whole.mul_f64(f64::from(kill) * 0.618_034 % 1.0));
            child.kill().expect("the push can be killed");
            child.wait().expect("the push ends");
            let report = mirror.report(&EXPORT);
            assert!(report.code != 0 || report.stdout == export, "a report of half a push must be an error");
            let pushed = mirror.push(&archive, &[]);
            assert_eq!(pushed.code, 0, "kill {kill} of {:?}: {}", mirror.address(), pushed.stderr);
            assert_eq!(mirror.contents(), contents, "kill {kill} of {:?}", mirror.address());
        }
    }
}

/// Makes a push wait in its second transaction while somebody holds the lock 7.
const WAIT: &str = "CREATE FUNCTION wait() RETURNS trigger AS 'BEGIN PERFORM pg_advisory_xact_lock(7); RETURN NEW; END' \
    LANGUAGE plpgsql; CREATE TRIGGER waits BEFORE INSERT ON agent_contracts.sessions FOR EACH ROW \
    WHEN (NEW.id = 'session-2400') EXECUTE FUNCTION wait()";

#[test]
fn a_server_that_restarts_costs_a_push_nothing_but_time() {
    let server = Arc::new(Postgres::start());
    let (archive, mirror, clean) = (archive(), Mirror::on(Arc::clone(&server)), Mirror::in_postgres());
    let told = |output: &Output| {
        assert_eq!(output.code, 0, "{}", output.stderr);
        let line = String::from_utf8_lossy(&output.stdout);
        line.split_once(": ").map(|(_, what)| what.to_owned())
    };
    // The tables are there before.
    let first = Archive::from_rows(&[Row::from(&Session::default())]);
    assert_eq!(told(&mirror.push(&first, &[])), told(&clean.push(&first, &[])));
    mirror.change(WAIT);
    let Mirror::Postgres(_, address) = &mirror else { unreachable!("it is in PostgreSQL") };
    let mut holder = Client::connect(address, NoTls).expect("the server accepts connections");
    holder.batch_execute("SELECT pg_advisory_lock(7)").expect("nobody has the lock");
    let pushed = std::thread::scope(|scope| {
        let push = scope.spawn(|| mirror.push(&archive, &[]));
        let waits = "SELECT CAST(count(*) AS text) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";
        let deadline = Instant::now() + Duration::from_mins(1);
        while mirror.column(waits) != ["1"] {
            assert!(Instant::now() < deadline, "the push must come to the lock");
            sleep(Duration::from_millis(20));
        }
        server.restart();
        push.join().expect("the push ends")
    });
    assert!(pushed.stderr.contains("trying again"), "the restart must have hit the push: {}", pushed.stderr);
    assert_eq!(told(&pushed), told(&clean.push(&archive, &[])), "what both attempts pushed counts");
    assert_eq!(mirror.contents(), clean.contents());
}

#[test]
fn reports_of_a_server_that_comes_and_goes_are_right_or_errors() {
    let server = Arc::new(Postgres::start());
    let (archive, mirror) = (archive(), Mirror::on(Arc::clone(&server)));
    assert_eq!(mirror.push(&archive, &[]).code, 0);
    let expected = archive.export(&EXPORT[2..]).stdout;
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..3 {
                sleep(Duration::from_millis(150));
                server.restart();
            }
            is_over.store(true, Ordering::Relaxed);
        });
        while !is_over.load(Ordering::Relaxed) {
            let report = mirror.report(&EXPORT);
            if report.code == 0 {
                assert_eq!(report.stdout, expected, "a report that is printed must be right");
            } else {
                let message = report.refusal(1);
                assert!(message.contains("connect") || message.contains("lost"), "{message}");
            }
        }
    });
    assert_eq!(mirror.report(&EXPORT).stdout, expected, "once the server is back, so are the reports");
}
