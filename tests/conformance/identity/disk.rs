//! The vectors that need files, against the checkout probe on a temporary directory built as they say.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use agent_contracts::identity::{Checkouts, Evidence, Identity, KeySource, derive, sanitize_remote};
use agentexport::checkout::Probe;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{compare, compare_resolution, report, shown, text, vectors};

/// A temporary directory without symbolic links in its path.
pub(super) struct Fixture {
    _directory: TempDir,
    base: PathBuf,
}

impl Fixture {
    pub(super) fn new() -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let base = directory.path().canonicalize().expect("the temporary directory's path");
        Self { _directory: directory, base }
    }

    pub(super) fn base(&self) -> &str {
        self.base.to_str().expect("the temporary directory's path is UTF-8; set TMPDIR to one that is")
    }

    fn directory(&self, path: &str) {
        fs::create_dir_all(self.base.join(path)).expect("a new directory");
    }

    fn file(&self, path: &str, content: &str) {
        let path = self.base.join(path);
        fs::create_dir_all(path.parent().expect("a file has a directory")).expect("a new directory");
        fs::write(path, content).expect("a new file");
    }

    fn link(&self, path: &str, target: impl AsRef<Path>) {
        symlink(target, self.base.join(path)).expect("a new symbolic link");
    }
}

pub(super) fn remote_section(name: &str, url: &str) -> String {
    format!("[remote \"{name}\"]\n\turl = {url}\n")
}

#[test]
fn roots_are_resolved_on_disk() {
    let fixture = Fixture::new();
    for path in ["real/sub", "with space", "\u{fc}n\u{ef}", "Case", "back\\slash", "back/slash"] {
        fixture.directory(path);
    }
    fixture.file("file", "");
    fixture.link("link", fixture.base.join("real"));
    fixture.link("rellink", "real");
    fixture.link("chain", "link");
    fixture.link("loop", "loop");
    fixture.link("broken", "missing");
    fixture.link("real/up", "..");
    fixture.link("rootlink", "/");
    fixture.link("C:", fixture.base.join("real"));
    fixture.link("filelink", "file");

    let probe = Probe::default();
    let mut differences = Vec::new();
    for vector in vectors(include_str!("../../data/identity/roots.json"), Some(fixture.base())) {
        let root_path = text(&vector, "root");
        let evidence = Evidence { root_path: root_path.as_bytes(), ..Evidence::default() };
        let identity = derive(&evidence, &probe);
        let root = identity.as_ref().map_or(Value::Null, |identity| shown(&identity.value));
        compare(&mut differences, &format!("root of {root_path:?}"), &vector["normalized"], &root);
        if vector["key"] != "@DERIVE@" {
            let key = identity.map_or(Value::Null, |identity| json!(identity.key()));
            compare(&mut differences, &format!("key of {root_path:?}"), &vector["key"], &key);
        }
    }
    report(&differences);
}

#[test]
fn labels_resolve_with_checkouts_on_disk() {
    let fixture = Fixture::new();
    fixture.file("app/.git/config", &remote_section("origin", "https://user:tok@github.com/acme/app.git"));
    fixture.file("noremote/.git/config", "[core]\n\tbare = false\n");
    fixture.file("localremote/.git/config", &remote_section("origin", "/srv/x.git"));
    fixture.file("zzz/repo/.git/config", &remote_section("origin", "git@github.com:acme/zzz.git"));
    for path in ["app/sub/deep", "noremote/sub", "plain/sub", "aaa"] {
        fixture.directory(path);
    }
    fixture.link("applink", "app");

    let probe = Probe::default();
    let mut differences = Vec::new();
    for case in vectors(include_str!("../../data/identity/projects_map.json"), Some(fixture.base())) {
        compare_resolution(&mut differences, &case, &probe);
    }
    report(&differences);
}

