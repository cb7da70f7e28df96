//! The hot parts of a session export: reading times, scanning token texts, and the whole path on a made-up archive.

#![expect(clippy::expect_used, reason = "a bench that cannot be set up must not report a time")]

use std::hint::black_box;
use std::path::Path;

use agentexport::cli::{ExportSessions, OutputFormat};
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
                 VALUES (?1, ?2, 'assistant', '', '2026-07-01T10:00:00Z', ?3, ?4, ?5, ?5)",
                (&id, ordinal, model, tokens, format!("{session}-{ordinal}")),
            )?;
        }
    }
    archive.execute_batch("COMMIT")
}

fn export(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("export sessions --all");
    group.sample_size(20);
    for sessions in [500, 2_000] {
        let directory = tempfile::tempdir().expect("a temporary directory");
        build(directory.path(), sessions).expect("an archive");
        let command = ExportSessions {
            data_dir: Some(directory.path().to_owned()),
            format: OutputFormat::Ndjson,
            all: true,
            ..ExportSessions::default()
        };
        group.throughput(Throughput::Elements(sessions.into()));
        group.bench_function(format!("{sessions} sessions"), |bencher| {
            bencher.iter(|| agentexport::export_sessions(&command, |_| None).expect("an export"));
        });
    }
    group.finish();
}

criterion_group!(benches, texts, export);
criterion_main!(benches);
