//! A file of vectors as values. What a file must look like is said by `schemas/v1/vectors/schema/vector-file.json`.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::rules::BumpRow;

/// The vectors of one kind.
#[derive(Clone, PartialEq, Debug)]
pub struct VectorFile {
    /// What they are about; the file's name without its extension.
    pub kind: String,
    /// The row of v1's table of changes that they guard.
    pub bump_row: BumpRow,
    /// What they are about, what an input and an output are.
    pub description: String,
    /// How answers are compared with outputs.
    pub comparison: Comparison,
    /// The vectors, by name.
    pub vectors: Vec<Vector>,
}

/// An input with the output that version 1 gives.
#[derive(Clone, PartialEq, Debug, Deserialize)]
pub struct Vector {
    /// Its permanent name.
    pub name: String,
    /// The rule it pins, in one sentence.
    pub why: String,
    /// Where the output comes from.
    pub evidence: Evidence,
    /// What an implementation is given.
    pub input: Value,
    /// What it must answer.
    pub output: Value,
    /// JSON pointers into the answer at which nothing may stand.
    #[serde(default)]
    pub absent: Vec<String>,
}

/// Where an output comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Evidence {
    /// The reference program gave it.
    Recorded,
    /// It follows from the written rules.
    Rule,
}

/// How answers are compared with outputs.
#[derive(Clone, PartialEq, Debug)]
pub struct Comparison {
    /// The largest relative difference between two doubles that counts as equal.
    pub tolerance: f64,
    /// Which members count.
    pub members: Members,
}

/// Which members of an answer's objects count.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Members {
    /// All of them.
    All,
    /// Those that the output states.
    Stated {
        /// Names of the members whose objects are maps: all of their members count.
        maps: BTreeSet<String>,
    },
}

/// A file of vectors as it stands on disk.
#[derive(Deserialize)]
pub(super) struct StoredFile {
    pub(super) kind: String,
    pub(super) bump_row: String,
    pub(super) description: String,
    pub(super) tolerance: f64,
    pub(super) members: StoredMembers,
    #[serde(default)]
    pub(super) maps: BTreeSet<String>,
    pub(super) archive_layout: Option<ArchiveLayout>,
    pub(super) vectors: Vec<Vector>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum StoredMembers {
    All,
    Stated,
}

/// The SQL file that archives begin with.
#[derive(Deserialize)]
pub(super) struct ArchiveLayout {
    pub(super) file: String,
    pub(super) digest: String,
}

impl StoredFile {
    pub(super) fn comparison(&self) -> Comparison {
        let members = match self.members {
            StoredMembers::All => Members::All,
            StoredMembers::Stated => Members::Stated { maps: self.maps.clone() },
        };
        Comparison { tolerance: self.tolerance, members }
    }
}

/// The row of v1's table with this name.
pub(super) fn bump_row(name: &str) -> Option<BumpRow> {
    BumpRow::ALL.into_iter().find(|row| row.name() == name)
}
