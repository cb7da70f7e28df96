//! Sides inside commits.

use crate::support::{Folder, broken, diff, extended, published};

/// A repository with a published schema on `main`, tagged v1.0.0, and a breaking one in its working tree.
fn repository() -> Folder {
    let folder = Folder::new().init();
    folder.write_json("schemas/v1/sample.json", &published());
    folder.write("schemas/v1/vectors/cost.json", "{\"cases\": []}");
    folder.write("schemas/v1/README.md", "no schema");
    folder.write("schemas/v1/vectors/deeper/x.json", "no JSON");
    folder.commit("publish");
    folder.git(["tag", "v1.0.0"]);
    folder.write_json("schemas/v1/sample.json", &broken());
    folder
}

#[test]
fn a_commit_is_compared_with_the_working_tree_or_another_commit() {
    let folder = repository();
    let tree = folder.at("schemas/v1");
    for old in ["git:main", "git:v1.0.0:schemas/v1", "git:HEAD:schemas/v1/"] {
        let output = folder.diff_here(&[old, &tree]);
        assert_eq!(
            (output.code, output.report()["verdict"].as_str()),
            (1, Some("breaking")),
            "{old}: {output:?}"
        );
    }
    folder.write_json("schemas/v1/sample.json", &extended());
    folder.commit("extend");
    let output = folder.diff_here(&["git:HEAD~1", "git:HEAD"]);
    assert_eq!(output.report()["verdict"], "additive", "{output:?}");
    assert_eq!(output.report()["old"], "git:HEAD~1");
    let output =
        folder.diff_here(&["git:v1.0.0:schemas/v1/sample.json", &folder.at("schemas/v1/sample.json")]);
    assert_eq!(output.report()["verdict"], "additive", "a path may be a file: {output:?}");
    let output = folder.diff_here(&["git:v1.0.0", "git:v1.0.0"]);
    assert_eq!(output.report()["verdict"], "identical", "{output:?}");
}

#[test]
fn the_working_tree_and_the_index_stay_as_they_are() {
    let folder = repository();
    let before = folder.git(["status", "--porcelain"]);
    folder.diff_here(&["git:main", "git:main"]);
    assert_eq!(folder.git(["status", "--porcelain"]), before);
}

#[test]
fn a_repository_is_found_from_inside_and_paths_start_at_its_root() {
    let folder = repository();
    let output = diff(["--repo", &folder.at("schemas"), "git:main", "git:main:schemas/v1"]);
    assert_eq!(output.code, 0, "{output:?}");
}

#[test]
fn what_git_cannot_give_is_told_with_what_to_do() {
    let folder = repository();
    for (old, part) in [
        ("git:v9.9.9", "git knows no commit `v9.9.9`"),
        ("git:v9.9.9", "the repository has no remote to fetch it from"),
        ("git:main~7", "git knows no commit `main~7`"),
        ("git:main:schemas/v2", "commit `main` has no `schemas/v2`; name another path as git:main:PATH"),
        ("git:main:schemas/v1/vectors/deeper", "is not JSON"),
        ("git:main:schemas/v1/README.md", "schemas/v1/README.md:1:2 is not JSON"),
        ("git:--output=/tmp/x", "names no commit; write git:REF"),
        ("git:-x:schemas/v1", "names no commit"),
        ("git:", "names no commit"),
    ] {
        let output = folder.diff_here(&[old, "git:main"]);
        assert!(output.refusal().contains(part), "{old} must say {part:?}: {output:?}");
    }
    folder.write("other/README.md", "no schema");
    folder.commit("other");
    let output = folder.diff_here(&["git:main:other", "git:main"]);
    assert!(output.refusal().contains("`other` at commit `main` holds no file NAME.json"), "{output:?}");

    let outside = Folder::new();
    let output = outside.diff_here(&["git:main", "git:main"]);
    assert!(output.refusal().contains("is in no git repository that git can read"), "{output:?}");
}

#[test]
fn the_fetch_that_a_message_names_makes_the_commit_known() {
    let origin = repository();
    origin.commit("break");
    origin.git(["branch", "topic", "main"]);
    let origin_url = format!("file://{}", origin.path().display());
    let clones = Folder::new();
    let flags = ["--quiet", "--depth=1", "--no-tags", "--single-branch", "--branch=main"];
    for missing in ["v1.0.0", "origin/topic", "topic", "main~1", "HEAD^"] {
        let clone = Folder::new();
        let [quiet, depth, no_tags, single, branch] = flags;
        let target = clone.at("clone");
        clones.git(["clone", quiet, depth, no_tags, single, branch, &origin_url, &target]);
        let compare = || diff(["--repo", &target, &format!("git:{missing}"), "git:HEAD"]);
        let output = compare();
        let message = output.refusal();
        let command = message.split('`').find(|part| part.starts_with("git fetch "));
        let command = command.unwrap_or_else(|| panic!("{missing}: a command is expected in: {message}"));
        let words: Vec<&str> = command.split(' ').collect();
        match words[1..] {
            [a, b, c] => clone.git(["-C", &target, a, b, c]),
            [a, b, c, d] => clone.git(["-C", &target, a, b, c, d]),
            _ => panic!("{missing}: unexpected command {command}"),
        };
        let output = compare();
        assert!(output.code < 2, "{missing}: `{command}` must help: {output:?}");
    }
}

#[test]
fn a_first_introduction_is_asked_for_and_a_missing_commit_never_excused() {
    let folder = Folder::new().init();
    folder.write("README.md", "nothing yet");
    folder.commit("start");
    folder.write_json("schemas/v1/sample.json", &published());
    let tree = folder.at("schemas/v1");
    let output = folder.diff_here(&["git:main", &tree]);
    assert!(output.refusal().contains("--allow-missing-old"), "{output:?}");
    let output = folder.diff_here(&["git:main", &tree, "--allow-missing-old"]);
    assert_eq!((output.code, output.rules()), (0, vec!["surface-added".to_owned()]), "{output:?}");
    let output = folder.diff_here(&[&folder.at("gone"), &tree, "--allow-missing-old"]);
    assert_eq!(output.rules(), ["surface-added"], "{output:?}");
    for (words, part) in [
        (["git:nowhere", &tree], "git knows no commit `nowhere`"),
        (["git:main", "git:main"], "commit `main` has no `schemas/v1`"),
    ] {
        let output = folder.diff_here(&[words[0], words[1], "--allow-missing-old"]);
        assert!(output.refusal().contains(part), "{words:?} must say {part:?}: {output:?}");
    }
}

#[test]
fn a_machine_without_git_is_told_what_is_needed() {
    let folder = Folder::new();
    let file = folder.write_json("x.json", &published());
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_contractgen"))
        .args(["diff", "git:main", &file])
        .env("PATH", folder.path())
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("git is needed for `git:main` and is not installed"), "{said}");
}
