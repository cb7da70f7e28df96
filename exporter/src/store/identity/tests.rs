//! Rules of the table of observations, on tables made for it.

use super::*;

fn table() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch(crate::archive::TABLES).unwrap();
    connection
}

fn observation(root_path: &str, git_remote: &str, git_remote_name: &str) -> Observation {
    Observation {
        project: "p".to_owned(),
        machine: "local".to_owned(),
        root_path: root_path.to_owned(),
        git_remote: git_remote.to_owned(),
        git_remote_name: git_remote_name.to_owned(),
        ..Observation::default()
    }
}

/// Root, remote, name and time of every row.
fn all(connection: &Connection) -> Vec<[String; 4]> {
    let select =
        format!("SELECT {COLUMNS} FROM project_identity_observations ORDER BY root_path, git_remote");
    let rows = rows(connection, &select, []).unwrap().into_iter();
    rows.map(|(row, time)| [row.root_path, row.git_remote, row.git_remote_name, time]).collect()
}

#[test]
fn a_remote_replaces_none_and_none_replaces_no_remote() {
    let connection = table();
    write(&connection, &observation("/r", "", ""), "1").unwrap();
    write(&connection, &observation("/r", "h:x", "origin"), "2").unwrap();
    write(&connection, &observation("/r", "", ""), "3").unwrap();
    assert_eq!(all(&connection), [["/r", "h:x", "origin", "2"]]);
    write(&connection, &observation("/r", "h:x", "other"), "4").unwrap();
    write(&connection, &observation("/r", "h:y", "origin"), "5").unwrap();
    let expected = [["/r", "h:x", "other", "4"], ["/r", "h:y", "origin", "5"]];
    assert_eq!(all(&connection), expected, "the last one wins, and old remotes stay");
}

#[test]
fn scrubbing_leaves_no_secret_in_any_column() {
    const SECRET: &str = "S3CR3Tt0k";
    let connection = table();
    let url = format!("https://user:{SECRET}@h/srv/app");
    let dirty = Observation {
        worktree_root_path: url.clone(),
        worktree_name: SECRET.to_owned(),
        ..observation(&url, &format!("git@h:{SECRET}/r.git"), &url)
    };
    write(&connection, &dirty, "2026-01-01T00:00:00Z").unwrap();
    write(&connection, &observation("/r", "h:x", &url), "not a time").unwrap();
    scrub(&connection, "now").unwrap();
    let dump: Vec<String> = all(&connection).concat();
    assert!(!dump.concat().contains(SECRET), "{dump:?}");
    assert_eq!(
        all(&connection),
        [["/r", "h:x", "", "now"], ["https://h/srv/app", "", "", "2026-01-01T00:00:00Z"]]
    );
    let before = all(&connection);
    scrub(&connection, "later").unwrap();
    assert_eq!(all(&connection), before, "a clean table stays as it is");
}

#[test]
fn rows_of_nothing_go() {
    let connection = table();
    let nameless = Observation { project: " ".to_owned(), ..observation("/r", "https://u:t@h/x", "") };
    write(&connection, &nameless, "1").unwrap();
    scrub(&connection, "now").unwrap();
    assert!(all(&connection).is_empty(), "{:?}", all(&connection));
}
