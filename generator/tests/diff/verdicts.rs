//! Verdicts and exit codes.

use serde_json::Value;

use crate::support::{Folder, broken, diff, documented, extended, published};

#[test]
fn each_verdict_has_its_name_and_codes() {
    let folder = Folder::new();
    let old = folder.write_json("old.json", &published());
    for (schema, verdict, code, detailed) in [
        (published(), "identical", 0, 0),
        (documented(), "documentation", 0, 10),
        (extended(), "additive", 0, 11),
        (broken(), "breaking", 1, 1),
    ] {
        let new = folder.write_json("new.json", &schema);
        let output = diff([&old, &new, "--format", "json"]);
        assert_eq!((output.report()["verdict"].as_str(), output.code), (Some(verdict), code), "{output:?}");
        assert_eq!(output.report()["findings"].as_array().map(Vec::is_empty), Some(verdict == "identical"));
        let output = diff([&old, &new, "--detailed-exit-code"]);
        assert_eq!(output.code, detailed, "{output:?}");
        assert!(output.out.starts_with(&format!("{verdict}: ")), "{output:?}");
    }
}

#[test]
fn directories_pair_by_name_and_the_worst_surface_counts() {
    let folder = Folder::new();
    for (name, schema) in [
        ("old/kept.json", published()),
        ("new/kept.json", published()),
        ("old/changed.json", published()),
        ("new/changed.json", extended()),
        ("new/added.json", published()),
    ] {
        folder.write_json(name, &schema);
    }
    let run = || diff([&folder.at("old"), &folder.at("new"), "--format", "json"]);
    let output = run();
    assert_eq!((output.code, output.report()["verdict"].as_str()), (0, Some("additive")), "{output:?}");
    assert!(output.rules().contains(&"surface-added".to_owned()), "{output:?}");

    folder.remove("new/kept.json");
    let output = run();
    assert_eq!((output.code, output.report()["verdict"].as_str()), (1, Some("breaking")), "{output:?}");
    let report = output.report();
    let removed: Vec<&Value> = report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|finding| finding["severity"] == "breaking")
        .collect();
    assert_eq!(removed.len(), 1, "{report}");
    assert_eq!((&removed[0]["rule"], &removed[0]["surface"]), (&"surface-removed".into(), &"kept".into()));
}

#[test]
fn the_published_schemas_are_identical_to_themselves() {
    let schemas = concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas/v1");
    let output = diff([schemas, schemas, "--format", "json"]);
    assert_eq!((output.code, output.report()["verdict"].as_str()), (0, Some("identical")), "{output:?}");
}

#[test]
fn wrong_usage_is_told() {
    let folder = Folder::new();
    let file = folder.write_json("x.json", &published());
    for (words, part) in [
        (vec![file.as_str()], "NEW"),
        (vec![&file, &file, "--format", "yaml"], "possible values"),
        (vec![&file, &file, "--also", "markdown"], "FORMAT=FILE"),
        (vec![&file, &file, "--also", "yaml=x"], "yaml"),
        (vec![&file, &file, "--today", "2026-02-30"], "YYYY-MM-DD"),
        (vec![&file, &file, "--today", "20260228"], "YYYY-MM-DD"),
    ] {
        let output = diff(&words);
        assert!(output.code == 2 && output.err.contains(part), "{words:?} must say {part:?}: {output:?}");
    }
}
