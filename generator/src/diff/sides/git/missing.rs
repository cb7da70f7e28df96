//! Says why a commit cannot be found, with the command that fetches it.

use super::super::SideError;
use super::process::Git;

/// The error for a `reference` that git cannot resolve.
pub(super) fn commit(git: &Git<'_>, reference: &str) -> SideError {
    if let Some(reason) = git.refusal() {
        return SideError::NoRepository { directory: git.repository.to_owned(), reason };
    }
    SideError::UnknownReference {
        reference: reference.to_owned(),
        directory: git.repository.to_owned(),
        remedy: remedy(git, reference),
    }
}

fn remedy(git: &Git<'_>, reference: &str) -> String {
    let remotes = git.output("remote", &[]).unwrap_or_default();
    let remotes = String::from_utf8_lossy(&remotes);
    let Some(remote) = remotes.lines().find(|name| *name == "origin").or_else(|| remotes.lines().next())
    else {
        return "the repository has no remote to fetch it from".into();
    };
    let is_shallow = git.word("rev-parse", &["--is-shallow-repository"]).ok().flatten();
    let base = &reference[..reference.find(['~', '^', '@']).unwrap_or(reference.len())];
    let is_here = |name: &str| {
        let known = git.word("rev-parse", &["--verify", "--quiet", &format!("{name}^{{commit}}")]);
        known.is_ok_and(|commit| commit.is_some())
    };
    if base != reference && (base.is_empty() || is_here(base)) {
        return match is_shallow.as_deref() {
            Some("true") => format!("the clone is shallow; run `git fetch --unshallow {}`", quoted(remote)),
            _ => "its history does not go back that far".into(),
        };
    }
    format!("run `{}` and try again", fetch(base, remote, remotes.lines()))
}

/// The command that makes a name known under that very name.
fn fetch<'r>(name: &str, usual_remote: &str, mut remotes: impl Iterator<Item = &'r str>) -> String {
    let short = name.strip_prefix("refs/remotes/").unwrap_or(name);
    let tracked = remotes.find_map(|remote| Some((remote, short.strip_prefix(remote)?.strip_prefix('/')?)));
    let is_hash = name.len() >= 7 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_version =
        name.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let (remote, what) = if let Some((remote, branch)) = tracked {
        (remote, quoted(&format!("{branch}:refs/remotes/{remote}/{branch}")))
    } else if let Some(tag) = name.strip_prefix("refs/tags/").or(is_version.then_some(name)) {
        (usual_remote, format!("tag {}", quoted(tag)))
    } else if is_hash {
        (usual_remote, name.to_owned())
    } else {
        (usual_remote, quoted(&format!("{name}:{name}")))
    };
    format!("git fetch {} {what}", quoted(remote))
}

/// A word as a shell takes it literally: names come from pull requests, and the command is there to be pasted.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._/:@+-".contains(c);
    if !word.is_empty() && !word.starts_with('-') && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::fetch;

    #[test]
    fn each_kind_of_name_has_its_command() {
        for (name, command) in [
            ("origin/main", "git fetch origin main:refs/remotes/origin/main"),
            ("refs/remotes/fork/a/b", "git fetch fork a/b:refs/remotes/fork/a/b"),
            ("v1.2.0", "git fetch origin tag v1.2.0"),
            ("refs/tags/one", "git fetch origin tag one"),
            ("0123456789abcdef", "git fetch origin 0123456789abcdef"),
            ("topic", "git fetch origin topic:topic"),
            ("$(rm x)'", r"git fetch origin '$(rm x)'\'':$(rm x)'\'''"),
        ] {
            assert_eq!(fetch(name, "origin", ["origin", "fork"].into_iter()), command, "{name}");
        }
    }
}
