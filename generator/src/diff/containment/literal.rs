//! Goals of the search: sets of schemas and assertions that a value is to fulfil, or is not to.

use super::assertion::{AssertionId, SchemaId};

/// One demand on a value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Claim {
    /// About a whole schema.
    Schema(SchemaId),
    /// About one assertion.
    Assertion(AssertionId),
}

/// A demand, or its opposite.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Literal {
    /// What is claimed.
    pub(super) claim: Claim,
    /// Whether it is to hold.
    pub(super) holds: bool,
}

impl Literal {
    /// The schema is to hold.
    pub(super) const fn fulfils(schema: SchemaId) -> Self {
        Self { claim: Claim::Schema(schema), holds: true }
    }

    /// The schema is not to hold.
    pub(super) const fn breaks(schema: SchemaId) -> Self {
        Self { claim: Claim::Schema(schema), holds: false }
    }

    /// The assertion is to hold, or not to.
    pub(super) const fn assertion(assertion: AssertionId, holds: bool) -> Self {
        Self { claim: Claim::Assertion(assertion), holds }
    }

    /// The opposite demand.
    #[must_use]
    pub(super) const fn opposite(self) -> Self {
        Self { claim: self.claim, holds: !self.holds }
    }
}

/// Demands on one value; sorted, each once.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Goal(Vec<Literal>);

impl Goal {
    /// The goal made of these demands.
    pub(super) fn new(mut literals: Vec<Literal>) -> Self {
        literals.sort_unstable();
        literals.dedup();
        Self(literals)
    }

    /// The demands.
    pub(super) fn literals(&self) -> &[Literal] {
        &self.0
    }

    /// Whether it asks for something and for its opposite.
    pub(super) fn contradicts_itself(&self) -> bool {
        self.0.windows(2).any(|pair| pair[0].claim == pair[1].claim)
    }
}
