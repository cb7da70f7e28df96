//! A sync that is killed at any moment: the next one ends where an undisturbed one would have, and a reader never sees
//! half a session.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "the lint knows tests, but not the functions that tests share")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags};

/// Kills in an ordinary run; `SYNC_KILLS` asks for another number.
const KILLS: u32 = 12;

/// Sessions in the logs.
const SESSIONS: usize = 150;

fn write_logs(home: &Path, prompts: usize) {
    let folder = home.join(".claude/projects/-p");
    fs::create_dir_all(&folder).unwrap();
    for session in 0..SESSIONS {
        let mut text = String::new();
        for number in 0..prompts {
            writeln!(
                text,
                r#"{{"type":"user","uuid":"u{number}","cwd":"/no-such/p","message":{{"content":"x"}}}}
{{"type":"assistant","uuid":"a{number}","message":{{"id":"m{session}-{number}","model":"m","content":"y","usage":{{"output_tokens":{number}}}}}}}"#
            )
            .unwrap();
        }
        fs::write(folder.join(format!("s{session:03}.jsonl")), text).unwrap();
    }
}

fn sync(home: &Path, data: &Path, flags: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_agentexport"))
        .arg("sync")
        .args(flags)
        .env_clear()
        // Where the library of DuckDB is, with that feature.
        .envs(std::env::var_os("LD_LIBRARY_PATH").map(|path| ("LD_LIBRARY_PATH", path)))
        .env("HOME", home)
        .env("AGENTSVIEW_DATA_DIR", data)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Fails when the archive that a reader sees is damaged or holds half a session; an archive may be absent.
fn assert_whole(data: &Path) {
    let archive = data.join("sessions.db");
    if !archive.exists() {
        return;
    }
    let connection = Connection::open_with_flags(&archive, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
    let integrity: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(integrity, "ok");
    let half: i64 = connection
        .query_row(
            "SELECT count(*) FROM sessions WHERE message_count <> \
             (SELECT count(*) FROM messages WHERE session_id = sessions.id)",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(half, 0, "a reader saw half a session");
    let strays: i64 =
        connection.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
    assert_eq!(strays, 0, "rows without their session");
}

/// The rows of an archive that do not depend on the time of the sync.
fn contents(data: &Path) -> Vec<String> {
    let connection = Connection::open(data.join("sessions.db")).unwrap();
    let read = |select: &str| -> Vec<String> {
        let mut statement = connection.prepare(select).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<rusqlite::Result<_>>().unwrap()
    };
    let mut all = read(
        "SELECT id || '|' || project || '|' || message_count || '|' || total_output_tokens FROM sessions ORDER BY id",
    );
    all.extend(read("SELECT id || '|' || session_id || '|' || ordinal || '|' || source_uuid || '|' || token_usage FROM messages ORDER BY id"));
    all.extend(read("SELECT project || root_path || key FROM project_identity_observations ORDER BY 1"));
    all.extend(read("SELECT path || size FROM agentexport_files ORDER BY 1"));
    all.extend(read("SELECT key || value FROM stats ORDER BY 1"));
    all
}

/// Kills syncs with these flags at moments spread over their length, and compares what the next sync makes with what
/// an undisturbed one did. `prepare` brings home and data directory into the state before the sync.
fn kill(flags: &[&str], prepare: impl Fn(&Path, &Path)) {
    let kills = std::env::var("SYNC_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(KILLS);
    let fresh = || {
        let directory = tempfile::tempdir().unwrap();
        let (home, data) = (directory.path().join("home"), directory.path().join("data"));
        prepare(&home, &data);
        (directory, home, data)
    };
    let (_directory, home, data) = fresh();
    let start = Instant::now();
    assert!(sync(&home, &data, flags).wait().unwrap().success());
    let length = start.elapsed();
    let expected: Vec<String> = contents(&data);
    let own = home.display().to_string();
    for number in 0..kills {
        let (_directory, home, data) = fresh();
        let mut child = sync(&home, &data, flags);
        let moment = length * number / kills;
        let start = Instant::now();
        while start.elapsed() < moment {
            assert_whole(&data);
            std::thread::sleep(Duration::from_millis(2).min(moment / 4));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert_whole(&data);
        assert!(sync(&home, &data, &[]).wait().unwrap().success(), "killed after {moment:?}");
        assert_whole(&data);
        let found: Vec<String> =
            contents(&data).iter().map(|row| row.replace(&home.display().to_string(), &own)).collect();
        assert!(
            found == expected,
            "killed after {moment:?}: another archive than that of an undisturbed sync"
        );
    }
}

#[test]
fn a_first_sync() {
    kill(&[], |home, data| {
        write_logs(home, 6);
        fs::create_dir_all(data).unwrap();
    });
}

#[test]
fn an_update() {
    kill(&[], |home, data| {
        write_logs(home, 3);
        fs::create_dir_all(data).unwrap();
        assert!(sync(home, data, &[]).wait().unwrap().success());
        write_logs(home, 6);
    });
}

#[test]
fn a_rebuild() {
    kill(&["--full"], |home, data| {
        write_logs(home, 6);
        fs::create_dir_all(data).unwrap();
        assert!(sync(home, data, &[]).wait().unwrap().success());
    });
}
