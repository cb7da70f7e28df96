//! `demo`: the first command of a newcomer.

use std::ffi::OsStr;

use agent_contracts::Surface;
use conformance::{Directory, check_document, run};
use tempfile::TempDir;

#[test]
fn it_prints_a_valid_document_and_says_what_comes_next() {
    let output = run(["demo"], &[]);
    let document = output.document();
    assert_eq!(check_document(Surface::SessionExport, &document), Ok(()));
    assert!(
        document["sessions"].as_array().is_some_and(|sessions| sessions.len() > 2),
        "a demo shows several sessions"
    );
    for word in ["1. ", "2. ", "3. Validated", "4. Next", "agentexport usage daily", "agentexport help"] {
        assert!(output.stderr.contains(word), "the story must contain {word:?}: {}", output.stderr);
    }
    assert_eq!(output.stdout, run(["demo"], &[]).stdout, "the demo must print the same every time");
}

#[test]
fn it_leaves_an_archive_that_can_be_exported() {
    let parent = TempDir::new().unwrap();
    let directory = parent.path().join("new");
    let words = [OsStr::new("demo"), OsStr::new("--data-dir"), directory.as_os_str()];
    let document = run(words, &[]).document();
    let before = Directory::observe(&directory);
    let words = ["export", "sessions", "--data-dir"].map(OsStr::new);
    let exported = run(words.into_iter().chain([directory.as_os_str()]), &[]);
    assert_eq!(exported.document(), document, "exporting the archive must give what the demo printed");
    before.assert_unchanged(&directory);

    let words = [OsStr::new("demo"), OsStr::new("--data-dir"), directory.as_os_str()];
    let output = run(words, &[]);
    let line = output.refusal(1);
    assert!(line.contains("sessions.db exists already; pass --data-dir"), "{line}");
    assert!(!line.contains("please report"), "the user can help themselves: {line}");
    before.assert_unchanged(&directory);
}
