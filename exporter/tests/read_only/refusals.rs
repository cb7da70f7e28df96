//! What is not an archive, or not a whole one, is refused with a message that names what is wrong, and left alone.

use std::fs;
use std::path::Path;

use agentexport::archive::{ArchiveError, Generation, locate, read_file as read};

use super::directory::Directory;
use super::writer::Writer;
use crate::{assert_refuses, read_projects_anywhere};

/// A part of the expected message, and what makes the thing in place of the archive.
type Case<'a> = (&'a str, &'a dyn Fn(&Path));

#[test]
fn what_is_not_an_archive_is_named() {
    let text = |make: &dyn Fn(&Path)| {
        let directory = Directory::empty();
        make(&directory.archive());
        assert_refuses(&directory)
    };
    let cases: [Case; 9] = [
        ("no such file", &|_| {}),
        ("is empty", &|path| fs::write(path, "").unwrap()),
        ("is a directory", &|path| fs::create_dir(path).unwrap()),
        ("not a regular file", &|path| {
            drop(std::os::unix::net::UnixListener::bind(path).unwrap());
        }),
        ("not an SQLite database", &|path| fs::write(path, "x").unwrap()),
        ("not an SQLite database", &|path| fs::write(path, "{\"not\": \"a database\"}".repeat(100)).unwrap()),
        ("not an SQLite database", &|path| fs::write(path, [0; 8192]).unwrap()),
        ("no such file", &|path| std::os::unix::fs::symlink("nowhere", path).unwrap()),
        ("schema missing table sessions", &|path| {
            Writer::start(path).run("CREATE TABLE unrelated(x)");
        }),
    ];
    for (expected, make) in cases {
        let text = text(make);
        assert!(text.contains(expected), "expected {expected:?}: {text}");
    }
    let directory = Directory::empty();
    for path in [directory.path().join("absent"), std::env::current_exe().unwrap()] {
        let error = locate(&path).unwrap_err();
        assert!(matches!(error, ArchiveError::MissingDirectory(_)), "{error}");
    }
}

#[test]
fn damaged_archives_are_named() {
    for mode in ["DELETE", "WAL"] {
        let directory = Directory::with_archive(mode);
        let whole = fs::read(directory.archive()).unwrap();
        for length in [5000, 4096, 1000, 99] {
            fs::write(directory.archive(), &whole[..length]).unwrap();
            let text = assert_refuses(&directory);
            assert!(text.contains("truncated") || text.contains("not an SQLite"), "{mode} {length}: {text}");
        }
        let mut garbage = whole.clone();
        garbage[100..].fill(0xa5);
        fs::write(directory.archive(), &garbage).unwrap();
        let text = assert_refuses(&directory);
        assert!(text.contains("damaged"), "{mode}: {text}");
    }
}

#[test]
fn layouts_are_recognised_by_their_columns() {
    let directory = Directory::with_archive("DELETE");
    Writer::start(&directory.archive())
        .run("PRAGMA user_version = 60; ALTER TABLE sessions ADD COLUMN new_one");
    let generation = read(&directory.archive(), |snapshot| Ok::<_, ArchiveError>(snapshot.generation()));
    assert_eq!(generation.unwrap(), Generation::Dollars);

    Writer::start(&directory.archive())
        .run("ALTER TABLE usage_events DROP COLUMN cost_usd; ALTER TABLE sessions DROP COLUMN secrets_rules_version");
    let text = assert_refuses(&directory);
    assert!(text.contains("schema missing sessions.secrets_rules_version (user_version 60)"), "{text}");

    Writer::start(&directory.archive()).run("DROP TABLE sessions");
    let text = assert_refuses(&directory);
    assert!(text.contains("schema missing table sessions"), "{text}");
}

#[test]
fn an_archive_without_permission_is_named() {
    use std::os::unix::fs::PermissionsExt as _;
    let directory = Directory::with_archive("DELETE");
    fs::set_permissions(directory.archive(), fs::Permissions::from_mode(0o000)).unwrap();
    if fs::File::open(directory.archive()).is_ok() {
        eprintln!("skipped: this user may read everything; run the tests as another user to see this one");
        return;
    }
    let error = read_projects_anywhere(&directory).unwrap_err().to_string();
    assert!(error.contains("check the permissions"), "{error}");
}
