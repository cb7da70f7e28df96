//! `contractgen digest`: recompute a digest, compare it with a document's.

use std::io::{self, Read, Write};
use std::path::Path;

use super::arguments::DigestRequest;
use super::{complain, open};
use crate::digest::{self, DigestError, Recomputed, Stated};
use crate::exit;

/// Runs the command and returns its exit code.
pub(super) fn run(
    request: &DigestRequest,
    input: &mut dyn Read,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<u8> {
    let recomputed = match load(&request.file, input, digest::recompute) {
        Ok(recomputed) => recomputed,
        Err(message) => return complain(err, &message).map(|()| exit::FAILED),
    };
    if recomputed.assumed_fetched > 0 {
        let rows = recomputed.assumed_fetched;
        complain(err, &format_args!("{rows} rows have no source and are taken as fetched"))?;
    }
    if recomputed.left_out > 0 {
        let rows = recomputed.left_out;
        complain(err, &format_args!("{rows} rows start with _ and are left out: they are no prices"))?;
    }
    let Some(document) = &request.against else {
        writeln!(out, "{}", recomputed.digest)?;
        return Ok(exit::FINE);
    };
    match load(document, input, digest::stated) {
        Ok(stated) => compare(request, document, &recomputed, &stated, out),
        Err(message) => complain(err, &message).map(|()| exit::FAILED),
    }
}

/// Prints one digest when both agree, else both with where they come from.
fn compare(
    request: &DigestRequest,
    document: &Path,
    recomputed: &Recomputed,
    stated: &Stated,
    out: &mut dyn Write,
) -> io::Result<u8> {
    if recomputed.digest.as_str() == stated.digest {
        writeln!(out, "{}", recomputed.digest)?;
        return Ok(exit::FINE);
    }
    let file = request.file.display();
    writeln!(out, "recomputed {} from {} rows in {file}", recomputed.digest, recomputed.rows)?;
    let rows = stated.rows.map_or_else(String::new, |rows| format!(" from {rows} rows"));
    writeln!(out, "stated     {}{rows} in {}", stated.digest, document.display())?;
    Ok(exit::FINDINGS)
}

fn load<T>(
    file: &Path,
    input: &mut dyn Read,
    read: impl FnOnce(&[u8]) -> Result<T, DigestError>,
) -> Result<T, String> {
    let mut text = Vec::new();
    open(file, input)
        .and_then(|mut reader| reader.read_to_end(&mut text))
        .map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    read(&text).map_err(|error| format!("{}: {error}", file.display()))
}

#[cfg(test)]
mod tests {
    use agent_contracts::Surface;

    const ROWS: &str = r#"[{"model_pattern":"m","input_per_mtok":1,"output_per_mtok":2,
        "cache_creation_per_mtok":0,"cache_read_per_mtok":0,"updated_at":"2026-07-03T12:00:00Z"}]"#;

    fn run(arguments: &[&str], input: &str) -> (u8, String, String) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let arguments = ["contractgen", "digest"].iter().chain(arguments);
        let code = crate::run(arguments, &mut input.as_bytes(), &mut out, &mut err);
        (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
    }

    #[test]
    fn a_digest_is_one_line_and_assumptions_are_stated() {
        let (code, out, err) = run(&["-"], ROWS);
        assert_eq!((code, out.lines().count()), (0, 1));
        assert!(out.starts_with("sha256:"), "{out}");
        assert_eq!(err, "contractgen: 1 rows have no source and are taken as fetched\n");
    }

    #[test]
    fn a_document_priced_from_another_table_shows_both_digests() {
        let directory = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = directory.path().join(name);
            std::fs::write(&path, text).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let document = file("export.json", Surface::SessionExport.example());
        let (code, out, _) = run(&["-", "--against", &document], ROWS);
        assert_eq!(code, 1, "{out}");
        assert!(out.starts_with("recomputed sha256:") && out.contains("\nstated     sha256:"), "{out}");
        let (_, digest, _) = run(&["-"], ROWS);
        let own = file("own.json", &format!(r#"{{"pricing":{{"digest":"{}"}}}}"#, digest.trim_end()));
        assert_eq!(run(&["-", "--against", &own], ROWS), (0, digest, run(&["-"], ROWS).2));
        let unpriced = file("empty.json", r#"{"pricing":{}}"#);
        assert_eq!(run(&["-", "--against", &unpriced], ROWS).0, 2);
        assert_eq!(run(&["no-such-file"], "").0, 2);
    }
}
