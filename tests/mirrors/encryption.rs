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
    let push = |address: &str, trusted: &Path| {
        let output = program(&["push", "--to", address], &archive, trusted);
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };

    let (code, told) = push(&address("localhost", "require"), &authority);
    assert_eq!(code, Some(0), "{told}");
    let address_of_it = address("localhost", "require");
    let words = ["export", "sessions", "--include-one-shot", "--source", &address_of_it];
    let report = program(&words, &archive, &authority);
    assert_eq!(report.stdout, archive.export(&["--include-one-shot"]).stdout);

    for (host, trusted, why) in [
        ("127.0.0.1", authority.as_path(), "the certificate is for localhost"),
        ("localhost", nobody.as_path(), "nobody vouches for it"),
    ] {
        let (code, told) = push(&address(host, "require"), trusted);
        assert_eq!(code, Some(1), "{why}: {told}");
        assert!(told.contains("cannot connect"), "{why}: {told}");
    }
    let (code, told) = push(&address("localhost", "disable"), &authority);
    assert!(
        code == Some(1) && told.contains("no encryption"),
        "the server takes no plain connection: {told}"
    );
}
