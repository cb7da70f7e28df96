//! Every rule against every fixture: a rule's own pairs fire it and nothing worse, other pairs leave it alone but for
//! the exceptions listed in `rules/extra.json`, and nothing differs from itself.

#![expect(clippy::unwrap_used, reason = "a fixture that cannot be read fails the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use contractgen::diff::containment::{Containment, SchemaPair};
use contractgen::diff::{Example, SurfaceReview, Verdict, review_surface};
use contractgen::rules::{self, Rule, Severity};
use serde_json::{Value, json};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules")
}

/// Rules that compare two schemas; the others need a missing file, vectors or an allow file.
fn schema_rules() -> impl Iterator<Item = &'static Rule> {
    rules::all().filter(|rule| rule.area.compares_schemas() && !rule.id.starts_with("surface-"))
}

fn read(path: &Path) -> Value {
    let text = fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("{}: {error}; every rule needs a fixture", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn fixture(rule: &Rule) -> (Value, Value) {
    let folder = folder().join(rule.id);
    (read(&folder.join("old.json")), read(&folder.join("new.json")))
}

fn minimal(rule: &Rule) -> (Value, Value) {
    (serde_json::from_str(rule.shown_by.old).unwrap(), serde_json::from_str(rule.shown_by.new).unwrap())
}

fn review(old: &Value, new: &Value) -> SurfaceReview {
    review_surface("fixture", old, new).unwrap()
}

fn fired(review: &SurfaceReview) -> BTreeSet<&'static str> {
    review.findings.iter().map(|finding| finding.rule.id).collect()
}

#[test]
fn every_rule_fires_on_its_own_pairs_as_the_worst() {
    for rule in schema_rules() {
        for (old, new) in [minimal(rule), fixture(rule)] {
            let review = review(&old, &new);
            let worst: BTreeSet<&str> = review
                .findings
                .iter()
                .filter(|finding| finding.rule.severity >= rule.severity)
                .map(|finding| finding.rule.id)
                .collect();
            assert_eq!(worst, BTreeSet::from([rule.id]), "{}: {:#?}", rule.id, review.findings);
            assert_eq!(review.findings[0].bump, rule.bump, "{}", rule.id);
        }
    }
}

#[test]
fn no_rule_fires_on_the_pairs_of_another() {
    let extra: BTreeMap<String, BTreeSet<String>> =
        serde_json::from_value(read(&folder().join("extra.json"))).unwrap();
    for rule in schema_rules() {
        let (old, new) = fixture(rule);
        let review = review(&old, &new);
        let fired: BTreeSet<String> = fired(&review).into_iter().map(str::to_owned).collect();
        let mut expected = extra.get(rule.id).cloned().unwrap_or_default();
        expected.insert(rule.id.to_owned());
        assert_eq!(
            fired, expected,
            "{}: enter rules that rightly fire too in tests/rules/extra.json",
            rule.id
        );
    }
    let stray: Vec<&String> = extra.keys().filter(|id| rules::find(id).is_none()).collect();
    assert!(stray.is_empty(), "tests/rules/extra.json names rules that do not exist: {stray:?}");
}

#[test]
fn nothing_differs_from_itself() {
    for rule in schema_rules() {
        let (old, new) = fixture(rule);
        for side in [old, new] {
            let reread: Value = serde_json::from_str(&side.to_string()).unwrap();
            let review = review(&side, &reread);
            assert_eq!(review.verdict(), Verdict::Identical, "{}: {:#?}", rule.id, review.findings);
        }
    }
}

#[test]
fn fixtures_are_those_of_the_rules() {
    let folders: BTreeSet<String> = fs::read_dir(folder())
        .unwrap()
        .map(Result::unwrap)
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    let names: BTreeSet<String> = schema_rules().map(|rule| rule.id.to_owned()).collect();
    assert_eq!(folders, names, "a fixture is named for its rule");
}

#[test]
fn a_fixture_that_breaks_documents_comes_with_one() {
    // By policy, whatever documents say.
    let policy = ["format-changed", "identifier-changed"];
    let mut without = Vec::new();
    for rule in
        schema_rules().filter(|rule| rule.severity == Severity::Breaking && !policy.contains(&rule.id))
    {
        let (old, new) = fixture(rule);
        let review = review(&old, &new);
        let Example::Found(document) = &review.findings[0].example else {
            without.push(rule.id);
            continue;
        };
        assert!(jsonschema::is_valid(&new, document), "{}: the new schema allows {document}", rule.id);
        assert!(!jsonschema::is_valid(&old, document), "{}: the old schema rejects {document}", rule.id);
    }
    assert!(without.is_empty(), "an example must be found for {without:?}");
}

#[test]
fn whatever_is_not_proved_compatible_is_breaking() {
    let pairs: Vec<(Value, Value)> = schema_rules().map(minimal).collect();
    for (old, _) in &pairs {
        for (_, new) in &pairs {
            let proved = SchemaPair::new(old, new).unwrap().whole() == Containment::Proved;
            let review = review(old, new);
            assert!(
                proved || review.verdict() == Verdict::Breaking,
                "not proved, yet {:?}:\n{old}\n{new}\n{:#?}",
                review.verdict(),
                review.findings
            );
        }
    }
}

#[test]
fn other_words_are_no_change_of_documents() {
    let wrap = |schema: Value| json!({"type": "object", "properties": {"a": schema}});
    let with = |schema: Value, name: &str, definition: Value| {
        let mut schema = wrap(schema);
        schema["$defs"] = json!({name: definition});
        schema
    };
    let object = json!({"type": "object", "properties": {"x": {"type": "integer"}}, "required": ["x"]});
    for (one, other) in [
        (wrap(json!({"enum": ["a", "b"]})), wrap(json!({"oneOf": [{"const": "b"}, {"const": "a"}]}))),
        (
            wrap(json!({"type": ["string", "null"]})),
            wrap(json!({"anyOf": [{"type": "null"}, {"type": "string"}]})),
        ),
        (wrap(object.clone()), with(json!({"$ref": "#/$defs/X"}), "X", object.clone())),
        (
            with(json!({"$ref": "#/$defs/X"}), "X", object.clone()),
            with(json!({"$ref": "#/$defs/Y"}), "Y", object.clone()),
        ),
        (wrap(object.clone()), wrap(json!({"allOf": [object.clone()]}))),
        (
            wrap(json!({"type": "integer", "minimum": 0})),
            wrap(json!({"type": "integer", "exclusiveMinimum": -1})),
        ),
        (
            wrap(json!({"type": "object", "required": ["x", "y"]})),
            wrap(json!({"type": "object", "required": ["y", "x"]})),
        ),
    ] {
        for (old, new) in [(&one, &other), (&other, &one)] {
            let review = review(old, new);
            assert_eq!(fired(&review), BTreeSet::from(["spelling-changed"]), "{old}\n{new}\n{review:#?}");
        }
    }
}

#[test]
fn definitions_that_nothing_uses_and_the_order_of_members_are_nothing_at_all() {
    let old = json!({"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "integer"}}});
    let text = r#"{"$defs": {"X": {"type": "null"}}, "properties": {"b": {"type": "integer"}, "a": {"type": "string"}}, "type": "object"}"#;
    let new: Value = serde_json::from_str(text).unwrap();
    assert_eq!(review(&old, &new).verdict(), Verdict::Identical);
}

#[test]
fn a_definition_in_many_places_is_one_finding_with_all_of_them() {
    let schema = |kinds: Value| {
        json!({
            "type": "object",
            "properties": {
                "first": {"$ref": "#/$defs/Kind"},
                "rows": {"type": "array", "items": {"$ref": "#/$defs/Row"}},
                "by_name": {"type": "object", "additionalProperties": {"$ref": "#/$defs/Row"}},
            },
            "$defs": {
                "Kind": {"enum": kinds},
                "Row": {"type": "object", "properties": {
                    "kind": {"anyOf": [{"$ref": "#/$defs/Kind"}, {"type": "null"}]},
                    "parent": {"$ref": "#/$defs/Row"},
                }},
            },
        })
    };
    let review = review(&schema(json!(["a", "b"])), &schema(json!(["a", "b", "c"])));
    let [finding] = &review.findings[..] else { panic!("one change, one finding: {:#?}", review.findings) };
    assert_eq!((finding.rule.id, finding.path.to_string().as_str()), ("enum-value-added", "first"));
    let also: Vec<String> = finding.also.iter().map(ToString::to_string).collect();
    for place in ["by_name.*.kind", "rows[].kind"] {
        assert!(also.iter().any(|path| path == place), "{place} is missing in {also:?}");
    }
    assert_eq!(finding.pointer, "/$defs/Kind/enum");
    assert!(finding.sentence.starts_with("`first` may now be \"c\""), "{}", finding.sentence);
}

#[test]
fn descriptions_alone_are_documentation_and_fewer_documents_are_not() {
    let old = json!({"oneOf": [{"const": "a", "description": "An a."}, {"const": "b"}]});
    let new = json!({"oneOf": [{"const": "a", "description": "The a."}, {"const": "b"}]});
    let described = review(&old, &new);
    assert_eq!(fired(&described), BTreeSet::from(["description-changed"]), "{described:#?}");
    let narrower = review(&json!({"type": "string"}), &json!({"type": "string", "minLength": 1}));
    assert_eq!(narrower.verdict(), Verdict::Additive, "{narrower:#?}");
}
