//! Arbitrary filters, as flags of `export sessions`.

use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// Flags that can only take sessions away, with values worth trying.
const FILTERS: [(&str, &[&str]); 16] = [
    ("--project", &["p", "q", " p ", "x,y", "none"]),
    ("--exclude-project", &["p", "x,y", "none"]),
    ("--machine", &["local", " m2 , local", ",", "none"]),
    ("--git-branch", &["p\u{1f}main", "p\u{1f}main\u{1e}q\u{1f}", "no separator", "\u{1e}"]),
    ("--agent", &["claude", "codex,claude", ""]),
    ("--date", &["2026-07-02", "garbage"]),
    ("--date-from", &["2026-07-03", "2026-07-03T12", "0"]),
    ("--date-to", &["2026-07-05", ""]),
    ("--active-since", &["2026-07-04", "2026-07-02T01:00:00+02:00", "2461226.5", "garbage", "now"]),
    ("--min-messages", &["2", "0", "-1", "9223372036854775807"]),
    ("--max-messages", &["4", "0", "0x10"]),
    ("--min-user-messages", &["2", "0"]),
    ("--outcome", &["success", "success,failure", " , "]),
    ("--health-grade", &["A", "A,B"]),
    ("--min-tool-failures", &["0", "2", "-9223372036854775808"]),
    ("--has-secret", &["true"]),
];

/// Flags that can bring sessions in.
const WIDENERS: [&str; 3] = ["--include-one-shot", "--include-automated", "--include-children"];

fn filter(name: &'static str, values: &'static [&'static str]) -> impl Strategy<Value = String> {
    select(values).prop_map(move |value| format!("{name}={value}"))
}

/// Any combination; mostly few.
pub(super) fn flags() -> impl Strategy<Value = Vec<String>> {
    let filters: Vec<_> =
        FILTERS.iter().map(|&(name, values)| option::weighted(0.06, filter(name, values))).collect();
    (filters, wideners())
        .prop_map(|(filters, wideners)| wideners.into_iter().chain(filters.into_iter().flatten()).collect())
}

/// Flags that bring sessions in; mostly those that bring in the most.
pub(super) fn wideners() -> impl Strategy<Value = Vec<String>> {
    [prop::bool::weighted(0.7), prop::bool::weighted(0.7), prop::bool::weighted(0.5)].prop_map(|given| {
        WIDENERS.iter().zip(given).filter(|(_, given)| *given).map(|(name, _)| (*name).to_owned()).collect()
    })
}

/// A combination, and one filter more that it does not have.
pub(super) fn flags_and_one_more() -> impl Strategy<Value = (Vec<String>, String)> {
    (flags(), select(&FILTERS[..]).prop_flat_map(|(name, values)| filter(name, values))).prop_map(
        |(mut flags, more)| {
            let name = more.split('=').next().unwrap_or_default().to_owned() + "=";
            flags.retain(|flag| !flag.starts_with(&name));
            (flags, more)
        },
    )
}
