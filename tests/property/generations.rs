//! Archives of every release: the same rows give the same documents, whatever layout they stand in.

use conformance::releases;
use proptest::prelude::*;
use proptest::sample::select;

use crate::export::archives::contents;
use crate::export::cases;
use crate::export::rows::Contents;

/// One command line for each surface and form.
const COMMANDS: [&str; 6] = [
    "export sessions --all --include-one-shot --include-automated --include-children",
    "export sessions --format ndjson --limit 3 --include-one-shot",
    "usage daily --all --json --breakdown --timezone UTC",
    "usage daily --since 2026-07-02 --until 2026-07-03 --json --offline --timezone Asia/Kathmandu",
    "activity report --preset week --date 2026-07-02 --json --timezone UTC",
    "usage statusline --timezone UTC",
];

impl Contents {
    /// The same archive with nothing in it that a later layout stores otherwise: amounts in whole millionths of a
    /// dollar, worktrees only of places without a remote.
    fn stored_alike_by_every_release(mut self) -> Self {
        let round = |amount: f64| (amount.clamp(-1e6, 1e6) * 1e6).round() / 1e6 + 0.0;
        for event in &mut self.events {
            event.cost_usd = event.cost_usd.map(round);
        }
        for rate in self.prices.iter_mut().flat_map(|price| &mut price.rates) {
            *rate = round(*rate);
        }
        for observation in self.observations.iter_mut().filter(|seen| !seen.git_remote.is_empty()) {
            observation.worktree_name.clear();
            observation.worktree_root_path.clear();
        }
        self
    }
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn the_layout_does_not_show(
        contents in contents(),
        release in select(releases().skip(1).collect::<Vec<_>>()),
        command in select(&COMMANDS[..]),
    ) {
        let contents = contents.stored_alike_by_every_release();
        let words: Vec<&str> = command.split(' ').collect();
        let (first, later) = (contents.archive(), contents.archive().upgraded_to(release));
        let (expected, found) = (first.run(&words, &[]), later.run(&words, &[]));
        if expected.code == 0 {
            prop_assert_eq!(
                (found.code, String::from_utf8_lossy(&found.stdout)),
                (0, String::from_utf8_lossy(&expected.stdout)),
                "{} on the layout of {}: {}",
                command, release, found.stderr
            );
        } else {
            prop_assert_eq!(found.code, expected.code, "{} on the layout of {}", command, release);
        }
    }
}
