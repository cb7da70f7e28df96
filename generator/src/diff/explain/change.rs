//! One difference between two shapes, before it is known whether it counts.

use serde_json::Value;

use super::shape::Fact;
use crate::diff::path::Step;
use crate::rules::Rule;

/// Stands for the place in a change's sentence.
pub(super) const PLACE: &str = "{place}";

/// When a change counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Counts {
    /// Always: no document need break.
    Always,
    /// Where the place is not proved compatible.
    Unproved,
    /// Where these two places, old and new, are not proved compatible either.
    UnprovedAt(String, String),
    /// Where the place is not proved compatible and nothing else explains it.
    Otherwise,
}

/// A difference that a rule describes.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) rule: &'static Rule,
    pub(super) counts: Counts,
    /// The member that it is about, when it is not the value itself.
    pub(super) step: Option<Step>,
    /// Where the old schema says it, and what it says.
    pub(super) old_at: String,
    pub(super) old: Option<Value>,
    /// Where the new schema says it, and what it says.
    pub(super) new_at: String,
    pub(super) new: Option<Value>,
    /// For a consumer, beginning with [`PLACE`].
    pub(super) sentence: String,
}

impl Change {
    pub(super) fn new(rule: &'static Rule, counts: Counts, sentence: impl Into<String>) -> Self {
        let sentence = format!("{PLACE} {}", sentence.into());
        let (old_at, new_at) = (String::new(), String::new());
        Self { rule, counts, step: None, old_at, old: None, new_at, new: None, sentence }
    }

    /// A change that breaks where the prover cannot rule it out.
    pub(super) fn breaking(rule: &'static Rule, sentence: impl Into<String>) -> Self {
        Self::new(rule, Counts::Unproved, sentence)
    }

    /// A change that breaks no document.
    pub(super) fn harmless(rule: &'static Rule, sentence: impl Into<String>) -> Self {
        Self::new(rule, Counts::Always, sentence)
    }

    #[must_use]
    pub(super) fn at_member(self, name: &str) -> Self {
        Self { step: Some(Step::Member(name.to_owned())), ..self }
    }

    #[must_use]
    pub(super) fn at_any_member(self) -> Self {
        Self { step: Some(Step::AnyMember), ..self }
    }

    /// Where and what both sides say; a side that says nothing is shown by the place of the whole.
    #[must_use]
    pub(super) fn between(
        self,
        old: Option<Fact<'_>>,
        old_whole: &str,
        new: Option<Fact<'_>>,
        new_whole: &str,
    ) -> Self {
        let side = |fact: Option<Fact<'_>>, whole: &str| {
            fact.map_or_else(|| (whole.to_owned(), None), |fact| (fact.pointer, Some(fact.value.clone())))
        };
        let (old_at, old) = side(old, old_whole);
        let (new_at, new) = side(new, new_whole);
        Self { old_at, old, new_at, new, ..self }
    }

    /// Two versions of something that changed are one change, wherever they are used.
    pub(super) fn identity(&self) -> (&'static str, &str, &str, Option<&Step>) {
        (self.rule.id, &self.old_at, &self.new_at, self.step.as_ref())
    }
}
