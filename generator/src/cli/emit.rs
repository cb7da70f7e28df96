//! `contractgen emit`: write or check the schemas and the page on the rules, or print a schema.

use std::io::{self, Write};
use std::path::Path;

use super::arguments::EmitRequest;
use super::complain;
use crate::emit::{self, Finding, Written};
use crate::exit;

/// Runs the command and returns its exit code.
pub(super) fn run(request: &EmitRequest, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<u8> {
    if let Some(surface) = request.print {
        let schema = if request.closed { emit::published_closed(surface) } else { emit::published(surface) };
        out.write_all(emit::render(&schema).as_bytes())?;
        return Ok(exit::FINE);
    }
    if request.check { check(request, out, err) } else { write(request, out, err) }
}

/// The folders to write or check: of the schemas and of the documentation. Who names one means that one only.
fn folders(request: &EmitRequest) -> (Option<&Path>, Option<&Path>) {
    match (request.dir.as_deref(), request.docs.as_deref()) {
        (None, None) => (Some(Path::new("schemas/v1")), Some(Path::new("docs"))),
        named => named,
    }
}

fn write(request: &EmitRequest, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<u8> {
    let (schemas, docs) = folders(request);
    let files = schemas.map_or(Ok(Vec::new()), emit::write).and_then(|mut files| {
        files.extend(docs.map(emit::write_docs).transpose()?);
        Ok(files)
    });
    match files {
        Ok(files) => {
            for file in files {
                match file {
                    Written::Changed(path) => writeln!(out, "wrote {}", path.display())?,
                    Written::Unchanged(path) => writeln!(out, "fresh {}", path.display())?,
                }
            }
            Ok(exit::FINE)
        }
        Err(error) => complain(err, &error).map(|()| exit::FAILED),
    }
}

fn check(request: &EmitRequest, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<u8> {
    let (schemas, docs) = folders(request);
    let mut code = exit::FINE;
    if let Some(schemas) = schemas {
        let findings = emit::check(schemas).map_err(|error| format!("cannot read the schemas: {error}"));
        code = code.max(report(findings, "schema file", schemas, out, err)?);
    }
    if let Some(docs) = docs {
        let findings =
            emit::check_docs(docs).map_err(|error| format!("cannot read the page on the rules: {error}"));
        code = code.max(report(findings.map(Vec::from_iter), "generated page", docs, out, err)?);
    }
    Ok(code)
}

/// Reports what was found in one folder and returns the exit code for it.
fn report(
    findings: Result<Vec<Finding>, String>,
    kind: &str,
    folder: &Path,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<u8> {
    let findings = match findings {
        Ok(findings) => findings,
        Err(message) => return complain(err, &message).map(|()| exit::FAILED),
    };
    for finding in &findings {
        writeln!(out, "{finding}\n")?;
    }
    let folder = folder.display();
    if findings.is_empty() {
        writeln!(err, "{folder}: every {kind} is fresh")?;
        return Ok(exit::FINE);
    }
    writeln!(err, "{folder}: {} of the {kind}s need attention", findings.len())?;
    Ok(exit::FINDINGS)
}

#[cfg(test)]
mod tests {
    fn run(arguments: &[&str]) -> (u8, String, String) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let arguments = ["contractgen", "emit"].iter().chain(arguments);
        let code = crate::run(arguments, &mut std::io::empty(), &mut out, &mut err);
        (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
    }

    #[test]
    fn written_files_pass_the_check_and_damaged_ones_fail_it_with_the_fix() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().to_str().unwrap();
        assert_eq!(run(&["--dir", path]).0, 0);
        assert_eq!(run(&["--check", "--dir", path]).0, 0);
        std::fs::write(directory.path().join("usage-daily.json"), "{}\n").unwrap();
        let (code, out, err) = run(&["--check", "--dir", path]);
        assert_eq!(code, 1, "{err}");
        assert!(
            out.contains("usage-daily.json: stale") && out.contains("more lines\nfix: cargo run"),
            "{out}"
        );
        assert_eq!(run(&["--dir", path]).0, 0, "the command named as the fix must fix it");
        assert_eq!(run(&["--check", "--dir", path]).0, 0);
    }

    #[test]
    fn the_page_on_the_rules_is_written_and_checked_like_the_schemas() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().to_str().unwrap();
        let (code, out, _) = run(&["--check", "--docs", path]);
        assert!(code == 1 && out.contains("rules.md: missing\nfix: cargo run"), "{out}");
        assert_eq!(run(&["--docs", path]).0, 0);
        assert_eq!(run(&["--check", "--docs", path]).0, 0);
        let names: Vec<_> =
            directory.path().read_dir().unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["rules.md"], "--docs alone writes no schemas");
        std::fs::write(directory.path().join("rules.md"), "# Rules\n").unwrap();
        let (code, out, err) = run(&["--check", "--docs", path]);
        assert!(code == 1 && out.contains("rules.md: stale"), "{out}{err}");
    }

    #[test]
    fn printing_gives_the_file_and_its_closed_copy() {
        let (code, open, _) = run(&["--print", "usage-daily"]);
        assert_eq!((code, open.contains("\"additionalProperties\": false")), (0, false));
        let (code, closed, _) = run(&["--print", "usage-daily", "--closed"]);
        assert_eq!((code, closed.contains("\"additionalProperties\": false")), (0, true));
    }

    #[test]
    fn an_unknown_surface_is_a_usage_error_that_lists_the_known_ones() {
        let (code, out, err) = run(&["--print", "sessions"]);
        assert_eq!((code, out.as_str()), (2, ""));
        assert!(err.contains("session-export-line"), "{err}");
    }
}
