//! Which files are logs, in folders made for it.

use std::fs;
use std::path::PathBuf;

use super::*;

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn found(roots: &Roots, base: &Path) -> Vec<String> {
    let files = choose(find(roots, false).files, |_| None);
    files.iter().map(|file| file.path.strip_prefix(base).unwrap().display().to_string()).collect()
}

#[test]
fn logs_of_claude_code() {
    let folder = folder(&[
        ("p/a b.c.jsonl", ""),
        ("p/agent-x.jsonl", ""),
        ("p/a.json", ""),
        ("p/deep/b.jsonl", ""),
        ("p/s/subagents/agent-1.jsonl", ""),
        ("p/s/subagents/flow/agent-2.jsonl", ""),
        ("p/s/subagents/other.jsonl", ""),
        ("root.jsonl", ""),
    ]);
    let root = folder.path();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(root.join("p"), root.join("q")).unwrap();
        std::os::unix::fs::symlink(root.join("p/a b.c.jsonl"), root.join("p/link.jsonl")).unwrap();
        std::os::unix::fs::symlink(root.join("p/s"), root.join("p/t")).unwrap();
    }
    let roots = Roots { claude: vec![root.to_owned(), root.join("missing")], ..Roots::default() };
    let expected = ["p/a b.c.jsonl", "p/s/subagents/agent-1.jsonl", "p/s/subagents/flow/agent-2.jsonl"];
    assert_eq!(found(&roots, root), expected, "the link to the project shows the same sessions");
    let files = find(&roots, false).files;
    assert_eq!(files.iter().find(|file| file.id == "agent-2").unwrap().parent_session.as_deref(), Some("s"));
}

#[test]
fn of_equal_sessions_the_larger_file_counts_unless_one_is_stored() {
    let folder =
        folder(&[("p/a.jsonl", "long"), ("q/a.jsonl", "l"), ("p/b.jsonl", "same"), ("q/b.jsonl", "same")]);
    let roots = Roots { claude: vec![folder.path().to_owned()], ..Roots::default() };
    let chosen = |stored: &str| -> Vec<PathBuf> {
        let files = find(&roots, false).files;
        let stamp = files.iter().find(|file| file.path.ends_with(stored)).map(|file| file.stamp);
        let stored = folder.path().join(stored);
        choose(files, |path| stamp.filter(|_| path == stored)).into_iter().map(|file| file.path).collect()
    };
    assert_eq!(chosen("q/a.jsonl")[0], folder.path().join("p/a.jsonl"), "larger beats stored");
    assert_eq!(chosen("q/b.jsonl")[1], folder.path().join("q/b.jsonl"));
    assert_eq!(chosen("p/b.jsonl")[1], folder.path().join("p/b.jsonl"));
}

#[test]
fn logs_of_codex() {
    const ID: &str = "00000417-1111-4222-8333-444444444444";
    let dated = format!("sessions/2025/06/10/rollout-{ID}.jsonl");
    let archived = format!("archived_sessions/rollout-x-{ID}.jsonl");
    let folder = folder(&[
        (&dated, ""),
        (&archived, ""),
        ("archived_sessions/rollout-1.jsonl", ""),
        ("sessions/2025/06/rollout-2.jsonl", ""),
        ("sessions/2025/06/10/11/rollout-3.jsonl", ""),
        ("sessions/2025/06/x/rollout-4.jsonl", ""),
        ("sessions/1/2/3/rollout-5.jsonl", ""),
        ("sessions/1/2/3/other.jsonl", ""),
    ]);
    let root = folder.path();
    let codex = vec![root.join("archived_sessions"), root.join("sessions")];
    let mut found = found(&Roots { codex, ..Roots::default() }, root);
    found.sort();
    assert_eq!(found, ["archived_sessions/rollout-1.jsonl", "sessions/1/2/3/rollout-5.jsonl", &dated]);
}
