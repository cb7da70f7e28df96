//! The rules that findings fall under: records with permanent names, which the diff, the documentation and the tests
//! share. No rule is ever removed; one that no longer fires stays and says what replaced it.

mod bump;
mod page;

pub use bump::BumpRow;
pub use page::{page, section};

/// Declares the rules of one area, each as a constant of its own and all of them as `RULES`, so that none is forgotten.
macro_rules! rules {
    ($area:ident: $($name:ident = $id:literal { $($field:ident: $value:expr),+ $(,)? })+) => {
        $(
            #[doc = concat!("`", $id, "`")]
            pub static $name: $crate::rules::Rule = $crate::rules::Rule {
                id: $id,
                area: $crate::rules::Area::$area,
                $($field: $value),+
            };
        )+

        /// Every rule of the area, as they should be read.
        pub(super) static RULES: &[&$crate::rules::Rule] = &[$(&$name),+];
    };
}

pub mod array;
pub mod enumeration;
pub mod exception;
pub mod file;
pub mod kind;
pub mod number;
pub mod object;
pub mod text;
pub mod union;
pub mod vector;

/// Every rule, area by area.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    [
        object::RULES,
        kind::RULES,
        enumeration::RULES,
        number::RULES,
        text::RULES,
        array::RULES,
        union::RULES,
        file::RULES,
        vector::RULES,
        exception::RULES,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// The rule with this name.
///
/// # Examples
///
/// ```
/// let rule = contractgen::rules::find("property-removed").ok_or("no such rule")?;
/// assert_eq!(rule.bump.name(), "field removal");
/// # Ok::<(), &str>(())
/// ```
pub fn find(id: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.id == id)
}

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

impl Severity {
    /// One word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Documentation => "documentation",
            Self::Additive => "additive",
            Self::Breaking => "breaking",
        }
    }
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

impl Area {
    /// Every area, in the order of [`all`].
    pub const ALL: [Self; 10] = [
        Self::Object,
        Self::Type,
        Self::Enumeration,
        Self::Number,
        Self::Text,
        Self::Array,
        Self::Union,
        Self::File,
        Self::Vector,
        Self::Exception,
    ];

    /// One word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Object => "object",
            Self::Type => "type",
            Self::Enumeration => "enumeration",
            Self::Number => "number",
            Self::Text => "text",
            Self::Array => "array",
            Self::Union => "union",
            Self::File => "file",
            Self::Vector => "vector",
            Self::Exception => "exception",
        }
    }

    /// True where rules compare schemas; the others compare vector files or read the allow file.
    pub const fn compares_schemas(self) -> bool {
        !matches!(self, Self::Vector | Self::Exception)
    }
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::{Area, all, find};

    #[test]
    fn names_are_unique_and_in_kebab_case() {
        let mut names = BTreeSet::new();
        for rule in all() {
            let kebab = rule.id.split('-').all(|word| {
                !word.is_empty()
                    && word.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit())
            });
            assert!(kebab, "{}: spell the name in kebab case", rule.id);
            assert!(names.insert(rule.id), "{}: the name is taken; names are permanent and unique", rule.id);
            assert!(
                find(rule.id).is_some_and(|found| std::ptr::eq(found, rule)),
                "{} must be found",
                rule.id
            );
        }
        assert!(find("no-such-rule").is_none());
    }

    #[test]
    fn every_rule_teaches() {
        for rule in all() {
            for (what, text) in [("purpose", rule.purpose), ("advice", rule.advice)] {
                let sentence = text.starts_with(|letter: char| letter.is_uppercase() || letter == '`')
                    && text.ends_with('.')
                    && !text.contains("  ");
                assert!(sentence, "{}: write the {what} as plain sentences, not {text:?}", rule.id);
            }
            assert!(rule.advice.len() > 60, "{}: the advice should say why and what to do instead", rule.id);
            for text in [rule.shown_by.old, rule.shown_by.new] {
                let read = serde_json::from_str::<Value>(text);
                assert!(read.is_ok(), "{}: the pair must be JSON: {text}", rule.id);
            }
        }
    }

    #[test]
    fn areas_come_in_order_and_none_is_empty() {
        let mut areas: Vec<Area> = all().map(|rule| rule.area).collect();
        areas.dedup();
        assert_eq!(areas, Area::ALL, "list the rules by area, as `Area::ALL` does");
    }
}
