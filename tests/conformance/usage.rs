//! `usage daily` against the cases recorded from the reference program, in `data/usage`.

use agent_contracts::Surface;
use conformance::Archive;

use crate::recorded::{GROUPS, Recorded};

const CASES: Recorded = Recorded {
    folder: "usage",
    command: ["usage", "daily"],
    surface: Surface::UsageDaily,
    at_least: 75,
    settle: |_, _| {},
};

#[test]
fn no_case_is_lost() {
    CASES.assert_complete();
}

#[test]
fn first_quarter() {
    CASES.run_group(0);
}

#[test]
fn second_quarter() {
    CASES.run_group(1);
}

#[test]
fn third_quarter() {
    CASES.run_group(2);
}

#[test]
fn fourth_quarter() {
    CASES.run_group(GROUPS - 1);
}

#[test]
fn refusals_say_which_kind_they_are() {
    let archive = Archive::from_rows(&[]);
    for (flags, start) in [
        (&["--format", "yaml"][..], "fatal: invalid argument \"yaml\""),
        (&["--nonsense"], "fatal: unknown flag: --nonsense"),
        (&["--timezone", "Mars/Phobos"], "error: invalid --timezone: "),
        (
            &["--since", "yesterday"],
            "error: invalid --since: expected Nd, Nh, or YYYY-MM-DD, got \"yesterday\"",
        ),
        (&["--since", "106752d"], "error: invalid --since: 106752d is too long"),
        (
            &["--since", "2026-07-02", "--until", "2026-07-01"],
            "error: --since (2026-07-02) must not be after --until (2026-07-01)",
        ),
    ] {
        let words = [&["usage", "daily"], flags].concat();
        let output = archive.run(&words, &[]);
        assert!(output.refusal(1).starts_with(start), "{flags:?}: {}", output.stderr);
    }
    let output = archive.run(&["usage", "statusline", "--format", "{price}"], &[]);
    assert!(output.refusal(1).starts_with("error: invalid --format: there is no {price}"), "{output:?}");
}
