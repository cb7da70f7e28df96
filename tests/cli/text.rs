//! Text for people and shells: help, completions, messages. Without a terminal nothing drives one.

use conformance::run;

const ESCAPE: u8 = 0x1b;

#[test]
fn every_shell_gets_completions() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = run(["completions", shell], &[]);
        assert_eq!((output.code, output.stderr.as_str()), (0, ""), "{shell}");
        let script = String::from_utf8(output.stdout).unwrap();
        assert!(
            script.contains("agentexport") && script.contains("sessions"),
            "{shell} learns nothing: {script}"
        );
    }
    let output = run(["completions", "cmd"], &[]);
    assert!(output.refusal(1).contains("it must be bash, elvish, fish, powershell or zsh"), "{output:?}");
}

#[test]
fn nothing_drives_a_terminal_where_there_is_none() {
    let lines: [&[&str]; 10] = [
        &[],
        &["--help"],
        &["export"],
        &["export", "sessions", "--help"],
        &["help", "demo"],
        &["--version"],
        &["completions", "fish"],
        &["demo"],
        &["export", "sessions", "--limit=\u{1b}[31m"],
        &["export", "sessions", "--data-dir=/\u{1b}[31m/none"],
    ];
    for line in lines {
        let output = run(line, &[]);
        assert!(!output.stdout.contains(&ESCAPE), "{line:?} prints escape bytes without a terminal");
        assert!(!output.stderr.as_bytes().contains(&ESCAPE), "{line:?} reports with escape bytes");
        assert!(!output.stdout.is_empty() || output.code != 0, "{line:?} says nothing");
    }
    let file = tempfile::tempfile().unwrap();
    assert!(!agentexport::cli::help::wants_colour(&file), "a file is no terminal");
}

#[test]
fn a_mistake_in_the_arguments_is_one_line() {
    for line in [
        &["nonsense"][..],
        &["export", "nonsense"],
        &["export", "sessions", "--nonsense"],
        &["export", "sessions", "word"],
        &["export", "sessions", "--limit=501"],
        &["export", "sessions", "--json", "--format=ndjson"],
        &["export", "sessions", "--format=XML"],
        &["demo", "word"],
    ] {
        let output = run(line, &[]);
        assert!(output.refusal(1).starts_with("fatal: "), "{output:?}");
    }
}
