//! What keeps a JSON document from being a schema that can be compared.

use thiserror::Error;

/// Why a schema cannot be compared. Pointers are JSON pointers into the schema file; empty for the whole.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[non_exhaustive]
pub enum SchemaError {
    /// The document is no schema at all.
    #[error("`{pointer}` is {found}, not a schema: write an object, `true` or `false`")]
    NotASchema {
        /// Where.
        pointer: String,
        /// The JSON type that stands there.
        found: &'static str,
    },
    /// The schema is written in another dialect.
    #[error(
        "`{pointer}` names the dialect `{dialect}`: only https://json-schema.org/draft/2020-12/schema is compared"
    )]
    Dialect {
        /// Where `$schema` stands.
        pointer: String,
        /// What it says.
        dialect: String,
    },
    /// The metaschema rejects a keyword's value.
    #[error(
        "`{pointer}` is no value for its keyword: {problem}; correct it by the metaschema of draft 2020-12"
    )]
    Keyword {
        /// Where the value stands.
        pointer: String,
        /// What the metaschema says.
        problem: String,
    },
    /// A reference leads nowhere.
    #[error(
        "`{pointer}` refers to `{reference}`, which this file does not define: correct the reference or add the definition"
    )]
    BrokenReference {
        /// Where `$ref` stands.
        pointer: String,
        /// What it says.
        reference: String,
    },
    /// A reference leaves the file.
    #[error("`{pointer}` refers to `{reference}` outside this file: copy the definition into `$defs`")]
    RemoteReference {
        /// Where `$ref` stands.
        pointer: String,
        /// What it says.
        reference: String,
    },
    /// References lead back to themselves without going into a member or item, so no document can be checked.
    #[error(
        "`{pointer}` leads back to itself without going into a member or item: break the circle of references"
    )]
    EndlessReference {
        /// One schema of the circle.
        pointer: String,
    },
    /// Two schemas have one name.
    #[error("`{pointer}` takes the name `{name}` a second time: give each schema a name of its own")]
    DuplicateName {
        /// Where the second name stands.
        pointer: String,
        /// The name.
        name: String,
    },
    /// The document is nested too deeply.
    #[error(
        "the schema is nested more than {limit} levels deep at `{pointer}`: move parts of it into `$defs`"
    )]
    Nesting {
        /// Where the limit is passed.
        pointer: String,
        /// How deep a schema may be.
        limit: usize,
    },
    /// A keyword whose meaning depends on more than this file.
    #[error(
        "`{pointer}` uses `{keyword}`, which no comparison can follow: write the reference as `$ref`, without it"
    )]
    Unsupported {
        /// Where.
        pointer: String,
        /// The keyword.
        keyword: String,
    },
}
