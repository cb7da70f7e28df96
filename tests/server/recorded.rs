//! Requests recorded from the reference program, in `data/activity/http`: `NAME.sql` is the archive, `NAME.flags` the
//! request line, `NAME.status` and `NAME.expected.json` the answer.

use std::fs;
use std::path::{Path, PathBuf};

use agent_contracts::Surface;
use conformance::Archive;
use serde_json::Value;

use crate::program::Server;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/activity/http")
}

#[test]
fn recorded_requests_are_answered_as_they_were() {
    let mut names: Vec<String> = fs::read_dir(folder())
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().to_str()?.strip_suffix(".sql").map(str::to_owned))
        .collect();
    names.sort();
    assert!(names.len() >= 16, "cases were lost: {names:?}");
    for name in names {
        let read =
            |extension: &str| fs::read_to_string(folder().join(format!("{name}.{extension}"))).unwrap();
        let archive = Archive::from_sql(&read("sql"));
        let server = Server::start(archive.directory(), &[]);
        let answer = server.get(read("flags").trim().strip_prefix("GET ").unwrap());
        let status: u16 = read("status").trim().parse().unwrap();
        assert_eq!(answer.status, status, "{name}: {}", String::from_utf8_lossy(&answer.body));
        let expected: Value = serde_json::from_str(&read("expected.json")).unwrap();
        assert_eq!(answer.json(), expected, "{name}");
        if status == 200 {
            Surface::ActivityReport.check(&answer.body).unwrap();
        }
    }
}
