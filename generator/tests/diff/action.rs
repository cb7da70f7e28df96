//! `generator/action/compare`, the script of the GitHub Action, in checkouts as `actions/checkout` leaves them.

use std::process::Command;

use crate::support::{Folder, broken, extended, published};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/action/compare");

struct Run {
    code: Option<i32>,
    out: String,
    summary: String,
    outputs: String,
}

/// Runs the script in a checkout, with these variables only.
fn run(checkout: &str, variables: &[(&str, &str)]) -> Run {
    let files = Folder::new();
    let (summary, outputs) = (files.write("summary", ""), files.write("outputs", ""));
    let output = Command::new("bash")
        .arg(SCRIPT)
        .current_dir(checkout)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").expect("a path of programs"))
        .envs([("CONTRACTGEN", env!("CARGO_BIN_EXE_contractgen")), ("SCHEMAS", "schemas/v1")])
        .envs([("GITHUB_STEP_SUMMARY", &summary), ("GITHUB_OUTPUT", &outputs)])
        .envs(variables.iter().copied())
        .output()
        .expect("bash is needed for this test");
    let read = |file: &str| std::fs::read_to_string(file).expect("a file");
    let said = String::from_utf8_lossy(&output.stderr);
    Run {
        code: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned() + &said,
        summary: read(&summary),
        outputs: read(&outputs),
    }
}

/// A repository whose branch `topic` changes the schema while `main` goes on and adds a surface.
fn origin(topic: &serde_json::Value) -> Folder {
    let origin = Folder::new().init();
    origin.write_json("schemas/v1/sample.json", &published());
    origin.commit("publish");
    origin.git(["tag", "v1.0.0"]);
    origin.git(["checkout", "--quiet", "-b", "topic"]);
    origin.write_json("schemas/v1/sample.json", topic);
    origin.commit("change");
    origin.git(["checkout", "--quiet", "main"]);
    origin.write_json("schemas/v1/other.json", &published());
    origin.commit("go on");
    origin
}

/// A clone, at `reference`.
fn checkout(origin: &Folder, reference: &str, depth: &str) -> (Folder, String) {
    let folder = Folder::new();
    let target = folder.at("checkout");
    let url = format!("file://{}", origin.path().display());
    folder.git(["clone", "--quiet", "--branch", reference, depth, &url, &target]);
    (folder, target)
}

#[test]
fn a_pull_request_is_compared_with_its_merge_base() {
    for (schema, code, verdict) in
        [(broken(), 1, "breaking"), (extended(), 0, "additive"), (published(), 0, "identical")]
    {
        let origin = origin(&schema);
        let (_folder, target) = checkout(&origin, "topic", "--no-local");
        let run = run(&target, &[("GITHUB_BASE_REF", "main")]);
        assert_eq!(run.code, Some(code), "{}", run.out);
        assert_eq!(run.outputs, format!("verdict={verdict}\n"), "{}", run.out);
        assert!(run.summary.contains(&format!("Contract: {verdict}")), "{}", run.summary);
        assert!(
            !run.out.contains("other"),
            "what main did meanwhile is no change of the branch: {}",
            run.out
        );
        assert_eq!(run.out.contains("::error file=schemas/v1/sample.json,line="), code == 1, "{}", run.out);
    }
}

#[test]
fn a_checkout_of_the_merge_is_compared_with_the_branch_it_merges_into() {
    let origin = origin(&broken());
    origin.git(["checkout", "--quiet", "-b", "merge", "main"]);
    origin.git(["merge", "--quiet", "--no-edit", "topic"]);
    let (_folder, target) = checkout(&origin, "merge", "--no-local");
    let run = run(&target, &[("GITHUB_BASE_REF", "main")]);
    assert_eq!((run.code, run.out.contains("surface-added")), (Some(1), false), "{}", run.out);
}

#[test]
fn a_shallow_checkout_is_told_to_fetch_everything() {
    let origin = origin(&extended());
    let base = origin.git(["rev-parse", "main"]);
    let (_folder, target) = checkout(&origin, "topic", "--depth=1");
    let run = run(&target, &[("GITHUB_BASE_REF", "main"), ("PULL_REQUEST_BASE", &base)]);
    assert_eq!((run.code, run.outputs.as_str()), (Some(2), ""), "{}", run.out);
    assert!(run.out.starts_with("::error ") && run.out.contains("set fetch-depth: 0"), "{}", run.out);
}

