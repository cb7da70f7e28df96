//! What a command line asks of mirrors. Addresses may hold passwords, so nothing here prints one.

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;

/// The flags that name an archive or a mirror, and choose within a mirror.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct MirrorFlags {
    /// `--source`: the file of an archive, or the address of a mirror; it may hold a password.
    pub source: Option<OsString>,
    /// `--schema`: the schema that holds the mirror, when given.
    pub schema: Option<String>,
    /// `--archive`: the identifier of one archive of the mirror, when given.
    pub archive: Option<String>,
}

impl fmt::Debug for MirrorFlags {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.source.as_ref().map(|_| "...");
        let Self { schema, archive, .. } = self;
        write!(formatter, "MirrorFlags {{ source: {shown:?}, schema: {schema:?}, archive: {archive:?} }}")
    }
}

/// `push` with its flags. Not for printing: the address may hold a password.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Push {
    /// `--data-dir`: the directory that holds the archive, when given.
    pub data_dir: Option<PathBuf>,
    /// `--to`: the address of the mirror, when given.
    pub to: Option<OsString>,
    /// `--schema`: the schema of the mirror, when given.
    pub schema: Option<String>,
    /// `--machine`: the name of this machine, when given.
    pub machine: Option<String>,
    /// `--keep-titles`: copy names and first prompts.
    pub keep_titles: bool,
    /// `--strict`: a row that is left out is an error.
    pub strict: bool,
}

/// `repair` with its flags. Not for printing: the address may hold a password.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Repair {
    /// `--in`: the address of the mirror, when given.
    pub mirror: Option<OsString>,
    /// `--schema`: the schema of the mirror, when given.
    pub schema: Option<String>,
}

impl fmt::Debug for Push {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Push").field("schema", &self.schema).finish_non_exhaustive()
    }
}

impl fmt::Debug for Repair {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Repair").field("schema", &self.schema).finish_non_exhaustive()
    }
}
