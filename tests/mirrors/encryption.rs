//! Connections that a network lies between: encrypted, to a server that somebody trusted vouches for, or none at all.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

use conformance::{Archive, Mirror, Postgres, Row, Session};

/// Runs the program in a process of its own, where certificates are trusted by an environment of its own.
fn program(words: &[&str], archive: &Archive, trusted: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_agentexport-for-tests"))
        .args(words)
        .env_clear()
        // Where the library of DuckDB is.
        .envs(std::env::var_os("LD_LIBRARY_PATH").map(|path| ("LD_LIBRARY_PATH", path)))
        .env("AGENTSVIEW_DATA_DIR", archive.directory())
        .env("SSL_CERT_FILE", trusted)
        .output()
        .expect("the program can be started")
}

#[test]
fn a_server_is_trusted_by_its_certificate_or_not_used() {
    let server = Arc::new(Postgres::start());
    let Mirror::Postgres(_, plain) = Mirror::on(Arc::clone(&server)) else {
        unreachable!("it is PostgreSQL")
    };
    let authority = server.encrypt();
    let archive = Archive::from_rows(&[Row::from(&Session::default())]);
    let nobody = archive.directory().join("nobody.pem");
    std::fs::write(&nobody, "").expect("a file can be written");
    let address = |host: &str, mode: &str| format!("{}?sslmode={mode}", plain.replace("127.0.0.1", host));
    let report = |address: &str, trusted: &Path| {
        let words = ["export", "sessions", "--include-one-shot", "--source", address];
        let output = program(&words, &archive, trusted);
        (output.status.code(), output.stdout, String::from_utf8_lossy(&output.stderr).into_owned())
    };

    let encrypted = address("localhost", "require");
    let pushed = program(&["push", "--to", &encrypted], &archive, &authority);
    assert_eq!(pushed.status.code(), Some(0), "{}", String::from_utf8_lossy(&pushed.stderr));
    let (_, document, told) = report(&encrypted, &authority);
    assert_eq!(document, archive.export(&["--include-one-shot"]).stdout, "{told}");

    for (address, trusted, reason) in [
        // The certificate is for localhost.
        (address("127.0.0.1", "require"), authority.as_path(), "certificate"),
        (encrypted, nobody.as_path(), "certificate"),
        (address("localhost", "disable"), authority.as_path(), "no encryption"),
    ] {
        let (code, _, told) = report(&address, trusted);
        assert_eq!(code, Some(1), "{address}: {told}");
        assert!(told.contains("cannot connect") && told.contains(reason), "{address}: {told}");
    }
}
