//! Why a side of a comparison cannot be read.

use std::io;
use std::path::PathBuf;

/// Why a side cannot be read, or two sides not be compared; one sentence that says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SideError {
    /// `git:` without the name of a commit, or with one that git could take for an option.
    #[error(
        "`git:{reference}` names no commit; write git:REF or git:REF:PATH, where REF does not begin with `-`"
    )]
    Reference {
        /// What stands for the commit.
        reference: String,
    },
    /// The commit is not in the repository.
    #[error("git knows no commit `{reference}` in {directory}; {remedy}", directory = directory.display())]
    UnknownReference {
        /// The name of the commit.
        reference: String,
        /// The repository.
        directory: PathBuf,
        /// The command that fetches it, in a sentence.
        remedy: String,
    },
    /// The commit has no such path.
    #[error(
        "commit `{reference}` has no `{path}`; name another path as git:{reference}:PATH, or give \
         --allow-missing-old when nothing was published before"
    )]
    AbsentAtReference {
        /// The name of the commit.
        reference: String,
        /// The path in the commit.
        path: String,
    },
    /// There is no repository.
    #[error("{directory} is in no git repository that git can read ({reason}); go into one or name it with --repo", directory = directory.display())]
    NoRepository {
        /// Where it was looked for.
        directory: PathBuf,
        /// What git says.
        reason: String,
    },
    /// There is no program git.
    #[error("git is needed for `{side}` and is not installed; install it, or name a file or a directory")]
    NoGit {
        /// The side.
        side: String,
    },
    /// git failed in another way.
    #[error("git {command} failed: {reason}")]
    Git {
        /// The subcommand.
        command: &'static str,
        /// What git says.
        reason: String,
    },
    /// A file or directory cannot be read.
    #[error("cannot read {path}: {source}", path = path.display())]
    Unreadable {
        /// The file or directory.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Nothing to compare in a directory.
    #[error("{place} holds no file NAME.json; name the directory that holds the schemas")]
    NoSchemas {
        /// The directory.
        place: String,
    },
    /// Not UTF-8.
    #[error("{file} is not UTF-8 without a byte order mark; save it as plain UTF-8")]
    Encoding {
        /// The file.
        file: String,
    },
    /// Not JSON.
    #[error("{file}:{line}:{column} is not JSON: {reason}")]
    Json {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What the parser expected.
        reason: String,
    },
    /// Too many arrays and objects inside each other.
    #[error(
        "{file}:{line}:{column} is nested too deeply: more than 127 arrays and objects lie inside each other; move \
         inner schemas to $defs"
    )]
    TooDeep {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// A member occurs twice in one object, so readers would differ on what the file says.
    #[error("{file} has the member {pointer} twice; remove one of them")]
    RepeatedMember {
        /// The file.
        file: String,
        /// Its JSON pointer.
        pointer: String,
    },
    /// JSON, but no schema.
    #[error("{file} is no JSON Schema: it is {found}, and a schema is an object, true or false")]
    NoSchema {
        /// The file.
        file: String,
        /// What it is instead.
        found: &'static str,
    },
    /// A file on one side, a directory on the other.
    #[error("`{file}` is a file and `{directory}` a directory; name two files or two directories")]
    Mixed {
        /// The file's side.
        file: String,
        /// The directory's side.
        directory: String,
    },
    /// A schema on one side, a file of vectors on the other.
    #[error(
        "`{vectors}` holds vectors (its folder is called `vectors`) and `{schema}` does not; name two of a kind"
    )]
    MixedKinds {
        /// The file of vectors.
        vectors: String,
        /// The schema.
        schema: String,
    },
}
