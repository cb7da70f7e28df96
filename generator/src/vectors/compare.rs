//! Two versions of the files of vectors: what was changed, removed, added, or only explained anew.
//!
//! Takes files as they are, whatever is wrong with them: what cannot be recognised as the same vector is a removed one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::difference::first_difference;
use super::model::{Comparison, Members, bump_row};
use crate::diff::{DocumentPath, Example, Finding, Step, SurfaceReview};
use crate::rules::vector::{VECTOR_ADDED, VECTOR_CHANGED, VECTOR_EXPLAINED, VECTOR_REMOVED};
use crate::rules::{BumpRow, Rule, Severity};

/// Members of a file or of a vector that explain and promise nothing.
const EXPLAINING: [&str; 4] = ["$schema", "description", "evidence", "why"];

/// Numbers are the same in whatever spelling; everything counts.
const EXACTLY: Comparison = Comparison { tolerance: 0.0, members: Members::All };

/// Compares the files of vectors of two versions, by their names without `.json`.
///
/// Every file of either version has a review; its surface is the name, as in `vectors/cost`. Findings are worst first,
/// then by path, which begins with the vector's name. A finding that asks for a new version does so for the row of the
/// table of changes that its file guards.
///
/// # Examples
///
/// ```
/// use std::collections::BTreeMap;
///
/// use contractgen::diff::Verdict;
/// use contractgen::vectors::review_vectors;
/// use serde_json::json;
///
/// let version = |output: &str| {
///     let vector = json!({"name": "two", "why": "Two is even.", "input": 2, "output": output});
///     BTreeMap::from([("parity".to_owned(), json!({"bump_row": "sort order", "vectors": [vector]}))])
/// };
/// let reviews = review_vectors(&version("even"), &version("odd"));
/// assert_eq!(reviews[0].verdict(), Verdict::Breaking);
/// assert_eq!(reviews[0].findings[0].path.to_string(), "two.output");
/// ```
pub fn review_vectors(old: &BTreeMap<String, Value>, new: &BTreeMap<String, Value>) -> Vec<SurfaceReview> {
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    names.into_iter().map(|name| review_file(name, old.get(name), new.get(name))).collect()
}

fn review_file(name: &str, old: Option<&Value>, new: Option<&Value>) -> SurfaceReview {
    let name = name.strip_suffix(".json").unwrap_or(name);
    let surface = format!("vectors/{}", name.strip_prefix("vectors/").unwrap_or(name));
    let row = [old, new].into_iter().find_map(|file| bump_row(file?.get("bump_row")?.as_str()?));
    let mut review = Review { surface, row: row.unwrap_or(VECTOR_CHANGED.bump), findings: Vec::new() };
    if old.is_some() && new.is_some() {
        // What is said once for a whole file holds for each of its vectors.
        review.members(&Change { place: DocumentPath::root(), pointer: String::new(), old, new }, "vectors");
    }
    review.vectors(&vectors(old), &vectors(new));
    review.findings.sort_by(|a, b| b.verdict().cmp(&a.verdict()).then_with(|| a.path.cmp(&b.path)));
    SurfaceReview { surface: review.surface, findings: review.findings }
}

/// A place that is not the same in both versions, and what they say there.
struct Change<'f> {
    place: DocumentPath,
    pointer: String,
    old: Option<&'f Value>,
    new: Option<&'f Value>,
}

struct Review {
    surface: String,
    row: BumpRow,
    findings: Vec<Finding>,
}

impl Review {
    fn vectors(
        &mut self,
        old: &BTreeMap<String, (String, &Value)>,
        new: &BTreeMap<String, (String, &Value)>,
    ) {
        let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        for name in names {
            let (left, right) = (old.get(name), new.get(name));
            let Some((pointer, _)) = right.or(left) else { continue };
            let change = Change {
                place: DocumentPath::root().then(Step::Member(name.clone())),
                pointer: pointer.clone(),
                old: left.map(|(_, vector)| *vector),
                new: right.map(|(_, vector)| *vector),
            };
            if change.new.is_none() {
                let sentence =
                    format!("the vector {name} is gone: what it pins could change, and nothing would show");
                self.push(&VECTOR_REMOVED, &change, sentence);
            } else if change.old.is_none() {
                let sentence = format!("the vector {name} is new: it pins what version 1 gave all along");
                self.push(&VECTOR_ADDED, &change, sentence);
            } else {
                self.members(&change, "name");
            }
        }
    }

