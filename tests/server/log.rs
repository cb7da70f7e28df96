//! The request log: one JSON object a line, without anything secret.

use crate::program::{Server, archive};

#[test]
fn a_request_is_one_line_without_its_query() {
    let archive = archive();
    let server = Server::start(archive.directory(), &[]);
    let answer = server.get("/v1/sessions?project=secret-project&limit=2");
    let line = server.logged();
    let members: Vec<&str> = line.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(members, ["bytes", "method", "milliseconds", "path", "status", "time"]);
    assert_eq!(line["method"], "GET");
    assert_eq!(line["path"], "/v1/sessions");
    assert_eq!(line["status"], 200);
    assert_eq!(line["bytes"], answer.body.len());
    assert!(line["milliseconds"].as_f64().unwrap() > 0.0);
    assert!(line["time"].as_str().unwrap().parse::<jiff::Timestamp>().is_ok(), "{line}");

    server.ask("HEAD", "/v1/sessions", &[]);
    let line = server.logged();
    assert_eq!((&line["method"], &line["bytes"]), (&"HEAD".into(), &0.into()));
    server.get("/no\"where?token=secret");
    let line = server.logged();
    assert_eq!((&line["path"], &line["status"]), (&"/no\"where".into(), &404.into()));
}

#[test]
fn the_operator_reads_what_the_client_does_not() {
    let archive = archive();
    let server = Server::start(archive.directory(), &[]);
    std::fs::remove_file(archive.file()).unwrap();
    let answer = server.get("/v1/sessions");
    let sentence = answer.error(503);
    assert_eq!(sentence, "there is no archive; the log of the server says what to do");
    let line = server.logged();
    assert!(line["error"].as_str().unwrap().contains("sessions.db: no such file"), "{line}");
    assert_eq!(server.get("/readyz").error(503), sentence);
    assert_eq!(server.get("/healthz").status, 200);
}

#[test]
fn a_damaged_archive_is_an_internal_error() {
    let archive = archive();
    let server = Server::start(archive.directory(), &[]);
    std::fs::write(archive.file(), vec![b'x'; 4096]).unwrap();
    assert_eq!(server.get("/v1/usage-daily").error(500), "internal error");
    assert!(server.logged()["error"].as_str().unwrap().contains("is not an SQLite database"));
}

#[test]
fn an_archive_may_come_after_the_server() {
    let archive = archive();
    let aside = archive.directory().join("aside");
    std::fs::rename(archive.file(), &aside).unwrap();
    let server = Server::start(archive.directory(), &[]);
    assert_eq!(server.get("/readyz").status, 503);
    std::fs::rename(&aside, archive.file()).unwrap();
    assert_eq!(server.get("/readyz").status, 200);
    assert_eq!(server.get("/v1/sessions").status, 200);
}
