//! Who is answered: hosts, tokens, origins, methods.

use std::fs;

use crate::program::{Server, archive, refusal};

const TOKEN: &str = "correct-horse-battery-staple";

#[test]
fn other_hosts_are_refused_everywhere() {
    let archive = archive();
    let server = Server::start(archive.directory(), &["--public-url", "https://usage.example"]);
    let port = server.port;
    let status = |target: &str, host: &str| {
        server.send(&format!("GET {target} HTTP/1.1\r\nHost: {host}")).answer().status
    };
    for target in ["/v1/usage-daily", "/healthz", "/nowhere"] {
        for host in ["evil.example", &format!("evil.example:{port}"), "127.0.0.1", "127.0.0.1:1", ""] {
            assert_eq!(status(target, host), 403, "{target} at {host:?}");
        }
    }
    for host in [&format!("localhost:{port}"), &format!("[::1]:{port}"), "usage.example", "USAGE.example:443"]
    {
        assert_eq!(status("/v1/usage-daily", host), 200, "{host}");
    }
    let twice = format!("GET /healthz HTTP/1.1\r\nHost: localhost:{port}\r\nHost: evil.example");
    assert_eq!(server.send(&twice).answer().status, 403);
    let absolute = format!("GET http://evil.example/healthz HTTP/1.1\r\nHost: localhost:{port}");
    assert_eq!(server.send(&absolute).answer().status, 403, "the target goes before the header");
    assert_eq!(server.send("GET /healthz HTTP/1.0").answer().status, 403, "no host at all");
}

#[test]
fn with_a_token_only_the_two_states_and_the_page_are_open() {
    let archive = archive();
    let file = archive.directory().join("token");
    fs::write(&file, format!("{TOKEN}\n")).unwrap();
    let by_variable = Server::start_with(archive.directory(), &[], &[("AGENTEXPORT_TOKEN", TOKEN)]);
    let by_file = Server::start(archive.directory(), &["--token-file", file.to_str().unwrap()]);
    for server in [by_variable, by_file] {
        for target in [
            "/v1/usage-daily",
            "/api/v1/activity/report",
            "/schemas/v1/usage-daily.json",
            "/openapi.json",
            "/nothing",
        ] {
            let refused = server.get(target);
            assert!(refused.error(401).contains("token"), "{target}");
            assert_eq!(refused.header("www-authenticate").as_deref(), Some("Bearer"));
        }
        let wrong = server.ask("GET", "/v1/usage-daily", &[("Authorization", "Bearer wrong")]);
        assert_eq!(wrong.status, 401);
        let right = format!("Bearer {TOKEN}");
        assert_eq!(server.ask("GET", "/v1/usage-daily", &[("Authorization", &right)]).status, 200);
        assert_eq!((server.get("/healthz").status, server.get("/readyz").status), (200, 200));
        assert_eq!(server.get("/").status, 200, "the page asks for the token, so it must come without");
        server.signal("TERM");
        let (_, lines) = server.ended();
        assert!(lines.iter().all(|line| !line.contains(TOKEN) && !line.contains("wrong")), "{lines:?}");
    }
}

#[test]
fn other_machines_are_not_listened_to_without_a_token() {
    let archive = archive();
    for host in ["0.0.0.0", "::", "192.0.2.1"] {
        let (code, sentence) = refusal(archive.directory(), &["--host", host], &[]);
        assert_eq!(code, Some(1));
        assert!(
            sentence.contains("is not a loopback address") && sentence.contains("--token-file"),
            "{sentence}"
        );
    }
    let (_, sentence) =
        refusal(archive.directory(), &["--host", "0.0.0.0"], &[("AGENTEXPORT_TOKEN", "two words")]);
    assert!(sentence.contains("the token must be") && !sentence.contains("two words"), "{sentence}");

    let server =
        Server::start_with(archive.directory(), &["--host", "0.0.0.0"], &[("AGENTEXPORT_TOKEN", TOKEN)]);
    assert_eq!(server.get("/healthz").status, 200, "an address is known");
    let named = server.send(&format!("GET /healthz HTTP/1.1\r\nHost: laptop:{}", server.port)).answer();
    assert_eq!(named.status, 403, "a name is not");
}

#[test]
fn what_cannot_be_started_is_told_in_one_line() {
    let archive = archive();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let holder = std::net::TcpListener::bind(("127.0.0.1", taken)).unwrap();
    for (flags, start) in [
        (vec!["--port".to_owned(), taken.to_string()], "fatal: cannot listen on 127.0.0.1:"),
        (
            vec!["--public-url".into(), "usage.example".into()],
            "fatal: \"usage.example\" is not the address of a site",
        ),
        (vec!["--allow-origin".into(), "*".into()], "fatal: \"*\" is not the address of a site"),
        (vec!["--token-file".into(), "/no/such".into()], "fatal: /no/such: the token cannot be read"),
    ] {
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        let (code, sentence) = refusal(archive.directory(), &flags, &[]);
        assert_eq!((code, sentence.lines().count()), (Some(1), 1), "{sentence}");
        assert!(sentence.starts_with(start), "{sentence}");
    }
    drop(holder);
}

#[test]
fn pages_of_other_origins_read_nothing_unless_allowed() {
    let archive = archive();
    let closed = Server::start(archive.directory(), &[]);
    let from = |server: &Server, method: &str, origin: &str| {
        let answer = server.ask(
            method,
            "/v1/sessions",
            &[("Origin", origin), ("Access-Control-Request-Method", "GET")],
        );
        (answer.status, answer.header("access-control-allow-origin"))
    };
    assert_eq!(from(&closed, "GET", "https://a.example"), (200, None));
    assert_eq!(from(&closed, "OPTIONS", "https://a.example"), (405, None));

    let flags = ["--allow-origin", "https://a.example", "--allow-origin", "http://b.example:3000"];
    let open = Server::start_with(archive.directory(), &flags, &[("AGENTEXPORT_TOKEN", TOKEN)]);
    for origin in ["https://a.example", "http://b.example:3000"] {
        let allowed = Some(origin.to_owned());
        assert_eq!(from(&open, "OPTIONS", origin), (200, allowed.clone()), "a preflight brings no token");
        assert_eq!(from(&open, "GET", origin), (401, allowed), "and a page can read why it was refused");
    }
    for origin in ["https://c.example", "https://a.example.evil", "http://a.example", "null"] {
        assert_eq!(from(&open, "GET", origin), (401, None), "{origin}");
    }
    let answer = open.ask("GET", "/v1/sessions", &[("Origin", "https://a.example")]);
    assert!(answer.header("vary").unwrap().contains("origin"));
    assert_eq!(answer.header("access-control-allow-credentials"), None);
}

#[test]
fn only_get_and_head_are_answered() {
    let archive = archive();
    let server = Server::start(archive.directory(), &[]);
    for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"] {
        for target in ["/v1/sessions", "/healthz", "/openapi.json"] {
            let answer = server.ask(method, target, &[]);
            assert!(answer.error(405).contains("GET and HEAD"), "{method} {target}");
            assert_eq!(answer.header("allow").as_deref(), Some("GET,HEAD"));
        }
    }
}

#[test]
fn every_answer_says_what_browsers_may_do_with_it() {
    let archive = archive();
    let server = Server::start(archive.directory(), &[]);
    for target in ["/v1/sessions", "/v1/sessions?x=1", "/nowhere", "/healthz", "/openapi.json"] {
        let answer = server.get(target);
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
            ("referrer-policy", "no-referrer"),
        ] {
            assert_eq!(answer.header(name).as_deref(), Some(value), "{target}");
        }
    }
}
