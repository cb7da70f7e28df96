//! The `projects` map all three surfaces share: what each project label stands for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::scalar::{Sha256Digest, absent_or_value, required_nullable};

/// What the stored evidence says about a label.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ProjectResolution {
    /// Exactly one identity.
    Resolved,
    /// No usable evidence.
    Unknown,
    /// Several identities.
    Ambiguous,
}

/// What the identity was derived from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum IdentityKeySource {
    /// A git remote; comparable across machines.
    GitRemote,
    /// A directory; meaningful on one machine only.
    RootPath,
}

/// One project's identity, derived from a git remote or, failing that, from a directory.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProjectIdentity {
    /// Join key: SHA-256 over the key source, a line feed, and the normalised remote or path. Equal keys from
    /// `git_remote` mean the same repository, whatever machine or archive they come from.
    pub key: Sha256Digest,
    /// What the key was derived from.
    pub key_source: IdentityKeySource,
    /// Host and path of the git remote, without scheme, port, user, query or fragment; absent for `root_path`.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "absent_or_value")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub normalized_remote: Option<String>,
    /// The project's directory, cleaned as text; absent for `git_remote`.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "absent_or_value")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub root_path: Option<String>,
    /// True for `root_path` identities, whose keys mean nothing on another machine; absent otherwise.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "schema", schemars(with = "bool"))]
    pub machine_local: bool,
}

/// How one project label resolves.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProjectEntry {
    /// Whether the label stands for one identity, none or several.
    pub resolution: ProjectResolution,
    /// The identity; null unless the resolution is `resolved`.
    #[serde(deserialize_with = "required_nullable")]
    pub identity: Option<ProjectIdentity>,
}

/// Entries by project label, exactly as the label stands in the sessions (it may be empty).
pub type ProjectMap = BTreeMap<String, ProjectEntry>;