    /// Notes every member in which two versions of an object differ, but one.
    fn members(&mut self, change: &Change<'_>, except: &str) {
        let (Some(Value::Object(old)), Some(Value::Object(new))) = (change.old, change.new) else {
            // No object has members to compare; whether it is the same is all that can be said.
            if !are_same(change.old, change.new) {
                self.changed(change);
            }
            return;
        };
        let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        for name in names.into_iter().filter(|name| *name != except) {
            let change = Change {
                place: change.place.then(Step::Member(name.clone())),
                pointer: format!("{}/{}", change.pointer, name.replace('~', "~0").replace('/', "~1")),
                old: old.get(name),
                new: new.get(name),
            };
            if are_same(change.old, change.new) {
                continue;
            }
            if EXPLAINING.contains(&name.as_str()) {
                let sentence =
                    format!("{} is put in other words; inputs and outputs are untouched", change.place);
                self.push(&VECTOR_EXPLAINED, &change, sentence);
            } else {
                self.changed(&change);
            }
        }
    }

    fn changed(&mut self, change: &Change<'_>) {
        let what = match (change.old, change.new) {
            (Some(_), None) => "is gone",
            (None, Some(_)) => "is new",
            _ => "is another one",
        };
        let sentence = format!(
            "{} {what}: implementations that are right today would be wrong without having changed",
            change.place
        );
        self.push(&VECTOR_CHANGED, change, sentence);
    }

    fn push(&mut self, rule: &'static Rule, change: &Change<'_>, sentence: String) {
        self.findings.push(Finding {
            rule,
            bump: if rule.severity == Severity::Breaking { self.row } else { rule.bump },
            surface: self.surface.clone(),
            path: change.place.clone(),
            also: Vec::new(),
            pointer: change.pointer.clone(),
            old: change.old.cloned(),
            new: change.new.cloned(),
            sentence,
            example: Example::NotNeeded,
            accepted: None,
        });
    }
}

fn are_same(old: Option<&Value>, new: Option<&Value>) -> bool {
    match (old, new) {
        (Some(old), Some(new)) => first_difference(old, new, &EXACTLY).is_none(),
        (old, new) => old.is_none() && new.is_none(),
    }
}

