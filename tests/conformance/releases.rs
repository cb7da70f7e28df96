//! Real documents: what 0.37 printed is v1; what 0.38 and later printed is not, whatever number it says.
//!
//! Copies of one release on each side are in `data/releases`; the others are read from a folder beside the
//! project when it is there. `contracts/tests/identify` has what every version looks like.

#![expect(clippy::expect_used, reason = "a fixture that cannot be read fails the test")]

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use agent_contracts::identify::{Shape, Verdict};
use conformance::shared;
use contractgen::identify;
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

/// Every document must be rejected, with a note that says what it is and how to get v1.
fn assert_not_v1(folder: &Path) {
    for path in documents(folder) {
        let report = check(&path);
        assert_eq!(report.status(), Status::Invalid, "{} must not pass as v1", path.display());
        let note = report.note.unwrap_or_default();
        assert!(
            note.starts_with("this is ") && note.contains("; for version 1, run `agentexport "),
            "{}: the note must say what it is and what to run: {note:?}",
            path.display()
        );
    }
}

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/releases")
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
    assert!(
        note.contains("of agentsview 0.38, which says version 1 but has the shape of version 2"),
        "{note}"
    );
}

#[test]
fn documents_of_every_other_release_are_told_apart() {
    let Some(folder) = shared() else { return };
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

/// What the releases print: daily usage, activity report, session export.
const SHAPES: [(&str, Shape, Shape, Shape); 11] = [
    ("0.37.1", Shape::V1, Shape::V1, Shape::V1),
    ("0.37.5", Shape::V1, Shape::V1, Shape::V1),
    ("0.38.1", Shape::MislabelledV1, Shape::MislabelledV1, Shape::MislabelledV1),
    ("0.39.0", Shape::V2, Shape::V2, Shape::V2),
    ("0.40.1", Shape::V4, Shape::V4, Shape::V4),
    ("0.41.1", Shape::V5, Shape::V6, Shape::V5),
    ("0.42.0", Shape::V6, Shape::V7, Shape::V6),
    ("0.43.0", Shape::V6, Shape::V8, Shape::V6),
    ("0.44.0", Shape::V6, Shape::V8, Shape::V6),
    ("0.45.0", Shape::V6, Shape::V8, Shape::V6),
    ("0.46.1", Shape::V6, Shape::V8, Shape::V7),
];

fn assert_identified(path: &Path, shape: Shape) {
    let mut file = File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let identity = identify::read(&mut file).expect("a readable file");
    assert_eq!(identity.verdict, Verdict::Is(shape), "{}: {:#?}", path.display(), identity.evidence);
    let text = fs::read(path).expect("a readable file");
    let cut = identify::read(&mut &text[..text.len() - text.len() / 3]).expect("bytes can be read");
    let expected = Verdict::Unknown { nearest: Some(shape) };
    assert_eq!(cut.verdict, expected, "{} without its last third: {:#?}", path.display(), cut.evidence);
}

#[test]
fn every_document_of_every_release_is_identified_and_cut_off_it_is_unknown() {
    let Some(folder) = shared() else { return };
    for path in documents(&folder.join("golden")) {
        assert_identified(&path, Shape::V1);
    }
    for (release, usage, activity, sessions) in SHAPES {
        let folder = folder.join("releases").join(release);
        assert_identified(&folder.join("usage-daily.json"), usage);
        assert_identified(&folder.join("activity-report.json"), activity);
        assert_identified(&folder.join("sessions.json"), sessions);
        assert_identified(&folder.join("sessions.page1.ndjson"), sessions);
    }
}
