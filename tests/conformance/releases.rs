//! Real documents: what 0.37 printed is v1; what 0.38 and later printed is not, whatever number it says.
//!
//! Copies of one release on each side are in `data/releases`; the others are read from a folder beside the
//! project when it is there.

#![expect(clippy::expect_used, reason = "a fixture that cannot be read fails the test")]

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use contractgen::validate::{Options, Report, Status, Validator};

fn check(path: &Path) -> Report {
    let mut file = File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Validator::new(Options::default()).check(&mut file).expect("a readable file")
}

/// Documents in a folder, by name.
fn documents(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut documents: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a folder entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json" || extension == "ndjson"))
        .collect();
    documents.sort();
    assert!(!documents.is_empty(), "{} has no documents", folder.display());
    documents
}

fn assert_valid(folder: &Path) {
    for path in documents(folder) {
        let report = check(&path);
        assert_eq!(report.status(), Status::Valid, "{} is v1: {:#?}", path.display(), report.problems);
    }
}

/// Every document must be rejected; one that says version 1 with a note that says what differs.
fn assert_not_v1(folder: &Path) {
    for path in documents(folder) {
        let report = check(&path);
        assert_eq!(report.status(), Status::Invalid, "{} must not pass as v1", path.display());
        let says_other_version = report.problems.iter().any(|problem| problem.rule == "schema-version");
        let note = report.note.unwrap_or_default();
        assert!(
            says_other_version || (note.contains("missing") && note.contains("0.38 or later")),
            "{}: the note must say what differs: {note:?}",
            path.display()
        );
    }
}

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/releases")
}

/// The folder of reference documents beside the project.
#[expect(clippy::print_stderr, reason = "a skipped test must say so")]
pub(crate) fn beside() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    if folder.join("releases").is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: there is no folder ../shared with documents of other releases beside the project");
    None
}

#[test]
fn documents_of_0_37_1_are_v1() {
    assert_valid(&data().join("0.37.1"));
}

#[test]
fn documents_of_0_38_1_are_not_v1_although_they_say_so() {
    let folder = data().join("0.38.1");
    assert_not_v1(&folder);
    let note = check(&folder.join("sessions.page1.ndjson")).note.unwrap_or_default();
    assert!(note.contains("key_source") && note.contains("kept the number 1"), "{note}");
}

#[test]
fn documents_of_every_other_release_are_told_apart() {
    let Some(folder) = beside() else { return };
    assert_valid(&folder.join("golden"));
    for entry in fs::read_dir(folder.join("releases")).expect("a readable folder") {
        let release = entry.expect("a folder entry").path();
        let name = release.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with("0.37.") {
            assert_valid(&release);
        } else if name.starts_with("0.") {
            assert_not_v1(&release);
        }
    }
}
