//! The vocabulary of the analysis: every keyword, or group of keywords that belong together, as one assertion about a
//! value. A schema is a set of assertions that must all hold.

use std::collections::BTreeMap;

use serde_json::Value;

use super::decimal::Decimal;
use super::kind::Kinds;

/// A schema, by its place in a [`Library`](super::library::Library).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct SchemaId(pub(super) u32);

/// An assertion, by its place in a [`Library`](super::library::Library).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct AssertionId(pub(super) u32);

/// `properties`, `patternProperties` and `additionalProperties` of one schema.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Members {
    /// Schemas of members by their names.
    pub(super) named: BTreeMap<String, SchemaId>,
    /// Schemas of members by patterns of their names.
    pub(super) patterns: Vec<(String, SchemaId)>,
    /// The schema of all other members.
    pub(super) rest: SchemaId,
    /// Whether `rest` is written down, as far as that matters: the file has `unevaluated*` keywords.
    pub(super) looks_at_rest: bool,
}

/// `prefixItems` and `items` of one schema.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Items {
    /// Schemas of the first items.
    pub(super) prefix: Vec<SchemaId>,
    /// The schema of all later ones.
    pub(super) rest: SchemaId,
    /// Whether `rest` is written down, as far as that matters: the file has `unevaluated*` keywords.
    pub(super) looks_at_rest: bool,
}

impl Items {
    /// The schema of the item at a position.
    pub(super) fn at(&self, position: usize) -> SchemaId {
        self.prefix.get(position).copied().unwrap_or(self.rest)
    }
}

/// What one value must fulfil. An assertion about one type holds for every value of another.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum Assertion {
    /// The value has one of these types.
    Kinds(Kinds),
    /// The value is one of these; sorted, numbers in one spelling.
    Values(Vec<Value>),
    /// A number is at least this, or greater when `strict`.
    Minimum { limit: Decimal, strict: bool },
    /// A number is at most this, or less when `strict`.
    Maximum { limit: Decimal, strict: bool },
    /// A number is a multiple of this.
    MultipleOf(Decimal),
    /// A text has at least so many characters.
    MinLength(u64),
    /// A text has at most so many characters.
    MaxLength(u64),
    /// The pattern occurs in a text.
    Pattern(String),
    /// Items by position.
    Items(Items),
    /// An array has at least so many items.
    MinItems(u64),
    /// An array has at most so many items.
    MaxItems(u64),
    /// No two items are equal.
    Unique,
    /// Between `min` and `max` items fulfil the schema.
    Contains { schema: SchemaId, min: u64, max: Option<u64> },
    /// Members by name.
    Members(Members),
    /// An object has a member of this name.
    Required(String),
    /// An object has at least so many members.
    MinMembers(u64),
    /// An object has at most so many members.
    MaxMembers(u64),
    /// The names of members fulfil the schema.
    Names(SchemaId),
    /// An object with a member of this name fulfils the schema.
    Dependent { name: String, schema: SchemaId },
    /// An object with a member `name` has a member `other` as well.
    RequiredWith { name: String, other: String },
    /// All of these hold.
    All(Vec<SchemaId>),
    /// At least one of these holds.
    Any(Vec<SchemaId>),
    /// Exactly one of these holds.
    One(Vec<SchemaId>),
    /// This does not hold.
    Not(SchemaId),
    /// `then` holds where `test` does, `otherwise` where it does not.
    Condition { test: SchemaId, then: SchemaId, otherwise: SchemaId },
    /// Members that no sibling keyword looked at fulfil `rest`; `siblings` are the other assertions of the schema.
    UnevaluatedMembers { siblings: SchemaId, rest: SchemaId },
    /// Items that no sibling keyword looked at fulfil `rest`; `siblings` are the other assertions of the schema.
    UnevaluatedItems { siblings: SchemaId, rest: SchemaId },
    /// A keyword that the analysis does not model, with its value: equal to itself and nothing more is known.
    Opaque(String, Value),
}

impl Assertion {
    /// The same assertion with every schema in it replaced, in a fixed order.
    pub(super) fn map(&self, change: &mut impl FnMut(SchemaId) -> SchemaId) -> Self {
        match self {
            Self::Items(items) => Self::Items(Items {
                prefix: items.prefix.iter().map(|schema| change(*schema)).collect(),
                rest: change(items.rest),
                looks_at_rest: items.looks_at_rest,
            }),
            Self::Contains { schema, min, max } => {
                Self::Contains { schema: change(*schema), min: *min, max: *max }
            }
            Self::Members(members) => Self::Members(Members {
                named: members.named.iter().map(|(name, schema)| (name.clone(), change(*schema))).collect(),
                patterns: members
                    .patterns
                    .iter()
                    .map(|(pattern, schema)| (pattern.clone(), change(*schema)))
                    .collect(),
                rest: change(members.rest),
                looks_at_rest: members.looks_at_rest,
            }),
            Self::Names(schema) => Self::Names(change(*schema)),
            Self::Dependent { name, schema } => {
                Self::Dependent { name: name.clone(), schema: change(*schema) }
            }
            Self::All(schemas) => Self::All(schemas.iter().map(|schema| change(*schema)).collect()),
            Self::Any(schemas) => Self::Any(schemas.iter().map(|schema| change(*schema)).collect()),
            Self::One(schemas) => Self::One(schemas.iter().map(|schema| change(*schema)).collect()),
            Self::Not(schema) => Self::Not(change(*schema)),
            Self::Condition { test, then, otherwise } => {
                Self::Condition { test: change(*test), then: change(*then), otherwise: change(*otherwise) }
            }
            Self::UnevaluatedMembers { siblings, rest } => {
                Self::UnevaluatedMembers { siblings: change(*siblings), rest: change(*rest) }
            }
            Self::UnevaluatedItems { siblings, rest } => {
                Self::UnevaluatedItems { siblings: change(*siblings), rest: change(*rest) }
            }
            Self::Kinds(_)
            | Self::Values(_)
            | Self::Minimum { .. }
            | Self::Maximum { .. }
            | Self::MultipleOf(_)
            | Self::MinLength(_)
            | Self::MaxLength(_)
            | Self::Pattern(_)
            | Self::MinItems(_)
            | Self::MaxItems(_)
            | Self::Unique
            | Self::Required(_)
            | Self::RequiredWith { .. }
            | Self::MinMembers(_)
            | Self::MaxMembers(_)
            | Self::Opaque(..) => self.clone(),
        }
    }
}
