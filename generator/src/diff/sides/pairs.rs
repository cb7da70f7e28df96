//! Which file of one side belongs to which of the other.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Document, Shape, Side, SideError};

/// A schema of either side or of both.
#[derive(Clone, PartialEq, Debug)]
pub struct Pair {
    /// The surface, which is the file's name without its extension.
    pub surface: String,
    /// The published schema.
    pub old: Option<Document>,
    /// The proposed schema.
    pub new: Option<Document>,
}

/// Two sides, put side by side.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Pairs {
    /// The schemas, by surface.
    pub schemas: Vec<Pair>,
    /// The published vectors, by file name without extension.
    pub old_vectors: BTreeMap<String, Document>,
    /// The proposed vectors.
    pub new_vectors: BTreeMap<String, Document>,
}

impl Pairs {
    /// The contents of some files of vectors.
    pub fn values(vectors: &BTreeMap<String, Document>) -> BTreeMap<String, Value> {
        vectors.iter().map(|(name, document)| (name.clone(), document.value.clone())).collect()
    }

    /// The proposed file of a surface or of vectors.
    pub fn proposed(&self, surface: &str) -> Option<&Document> {
        self.schema(surface).map_or_else(|| named(&self.new_vectors, surface), |pair| pair.new.as_ref())
    }

    /// The published file of a surface or of vectors.
    pub fn published(&self, surface: &str) -> Option<&Document> {
        self.schema(surface).map_or_else(|| named(&self.old_vectors, surface), |pair| pair.old.as_ref())
    }

    fn schema(&self, surface: &str) -> Option<&Pair> {
        let at = self.schemas.binary_search_by(|pair| pair.surface.as_str().cmp(surface)).ok()?;
        self.schemas.get(at)
    }
}

/// A file of vectors, with or without the name of their folder.
fn named<'v>(vectors: &'v BTreeMap<String, Document>, name: &str) -> Option<&'v Document> {
    vectors.get(name.strip_prefix("vectors/").unwrap_or(name))
}

/// Pairs the files of two directories by name, and two files whatever their names are.
///
/// # Errors
///
/// [`SideError::Mixed`] and [`SideError::MixedKinds`] for sides that cannot be compared.
pub fn pair(old: Side, new: Side) -> Result<Pairs, SideError> {
    match (old.shape, new.shape) {
        (Shape::File, Shape::Directory) => Err(SideError::Mixed { file: old.name, directory: new.name }),
        (Shape::Directory, Shape::File) => Err(SideError::Mixed { file: new.name, directory: old.name }),
        (Shape::File, Shape::File) => pair_files(old, new),
        _ => Ok(pair_directories(old, new)),
    }
}

fn pair_files(old: Side, new: Side) -> Result<Pairs, SideError> {
    match (old.schemas.is_empty(), new.schemas.is_empty()) {
        (true, false) => return Err(SideError::MixedKinds { vectors: old.name, schema: new.name }),
        (false, true) => return Err(SideError::MixedKinds { vectors: new.name, schema: old.name }),
        _ => {}
    }
    // The proposed name counts: it is the one that stays.
    let surface = new.schemas.keys().chain(new.vectors.keys()).next().cloned().unwrap_or_default();
    let renamed = |files: BTreeMap<String, Document>| -> BTreeMap<String, Document> {
        files.into_values().map(|document| (surface.clone(), document)).collect()
    };
    Ok(pair_directories(
        Side { schemas: renamed(old.schemas), vectors: renamed(old.vectors), ..old },
        Side { schemas: renamed(new.schemas), vectors: renamed(new.vectors), ..new },
    ))
}

fn pair_directories(old: Side, new: Side) -> Pairs {
    let mut pairs: BTreeMap<String, (Option<Document>, Option<Document>)> =
        old.schemas.into_iter().map(|(surface, document)| (surface, (Some(document), None))).collect();
    for (surface, document) in new.schemas {
        pairs.entry(surface).or_default().1 = Some(document);
    }
    let schemas = pairs.into_iter().map(|(surface, (old, new))| Pair { surface, old, new }).collect();
    Pairs { schemas, old_vectors: old.vectors, new_vectors: new.vectors }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::read;
    use super::{Pairs, pair};

    fn side(directory: &Path, name: &str) -> super::Side {
        read(directory.join(name).as_os_str(), directory).unwrap()
    }

    fn shape(pairs: &Pairs) -> Vec<(&str, bool, bool)> {
        pairs
            .schemas
            .iter()
            .map(|pair| (pair.surface.as_str(), pair.old.is_some(), pair.new.is_some()))
            .collect()
    }

    #[test]
    fn files_of_directories_pair_by_name_and_single_files_always() {
        let directory = tempfile::tempdir().unwrap();
        for name in ["old/a", "old/b", "new/b", "new/c", "old/vectors/v", "new/vectors/v"] {
            let path = directory.path().join(format!("{name}.json"));
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "{}").unwrap();
        }
        let of = |name| side(directory.path(), name);
        let pairs = pair(of("old"), of("new")).unwrap();
        assert_eq!(shape(&pairs), [("a", true, false), ("b", true, true), ("c", false, true)]);
        assert!(pairs.proposed("v").is_some() && pairs.proposed("a").is_none());
        let pairs = pair(of("old/a.json"), of("new/c.json")).unwrap();
        assert_eq!(shape(&pairs), [("c", true, true)]);

        let message = pair(of("old/a.json"), of("new")).unwrap_err().to_string();
        assert!(
            message.contains("a.json` is a file and") && message.contains("name two files or two"),
            "{message}"
        );
        let message = pair(of("old"), of("new/c.json")).unwrap_err().to_string();
        assert!(message.contains("c.json` is a file and"), "{message}");
        let message = pair(of("old/a.json"), of("new/vectors/v.json")).unwrap_err().to_string();
        assert!(message.contains("v.json` holds vectors"), "{message}");
    }

    #[test]
    fn everything_is_new_where_nothing_was_published() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("a.json"), "{}").unwrap();
        for name in ["", "a.json"] {
            let pairs = pair(super::Side::nothing("git:v0".as_ref()), side(directory.path(), name)).unwrap();
            assert_eq!(shape(&pairs), [("a", false, true)], "new side {name:?}");
        }
    }
}
