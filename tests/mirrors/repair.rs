//! Remotes that were stored raw: made safe in mirrors of both makers, at any time, with the same keys as before.

use conformance::{Archive, Mirror, Observation, Row, Session, run};

use crate::reference::{mirrors, statements};

const DAILY: [&str; 6] = ["usage", "daily", "--all", "--json", "--timezone", "UTC"];

fn repair(mirror: &Mirror) -> String {
    let output = run(["repair".into(), "--in".into(), mirror.address()], &[]);
    assert_eq!(output.code, 0, "{}", output.stderr);
    let line = String::from_utf8_lossy(&output.stdout).trim_end().to_owned();
    line.rsplit_once(": ").map_or_else(String::new, |(_, count)| count.to_owned())
}

fn insert(mirror: &Mirror, root: &str, remote: &str) {
    mirror.change(&statements(
        mirror,
        &format!(
            "INSERT INTO {{schema}}.project_identity_observations (project, machine, root_path, git_remote, git_remote_name, \
             observed_at) VALUES ('p', 'local', '{root}', '{remote}', 'origin', '2026-07-01 00:00:00Z')"
        ),
    ));
}

fn rows(mirror: &Mirror) -> Vec<String> {
    mirror.column(&statements(
        mirror,
        "SELECT root_path || ' ' || git_remote || ' ' || normalized_remote || ' ' || key_source || ' ' || left(key, 10) \
         FROM {schema}.project_identity_observations ORDER BY 1",
    ))
}

#[test]
fn mirrors_of_the_reference_are_cleaned_by_its_rules() {
    for mirror in mirrors() {
        mirror.change(&statements(
            &mirror,
            "INSERT INTO {schema}.sessions (id, machine, project, agent) VALUES ('s', 'h', 'p', 'claude')",
        ));
        insert(&mirror, "/a", "https://me:secret@github.com/acme/a.git");
        insert(&mirror, "/a", "");
        // The clean spelling is there already; the last one wins.
        insert(&mirror, "/b", "https://x:y@github.com/acme/a.git");
        insert(&mirror, "/b", "https://github.com/acme/a.git");
        // Unusable: with another remote it goes, without one the directory stays.
        insert(&mirror, "/c", "file:///srv/me:secret@c");
        insert(&mirror, "/c", "https://github.com/acme/a.git");
        insert(&mirror, "/d", "file:///srv/me:secret@d");
        assert_eq!(repair(&mirror), "4 git remotes made safe");
        let remote = "https://github.com/acme/a.git github.com/acme/a git_remote sha256:";
        let expected = [
            format!("/a {remote}"),
            format!("/b {remote}"),
            // Clean rows are left as they are.
            "/c https://github.com/acme/a.git   ".to_owned(),
            "/d   root_path sha256:".to_owned(),
        ];
        let until_key = |row: &String| row.find("sha256:").map_or(row.len(), |start| start + "sha256:".len());
        let found: Vec<_> = rows(&mirror).iter().map(|row| row[..until_key(row)].to_owned()).collect();
        assert_eq!(found, expected);
        let markers = mirror.column(&statements(&mirror, "SELECT key FROM {schema}.sync_metadata"));
        assert_eq!(markers.len(), 1, "the repair leaves the marker that its maker leaves: {markers:?}");

        assert_eq!(repair(&mirror), "0 git remotes made safe");
        insert(&mirror, "/e", "https://late:secret@github.com/acme/e.git");
        assert_eq!(repair(&mirror), "1 git remotes made safe", "rows that arrive later are cleaned too");
    }
}

#[test]
fn keys_stay_the_same_when_a_remote_is_made_safe() {
    for mirror in Mirror::of_each_kind() {
        let archive = Archive::from_rows(&[
            Row::from(&Session { project: b"p".to_vec(), ..Session::default() }),
            Row::from(&Observation {
                project: b"p".to_vec(),
                git_remote: b"https://me:secret@github.com/acme/a.git".to_vec(),
                ..Observation::default()
            }),
        ]);
        let words = ["export", "sessions", "--include-one-shot"];
        let expected = archive.run(&words, &[]);
        assert_eq!(mirror.push(&archive, &[]).code, 0);
        let stored = || mirror.column("SELECT git_remote FROM agent_contracts.observations");
        assert_eq!(stored(), ["https://github.com/acme/a.git"]);
        assert_eq!(mirror.report(&words).stdout, expected.stdout);

        // Somebody else writes a raw one; reading is safe, and the next push cleans it.
        mirror.change(
            "UPDATE agent_contracts.observations SET git_remote = 'https://me:secret@github.com/acme/a.git'",
        );
        assert_eq!(mirror.report(&words).stdout, expected.stdout);
        let pushed = mirror.push(&archive, &[]);
        assert!(String::from_utf8_lossy(&pushed.stdout).contains("1 git remotes made safe"), "{pushed:?}");
        assert_eq!(stored(), ["https://github.com/acme/a.git"]);
        assert_eq!(mirror.report(&words).stdout, expected.stdout);
        assert_eq!(
            mirror.column("SELECT value FROM agent_contracts.metadata WHERE key = 'identity_repair'"),
            ["1"]
        );
    }
}

#[test]
fn a_database_without_a_mirror_is_left_alone() {
    let mirror = Mirror::in_postgres();
    let output = run(["repair".into(), "--in".into(), mirror.address()], &[]);
    assert!(output.refusal(1).contains("holds no mirror"), "{}", output.stderr);
    let report = mirror.report(&DAILY);
    assert!(report.refusal(1).contains("holds no mirror"));
    let missing = Mirror::in_duckdb();
    for _ in 0..2 {
        let output = run(["repair".into(), "--in".into(), missing.address()], &[]);
        assert!(output.refusal(1).contains("no such file"), "a file must not be made: {}", output.stderr);
    }
}
