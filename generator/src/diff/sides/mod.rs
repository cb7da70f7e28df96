//! The two sides of a comparison: a directory laid out as `schemas/v1`, one file, or either inside a commit.
//!
//! Reading leaves files and repositories as they are and fetches nothing. What the schemas mean is not known here.

mod disk;
mod document;
mod error;
mod git;
mod pairs;

pub use document::Document;
pub use error::SideError;
pub use pairs::{Pair, Pairs, pair};

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::Path;

/// The path that is compared when a commit is named without one.
const DEFAULT_PATH: &str = "schemas/v1";

/// The folder, beside the schemas, of the semantic vectors.
const VECTORS: &str = "vectors";

/// One side, read.
#[derive(Clone, PartialEq, Debug)]
pub struct Side {
    /// The side as it was typed.
    pub name: String,
    shape: Shape,
    schemas: BTreeMap<String, Document>,
    vectors: BTreeMap<String, Document>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Shape {
    File,
    Directory,
    Nothing,
}

impl Side {
    /// A side without files, for what was not published before.
    pub fn nothing(name: &OsStr) -> Self {
        Self::new(name, Shape::Nothing)
    }

    fn new(name: &OsStr, shape: Shape) -> Self {
        let name = name.to_string_lossy().into_owned();
        Self { name, shape, schemas: BTreeMap::new(), vectors: BTreeMap::new() }
    }

    /// Adds a file of a directory, if it is a schema or a file of vectors; `inner` is its path inside the directory.
    fn add(&mut self, inner: &str, path: String, bytes: Vec<u8>) -> Result<(), SideError> {
        match kind(inner) {
            Some(Kind::Schema(name)) => {
                self.schemas.insert(name.to_owned(), Document::schema(path, bytes)?);
            }
            Some(Kind::Vectors(name)) => {
                self.vectors.insert(name.to_owned(), Document::read(path, bytes)?);
            }
            None => {}
        }
        Ok(())
    }

    /// Makes the side of one file; it holds vectors when its folder is the folder of vectors.
    fn add_single(&mut self, path: String, bytes: Vec<u8>) -> Result<(), SideError> {
        let folder = path.rsplit('/').nth(1);
        let (files, document) = if folder == Some(VECTORS) {
            (&mut self.vectors, Document::read(path, bytes)?)
        } else {
            (&mut self.schemas, Document::schema(path, bytes)?)
        };
        files.insert(document.stem().to_owned(), document);
        Ok(())
    }

    fn or_no_schemas(self, place: impl FnOnce() -> String) -> Result<Self, SideError> {
        if self.schemas.is_empty() && self.vectors.is_empty() {
            return Err(SideError::NoSchemas { place: place() });
        }
        Ok(self)
    }
}

/// What a file inside a directory is, by its path there.
enum Kind<'p> {
    Schema(&'p str),
    Vectors(&'p str),
}

fn kind(inner: &str) -> Option<Kind<'_>> {
    let name = inner.strip_suffix(".json")?;
    match name.split_once('/') {
        None => Some(Kind::Schema(name)),
        Some((VECTORS, name)) if !name.contains('/') => Some(Kind::Vectors(name)),
        Some(_) => None,
    }
}

/// Reads the side that `name` stands for: `git:REF`, `git:REF:PATH`, a directory or a file. `repository` is a
/// directory in the repository that commits are looked up in.
///
/// # Errors
///
/// [`SideError`] for a side that is not there, cannot be read, or holds something else than JSON Schemas.
pub fn read(name: &OsStr, repository: &Path) -> Result<Side, SideError> {
    match name.to_str().and_then(|name| name.strip_prefix("git:")) {
        Some(rest) => {
            let (reference, path) = rest.split_once(':').unwrap_or((rest, DEFAULT_PATH));
            git::read(name, reference, path, repository)
        }
        None => disk::read(Path::new(name)),
    }
}

/// As [`read`], where a path that does not exist, or has no schemas yet, is a side without files. A commit that does
/// not exist stays an error.
///
/// # Errors
///
/// As [`read`].
pub fn read_or_nothing(name: &OsStr, repository: &Path) -> Result<Side, SideError> {
    match read(name, repository) {
        Err(SideError::AbsentAtReference { .. } | SideError::NoSchemas { .. }) => Ok(Side::nothing(name)),
        Err(SideError::Unreadable { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => {
            Ok(Side::nothing(name))
        }
        other => other,
    }
}
