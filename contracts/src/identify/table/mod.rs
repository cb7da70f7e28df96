//! What the documents hold, as data: every member with the stages that have it.
//!
//! One row per member and kind. Where a member changed its kind there are two rows of one name, next to each
//! other. The rows were read off documents of the releases; those of [`Stage::R0_37`] are version 1.

mod activity;
mod sessions;
mod shared;
mod small;
mod usage;

use super::stage::{Stage, Stages};
use crate::Surface;

/// One member of an object: in which stages it occurs, whether it must, and what it holds.
pub(super) struct Member {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) stages: Stages,
    pub(super) required: bool,
}

impl Member {
    /// Stages from this one on.
    const fn since(self, first: Stage) -> Self {
        Self { stages: self.stages.and(Stages::between(first, Stage::R0_46)), ..self }
    }

    /// Stages up to this one, which is included.
    const fn until(self, last: Stage) -> Self {
        Self { stages: self.stages.and(Stages::between(Stage::Legacy, last)), ..self }
    }

    /// May be absent.
    const fn optional(self) -> Self {
        Self { required: false, ..self }
    }
}

/// A member that every stage has; [`Member::since`], [`Member::until`] and [`Member::optional`] narrow it.
const fn member(name: &'static str, kind: Kind) -> Member {
    Member { name, kind, stages: Stages::ALL, required: true }
}

/// What a value may be.
pub(super) enum Kind {
    /// Anything: nothing is known of it.
    Any,
    Text,
    /// A word of a closed list up to version 2. The lists of later versions are not known; there it is text.
    Word(&'static [&'static str]),
    /// This text and no other, in every version.
    Constant(&'static str),
    /// `sha256:` and 64 hexadecimal digits.
    Digest,
    Boolean,
    Number,
    /// A whole number of 64 bits.
    Integer,
    /// A whole number that is not negative.
    Count,
    Nullable(&'static Kind),
    List(&'static Kind),
    /// A list that is not empty: absent elements are written as `null` instead.
    Filled(&'static Kind),
    /// An object whose names are data.
    Map(&'static Kind),
    Object(&'static [Member]),
    /// An object with all of its members or with none.
    AllOrNone(&'static [Member]),
}

/// The root objects that a surface may have; the first one stands for what cannot be told.
pub(super) fn roots(surface: Surface) -> &'static [&'static [Member]] {
    match surface {
        Surface::ActivityReport => &[activity::REPORT],
        Surface::CursorReset => &[small::CURSOR_RESET],
        Surface::PricingDigestInput => &[small::PRICING_DIGEST_INPUT],
        Surface::SessionExport => &[sessions::EXPORT],
        Surface::SessionExportLine => &[sessions::SESSION, sessions::META],
        Surface::UsageDaily => &[usage::DAILY],
        Surface::UsageSummary => &[usage::SUMMARY],
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, Member, Stages, roots};
    use crate::Surface;

    /// Every object of the tables.
    fn objects(members: &'static [Member], found: &mut Vec<&'static [Member]>) {
        fn inside(kind: &'static Kind, found: &mut Vec<&'static [Member]>) {
            match kind {
                Kind::Nullable(kind) | Kind::List(kind) | Kind::Filled(kind) | Kind::Map(kind) => {
                    inside(kind, found);
                }
                Kind::Object(members) | Kind::AllOrNone(members) => objects(members, found),
                _ => {}
            }
        }
        found.push(members);
        for member in members {
            inside(&member.kind, found);
        }
    }

    #[test]
    fn rows_of_one_name_are_neighbours_and_share_no_stage() {
        let mut all = Vec::new();
        Surface::ALL.into_iter().flat_map(roots).for_each(|root| objects(root, &mut all));
        for members in all {
            let mut seen = std::collections::BTreeSet::new();
            for rows in members.chunk_by(|one, next| one.name == next.name) {
                let name = rows[0].name;
                assert!(seen.insert(name), "put the rows of {name:?} next to each other");
                let mut taken = Stages::default();
                for row in rows {
                    assert!(!row.stages.is_empty(), "a row of {name:?} holds in no stage");
                    assert!(taken.and(row.stages).is_empty(), "two rows of {name:?} hold in one stage");
                    taken = taken.or(row.stages);
                }
            }
        }
    }
}
