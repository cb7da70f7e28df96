//! Finding the price row for a model's name: exact, then ignoring case, then by canonical form.
//!
//! Only the model's name is stripped, never the pattern; there are no prefixes or wildcards.

use std::collections::HashMap;

use super::effective::{EffectiveRow, PriceTable};
use crate::text::{lossy, simple_lowercase};

/// Rows by canonical form.
pub(super) type CanonicalIndex = HashMap<String, Vec<(String, usize)>>;

impl PriceTable {
    /// The row that prices `model`; the first rung of the ladder that finds one wins.
    ///
    /// 1. The pattern equal to the name. 2. Equal to the name with dots turned into dashes. 3. Equal to
    ///    either ignoring case; of several the smallest by bytes. 4. Equal in canonical form (the part after
    ///    the last slash, lower-cased, letters and digits only), tried on the name, on the name without a
    ///    trailing `(...)` or `[...]`, and on that without a trailing date `-YYYYMMDD`. The provider before
    ///    the slash must not contradict; two equally good patterns mean no match.
    pub fn matching(&self, model: &[u8]) -> Option<&EffectiveRow> {
        let dashed: Vec<u8> = model.iter().map(|&b| if b == b'.' { b'-' } else { b }).collect();
        self.exactly(model)
            .or_else(|| self.exactly(&dashed))
            .or_else(|| self.ignoring_case(model))
            .or_else(|| self.ignoring_case(&dashed))
            .or_else(|| self.canonically(&lossy(model)))
            .map(|index| &self.rows[index])
    }

    fn exactly(&self, name: &[u8]) -> Option<usize> {
        if name.is_empty() {
            return None;
        }
        self.rows.binary_search_by(|row| row.pattern.as_slice().cmp(name)).ok()
    }

    fn ignoring_case(&self, name: &[u8]) -> Option<usize> {
        let lower_cased = self.lower_cased.get_or_init(|| {
            let mut map = HashMap::new();
            for (index, row) in self.rows.iter().enumerate().filter(|(_, row)| !row.pattern.is_empty()) {
                map.entry(simple_lowercase(&lossy(&row.pattern))).or_insert(index);
            }
            map
        });
        lower_cased.get(&simple_lowercase(&lossy(name))).copied()
    }

    fn canonically(&self, model: &str) -> Option<usize> {
        let index = self.canonical.get_or_init(|| {
            let mut index = CanonicalIndex::new();
            for (position, row) in self.rows.iter().enumerate().filter(|(_, row)| !row.pattern.is_empty()) {
                let pattern = lossy(&row.pattern);
                let entry = index.entry(canonical_form(&pattern)).or_default();
                entry.push((provider(&pattern), position));
            }
            index
        });
        let model_provider = provider(model);
        let ungrouped = without_trailing_group(model);
        let candidates = [model, ungrouped, without_trailing_date(ungrouped)].map(canonical_form);
        for (position, candidate) in candidates.iter().enumerate() {
            if candidate.is_empty() || candidates[..position].contains(candidate) {
                continue;
            }
            let Some(rows) = index.get(candidate) else { continue };
            // Ranks: same provider, pattern without one, pattern with one that the model does not name.
            for rank in 0..3 {
                let mut found = rows.iter().filter(|(provider, _)| {
                    match (provider.is_empty(), *provider == model_provider, model_provider.is_empty()) {
                        (true, _, _) => rank == 1,
                        (false, true, _) => rank == 0,
                        (false, false, true) => rank == 2,
                        (false, false, false) => false,
                    }
                });
                match (found.next(), found.next()) {
                    (Some((_, row)), None) => return Some(*row),
                    (Some(_), Some(_)) => return None,
                    (None, _) => {}
                }
            }
        }
        None
    }
}

fn letters_and_digits(text: &str) -> String {
    simple_lowercase(text).chars().filter(char::is_ascii_alphanumeric).collect()
}

fn canonical_form(name: &str) -> String {
    letters_and_digits(name.rsplit('/').next().unwrap_or(name))
}

/// What stands before the last slash; empty when there is none or it comes first.
fn provider(name: &str) -> String {
    name.rsplit_once('/').map_or_else(String::new, |(before, _)| letters_and_digits(before))
}

/// The name without one trailing `(...)` or `[...]`, unless that is all there is.
fn without_trailing_group(name: &str) -> &str {
    let trimmed = name.trim_end();
    let opener = match trimmed.as_bytes().last() {
        Some(b')') => '(',
        Some(b']') => '[',
        _ => return name,
    };
    match trimmed.rfind(opener) {
        Some(at) if at > 0 => trimmed[..at].trim_end(),
        _ => name,
    }
}

/// The name without a trailing dash and eight digits, unless that is all there is.
fn without_trailing_date(name: &str) -> &str {
    match name.rsplit_once('-') {
        Some((before, date))
            if !before.is_empty() && date.len() == 8 && date.bytes().all(|b| b.is_ascii_digit()) =>
        {
            before
        }
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use crate::pricing::{PriceTable, Rates};

    fn find(patterns: &[&str], model: &str) -> Option<String> {
        let table = PriceTable::custom(patterns.iter().map(|pattern| (*pattern, Rates::ZERO)));
        table.matching(model.as_bytes()).map(|row| String::from_utf8(row.pattern.clone()).unwrap())
    }

    #[test]
    fn each_rung_of_the_ladder() {
        for (patterns, model, expected) in [
            (&["a-4-7"][..], "a-4.7", Some("a-4-7")),
            (&["e.9", "e-9"], "e.9", Some("e.9")),
            (&["Abc"], "aBC", Some("Abc")),
            (&["B-4-7"], "b-4.7", Some("B-4-7")),
            (&["ABC", "Abc"], "abc", Some("ABC")),
            (&["gemini-3.5-flash"], "Gemini 3.5 Flash (Medium)", Some("gemini-3.5-flash")),
            (&["claude-x"], "claude-x-20260101[1m]", Some("claude-x")),
            (&["claude-x"], "claude-x[1m]-20260101", None),
            (&["claude-x"], "claude-x-2026010", None),
            (&["openai/gpt"], "gpt", Some("openai/gpt")),
            (&["openai/gpt"], "other/gpt", None),
            (&["solo"], "openai/solo", Some("solo")),
            (&["a/dup", "b/dup"], "dup", None),
            (&["", "!!!"], "", None),
            (&["ba.re", "vend/ba-re"], "bare", Some("ba.re")),
        ] {
            assert_eq!(find(patterns, model).as_deref(), expected, "{model} among {patterns:?}");
        }
    }
}
