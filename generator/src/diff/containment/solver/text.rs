//! Texts between lengths that match patterns or do not.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::super::assertion::Assertion;
use super::super::pattern::{Language, Search, shortest};
use super::expand::Cell;
use super::{Outcome, Solver};

/// The longest text that is written out.
const LENGTH_LIMIT: u64 = 10_000;

/// The languages of patterns, as they are needed.
#[derive(Debug, Default)]
pub(super) struct Languages {
    automata: HashMap<String, Option<Language>>,
    /// For patterns without an automaton: what the validator makes of them.
    validators: HashMap<String, Option<jsonschema::Validator>>,
}

impl Languages {
    /// The language of a pattern, if an automaton can tell it.
    pub(super) fn of(&mut self, pattern: &str) -> Option<&Language> {
        if !self.automata.contains_key(pattern) {
            self.automata.insert(pattern.to_owned(), Language::of_pattern(pattern));
        }
        self.automata.get(pattern)?.as_ref()
    }

    /// Whether a pattern occurs in a text.
    pub(super) fn matches(&mut self, pattern: &str, text: &str) -> Option<bool> {
        if let Some(language) = self.of(pattern) {
            return Some(language.contains(text));
        }
        if !self.validators.contains_key(pattern) {
            let validator = jsonschema::draft202012::new(&json!({"pattern": pattern})).ok();
            self.validators.insert(pattern.to_owned(), validator);
        }
        let validator = self.validators.get(pattern)?.as_ref()?;
        Some(validator.is_valid(&Value::from(text)))
    }
}

impl Solver {
    /// A text that fulfils the atoms of a cell.
    pub(super) fn text(&mut self, cell: &Cell) -> Outcome {
        let (mut min, mut max) = (0, u64::MAX);
        let mut demands = Vec::new();
        for (assertion, holds) in &cell.atoms {
            match (&**assertion, *holds) {
                (Assertion::MinLength(least), true) => min = min.max(*least),
                (Assertion::MinLength(least), false) => max = max.min(least.saturating_sub(1)),
                (Assertion::MaxLength(most), true) => max = max.min(*most),
                (Assertion::MaxLength(most), false) => min = min.max(most.saturating_add(1)),
                (Assertion::Pattern(pattern), holds) => {
                    // A pattern without an automaton is left to the final check.
                    demands.extend(self.languages.of(pattern).map(|language| (language.clone(), holds)));
                }
                _ => {}
            }
        }
        if min > max {
            return Outcome::Empty;
        }
        let excluded = cell.excluded.iter().filter_map(Value::as_str);
        if demands.is_empty() {
            return plain(min, max, &excluded.collect::<Vec<_>>());
        }
        if cell.excluded.iter().any(Value::is_string) {
            let Some(taken) = Language::of_texts(excluded) else { return Outcome::Unknown };
            demands.push((taken, false));
        }
        match shortest(&demands, min, (max < u64::MAX).then_some(max)) {
            Search::Empty => Outcome::Empty,
            Search::Found(text) => Outcome::Found(Value::String(text)),
            Search::Unknown => Outcome::Unknown,
        }
    }
}

/// A text of a length, apart from some.
fn plain(min: u64, max: u64, excluded: &[&str]) -> Outcome {
    if min == 0 && !excluded.contains(&"") {
        return Outcome::Found(Value::from(""));
    }
    if max == 0 {
        return Outcome::Empty;
    }
    let length = min.max(1);
    if length > LENGTH_LIMIT {
        return Outcome::Unknown;
    }
    // More first characters than there are excluded texts, so one is left.
    let rest = "a".repeat(usize::try_from(length - 1).unwrap_or_default());
    let firsts = ('a'..='z').chain('A'..='Z').chain('\u{a1}'..='\u{ffff}');
    let mut texts = firsts.map(|first| format!("{first}{rest}"));
    texts
        .find(|text| !excluded.contains(&text.as_str()))
        .map_or(Outcome::Unknown, |text| Outcome::Found(text.into()))
}
