//! Where reports go, and that every format has one for every verdict.

use crate::support::{Folder, broken, diff, documented, extended, published};

#[test]
fn one_run_writes_several_reports() {
    let folder = Folder::new();
    let old = folder.write_json("old.json", &published());
    let new = folder.write_json("new.json", &broken());
    let (markdown, json) = (folder.at("summary.md"), folder.at("report.json"));
    let output = diff([
        &old,
        &new,
        "--format",
        "github",
        "--also",
        &format!("markdown={markdown}"),
        "--also",
        &format!("json={json}"),
    ]);
    assert_eq!(output.code, 1, "{output:?}");
    assert!(output.out.starts_with("::error file="), "{output:?}");
    let markdown = std::fs::read_to_string(markdown).expect("a summary");
    assert!(markdown.starts_with("## ❌ Contract: breaking"), "{markdown}");
    let json = std::fs::read_to_string(json).expect("a report");
    assert!(json.contains("\"verdict\": \"breaking\""), "{json}");

    let file = folder.at("report.txt");
    let output = diff([&old, &new, "--output", &file]);
    assert_eq!((output.code, output.out.as_str()), (1, ""), "{output:?}");
    assert!(std::fs::read_to_string(file).expect("a report").starts_with("breaking: "));

    let output = diff([&old, &new, "--output", &folder.at("no/such/folder/report.txt")]);
    assert!(output.code == 2 && output.err.contains("cannot write the output: "), "{output:?}");
}

#[test]
fn an_annotation_points_into_the_new_file() {
    let folder = Folder::new();
    let old = folder.write_json("old.json", &published());
    let new = folder.write_json("new.json", &broken());
    let output = diff([&old, &new, "--format", "github"]);
    let line = output.out.lines().next().expect("an annotation");
    assert!(line.contains(&format!("file={new},line=")), "{line}");
}

#[test]
fn every_format_has_a_report_for_every_verdict() {
    let folder = Folder::new();
    let old = folder.write_json("old.json", &published());
    for (schema, code) in [(published(), 0), (documented(), 0), (extended(), 0), (broken(), 1)] {
        let new = folder.write_json("new.json", &schema);
        for (format, start) in [
            ("text", ""),
            ("markdown", "## "),
            ("json", "{"),
            ("github", ""),
            ("sarif", "{"),
            ("junit", "<?xml"),
        ] {
            let output = diff([&old, &new, "--format", format]);
            assert_eq!(output.code, code, "{format}: {output:?}");
            assert!(output.out.starts_with(start) && output.out.ends_with('\n'), "{format}: {output:?}");
        }
    }
}
