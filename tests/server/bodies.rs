//! Bodies: the bytes that the command prints, with what lets a client keep them.

use std::io::Read as _;

use conformance::{Archive, DATABASE_ID, document_of_lines};
use serde_json::Value;

use crate::program::{Server, archive};

/// Queries, and the command lines that mean the same.
pub(crate) const SAME: [(&str, &[&str]); 7] = [
    (
        "/v1/usage-daily?since=2026-07-01&until=2026-07-31&breakdown=true&timezone=Europe/Berlin",
        &[
            "usage",
            "daily",
            "--json",
            "--since",
            "2026-07-01",
            "--until",
            "2026-07-31",
            "--breakdown",
            "--timezone",
            "Europe/Berlin",
        ],
    ),
    (
        "/v1/usage-daily?all=true&agent=codex",
        &["usage", "daily", "--json", "--all", "--agent", "codex", "--timezone", "UTC"],
    ),
    (
        "/v1/activity-report?preset=month&date=2026-07-01&offline=true",
        &[
            "activity",
            "report",
            "--json",
            "--preset",
            "month",
            "--date",
            "2026-07-01",
            "--offline",
            "--timezone",
            "UTC",
        ],
    ),
    (
        "/api/v1/activity/report?preset=week&date=2026-07-01&project=p1",
        &[
            "activity",
            "report",
            "--json",
            "--preset",
            "week",
            "--date",
            "2026-07-01",
            "--project",
            "p1",
            "--timezone",
            "UTC",
        ],
    ),
    ("/v1/sessions", &["export", "sessions"]),
    (
        "/v1/sessions?limit=2&project=p1&date_from=2026-07-03",
        &["export", "sessions", "--limit", "2", "--project", "p1", "--date-from", "2026-07-03"],
    ),
    ("/v1/sessions?has_secret=true", &["export", "sessions", "--has-secret"]),
];

fn printed(archive: &Archive, words: &[&str]) -> Vec<u8> {
    let output = archive.run(words, &[]);
    assert_eq!(output.code, 0, "{}", output.stderr);
    output.stdout
}

#[test]
fn bodies_are_what_the_commands_print() {
    let archive = archive();
    let server = Server::start(archive.directory(), &[]);
    for (target, words) in SAME {
        let answer = server.get(target);
        assert_eq!(answer.status, 200, "{target}: {}", String::from_utf8_lossy(&answer.body));
        assert_eq!(answer.header("content-type").as_deref(), Some("application/json"));
        assert!(answer.body == printed(&archive, words), "{target} must answer what {words:?} prints");
    }
}

#[test]
fn lines_are_everything_and_pages_lead_to_the_same() {
    let archive = archive();
    let server = Server::start(archive.directory(), &[]);
    let lines = server.ask("GET", "/v1/sessions", &[("Accept", "application/x-ndjson")]);
    assert_eq!(lines.header("content-type").as_deref(), Some("application/x-ndjson"));
    assert_eq!(lines.header("vary").as_deref(), Some("Accept, Accept-Encoding"));
    assert_eq!(lines.body, printed(&archive, &["export", "sessions", "--all", "--format", "ndjson"]));
    let lines: Vec<Value> = lines
        .body
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice(line).ok())
        .collect();
    let all = document_of_lines(&lines);

    let mut sessions = Vec::new();
    let mut target = "/v1/sessions?limit=4".to_owned();
    loop {
        let page = server.get(&target).json();
        sessions.extend(page["sessions"].as_array().unwrap().iter().cloned());
        match page["cursor"]["next"].as_str().unwrap() {
            "" => break,
            next => target = format!("/v1/sessions?limit=4&cursor={}", next.replace('+', "%2B")),
        }
    }
    assert_eq!(sessions.len(), 9);
    assert_eq!(Value::Array(sessions), all["sessions"]);
}

#[test]
fn a_client_that_has_a_document_is_told_so() {
    let archive = archive();
    let server = Server::start(archive.directory(), &[]);
    let target = "/v1/usage-daily?all=true";
    let first = server.get(target);
    let tag = first.header("etag").unwrap();
    assert_eq!(first.header("cache-control").as_deref(), Some("private, no-cache"));
    assert_eq!(server.get(target).header("etag"), Some(tag.clone()), "the same bytes have the same tag");
    for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
        let again = server.ask("GET", target, &[("If-None-Match", &known)]);
        assert_eq!(
            (again.status, again.body.len(), again.header("etag")),
            (304, 0, Some(tag.clone())),
            "{known}"
        );
    }
    assert_eq!(server.ask("GET", target, &[("If-None-Match", "\"other\"")]).status, 200);

    // The archive is read anew for each request.
    archive.change("UPDATE messages SET token_usage = '{\"output_tokens\":7}' WHERE session_id = 's1'");
    let changed = server.ask("GET", target, &[("If-None-Match", &tag)]);
    assert_eq!(changed.status, 200);
    assert_ne!(changed.header("etag"), Some(tag));
}

#[test]
fn long_bodies_are_compressed_for_those_who_can_read_them() {
    let archive = archive();
    let server = Server::start(archive.directory(), &[]);
    let target = "/v1/usage-daily?all=true";
    let plain = server.get(target);
    assert_eq!(plain.header("content-encoding"), None);
    let packed = server.ask("GET", target, &[("Accept-Encoding", "gzip, br")]);
    assert_eq!(packed.header("content-encoding").as_deref(), Some("gzip"));
    assert_eq!(packed.header("etag"), plain.header("etag").map(|tag| format!("W/{tag}")));
    assert!(packed.header("vary").unwrap().to_lowercase().contains("accept-encoding"));
    assert!(packed.body.len() < plain.body.len());
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(packed.body.as_slice()).read_to_end(&mut text).unwrap();
    assert!(text == plain.body, "the same document");
    let short = server.ask("GET", "/healthz", &[("Accept-Encoding", "gzip")]);
    assert_eq!(short.header("content-encoding"), None);
}

#[test]
fn head_is_get_without_the_body() {
    let archive = archive();
    let server = Server::start(archive.directory(), &[]);
    for target in ["/v1/usage-daily?all=true", "/v1/sessions?limit=x", "/nowhere", "/readyz", "/openapi.json"]
    {
        let (get, head) = (server.get(target), server.ask("HEAD", target, &[]));
        assert_eq!((head.status, head.body.len()), (get.status, 0), "{target}");
        for name in ["content-type", "content-length", "etag", "cache-control", "vary"] {
            assert_eq!(head.header(name), get.header(name), "{name} of {target}");
        }
    }
}

#[test]
fn a_lost_cursor_is_a_conflict_with_the_object_of_the_contract() {
    let (archive, other) = (archive(), archive());
    other.change("UPDATE archive_metadata SET value = 'another' WHERE key = 'database_id'");
    let next = server_page(&other);
    let server = Server::start(archive.directory(), &[]);
    for cursor in [next.as_str(), "nonsense"] {
        let answer = server.get(&format!("/v1/sessions?cursor={cursor}"));
        assert_eq!(answer.error(409), "cursor_reset");
        assert_eq!(answer.json()["database_id"], DATABASE_ID);
        assert!(answer.json()["message"].as_str().unwrap().contains("restart"));
    }
}

/// The cursor after the first page of an archive.
fn server_page(archive: &Archive) -> String {
    let page = Server::start(archive.directory(), &[]).get("/v1/sessions?limit=1").json();
    page["cursor"]["next"].as_str().unwrap().to_owned()
}
