//! Documents of an archive that `sync` made, against those of 0.37.1 from the same logs.
//!
//! The logs were written in a home `/home/dev` with checkouts that are rebuilt here elsewhere; the directories in
//! documents are put back before they are compared.

#![expect(clippy::expect_used, reason = "a fixture that cannot be read fails the test")]

use std::fs;
use std::path::Path;

use conformance::{Home, replace, shared};
use serde_json::Value;

use crate::sessions::comparison::differences;

/// The home that the logs were written in.
const ELSEWHERE: &str = "/home/dev";

/// Checkouts with their remotes, as name and URL.
const CHECKOUTS: [(&str, Option<(&str, &str)>); 7] = [
    ("proj0", Some(("origin", "git@github.com:acme/alpha.git"))),
    ("proj1", Some(("origin", "https://user:tok3n@github.com/acme/beta.git"))),
    ("proj2", Some(("origin", "ssh://git@gitlab.example.com:2222/team/gamma.git"))),
    ("proj3", None),
    ("proj4", Some(("origin", "file:///srv/git/delta.git"))),
    ("proj5", Some(("upstream", "https://github.com/Acme/Epsilon/"))),
    ("proj7", Some(("origin", "git@github.com:acme/zeta.git?x=1"))),
];

/// Documents of the release, and what printed them.
const DOCUMENTS: [(&str, &str); 4] = [
    ("sessions.json", "export sessions --all --include-one-shot --include-automated --include-children"),
    ("sessions.page1.ndjson", "export sessions --format ndjson --limit 20"),
    ("usage-daily.json", "usage daily --all --json --no-sync --offline --timezone UTC"),
    (
        "activity-report.json",
        "activity report --json --no-sync --offline --timezone UTC --preset week --date 2026-05-06",
    ),
];

/// Copies the logs below `from`, with the home in them replaced.
fn stage(home: &Home, from: &Path, to: &str) {
    for entry in fs::read_dir(from).expect("the folder of logs can be listed") {
        let entry = entry.expect("the folder of logs can be listed");
        let to = format!("{to}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            stage(home, &entry.path(), &to);
        } else {
            let own = home.base().join("home");
            let own = own.as_os_str().as_encoded_bytes();
            let text = fs::read(entry.path()).expect("a log can be read");
            home.write(&to, replace(&text, ELSEWHERE.as_bytes(), own));
        }
    }
}

/// A document without what differs between two archives of the same logs: the archive's identifier, the time of its
/// prices, titles, and the keys of directories, which are elsewhere.
fn settled(document: &mut Value) {
    match document {
        Value::Object(members) => {
            for chance in ["database_id", "latest_row_updated_at", "digest", "title"] {
                members.remove(chance);
            }
            if members.get("key_source").is_some_and(|source| source == "root_path") {
                members.remove("key");
            }
            members.values_mut().for_each(settled);
        }
        Value::Array(items) => items.iter_mut().for_each(settled),
        _ => {}
    }
}

#[test]
fn the_same_logs_give_the_same_documents() {
    let Some(shared) = shared() else { return };
    let home = Home::new();
    stage(&home, &shared.join("releases/logs/claude"), "home/.claude");
    stage(&home, &shared.join("releases/logs/codex"), "home/.codex");
    home.write("home/src/proj6/file", "");
    for (name, remote) in CHECKOUTS {
        let section =
            remote.map(|(name, url)| format!("[remote \"{name}\"]\n\turl = {url}\n")).unwrap_or_default();
        home.write(&format!("home/src/{name}/.git/config"), section);
    }
    home.sync(&[]);
    let own = home.base().join("home").display().to_string();
    let mut found = Vec::new();
    for (name, command) in DOCUMENTS {
        let output = home.run(command.split(' '));
        assert_eq!(output.code, 0, "{command}: {}", output.stderr);
        let printed = String::from_utf8(output.stdout).expect("documents are text").replace(&own, ELSEWHERE);
        let recorded =
            fs::read_to_string(shared.join("releases/0.37.1").join(name)).expect("a document of the release");
        let documents = |text: &str| -> Vec<Value> {
            let mut all: Vec<Value> = serde_json::Deserializer::from_str(text)
                .into_iter()
                .collect::<Result<_, _>>()
                .expect("documents are JSON");
            all.iter_mut().for_each(settled);
            all
        };
        let (recorded, printed) = (documents(&recorded), documents(&printed));
        assert_eq!(printed.len(), recorded.len(), "{name} has another number of documents");
        for (recorded, printed) in recorded.iter().zip(&printed) {
            found.extend(differences(name, recorded, printed).iter().map(ToString::to_string));
        }
    }
    assert!(found.is_empty(), "documents differ from those of 0.37.1:\n{}", found.join("\n"));
}
