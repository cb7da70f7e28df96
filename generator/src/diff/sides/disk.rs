//! Sides on disk: a directory laid out as `schemas/v1`, or one file.

use std::fs;
use std::io;
use std::path::Path;

use super::{Shape, Side, SideError, VECTORS};

pub(super) fn read(path: &Path) -> Result<Side, SideError> {
    let unreadable = |source| SideError::Unreadable { path: path.to_owned(), source };
    if !fs::metadata(path).map_err(unreadable)?.is_dir() {
        let mut side = Side::new(path.as_os_str(), Shape::File);
        side.add_single(path.to_string_lossy().into_owned(), fs::read(path).map_err(unreadable)?)?;
        return Ok(side);
    }
    let mut side = Side::new(path.as_os_str(), Shape::Directory);
    add_files(&mut side, path, "")?;
    match add_files(&mut side, &path.join(VECTORS), "vectors/") {
        Err(SideError::Unreadable { source, .. }) if source.kind() == io::ErrorKind::NotFound => {}
        done => done?,
    }
    side.or_no_schemas(|| path.display().to_string())
}

/// Adds the files of one folder; the names of what is no JSON file are all that is read of it.
fn add_files(side: &mut Side, folder: &Path, prefix: &str) -> Result<(), SideError> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |source| SideError::Unreadable { path, source }
    };
    let entries = fs::read_dir(folder).map_err(unreadable(folder))?;
    let mut names = Vec::new();
    for entry in entries {
        names.push(entry.map_err(unreadable(folder))?.file_name());
    }
    names.sort();
    for name in names {
        let path = folder.join(&name);
        if path.extension().is_none_or(|extension| extension != "json") || path.is_dir() {
            continue;
        }
        let bytes = fs::read(&path).map_err(unreadable(&path))?;
        side.add(&format!("{prefix}{}", name.to_string_lossy()), path.to_string_lossy().into_owned(), bytes)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::read;

    #[test]
    fn a_directory_is_its_json_files_and_those_of_its_vectors() {
        let directory = tempfile::tempdir().unwrap();
        let inside = |name: &str| directory.path().join(name);
        fs::create_dir_all(inside("vectors/deeper")).unwrap();
        fs::create_dir(inside("folder.json")).unwrap();
        for (name, text) in [
            ("b.json", "{}"),
            ("a.json", "true"),
            ("README.md", "text"),
            ("vectors/cost.json", "[1]"),
            ("vectors/deeper/x.json", "no JSON at all"),
        ] {
            fs::write(inside(name), text).unwrap();
        }
        let side = read(directory.path()).unwrap();
        assert_eq!(side.schemas.keys().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(side.vectors.keys().collect::<Vec<_>>(), ["cost"]);
        assert_eq!(side.schemas["a"].path, inside("a.json").to_str().unwrap());
    }

    #[test]
    fn what_is_not_there_or_holds_nothing_is_an_error() {
        let directory = tempfile::tempdir().unwrap();
        let message = read(directory.path()).unwrap_err().to_string();
        assert!(message.contains("holds no file NAME.json"), "{message}");
        let message = read(&directory.path().join("gone")).unwrap_err().to_string();
        assert!(message.contains("cannot read") && message.contains("gone"), "{message}");
    }

    #[test]
    fn a_single_file_is_a_schema_unless_it_lies_among_vectors() {
        let directory = tempfile::tempdir().unwrap();
        fs::create_dir(directory.path().join("vectors")).unwrap();
        let (schema, vectors) = (directory.path().join("x.json"), directory.path().join("vectors/x.json"));
        fs::write(&schema, "[]").unwrap();
        fs::write(&vectors, "[]").unwrap();
        let message = read(&schema).unwrap_err().to_string();
        assert!(message.contains("is no JSON Schema"), "{message}");
        assert_eq!(read(&vectors).unwrap().vectors.len(), 1);
    }
}
