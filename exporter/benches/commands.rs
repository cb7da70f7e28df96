//! The hot parts of the reports: reading times, scanning token texts, and whole commands on a made-up archive.

#![expect(clippy::expect_used, reason = "a bench that cannot be set up must not report a time")]

use std::hint::black_box;
use std::path::Path;

use agentexport::Environment;
use agentexport::report::{JulianDay, TokenCounts};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rusqlite::Connection;

const TOKENS: &[u8] = br#"{"input_tokens":12,"output_tokens":640,"cache_creation_input_tokens":18200,"cache_read_input_tokens":0,"service_tier":"standard"}"#;

fn texts(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("text");
    group.throughput(Throughput::Elements(1));
    group.bench_function("token counts", |bencher| bencher.iter(|| TokenCounts::scan(black_box(TOKENS))));
    group.bench_function("julian day", |bencher| {
        bencher.iter(|| JulianDay::parse(black_box(b"2026-07-01T10:00:00.123Z")));
    });
    group.finish();
}

/// The demonstration's layout with `sessions` sessions of twenty messages each, half of them with usage.
fn build(directory: &Path, sessions: u32) -> rusqlite::Result<()> {
    let archive = Connection::open(directory.join("sessions.db"))?;
    archive.execute_batch(include_str!("../data/demo.sql"))?;
    archive.execute_batch("DELETE FROM sessions; DELETE FROM messages; DELETE FROM usage_events; BEGIN")?;
    for session in 0..sessions {
        let id = format!("session-{session:06}");
        archive.execute(
            "INSERT INTO sessions(id, project, machine, started_at, ended_at, message_count, user_message_count, cwd)
             VALUES (?1, 'alpha', 'laptop', ?2, ?3, 20, 10, '/home/mia/src/alpha')",
            (
                &id,
                format!("2026-07-{:02}T10:00:00Z", session % 28 + 1),
                format!("2026-07-{:02}T10:{:02}:00Z", session % 28 + 1, session % 60),
            ),
        )?;
        for ordinal in 0..20 {
            let tokens = if ordinal % 2 == 1 { String::from_utf8_lossy(TOKENS) } else { "".into() };
            let model = if ordinal % 2 == 1 { "claude-opus-4-6" } else { "" };
            archive.execute(
                "INSERT INTO messages(session_id, ordinal, role, content, timestamp, model, token_usage,
                                      claude_message_id, claude_request_id)
                 VALUES (?1, ?2, 'assistant', '', ?6, ?3, ?4, ?5, ?5)",
                (
                    &id,
                    ordinal,
                    model,
                    tokens,
                    format!("{session}-{ordinal}"),
                    format!("2026-07-{:02}T10:{ordinal:02}:00Z", session % 28 + 1),
                ),
            )?;
        }
    }
    archive.execute_batch("COMMIT")
}

/// Runs a command line as the program does, with the output thrown away.
fn run(line: &[&str], directory: &Path) {
    let environment = Environment {
        variable: &|name| (name == "AGENTSVIEW_DATA_DIR").then(|| directory.as_os_str().to_owned()),
        now: std::sync::Arc::new(|| jiff::Timestamp::UNIX_EPOCH),
        host_zone: &|| jiff::tz::TimeZone::UTC,
        wants_colour: false,
        shows_progress: false,
    };
    let line = std::iter::once(&"agentexport").chain(line).map(Into::into);
    let code = agentexport::run(line, &environment, &mut std::io::sink(), &mut std::io::sink());
    assert_eq!(code, 0, "the command must go well");
}

fn commands(criterion: &mut Criterion) {
    for (name, line) in [
        ("export sessions --all", &["export", "sessions", "--all", "--format", "ndjson"][..]),
        ("usage daily --all", &["usage", "daily", "--all", "--breakdown", "--json"]),
        (
            "activity report, a month",
            &["activity", "report", "--preset", "month", "--date", "2026-07-01", "--json"],
        ),
        ("activity report, a day", &["activity", "report", "--date", "2026-07-01", "--json"]),
        ("usage statusline", &["usage", "statusline"]),
    ] {
        let mut group = criterion.benchmark_group(name);
        group.sample_size(20);
        for sessions in [500, 2_000] {
            let directory = tempfile::tempdir().expect("a temporary directory");
            build(directory.path(), sessions).expect("an archive");
            group.throughput(Throughput::Elements(sessions.into()));
            group.bench_function(format!("{sessions} sessions"), |bencher| {
                bencher.iter(|| run(line, directory.path()));
            });
        }
        group.finish();
    }
}

criterion_group!(benches, texts, commands);
criterion_main!(benches);
