//! Compares the files on disk with the types and the rules: stale, missing and orphaned files are findings.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use agent_contracts::Surface;
use similar::TextDiff;

use super::{published, render};

/// Lines of a diff worth showing: enough to recognise the change, short enough for a terminal.
const DIFF_LINES: usize = 40;

/// A difference between the files and the types. Prints as a message that ends with the fixing command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// The file's text is not what its sources give.
    Stale {
        /// The file.
        path: PathBuf,
        /// The change that would fix it, as a unified diff cut to a few lines.
        diff: String,
        /// The command that fixes it.
        fix: String,
    },
    /// There is no file for a surface, or no page.
    Missing {
        /// The file that should be there.
        path: PathBuf,
        /// The command that fixes it.
        fix: String,
    },
    /// A schema file belongs to no surface.
    Orphaned {
        /// The file that should not be there.
        path: PathBuf,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stale { path, diff, fix } => {
                write!(f, "{}: stale, the sources give other text\n{diff}fix: {fix}", path.display())
            }
            Self::Missing { path, fix } => write!(f, "{}: missing\nfix: {fix}", path.display()),
            Self::Orphaned { path } => {
                write!(f, "{0}: orphaned, no surface has this name\nfix: git rm {0}", path.display())
            }
        }
    }
}

/// Compares `directory` with what [`super::write`] would put there, in the order of file names. Folders inside
/// it and files that are not JSON are none of its business.
///
/// # Errors
///
/// A directory or file that exists but cannot be read.
pub fn check(directory: &Path) -> io::Result<Vec<Finding>> {
    let fix = format!("cargo run -p contractgen -- emit --dir {}", directory.display());
    let mut findings = orphans(directory)?;
    for surface in Surface::ALL {
        let path = directory.join(surface.file_name());
        findings.extend(compare(path, &render(&published(surface)), &fix)?);
    }
    findings.sort_by(|a, b| path_of(a).cmp(path_of(b)));
    Ok(findings)
}

/// Compares the page on the rules in `docs` with what [`super::write_docs`] would put there.
///
/// # Errors
///
/// A page that exists but cannot be read.
pub fn check_docs(docs: &Path) -> io::Result<Option<Finding>> {
    let fix = format!("cargo run -p contractgen -- emit --docs {}", docs.display());
    compare(docs.join(super::RULES_PAGE), &crate::rules::page(), &fix)
}

/// Compares one file with the text it should have.
fn compare(path: PathBuf, expected: &str, fix: &str) -> io::Result<Option<Finding>> {
    match fs::read(&path) {
        Ok(present) if present == expected.as_bytes() => Ok(None),
        Ok(present) => {
            let diff = short_diff(&String::from_utf8_lossy(&present), expected, &path);
            Ok(Some(Finding::Stale { path, diff, fix: fix.to_owned() }))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Ok(Some(Finding::Missing { path, fix: fix.to_owned() }))
        }
        Err(error) => Err(io::Error::new(error.kind(), format!("{}: {error}", path.display()))),
    }
}

fn path_of(finding: &Finding) -> &Path {
    match finding {
        Finding::Stale { path, .. } | Finding::Missing { path, .. } | Finding::Orphaned { path } => path,
    }
}

fn orphans(directory: &Path) -> io::Result<Vec<Finding>> {
    let entries = match fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(io::Error::new(error.kind(), format!("{}: {error}", directory.display()))),
    };
    let known = Surface::ALL.map(Surface::file_name);
    let mut orphans = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let is_known = path.file_name().is_some_and(|name| known.iter().any(|file| name == file.as_str()));
        if path.is_file() && path.extension().is_some_and(|extension| extension == "json") && !is_known {
            orphans.push(Finding::Orphaned { path });
        }
    }
    Ok(orphans)
}

fn short_diff(present: &str, expected: &str, path: &Path) -> String {
    let diff = TextDiff::from_lines(present, expected);
    let header = format!("{} (on disk)", path.display());
    let text = diff.unified_diff().context_radius(2).header(&header, "what it should be").to_string();
    let mut lines = text.lines();
    let mut short: Vec<String> = lines.by_ref().take(DIFF_LINES).map(str::to_owned).collect();
    let rest = lines.count();
    if rest > 0 {
        short.push(format!("... {rest} more lines"));
    }
    short.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::{Finding, check, check_docs};

    #[test]
    fn fresh_files_have_no_findings() {
        let directory = tempfile::tempdir().unwrap();
        super::super::write(directory.path()).unwrap();
        fs::create_dir(directory.path().join("vectors")).unwrap();
        assert_eq!(check(directory.path()).unwrap(), []);
    }

    #[test]
    fn stale_missing_and_orphaned_files_are_found_in_order() {
        let directory = tempfile::tempdir().unwrap();
        super::super::write(directory.path()).unwrap();
        let file = |name: &str| directory.path().join(name);
        let text = fs::read_to_string(file("cursor-reset.json")).unwrap();
        fs::write(file("cursor-reset.json"), text.replace("exit code 4", "exit code 5")).unwrap();
        fs::remove_file(file("session-export.json")).unwrap();
        fs::write(file("sessions.json"), "{}").unwrap();
        let findings = check(directory.path()).unwrap();
        let messages: Vec<String> = findings.iter().map(Finding::to_string).collect();
        assert_eq!(findings.len(), 3, "{messages:#?}");
        assert!(messages[0].contains("cursor-reset.json: stale"), "{}", messages[0]);
        assert!(messages[0].contains("\n-  \"description\"") && messages[0].contains("\n+  \"description\""));
        assert!(messages[0].contains("fix: cargo run -p contractgen -- emit --dir"), "{}", messages[0]);
        assert!(messages[1].contains("session-export.json: missing"), "{}", messages[1]);
        assert!(messages[2].contains("sessions.json: orphaned"), "{}", messages[2]);
    }

    #[test]
    fn a_directory_that_is_not_there_misses_every_file() {
        let findings = check(Path::new("no/such/directory")).unwrap();
        assert!(findings.iter().all(|finding| matches!(finding, Finding::Missing { .. })), "{findings:?}");
        assert_eq!(findings.len(), agent_contracts::Surface::ALL.len());
    }

    #[test]
    fn the_committed_page_on_the_rules_is_fresh() {
        let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
        let message = check_docs(&committed).unwrap().map(|finding| finding.to_string());
        assert_eq!(message, None, "{}", message.as_deref().unwrap_or_default());
    }

    #[test]
    fn the_committed_schemas_are_fresh() {
        let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas/v1");
        let messages: Vec<String> = check(&committed).unwrap().iter().map(Finding::to_string).collect();
        assert!(messages.is_empty(), "{}", messages.join("\n\n"));
    }
}
