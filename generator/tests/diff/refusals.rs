//! Bad input ends with exit code 2 and a message, on either side and also where nothing changed.

use serde_json::{Value, json};

use crate::support::{Folder, diff, published};

/// A schema whose definitions lie `depth` objects inside each other.
fn nested(depth: usize) -> String {
    let open = "{\"properties\": {\"a\": ".repeat(depth);
    format!("{open}true{}", "}}".repeat(depth))
}

/// Runs both directions, the schema against itself, and the schema as a new surface.
fn assert_refused(text: &str, part: &str) {
    let folder = Folder::new();
    let good = folder.write_json("good/x.json", &published());
    let bad = folder.write("bad/x.json", text);
    folder.write_json("before/y.json", &published());
    folder.write_json("bad/y.json", &published());
    let (before, after) = (folder.at("before"), folder.at("bad"));
    for [old, new] in [[&good, &bad], [&bad, &good], [&bad, &bad], [&before, &after]] {
        let output = diff([old, new]);
        let message = output.refusal();
        assert!(message.contains(part) && message.contains("bad/x.json"), "expected {part:?} in: {message}");
    }
}

#[test]
fn text_that_is_no_json_or_no_schema_is_refused_with_its_place() {
    assert_refused("{\n  \"type\":\n}", "bad/x.json:3:1 is not JSON");
    assert_refused("", "is not JSON");
    assert_refused("{\"type\": \"object\", \"type\": \"array\"}", "/type twice");
    assert_refused("[1, 2]", "is no JSON Schema: it is an array");
    assert_refused("\u{feff}{}", "byte order mark");
}

#[test]
fn a_deep_nest_is_refused() {
    assert_refused(&nested(10_000), "nested too deeply");
    assert_refused(&nested(100), "nested too deeply");
}

#[test]
fn json_that_no_dialect_takes_is_refused() {
    let schema = |members: Value| {
        let mut schema = published();
        for (name, member) in members.as_object().expect("members") {
            schema[name] = member.clone();
        }
        schema.to_string()
    };
    for (members, part) in [
        (json!({"$schema": "https://example.com/my-own-dialect"}), "example.com/my-own-dialect"),
        (json!({"properties": {"a": {"$ref": "#/$defs/nowhere"}}}), "nowhere"),
        (json!({"properties": {"a": {"$ref": "https://example.com/far.json"}}}), "example.com/far.json"),
        (json!({"properties": {"a": {"type": 7}}}), ""),
        (json!({"required": "id"}), ""),
    ] {
        assert_refused(&schema(members), part);
    }
}

#[test]
fn references_in_a_circle_are_refused() {
    assert_refused(
        r##"{"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}"##,
        "",
    );
}

#[test]
fn a_file_is_not_compared_with_a_directory() {
    let folder = Folder::new();
    let file = folder.write_json("d/x.json", &published());
    let directory = folder.at("d");
    for words in [[&file, &directory], [&directory, &file]] {
        let output = diff(words);
        assert!(output.refusal().contains("name two files or two directories"), "{output:?}");
    }
    let output = diff([&folder.at("none"), &directory]);
    assert!(output.refusal().contains("cannot read"), "{output:?}");
}

#[test]
fn a_refusal_is_an_annotation_in_a_workflow() {
    let folder = Folder::new();
    let bad = folder.write("x.json", "{");
    let output = diff([&bad, &bad, "--format", "github"]);
    assert_eq!(output.code, 2);
    assert!(output.out.starts_with("::error title=contractgen could not compare::"), "{output:?}");
    assert!(output.err.contains("is not JSON"), "{output:?}");
}