#[test]
fn another_base_can_be_named_and_is_needed_outside_pull_requests() {
    let origin = origin(&broken());
    let (_folder, target) = checkout(&origin, "main", "--no-local");
    let outside = run(&target, &[]);
    assert_eq!(outside.code, Some(2), "{}", outside.out);
    assert!(outside.out.contains("name what to compare with in the input base"), "{}", outside.out);
    let named = run(&target, &[("BASE", "v1.0.0")]);
    assert_eq!((named.code, named.outputs.as_str()), (Some(0), "verdict=additive\n"), "{}", named.out);
    let unknown = run(&target, &[("BASE", "v2.0.0")]);
    assert_eq!(unknown.code, Some(2), "{}", unknown.out);
}

#[test]
fn a_path_that_is_new_must_be_announced() {
    let origin = origin(&extended());
    origin.write_json("contract/a b/x.json", &published());
    origin.commit("a first schema");
    let (_folder, target) = checkout(&origin, "main", "--no-local");
    let variables = [("BASE", "v1.0.0"), ("SCHEMAS", "contract/a b"), ("ALLOW_MISSING_OLD", "true")];
    let refused = run(&target, &variables[..2]);
    assert!(refused.code == Some(2) && refused.out.contains("--allow-missing-old"), "{}", refused.out);
    let announced = run(&target, &variables);
    assert_eq!(announced.outputs, "verdict=additive\n", "{}", announced.out);
}

#[test]
fn accepted_changes_pass() {
    let origin = origin(&broken());
    let (_folder, target) = checkout(&origin, "topic", "--no-local");
    let base = [("GITHUB_BASE_REF", "main")];
    let summary = run(&target, &base).summary;
    let start = summary.find("[[allow]]").expect("an entry is proposed");
    let entry =
        summary[start..].split("```").next().expect("the entry").replace("reason = \"\"", "reason = \"x\"");
    std::fs::write(format!("{target}/allowed changes.toml"), entry).expect("a file");
    let run = run(&target, &[base[0], ("ALLOW", "allowed changes.toml")]);
    assert_eq!((run.code, run.outputs.as_str()), (Some(0), "verdict=additive\n"), "{}", run.out);
    assert!(run.out.starts_with("::warning file=schemas/v1/sample.json,"), "{}", run.out);
}

#[test]
fn nothing_that_an_input_says_is_run() {
    let origin = origin(&broken());
    let (_folder, target) = checkout(&origin, "topic", "--no-local");
    let hostile = "$(touch pwned)`touch pwned`;touch pwned\n::error::pwned";
    for variables in [
        [("BASE", hostile), ("SCHEMAS", "schemas/v1")],
        [("BASE", "--output=pwned"), ("SCHEMAS", "schemas/v1")],
        [("GITHUB_BASE_REF", hostile), ("SCHEMAS", "schemas/v1")],
        [("BASE", "main"), ("SCHEMAS", hostile)],
        [("BASE", "v1.0.0"), ("SCHEMAS", "--output=pwned")],
        [("BASE", "v1.0.0"), ("ALLOW", "--output=pwned")],
    ] {
        let run = run(&target, &variables);
        assert_eq!(run.code, Some(2), "{variables:?}: {}", run.out);
        assert!(!std::path::Path::new(&target).join("pwned").exists(), "{variables:?} was run");
        assert!(!run.out.lines().any(|line| line.starts_with("::error::")), "{variables:?}: {}", run.out);
    }
}

#[test]
fn inputs_reach_the_script_through_the_environment_only() {
    let action = include_str!("../../action.yml");
    for line in action.lines().filter(|line| line.contains("${{")) {
        let (name, expression) = line.trim().split_once(": ").expect("a member");
        let is_variable = name.chars().all(|c| c.is_ascii_uppercase() || c == '_');
        assert!(
            is_variable || (name == "value" && expression.starts_with("${{ steps.")),
            "GitHub pastes expressions into scripts as text; pass this one as a variable: {line}"
        );
    }
}
