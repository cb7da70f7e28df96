//! The states the documents went through, and sets of them.

use std::fmt;

/// One state of the documents: a release that changed them, or what lies between two.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Stage {
    /// Before 0.37.1: no version, no pricing, no projects.
    Legacy,
    R0_37,
    R0_38,
    R0_39,
    /// Builds between 0.39 and 0.40, which had version 3.
    Between,
    R0_40,
    R0_41,
    R0_42,
    R0_43,
    R0_44,
    R0_45,
    R0_46,
}

impl Stage {
    pub(super) const ALL: [Self; 12] = [
        Self::Legacy,
        Self::R0_37,
        Self::R0_38,
        Self::R0_39,
        Self::Between,
        Self::R0_40,
        Self::R0_41,
        Self::R0_42,
        Self::R0_43,
        Self::R0_44,
        Self::R0_45,
        Self::R0_46,
    ];

    const fn release(self) -> Option<&'static str> {
        match self {
            Self::Legacy | Self::Between => None,
            Self::R0_37 => Some("0.37"),
            Self::R0_38 => Some("0.38"),
            Self::R0_39 => Some("0.39"),
            Self::R0_40 => Some("0.40"),
            Self::R0_41 => Some("0.41"),
            Self::R0_42 => Some("0.42"),
            Self::R0_43 => Some("0.43"),
            Self::R0_44 => Some("0.44"),
            Self::R0_45 => Some("0.45"),
            Self::R0_46 => Some("0.46"),
        }
    }
}

/// A set of stages.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Stages(u16);

impl Stages {
    pub(super) const ALL: Self = Self::between(Stage::Legacy, Stage::R0_46);

    pub(super) const fn of(stage: Stage) -> Self {
        Self(1 << stage as u16)
    }

    /// Both ends included.
    pub(super) const fn between(first: Stage, last: Stage) -> Self {
        Self((1 << (last as u16 + 1)) - (1 << first as u16))
    }

    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) const fn contains(self, stage: Stage) -> bool {
        self.0 & Self::of(stage).0 != 0
    }

    pub(super) fn iter(self) -> impl Iterator<Item = Stage> {
        Stage::ALL.into_iter().filter(move |stage| self.contains(*stage))
    }
}

impl fmt::Debug for Stages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// The releases among them: `0.38`, `0.43 to 0.45`; the empty text when there are none.
impl fmt::Display for Stages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut releases = self.iter().filter_map(Stage::release);
        let Some(first) = releases.next() else { return Ok(()) };
        match releases.last() {
            Some(last) => write!(f, "{first} to {last}"),
            None => f.write_str(first),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Stage, Stages};

    #[test]
    fn sets_know_their_members_and_releases() {
        let late = Stages::between(Stage::R0_43, Stage::R0_45);
        assert_eq!(late.iter().collect::<Vec<_>>(), [Stage::R0_43, Stage::R0_44, Stage::R0_45]);
        assert_eq!(late.to_string(), "0.43 to 0.45");
        assert_eq!(Stages::of(Stage::R0_38).to_string(), "0.38");
        assert_eq!(Stages::of(Stage::Between).to_string(), "", "no release");
        assert!(late.without(late).is_empty());
        assert_eq!(Stages::ALL.iter().count(), Stage::ALL.len());
    }
}
