//! The rows of v1's table of changes: which kind of change needs a new version. docs/contract.md prints the table.

/// A row of the table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum BumpRow {
    /// Which rows a document has, and what one stands for.
    RowSemantics,
    /// The type of a member, or whether it may be null.
    FieldType,
    /// The order of a list.
    SortOrder,
    /// What a cursor promises.
    CursorSemantics,
    /// What a required member means, or that it is always there.
    RequiredFieldMeaning,
    /// A member that goes away.
    FieldRemoval,
    /// How the pricing digest is computed.
    DigestCanonicalisation,
    /// How the key of a project is derived.
    ProjectKeyDerivation,
    /// How remotes are normalised.
    RemoteNormalisation,
    /// How root paths are normalised.
    PathFallbackNormalisation,
    /// The values of a closed list.
    ClosedEnumValues,
    /// None: additions and documentation need no new version.
    NoneNeeded,
}

impl BumpRow {
    /// Every row, in the order of the table.
    pub const ALL: [Self; 12] = [
        Self::RowSemantics,
        Self::FieldType,
        Self::SortOrder,
        Self::CursorSemantics,
        Self::RequiredFieldMeaning,
        Self::FieldRemoval,
        Self::DigestCanonicalisation,
        Self::ProjectKeyDerivation,
        Self::RemoteNormalisation,
        Self::PathFallbackNormalisation,
        Self::ClosedEnumValues,
        Self::NoneNeeded,
    ];

    /// The row's name, for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RowSemantics => "row semantics",
            Self::FieldType => "field types",
            Self::SortOrder => "sort order",
            Self::CursorSemantics => "cursor semantics",
            Self::RequiredFieldMeaning => "required-field meaning",
            Self::FieldRemoval => "field removal",
            Self::DigestCanonicalisation => "digest canonicalisation",
            Self::ProjectKeyDerivation => "project-key derivation",
            Self::RemoteNormalisation => "remote normalisation",
            Self::PathFallbackNormalisation => "path-fallback normalisation",
            Self::ClosedEnumValues => "values of a closed list",
            Self::NoneNeeded => "no new version",
        }
    }
}
