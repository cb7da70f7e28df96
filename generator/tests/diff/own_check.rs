//! `.ci/schema-diff`: what this repository compares itself with. The comparison is left to a program that only repeats
//! what it was asked.

use std::process::Command;

use crate::support::{Folder, published};

const SCRIPT: &str = include_str!("../../../.ci/schema-diff");

/// Runs the script in a repository; gives its exit code and all it says.
fn run(repository: &Folder) -> (Option<i32>, String) {
    let programs = Folder::new();
    let cargo = programs.write("cargo", "#!/bin/sh\necho \"asked: $*\"\n");
    let made = Command::new("chmod").args(["+x", &cargo]).status().expect("chmod runs");
    assert!(made.success());
    let path = std::env::var_os("PATH").expect("a path of programs");
    let path =
        std::env::join_paths([programs.path().to_owned()].into_iter().chain(std::env::split_paths(&path)));
    let output = Command::new("bash")
        .arg(repository.write(".ci/schema-diff", SCRIPT))
        .env("PATH", path.expect("a path of programs"))
        .env("GIT_CEILING_DIRECTORIES", repository.path().parent().expect("a parent"))
        .output()
        .expect("bash is needed for this test");
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.code(), said)
}

#[test]
fn the_base_is_the_release_before_or_else_the_first_commit_with_schemas() {
    let folder = Folder::new().init();
    folder.commit("start");
    let (code, said) = run(&folder);
    assert!(code == Some(2) && said.contains("no commit has schemas/v1/*.json"), "{said}");

    folder.write_json("schemas/v1/sample.json", &published());
    let first = folder.commit("publish");
    folder.write("schemas/v1/sample.json", "{}");
    folder.commit("change");
    let asked =
        |base: &str| format!("asked: run --quiet --locked -p contractgen -- diff git:{base} schemas/v1\n");
    let (code, said) = run(&folder);
    assert!(code == Some(0) && said.contains(&asked(&first)), "{said}");

    folder.git(["tag", "v0.1.0"]);
    folder.commit("go on");
    assert!(run(&folder).1.contains(&asked("v0.1.0")));
    folder.commit("release");
    folder.git(["tag", "v0.2.0"]);
    let (_, said) = run(&folder);
    assert!(said.contains(&asked("v0.1.0")), "a release is compared with the one before it: {said}");
}

#[test]
fn missing_history_is_told_and_fetched_by_nobody() {
    let (code, said) = run(&Folder::new());
    assert!(code == Some(2) && said.contains("run this in a clone of the repository"), "{said}");

    let origin = Folder::new().init();
    origin.write_json("schemas/v1/sample.json", &published());
    origin.commit("publish");
    origin.commit("go on");
    let clone = Folder::new();
    let url = format!("file://{}", origin.path().display());
    clone.git(["clone", "--quiet", "--depth=1", &url, "."]);
    let (code, said) = run(&clone);
    assert!(code == Some(2) && said.contains("run: git fetch --unshallow --tags"), "{said}");
    assert_eq!(clone.git(["rev-parse", "--is-shallow-repository"]), "true");
}
