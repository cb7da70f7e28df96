//! Runs the git executable and takes its output apart.

use std::ffi::OsStr;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;

use super::super::SideError;

/// git in one repository.
pub(super) struct Git<'s> {
    /// The side that is being read, for messages.
    pub(super) side: &'s OsStr,
    /// A directory in the repository.
    pub(super) repository: &'s Path,
}

impl Git<'_> {
    fn command(&self, subcommand: &str) -> Command {
        let mut command = Command::new("git");
        command
            .arg("--no-pager")
            .arg("-C")
            .arg(self.repository)
            .arg(subcommand)
            // Messages are shown as they are; they should not depend on the reader's language.
            .env("LC_ALL", "C")
            // A partial clone may fetch what it left out, but nobody is there to type a password.
            .env("GIT_TERMINAL_PROMPT", "0")
            .stdin(Stdio::null());
        command
    }

    fn failed(&self, command: &'static str) -> impl Fn(io::Error) -> SideError {
        let side = self.side.to_string_lossy().into_owned();
        move |error| match error.kind() {
            io::ErrorKind::NotFound => SideError::NoGit { side: side.clone() },
            _ => SideError::Git { command, reason: error.to_string() },
        }
    }

    fn run(&self, subcommand: &'static str, arguments: &[&str]) -> Result<Output, SideError> {
        self.command(subcommand).args(arguments).output().map_err(self.failed(subcommand))
    }

    /// The one word that a command prints, or `None` when it fails.
    pub(super) fn word(
        &self,
        subcommand: &'static str,
        arguments: &[&str],
    ) -> Result<Option<String>, SideError> {
        let output = self.run(subcommand, arguments)?;
        let word = String::from_utf8_lossy(&output.stdout).trim_end().to_owned();
        Ok((output.status.success() && !word.is_empty()).then_some(word))
    }

    /// Everything that a command prints.
    pub(super) fn output(&self, subcommand: &'static str, arguments: &[&str]) -> Result<Vec<u8>, SideError> {
        let output = self.run(subcommand, arguments)?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        Err(SideError::Git { command: subcommand, reason: first_line(&output.stderr) })
    }

    /// What git says against reading the repository at all.
    pub(super) fn refusal(&self) -> Option<String> {
        let output = self.run("rev-parse", &["--git-dir"]).ok()?;
        (!output.status.success()).then(|| first_line(&output.stderr))
    }

    /// The contents of some objects, in one run of git.
    pub(super) fn contents(&self, objects: &[String]) -> Result<Vec<Vec<u8>>, SideError> {
        const COMMAND: &str = "cat-file";
        let mut child = self
            .command(COMMAND)
            .arg("--batch")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(self.failed(COMMAND))?;
        let asked = objects.join("\n") + "\n";
        let stdin = child.stdin.take();
        // Questions are asked on a thread of their own: with both pipes full, two waiting ends would wait forever.
        let output = thread::scope(|scope| {
            scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(asked.as_bytes())));
            child.wait_with_output()
        })
        .map_err(self.failed(COMMAND))?;
        let mut rest = output.stdout.as_slice();
        objects
            .iter()
            .map(|object| {
                next_content(&mut rest).ok_or_else(|| SideError::Git {
                    command: COMMAND,
                    reason: match first_line(&output.stderr) {
                        said if said.is_empty() => {
                            format!("object {object} is missing from the repository; run `git fsck`")
                        }
                        said => said,
                    },
                })
            })
            .collect()
    }
}

/// Takes the next answer of `git cat-file --batch`: a line `OBJECT TYPE SIZE`, the content, a line feed.
fn next_content(rest: &mut &[u8]) -> Option<Vec<u8>> {
    let end = memchr::memchr(b'\n', rest)?;
    let size: usize = std::str::from_utf8(&rest[..end]).ok()?.rsplit(' ').next()?.parse().ok()?;
    let after = rest.get(end + 1..)?;
    let content = after.get(..size)?.to_vec();
    *rest = after.get(size + 1..)?;
    Some(content)
}

fn first_line(said: &[u8]) -> String {
    let said = String::from_utf8_lossy(said);
    let line = said.lines().next().unwrap_or_default();
    line.strip_prefix("fatal: ").unwrap_or(line).to_owned()
}

#[cfg(test)]
mod tests {
    use super::next_content;

    #[test]
    fn contents_are_taken_one_after_the_other_until_one_is_missing() {
        let mut rest = &b"ab blob 3\nx\ny\ncd blob 0\n\nef missing\n"[..];
        assert_eq!(next_content(&mut rest).as_deref(), Some(&b"x\ny"[..]));
        assert_eq!(next_content(&mut rest).as_deref(), Some(&b""[..]));
        assert_eq!(next_content(&mut rest), None);
    }
}