/// The vectors of a file by name, each with its place. One without a name of its own is called by its number, so that it
/// counts.
fn vectors(file: Option<&Value>) -> BTreeMap<String, (String, &Value)> {
    let mut named = BTreeMap::new();
    let list = file.and_then(|file| file.get("vectors")?.as_array()).into_iter().flatten();
    for (index, vector) in list.enumerate() {
        let own = vector.as_object().and_then(|members: &Map<String, Value>| members.get("name")?.as_str());
        let name =
            own.filter(|name| !named.contains_key(*name)).map_or_else(|| format!("#{index}"), str::to_owned);
        named.insert(name, (format!("/vectors/{index}"), vector));
    }
    named
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::{VECTOR_ADDED, VECTOR_CHANGED, VECTOR_EXPLAINED, VECTOR_REMOVED, review_vectors};
    use crate::diff::{Finding, Verdict};
    use crate::rules::BumpRow;

    fn file() -> Value {
        json!({
            "bump_row": "sort order", "description": "Even or odd.", "tolerance": 0, "vectors": [
                {"name": "one", "why": "One is odd.", "input": 1, "output": "odd"},
                {"name": "two", "why": "Two is even.", "input": 2.0, "output": "even"},
            ],
        })
    }

    fn findings(old: Option<Value>, new: Option<Value>) -> Vec<Finding> {
        let version = |file: Option<Value>| -> BTreeMap<String, Value> {
            file.into_iter().map(|file| ("parity".to_owned(), file)).collect()
        };
        let mut reviews = review_vectors(&version(old), &version(new));
        assert_eq!(reviews.len(), 1);
        assert_eq!(reviews[0].surface, "vectors/parity");
        reviews.remove(0).findings
    }

    /// Rule, path and pointer of each finding when the file changes like this.
    fn after(change: impl FnOnce(&mut Value)) -> Vec<(&'static str, String, String)> {
        let mut new = file();
        change(&mut new);
        let said = |finding: Finding| (finding.rule.id, finding.path.to_string(), finding.pointer);
        findings(Some(file()), Some(new)).into_iter().map(said).collect()
    }

    fn one(rule: &'static str, path: &str, pointer: &str) -> Vec<(&'static str, String, String)> {
        vec![(rule, path.to_owned(), pointer.to_owned())]
    }

    #[test]
    fn every_kind_of_change_has_its_rule() {
        assert_eq!(after(|_| ()), []);
        let changed = |path, pointer| one("vector-changed", path, pointer);
        assert_eq!(
            after(|file| file["vectors"][1]["output"] = json!("odd")),
            changed("two.output", "/vectors/1/output")
        );
        assert_eq!(
            after(|file| file["vectors"][1]["input"] = json!(4)),
            changed("two.input", "/vectors/1/input")
        );
        assert_eq!(
            after(|file| file["vectors"][1]["absent"] = json!(["/a"])),
            changed("two.absent", "/vectors/1/absent")
        );
        assert_eq!(after(|file| file["tolerance"] = json!(1e-9)), changed("tolerance", "/tolerance"));
        let explained = |path, pointer| one("vector-explained", path, pointer);
        assert_eq!(
            after(|file| file["vectors"][0]["why"] = json!("Odd.")),
            explained("one.why", "/vectors/0/why")
        );
        assert_eq!(
            after(|file| file["description"] = json!("Parity.")),
            explained("description", "/description")
        );
        let gone = after(|file| drop(file["vectors"].as_array_mut().unwrap().remove(0)));
        assert_eq!(gone, one("vector-removed", "one", "/vectors/0"));
        let added =
            after(|file| file["vectors"].as_array_mut().unwrap().push(json!({"name": "six", "input": 6})));
        assert_eq!(added, one("vector-added", "six", "/vectors/2"));
    }

    #[test]
    fn order_and_spelling_are_no_changes() {
        assert_eq!(after(|file| file["vectors"].as_array_mut().unwrap().reverse()), []);
        assert_eq!(after(|file| file["vectors"][1]["input"] = json!(2)), []);
    }

    #[test]
    fn a_renamed_vector_is_removed_and_another_is_added() {
        let renamed = after(|file| file["vectors"][0]["name"] = json!("uno"));
        let rules: Vec<_> = renamed.iter().map(|(rule, path, _)| (*rule, path.as_str())).collect();
        assert_eq!(rules, [("vector-removed", "one"), ("vector-added", "uno")], "the worst comes first");
    }

    #[test]
    fn findings_carry_the_row_of_their_file() {
        let gone = findings(Some(file()), None);
        assert_eq!(gone.len(), 2, "a file that is gone takes every vector along");
        assert!(
            gone.iter()
                .all(|finding| finding.rule.id == "vector-removed" && finding.bump == BumpRow::SortOrder)
        );
        let new = findings(None, Some(file()));
        assert!(
            new.iter()
                .all(|finding| finding.verdict() == Verdict::Additive && finding.bump == BumpRow::NoneNeeded)
        );
    }

    #[test]
    fn whatever_is_wrong_with_a_file_nothing_passes_over() {
        for damaged in [json!(null), json!([]), json!({"vectors": 3}), json!({"bump_row": "sort order"})] {
            let verdict = findings(Some(file()), Some(damaged.clone())).iter().map(Finding::verdict).max();
            assert_eq!(verdict, Some(Verdict::Breaking), "{damaged}");
        }
        let twice = after(|file| {
            let copy = file["vectors"][0].clone();
            file["vectors"].as_array_mut().unwrap().insert(0, copy);
            file["vectors"][0]["output"] = json!("even");
        });
        assert!(twice.iter().any(|(rule, _, _)| *rule == "vector-changed"), "{twice:?}");
        let nameless = after(|file| drop(file["vectors"][0].as_object_mut().unwrap().remove("name")));
        assert_eq!(nameless[0], one("vector-removed", "one", "/vectors/0")[0]);
    }

    #[test]
    fn rules_are_shown_by_their_pairs() {
        for rule in [&VECTOR_ADDED, &VECTOR_CHANGED, &VECTOR_EXPLAINED, &VECTOR_REMOVED] {
            let parse = |text| Some(serde_json::from_str(text).expect("a pair is JSON"));
            let found = findings(parse(rule.shown_by.old), parse(rule.shown_by.new));
            let ids: Vec<_> = found.iter().map(|finding| finding.rule.id).collect();
            assert_eq!(ids, [rule.id], "the pair of a rule must show this rule and no other");
        }
    }
}
