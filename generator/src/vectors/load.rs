//! Reads the files of a folder of vectors, and refuses what is not one.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use agent_contracts::scalar::Sha256Digest;
use jsonschema::Validator;
use serde_json::Value;

use super::model::{StoredFile, VectorFile, bump_row};

/// The schema of a file of vectors.
pub const SCHEMA: &str = include_str!("../../../schemas/v1/vectors/schema/vector-file.json");

/// Why vectors cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A folder or a file that cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// The folder or file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A folder without vectors.
    #[error("{}: no file of vectors (*.json) is in it; name the folder schemas/v1/vectors", path.display())]
    Empty {
        /// The folder.
        path: PathBuf,
    },
    /// Text that is not JSON.
    #[error("{}: expected JSON: {source}", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// JSON that is no file of vectors.
    #[error("{}: at {place}: {reason}", path.display())]
    Invalid {
        /// The file.
        path: PathBuf,
        /// A JSON pointer, or `(root)`.
        place: String,
        /// What is wrong there.
        reason: String,
    },
}

/// Reads every `*.json` of `directory`, in the order of their names. Folders inside it are passed over.
///
/// # Errors
///
/// [`LoadError`] when the folder has no vectors, or one of its files cannot be read or is no file of vectors.
pub fn load(directory: &Path) -> Result<Vec<VectorFile>, LoadError> {
    let unreadable = |source| LoadError::Unreadable { path: directory.to_owned(), source };
    let mut paths = Vec::new();
    for entry in fs::read_dir(directory).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|extension| extension == "json") && path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    if paths.is_empty() {
        return Err(LoadError::Empty { path: directory.to_owned() });
    }
    paths.iter().map(|path| load_file(path)).collect()
}

fn load_file(path: &Path) -> Result<VectorFile, LoadError> {
    let text = fs::read(path).map_err(|source| LoadError::Unreadable { path: path.to_owned(), source })?;
    let document: Value = serde_json::from_slice(&text)
        .map_err(|source| LoadError::Syntax { path: path.to_owned(), source })?;
    let invalid = |place: &str, reason: String| LoadError::Invalid {
        path: path.to_owned(),
        place: if place.is_empty() { "(root)".to_owned() } else { place.to_owned() },
        reason,
    };
    if let Some(version) = document.get("version").filter(|version| **version != 1) {
        return Err(invalid(
            "/version",
            format!("expected version 1, found {version}: this tool knows version 1"),
        ));
    }
    if let Some(error) = schema().iter_errors(&document).next() {
        return Err(invalid(error.instance_path().as_str(), error.to_string()));
    }
    let stored: StoredFile = serde_json::from_value(document)
        .map_err(|source| LoadError::Syntax { path: path.to_owned(), source })?;
    if path.file_stem().is_none_or(|stem| stem != stored.kind.as_str()) {
        return Err(invalid("/kind", format!("the kind is {:?}, so the file must be {0}.json", stored.kind)));
    }
    let mut names = BTreeSet::new();
    if let Some(twice) = stored.vectors.iter().find(|vector| !names.insert(vector.name.as_str())) {
        return Err(invalid("/vectors", format!("the name {:?} occurs twice; names are unique", twice.name)));
    }
    if let Some(layout) = &stored.archive_layout {
        let beside = path.with_file_name(&layout.file);
        let sql = fs::read(&beside).map_err(|source| LoadError::Unreadable { path: beside, source })?;
        let digest = Sha256Digest::of(&sql);
        if digest.as_str() != layout.digest {
            let reason =
                format!("{} has the digest {digest}; restore the file, or state its digest", layout.file);
            return Err(invalid("/archive_layout/digest", reason));
        }
    }
    let Some(row) = bump_row(&stored.bump_row) else {
        return Err(invalid("/bump_row", format!("{:?} is no row of the table of changes", stored.bump_row)));
    };
    let comparison = stored.comparison();
    let StoredFile { kind, description, vectors, .. } = stored;
    Ok(VectorFile { kind, bump_row: row, description, comparison, vectors })
}

