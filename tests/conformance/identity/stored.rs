//! What `sync` stores of checkouts: the recorded observations, the recorded cleaning of old rows, and no secret.

use std::fs;
use std::path::Path;

use conformance::Home;
use serde_json::{Value, json};

use super::disk::{Fixture, build_capture, remote_section};
use super::{compare, report, text, vectors};

/// The secret in the vectors.
const SECRET: &str = "S3CR3Tt0k";

/// Vectors whose recorded row holds a secret, and what is stored instead.
fn without_secret(name: &str, observation: &mut Value) {
    match name {
        "remote name with url and token" => observation["git_remote_name"] = json!(""),
        "remote-prefixed cwd with password" => {
            observation["root_path"] = json!("host:/srv/app");
            observation["worktree_root_path"] = json!("host:/srv/app");
        }
        "url cwd with password" => {
            observation["root_path"] = json!("https://host/srv/app");
            observation["worktree_root_path"] = json!("https://host/srv/app");
        }
        _ => {}
    }
}

/// A log of a session in this directory.
fn log_in(cwd: &str) -> String {
    json!({"type": "user", "cwd": cwd, "message": {"content": "x"}}).to_string()
}

#[test]
fn checkouts_are_stored_as_they_were_captured() {
    let mut differences = Vec::new();
    let fixture = Fixture::new();
    for vector in vectors(include_str!("../../data/identity/capture.json"), Some(fixture.base())) {
        let home = Home::new();
        build_capture(&fixture, &vector);
        home.claude("s", log_in(text(&vector, "cwd")));
        home.sync(&[]);
        let columns = "root_path, git_remote, git_remote_name, worktree_name, worktree_root_path, normalized_remote, key_source";
        let stored = home.rows(&format!("SELECT {columns} FROM project_identity_observations"));
        let mut expected = vector["observation"].clone();
        without_secret(text(&vector, "name"), &mut expected);
        if expected.get("key_source").is_none() {
            expected["key_source"] = json!("");
        }
        compare(
            &mut differences,
            &format!("capture {:?}", text(&vector, "name")),
            &json!([expected]),
            &json!(stored),
        );
    }
    report(&differences);
}

#[test]
fn old_rows_are_cleaned_when_an_archive_is_opened_for_writing() {
    let document: Value =
        serde_json::from_str(include_str!("../../data/identity/scrub.json")).expect("a vector file is JSON");
    let mut differences = Vec::new();
    for case in document["cases"].as_array().expect("a vector file has cases") {
        let home = Home::new();
        home.sync(&[]);
        let columns = [
            "project",
            "machine",
            "root_path",
            "git_remote",
            "git_remote_name",
            "worktree_name",
            "worktree_root_path",
            "observed_at",
            "normalized_remote",
            "key_source",
            "key",
        ];
        let archive = home.open();
        for row in case["before"].as_array().expect("rows") {
            let values = columns.map(|column| text(row, column));
            let insert = format!(
                "INSERT INTO project_identity_observations ({}) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                columns.join(", ")
            );
            archive.execute(&insert, values).expect("a row can be put in");
        }
        archive.close().expect("the archive can be closed");
        home.sync(&[]);
        let select = format!(
            "SELECT {} FROM project_identity_observations ORDER BY project, machine, root_path, git_remote",
            columns.join(", ")
        );
        compare(&mut differences, text(case, "name"), &case["after"], &json!(home.rows(&select)));
    }
    report(&differences);
}

/// Whether a file of the data directory holds the secret, in any letter case.
fn holds_secret(data: &Path) -> bool {
    let secret = SECRET.to_ascii_lowercase();
    fs::read_dir(data).expect("the data directory can be listed").any(|entry| {
        let bytes = fs::read(entry.expect("an entry").path()).expect("a file").to_ascii_lowercase();
        bytes.windows(secret.len()).any(|window| window == secret.as_bytes())
    })
}

#[test]
fn no_form_of_a_secret_reaches_the_archive() {
    let home = Home::new();
    let forms = vectors(include_str!("../../data/identity/credentials.json"), None);
    assert!(forms.len() >= 40, "only {} forms are left; restore tests/data/identity", forms.len());
    for (number, form) in forms.iter().enumerate() {
        let remote = text(form, "remote").replace('\n', "\\n");
        home.write(&format!("src/r{number}/.git/config"), remote_section("origin", &remote));
        let cwd = home.base().join(format!("src/r{number}"));
        home.claude(&format!("s{number}"), log_in(&cwd.display().to_string()));
        home.claude(&format!("c{number}"), log_in(text(form, "remote")));
    }
    home.write("src/named/.git/config", remote_section(&format!("https://u:{SECRET}@h/x"), "h:x"));
    home.claude("named", log_in(&home.base().join("src/named").display().to_string()));
    for (number, cwd) in [
        format!("user:{SECRET}@host:/srv/app"),
        format!("https://user:{SECRET}@host/srv/app?token={SECRET}#{SECRET}"),
        format!("/srv/{SECRET}/app"),
        format!("/srv/token/{SECRET}/app"),
        format!("/srv/{SECRET}"),
    ]
    .iter()
    .enumerate()
    {
        home.claude(&format!("d{number}"), log_in(cwd));
    }
    home.sync(&[]);
    let leaks = home.rows(
        "SELECT project, git_remote, git_remote_name, root_path, worktree_name, worktree_root_path, normalized_remote \
         FROM project_identity_observations",
    );
    let leaks: Vec<_> =
        leaks.iter().filter(|row| row.to_string().to_ascii_lowercase().contains("s3cr3t")).collect();
    assert!(leaks.is_empty(), "these rows hold the secret: {leaks:#?}");
    assert!(!holds_secret(&home.data()), "the secret is somewhere in the archive's file");
}

#[test]
fn remotes_that_were_safe_keep_their_keys() {
    let mut differences = Vec::new();
    let home = Home::new();
    let forms = vectors(include_str!("../../data/identity/credentials.json"), None);
    let safe: Vec<&Value> = forms.iter().filter(|form| form["leaked_in"] == json!([])).collect();
    for (number, form) in safe.iter().enumerate() {
        let remote = text(form, "remote").replace('\n', "\\n");
        home.write(&format!("src/r{number}/.git/config"), remote_section("origin", &remote));
        home.claude(
            &format!("s{number}"),
            log_in(&home.base().join(format!("src/r{number}")).display().to_string()),
        );
    }
    home.sync(&[]);
    for (number, form) in safe.iter().enumerate() {
        let stored = home.rows(&format!(
            "SELECT git_remote, normalized_remote FROM project_identity_observations WHERE root_path LIKE '%/r{number}'"
        ));
        let normalized = form["normalized"].as_str().unwrap_or_default();
        let expected = json!([{"git_remote": form["stored_git_remote"], "normalized_remote": normalized}]);
        compare(&mut differences, text(form, "form"), &expected, &json!(stored));
    }
    report(&differences);
}
