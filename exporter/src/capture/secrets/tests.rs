//! What is stored of remotes and directories with secrets in them, and of those without.

use super::*;

/// What must not show up anywhere.
const SECRET: &str = "S3CR3Tt0k";

fn remote(text: &str) -> String {
    String::from_utf8(without_secrets_in_remote(text.as_bytes())).unwrap()
}

fn path(text: &str) -> String {
    String::from_utf8(without_secrets_in_path(text.as_bytes())).unwrap()
}

#[test]
fn remotes_without_secrets_keep_their_text() {
    for text in [
        "https://github.com/acme/a.git",
        "github.com:acme/alpha.git",
        "ssh://gitlab.example.com:2222/team/gamma.git",
        "github.com:acme/zeta.git?x=1",
        "https://h/1%20;%20c",
        "https://h/a=b",
        "ext::sh -c x",
        "file:/srv/x",
        "../x:y",
        "C:repo",
        "https://ghproxy.example/https://github.com/o/r",
        "https://h/@scope/package",
        "ssh://[fe80::1%25en0]:22/x",
        "https://github.com/acme/token-ring",
    ] {
        assert_eq!(remote(text), text);
    }
}

#[test]
fn tails_are_cut_off() {
    for tail in ["?token=S", "#token=S", ";token=S", "%3Ftoken=S", "%23S", "%3btoken", "%253Ftoken"] {
        for base in ["https://github.com/acme/repo.git", "github.com:acme/repo.git"] {
            let text = format!("{base}{}", tail.replace('S', SECRET));
            assert_eq!(remote(&text), base, "{text}");
        }
    }
}

#[test]
fn remotes_with_a_secret_elsewhere_are_not_kept() {
    for form in [
        "https://h/token/S/acme/repo.git",
        "https://h/user:S/repo",
        "https://h/user%3AS%40h/repo",
        "https://h/user%253AS%2540h/repo",
        "https://proxy/https://u:S@h/repo",
        "https://S/acme/repo",
        "https://S.example.com/acme/repo",
        "https:user:S/h/repo",
        "git@h:S/repo.git",
        "user:S%40h:repo",
        "oauth2:S",
        "oauth2:plainword",
        "h:S:acme/repo",
        "ext::helper --token S repo",
        "ext::helper --token plainword repo",
        "file:/srv/S/repo",
        "h:ghp_aaaaaaaaaaaaaaaaaaaa/r",
    ] {
        assert_eq!(remote(&form.replace('S', SECRET)), "", "{form}");
    }
}

#[test]
fn names_of_remotes_are_names() {
    for (name, kept) in [
        ("origin", "origin"),
        (" up stream ", " up stream "),
        ("or\\\"igin", "or\\\"igin"),
        ("https://user:S3CR3Tt0k@h/x", ""),
        ("me@host", ""),
        ("S3CR3Tt0k", ""),
    ] {
        assert_eq!(plain_name(name.as_bytes()), kept.as_bytes(), "{name}");
    }
}

#[test]
fn directories_lose_users_queries_and_elements() {
    for (given, kept) in [
        ("/home/me/src/app", "/home/me/src/app"),
        ("/tmp/tmp.S3CR3Tt0k/app/", "/tmp/tmp.S3CR3Tt0k/app/"),
        ("rel/dir", "rel/dir"),
        ("host:/remote/path", "host:/remote/path"),
        (r"C:\Users\me\app", r"C:\Users\me\app"),
        ("C:/Users/me/app", "C:/Users/me/app"),
        ("", ""),
        ("user:S3CR3Tt0k@host:/srv/app", "host:/srv/app"),
        ("https://user:S3CR3Tt0k@host/srv/app?t=1#x", "https://host/srv/app"),
        ("https://host?S3CR3Tt0k", "https://host"),
        ("https://S3CR3Tt0k.example.com/app", "https://redacted/app"),
        ("https://user:S3CR3Tt0k%40host/app", "https://host/app"),
        ("S3CR3Tt0k:/srv/app", "redacted:/srv/app"),
        ("me@S3CR3Tt0k/app", "redacted/app"),
        ("/srv/S3CR3Tt0k/app", "/srv/redacted/app"),
        ("/srv/user:S3CR3Tt0k@h/app", "/srv/redacted/app"),
        ("/srv/token/abcdefg1/app", "/srv/token/redacted/app"),
    ] {
        assert_eq!(path(given), kept, "{given}");
    }
}