fn schema() -> &'static Validator {
    static SCHEMA_VALIDATOR: OnceLock<Validator> = OnceLock::new();
    SCHEMA_VALIDATOR.get_or_init(|| {
        #[expect(
            clippy::expect_used,
            reason = "the text is part of the program, and a test builds the validator"
        )]
        let schema = serde_json::from_str(SCHEMA).expect("the schema of vectors is JSON");
        #[expect(clippy::expect_used, reason = "the same")]
        jsonschema::draft202012::new(&schema).expect("the schema of vectors is a schema")
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::{Value, json};

    use super::load;

    fn file() -> Value {
        json!({
            "$schema": "./schema/vector-file.json", "version": 1, "kind": "parity", "bump_row": "row semantics",
            "description": "Even or odd.", "tolerance": 0, "members": "all",
            "vectors": [{"name": "two", "why": "Two is even.", "evidence": "rule", "input": 2, "output": "even"}],
        })
    }

    fn refusal(change: impl FnOnce(&mut Value)) -> String {
        let directory = tempfile::tempdir().unwrap();
        let mut file = file();
        change(&mut file);
        std::fs::write(directory.path().join("parity.json"), file.to_string()).unwrap();
        load(directory.path()).expect_err("the file must be refused").to_string()
    }

    #[test]
    fn the_published_files_are_read_and_every_vector_has_its_kind() {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas/v1/vectors");
        let files = load(&directory).unwrap();
        let kinds: Vec<&str> = files.iter().map(|file| file.kind.as_str()).collect();
        assert!(kinds.is_sorted() && kinds.contains(&"remote-normalisation"), "{kinds:?}");
        assert!(files.iter().all(|file| !file.vectors.is_empty()));
    }

    #[test]
    fn kinds_that_this_version_does_not_know_are_read() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("parity.json"), file().to_string()).unwrap();
        assert_eq!(load(directory.path()).unwrap()[0].vectors[0].name, "two");
    }

    #[test]
    fn what_is_no_file_of_vectors_is_refused_with_the_place() {
        for (change, message) in [
            (
                &(|file: &mut Value| file["version"] = json!(2)) as &dyn Fn(&mut Value),
                "this tool knows version 1",
            ),
            (&|file| file["kind"] = json!("other"), "the file must be other.json"),
            (&|file| file["bump_row"] = json!("colour"), "at /bump_row: \"colour\" is not one of"),
            (&|file| file["vectors"][0]["name"] = json!("Two"), "at /vectors/0/name"),
            (&|file| file["vectors"] = json!([]), "at /vectors"),
            (&|file| file["vectors"][0]["outptu"] = json!(1), "at /vectors/0"),
            (&|file| file["tolerance"] = json!(1), "at /tolerance"),
            (
                &|file| {
                    let twice = file["vectors"][0].clone();
                    file["vectors"].as_array_mut().unwrap().push(twice);
                },
                "\"two\" occurs twice",
            ),
            (
                &|file| {
                    let digest = format!("sha256:{:064}", 0);
                    file["archive_layout"] = json!({"file": "gone.sql", "digest": digest});
                },
                "gone.sql",
            ),
        ] {
            let refusal = refusal(change);
            assert!(refusal.contains("parity.json") || refusal.contains("gone.sql"), "{refusal}");
            assert!(refusal.contains(message), "expected {message:?} in {refusal:?}");
        }
    }

    #[test]
    fn a_layout_that_was_changed_is_noticed() {
        let directory = tempfile::tempdir().unwrap();
        let mut file = file();
        file["archive_layout"] = json!({"file": "layout.sql", "digest": format!("sha256:{:064}", 0)});
        std::fs::write(directory.path().join("parity.json"), file.to_string()).unwrap();
        std::fs::write(directory.path().join("layout.sql"), "CREATE TABLE a(b);").unwrap();
        let refusal = load(directory.path()).expect_err("another digest").to_string();
        assert!(
            refusal.contains("at /archive_layout/digest: layout.sql has the digest sha256:"),
            "{refusal}"
        );
    }

    #[test]
    fn a_folder_without_vectors_and_a_missing_one_are_errors() {
        let directory = tempfile::tempdir().unwrap();
        assert!(load(directory.path()).unwrap_err().to_string().contains("no file of vectors"));
        assert!(load(&directory.path().join("gone")).unwrap_err().to_string().starts_with("cannot read"));
        std::fs::write(directory.path().join("a.json"), "{").unwrap();
        assert!(load(directory.path()).unwrap_err().to_string().contains("a.json: expected JSON"));
    }
}
