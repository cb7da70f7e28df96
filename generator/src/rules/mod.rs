//! The rules that findings fall under: records with permanent names, which the diff, the documentation and the tests
//! share. No rule is ever removed; one that no longer fires stays and says what replaced it.

mod bump;
pub mod vector;

pub use bump::BumpRow;

/// What a finding under a rule asks for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// Nothing but a reader's attention.
    Documentation,
    /// No new version.
    Additive,
    /// A new version.
    Breaking,
}

/// The part of the contract that a rule guards.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Area {
    /// Objects and their members.
    Object,
    /// Types and nullability.
    Type,
    /// Closed lists and constants.
    Enumeration,
    /// Numbers and their bounds.
    Number,
    /// Strings: lengths, patterns, formats.
    Text,
    /// Arrays and their items.
    Array,
    /// Alternatives.
    Union,
    /// Whole files: surfaces that come and go, identifiers.
    File,
    /// Semantic vectors.
    Vector,
    /// The allow file.
    Exception,
}

/// One rule.
#[derive(PartialEq, Eq, Debug)]
pub struct Rule {
    /// Its permanent name, in kebab case.
    pub id: &'static str,
    /// One sentence on what it reports.
    pub purpose: &'static str,
    /// Why that matters to consumers, and what to do instead; a short paragraph.
    pub advice: &'static str,
    /// What it guards.
    pub area: Area,
    /// What a finding asks for.
    pub severity: Severity,
    /// The row of v1's table of changes that it serves.
    pub bump: BumpRow,
    /// The smallest pair of schemas, or vector files, that shows it; JSON texts.
    pub shown_by: Pair,
}

/// Two versions of something, as JSON texts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pair {
    /// The published one.
    pub old: &'static str,
    /// The proposed one.
    pub new: &'static str,
}
