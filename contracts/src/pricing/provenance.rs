//! Which kinds of cost went into a figure.

use crate::v1::CostSource;

/// The kinds of cost seen so far.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Provenance {
    /// Some cost was computed from tokens, or could not be computed for want of a rate.
    pub computed: bool,
    /// Some cost was reported by the agent.
    pub reported: bool,
}

impl Provenance {
    /// A computed (or unpriced) record.
    pub const COMPUTED: Self = Self { computed: true, reported: false };
    /// A record with a reported cost.
    pub const REPORTED: Self = Self { computed: false, reported: true };

    /// Adds what another figure saw.
    pub fn add(&mut self, other: Self) {
        self.computed |= other.computed;
        self.reported |= other.reported;
    }

    /// True when nothing was seen.
    pub fn is_none(self) -> bool {
        self == Self::default()
    }

    /// As published; `computed` when nothing was seen.
    pub fn cost_source(self) -> CostSource {
        match (self.computed, self.reported) {
            (true, true) => CostSource::Mixed,
            (false, true) => CostSource::Reported,
            (_, false) => CostSource::Computed,
        }
    }
}

impl From<CostSource> for Provenance {
    fn from(source: CostSource) -> Self {
        match source {
            CostSource::Computed => Self::COMPUTED,
            CostSource::Reported => Self::REPORTED,
            CostSource::Mixed => Self { computed: true, reported: true },
        }
    }
}