/// The reference program stored these rows when it captured a session's directory; the probe must find the same
/// checkout, and the stored row must give the same identity. Remote names are not kept, so not compared.
#[test]
fn checkouts_are_discovered_as_they_were_captured() {
    let fixture = Fixture::new();
    let probe = Probe::default();
    let mut differences = Vec::new();
    for vector in vectors(include_str!("../../data/identity/capture.json"), Some(fixture.base())) {
        build_capture(&fixture, &vector);
        let cwd = text(&vector, "cwd").as_bytes();
        let checkout = probe.discover(cwd);
        let raw_remote = checkout.as_ref().and_then(|checkout| checkout.remote.clone()).unwrap_or_default();
        let root_path = checkout.map_or_else(|| cwd.to_vec(), |checkout| checkout.root);
        let git_remote = sanitize_remote(&raw_remote);
        let worktree_root_path = if raw_remote.is_empty() { root_path.as_slice() } else { b"" };
        let evidence = Evidence { root_path: &root_path, git_remote: &git_remote, worktree_root_path };
        let identity = derive(&evidence, &probe);
        let label = match &identity {
            Some(Identity { source: KeySource::GitRemote, value }) => shown(value),
            _ => json!(""),
        };
        let actual = json!({
            "root_path": shown(&root_path),
            "git_remote": shown(&git_remote),
            "worktree_root_path": shown(worktree_root_path),
            "normalized_remote": label,
            "key_source": identity.as_ref().map_or(json!(""), |identity| json!(identity.source)),
        });
        let mut expected = vector["observation"].clone();
        for not_derived in ["git_remote_name", "worktree_name"] {
            expected.as_object_mut().expect("an observation is an object").remove(not_derived);
        }
        if expected.get("key_source").is_none() {
            expected["key_source"] = json!("");
        }
        compare(&mut differences, &format!("capture {:?}", text(&vector, "name")), &expected, &actual);
    }
    report(&differences);
}

/// Builds the directory of one case of `capture.json`, where it does not say how by its configuration's text.
pub(super) fn build_capture(fixture: &Fixture, vector: &Value) {
    let root = text(vector, "root").trim_start_matches(fixture.base()).trim_start_matches('/');
    let at = |path: &str| format!("{root}/{path}");
    fixture.directory(root);
    if let Some(configuration) = vector["git_config"].as_str() {
        fixture.file(&at(".git/config"), configuration);
    }
    match text(vector, "name") {
        "include not followed" => {
            fixture.file(&at(".git/extra"), &remote_section("origin", "https://h/extra"));
        }
        "subdirectory of checkout" => fixture.directory(&at("a/b")),
        "nested checkout uses inner" => {
            fixture.file(&at("in/.git/config"), &remote_section("origin", "https://h/inner"));
        }
        "linked worktree relative gitdir" => {
            fixture.file(&at("main/.git/config"), &remote_section("origin", "https://h/main"));
            fixture.file(&at("main/.git/worktrees/w1/commondir"), "../..\n");
            fixture.file(&at("w1/.git"), "gitdir: ../main/.git/worktrees/w1\n");
        }
        "linked worktree absolute gitdir and commondir" => {
            let git = format!("{}/{}", fixture.base(), at("main/.git"));
            fixture.file(&at("main/.git/config"), &remote_section("origin", "https://h/main"));
            fixture.file(&at("main/.git/worktrees/w1/commondir"), &format!("{git}\n"));
            fixture.file(&at("w1/.git"), &format!("gitdir: {git}/worktrees/w1\n"));
        }
        "submodule (no commondir)" => {
            fixture.file(&at("super/.git/config"), &remote_section("origin", "https://h/super"));
            fixture.file(&at("super/.git/modules/sub/config"), &remote_section("origin", "https://h/sub"));
            fixture.file(&at("super/sub/.git"), "gitdir: ../.git/modules/sub\n");
        }
        "empty .git file" => fixture.file(&at(".git"), ""),
        ".git file without gitdir: prefix" => {
            fixture.file(&at("gd/config"), &remote_section("origin", "https://h/gd"));
            fixture.file(&at(".git"), "gd\n");
        }
        ".git is a symlink to a directory" => {
            fixture.file(&at("elsewhere/config"), &remote_section("origin", "https://h/symlinkgit"));
            fixture.link(&at(".git"), "elsewhere");
        }
        "bare repository is not a root" => {
            fixture.file(&at("HEAD"), "ref: refs/heads/main\n");
            fixture.file(&at("config"), &remote_section("origin", "https://h/bare"));
        }
        "cwd through symlink: resolved root stored" => fixture.link(&format!("{root}-link"), root),
        // Even in a checkout, a directory that is gone belongs to none.
        "missing directory" => fixture.file(&at(".git/config"), &remote_section("origin", "https://h/gone")),
        "empty .git directory only" => fixture.directory(&at(".git")),
        "plain directory trailing slash"
        | "relative cwd"
        | "remote-prefixed cwd with password"
        | "url cwd with password" => {}
        name => assert!(vector["git_config"].is_string(), "say how to build the case {name:?}"),
    }
}
