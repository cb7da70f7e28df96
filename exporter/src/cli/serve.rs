//! `serve` on the command line: its flags, and the plain data they become. Addresses and origins are looked at by the
//! server; the token is read by the command, and never typed.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use super::arguments::{archive, further_words, help_flag, program, text, valued};
use super::command::Serve;
use super::usage_error::UsageError;
use super::{checks, help, values};
use clap::{ArgAction, ArgMatches, Command, ValueHint};

/// The port when none is given.
const PORT: u16 = 8080;

/// Seconds a request may take when nothing else is said.
const REQUEST_TIMEOUT: u64 = 30;

/// MiB an answer may have when nothing else is said.
const MAX_RESPONSE: usize = 256;

/// The flags.
pub(super) fn definition() -> Command {
    program("serve", &help::SERVE)
        .next_help_heading("Which archive")
        .args(archive())
        .next_help_heading("Where")
        .arg(
            valued("port", "N", "The port to listen on; 0 takes a free one [default: 8080]")
                .value_parser(values::within::<0, 65_535>()),
        )
        .arg(
            valued(
                "host",
                "ADDRESS",
                "The address to listen on; any but loopback needs a token [default: 127.0.0.1]",
            )
            .value_parser(values::address()),
        )
        .arg(text("public-url", "URL", "How it is reached from outside: https://usage.example.org"))
        .next_help_heading("Who")
        .arg(
            valued(
                "token-file",
                "FILE",
                "Requests must bring the token in this file [default: $AGENTEXPORT_TOKEN]",
            )
            .value_parser(values::directory())
            .value_hint(ValueHint::FilePath),
        )
        .arg(
            text("allow-origin", "ORIGIN", "Pages of this origin may read answers; may be repeated")
                .action(ArgAction::Append),
        )
        .next_help_heading("How much")
        .arg(
            valued(
                "max-concurrency",
                "N",
                "Reports made at the same time; others wait in line [default: one for two cores]",
            )
            .value_parser(values::within::<1, 1_024>()),
        )
        .arg(
            valued(
                "request-timeout",
                "SECONDS",
                "What takes longer, waiting included, is refused [default: 30]",
            )
            .value_parser(values::within::<1, 86_400>()),
        )
        .arg(
            valued("max-response", "MIB", "An answer that is larger is refused [default: 256]")
                .value_parser(values::within::<1, 65_536>()),
        )
        .next_help_heading("Other")
        .arg(help_flag())
        .arg(further_words())
        .after_help(help::serve_exit_codes())
}

/// What the flags say.
pub(super) fn read(flags: &ArgMatches, path: &str) -> Result<Serve, UsageError> {
    checks::no_further_word(flags, path)?;
    let number = |name| checks::value::<i64>(flags, name);
    // The bounds of each flag lie within its type.
    let size = |name| number(name).and_then(|number| usize::try_from(number).ok());
    Ok(Serve {
        data_dir: checks::data_dir(flags),
        mirror: checks::mirror(flags),
        host: checks::value::<IpAddr>(flags, "host").unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        port: number("port").and_then(|port| u16::try_from(port).ok()).unwrap_or(PORT),
        token_file: checks::value::<PathBuf>(flags, "token-file"),
        public_url: checks::value::<String>(flags, "public-url").filter(|url| !url.is_empty()),
        allow_origins: flags.get_many::<String>("allow-origin").unwrap_or_default().cloned().collect(),
        max_concurrency: size("max-concurrency"),
        request_timeout: number("request-timeout").map_or(REQUEST_TIMEOUT, i64::unsigned_abs),
        max_response: size("max-response").unwrap_or(MAX_RESPONSE),
    })
}

#[cfg(test)]
mod tests {
    use crate::cli::{Command, MirrorFlags, Serve, UsageError, parse};
    use std::ffi::OsString;

    fn serve(flags: &str) -> Result<Serve, UsageError> {
        let line = ["agentexport", "serve"].into_iter().chain(flags.split_whitespace());
        match parse(line.map(OsString::from), String::new)?.command {
            Command::Serve(serve) => Ok(*serve),
            other => panic!("expected a server, got {other:?}"),
        }
    }

    #[test]
    fn no_flags_mean_this_machine_only() {
        let expected = Serve {
            data_dir: None,
            mirror: MirrorFlags::default(),
            host: [127, 0, 0, 1].into(),
            port: 8080,
            token_file: None,
            public_url: None,
            allow_origins: Vec::new(),
            max_concurrency: None,
            request_timeout: 30,
            max_response: 256,
        };
        assert_eq!(serve("").unwrap(), expected);
    }

    #[test]
    fn every_flag_reaches_its_member() {
        let flags = "--data-dir d --source s --schema x --archive y --host ::1 --port 0 --token-file t --public-url https://a --max-concurrency 2 \
                     --allow-origin https://b --allow-origin http://c:1 --request-timeout 3 --max-response 4";
        let expected = Serve {
            data_dir: Some("d".into()),
            mirror: MirrorFlags {
                source: Some("s".into()),
                schema: Some("x".into()),
                archive: Some("y".into()),
            },
            host: "::1".parse().unwrap(),
            port: 0,
            token_file: Some("t".into()),
            public_url: Some("https://a".into()),
            allow_origins: vec!["https://b".into(), "http://c:1".into()],
            max_concurrency: Some(2),
            request_timeout: 3,
            max_response: 4,
        };
        assert_eq!(serve(flags).unwrap(), expected);
    }

    #[test]
    fn odd_values_are_refused() {
        for (flags, reason) in [
            ("--port 65536", "between 0 and 65535"),
            ("--port x", "between 0 and 65535"),
            ("--host example.org", "an IP address"),
            ("--max-concurrency 0", "between 1 and 1024"),
            ("--request-timeout 0", "between 1 and 86400"),
            ("--max-response -1", "between 1 and 65536"),
            ("--token secret", "unknown flag: --token"),
            ("extra", "unknown command"),
        ] {
            let sentence = serve(flags).unwrap_err().to_string();
            assert!(sentence.contains(reason), "{flags}: {sentence}");
        }
    }
}
