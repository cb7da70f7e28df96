//! `contractgen emit`: write, check or print the schemas.

use std::io::{self, Write};

use super::arguments::EmitRequest;
use super::complain;
use crate::emit::{self, Written};
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

fn write(request: &EmitRequest, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<u8> {
    match emit::write(&request.dir) {
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
    let findings = match emit::check(&request.dir) {
        Ok(findings) => findings,
        Err(error) => {
            return complain(err, &format_args!("cannot read the schemas: {error}")).map(|()| exit::FAILED);
        }
    };
    for finding in &findings {
        writeln!(out, "{finding}\n")?;
    }
    let directory = request.dir.display();
    if findings.is_empty() {
        writeln!(err, "{directory}: every schema file is fresh")?;
        return Ok(exit::FINE);
    }
    writeln!(err, "{directory}: {} of the schema files need attention", findings.len())?;
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
