//! The allow file.

use crate::support::{Folder, Output, broken, diff, published};

/// A breaking change, compared under an allow file with this text.
fn under(text: &str, more: &[&str]) -> Output {
    let folder = Folder::new();
    let old = folder.write_json("old/sample.json", &published());
    let new = folder.write_json("new/sample.json", &broken());
    let allow = folder.write("allow.toml", text);
    diff(
        [&old, &new, "--format", "json", "--allow", &allow]
            .into_iter()
            .map(AsRef::as_ref)
            .chain(more.iter().copied()),
    )
}

/// The entry that the tool itself proposes for the change, with a reason and this last day.
fn proposed(expires: &str) -> String {
    let folder = Folder::new();
    let old = folder.write_json("old/sample.json", &published());
    let new = folder.write_json("new/sample.json", &broken());
    let text = diff([&old, &new]).out;
    let start = text.find("[[allow]]").expect("the report of a breaking change proposes an entry");
    let entry = text[start..].replace("reason = \"\"", "reason = \"nobody reads it\"");
    assert!(entry.contains("\nexpires = \"2027-02-28\"\n"), "90 days from today are proposed: {entry}");
    entry.replace("2027-02-28", expires)
}

#[test]
fn the_proposed_entry_lets_the_change_pass_and_keeps_it_in_the_report() {
    let entry = proposed("2026-11-30");
    let output = under(&entry, &["--detailed-exit-code"]);
    assert_eq!((output.code, output.report()["verdict"].as_str()), (11, Some("additive")), "{output:?}");
    let accepted = output.report()["findings"][0].clone();
    assert_eq!(accepted["severity"], "breaking");
    assert_eq!(
        accepted["accepted"],
        serde_json::json!({"reason": "nobody reads it", "expires": "2026-11-30"}),
        "the last day counts"
    );
    let without_surface = entry.replace("surface = ", "# surface = ");
    assert_eq!(under(&without_surface, &[]).code, 0, "an entry without a surface holds for all");
}

#[test]
fn an_expired_entry_accepts_nothing_and_is_a_finding() {
    let output = under(&proposed("2026-11-29"), &[]);
    assert_eq!(output.code, 1, "{output:?}");
    let rules = output.rules();
    assert!(rules.contains(&"exception-expired".to_owned()) && rules.len() == 2, "{rules:?}");
    let output = under(&proposed("2026-11-29"), &["--today", "2026-11-29"]);
    assert_eq!(output.code, 0, "--today decides: {output:?}");
}

#[test]
fn an_unused_entry_is_a_finding() {
    let used = proposed("2027-01-31");
    let other = used.replace("path = ", "path = \"elsewhere\" # ");
    let output = under(&format!("{used}\n{other}"), &[]);
    let report = output.report();
    let unused: Vec<_> = report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|finding| finding["rule"] == "exception-unused")
        .collect();
    assert_eq!(unused.len(), 1, "{report}");
    assert_eq!(unused[0]["path"], "elsewhere");
    let sentence = unused[0]["sentence"].as_str().expect("a sentence");
    assert!(
        sentence.contains("allow.toml, line 9, lasts until 2027-01-31: no change needs it"),
        "{sentence}"
    );
}

#[test]
fn another_surface_rule_or_path_is_not_accepted() {
    let entry = proposed("2027-01-31");
    for (from, to) in [("surface = \"sample\"", "surface = \"other\""), ("path = \"", "path = \"other.")] {
        let changed = entry.replace(from, to);
        assert_ne!(changed, entry);
        let output = under(&changed, &[]);
        assert_eq!(output.code, 1, "{changed}: {output:?}");
    }
}

#[test]
fn mistakes_are_told_with_their_line() {
    let entry = proposed("2027-01-31");
    let line = |prefix: &str| entry.lines().find(|line| line.starts_with(prefix)).expect("a line").to_owned();
    for (text, part) in [
        (entry.replace(&line("rule"), "rule = \"enum-value\""), ":2: there is no rule \"enum-value\""),
        (
            entry.replace(&line("rule"), "rule = \"exception-unused\""),
            ":2: the rule exception-unused needs no",
        ),
        (entry.replace(&line("rule"), "rule = \"surface-added\""), ":2: the rule surface-added needs no"),
        (entry.replace("nobody reads it", " "), ":5: the reason is blank"),
        (entry.replace(&line("path"), "path = \"\""), ":4: the path is blank"),
        (entry.replace("2027-01-31", "2027-02-30"), ":6: expires is no date"),
        (entry.replace("2027-01-31", "31 January 2027"), ":6: expires is no date"),
        (entry.replace("\"2027-01-31\"", "2027"), ":6: expires is no date"),
        (entry.replace(&line("expires"), ""), ":1: missing field `expires`"),
        (entry.replace(&line("reason"), ""), ":1: missing field `reason`"),
        (format!("{entry}until = \"x\"\n"), ":7: unknown field `until`"),
        (format!("\n[[accept]]\n{entry}"), ":2: unknown field `accept`"),
        ("[[allow]\n".into(), ":1: "),
    ] {
        let output = under(&text, &[]);
        let message = output.refusal();
        assert!(
            message.contains(&format!("allow.toml{part}")),
            "expected {part:?} in: {message}\nof\n{text}"
        );
    }
    let folder = Folder::new();
    let file = folder.write_json("x.json", &published());
    let output = diff([&file, &file, "--allow", &folder.at("none.toml")]);
    assert!(output.refusal().contains("none.toml"), "{output:?}");
}

#[test]
fn a_date_may_be_written_as_toml_writes_dates() {
    assert_eq!(under(&proposed("2027-01-31").replace("\"2027-01-31\"", "2027-01-31"), &[]).code, 0);
}

#[test]
fn without_a_clock_the_day_must_be_given() {
    let folder = Folder::new();
    let file = folder.write_json("x.json", &published());
    let allow = folder.write("allow.toml", "");
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let words = ["contractgen", "diff", &file, &file, "--allow", &allow];
    let code = contractgen::run(words, &mut std::io::empty(), &mut out, &mut err);
    let err = String::from_utf8(err).expect("UTF-8");
    assert!(code == 2 && err.contains("give --today YYYY-MM-DD"), "{err}");
}
