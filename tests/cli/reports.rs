//! What the reports print for people, on the demonstration's archive.

use std::ffi::OsStr;
use std::path::Path;

use conformance::{Output, run, run_at};
use tempfile::TempDir;

/// The demonstration's archive in a directory of its own.
fn demonstration() -> TempDir {
    let directory = TempDir::new().unwrap();
    let words = [OsStr::new("demo"), OsStr::new("--data-dir"), directory.path().as_os_str()];
    assert_eq!(run(words, &[]).code, 0, "the demonstration must go well");
    directory
}

fn report(directory: &Path, now: &str, words: &str) -> Output {
    run_at(now, words.split_whitespace(), &[("AGENTSVIEW_DATA_DIR", directory.as_os_str())])
}

fn printed(directory: &Path, now: &str, words: &str) -> String {
    let output = report(directory, now, words);
    assert_eq!((output.code, output.stderr.as_str()), (0, ""), "{words}");
    String::from_utf8(output.stdout).unwrap()
}

const NOON: &str = "2026-07-01T12:00:00Z";

#[test]
fn usage_daily_is_a_table_with_a_line_per_model_on_request() {
    let directory = demonstration();
    assert_eq!(
        printed(directory.path(), NOON, "usage daily --all --timezone UTC"),
        "\
DATE        INPUT  OUTPUT  CACHE_CR  CACHE_RD   COST  MODELS
----        -----  ------  --------  --------   ----  ------
2026-07-01    940    2710     24600     42800  $0.25  claude-opus-4-6
2026-07-02   5200    1480         0      3100  $0.03  gpt-5.1-codex
2026-07-03   3400     300         0         0  $0.02  claude-opus-4-6
2026-07-04   1200      55         0         0  $0.00  local-llama
----        -----  ------  --------  --------   ----  ------
TOTAL       10740    4545     24600     45900  $0.31
"
    );
    let with_models = printed(directory.path(), NOON, "usage daily --until 2026-07-01 --breakdown");
    assert!(with_models.contains("\n  claude-opus-4-6    940    2710 "), "{with_models}");
}

#[test]
fn the_status_line_is_about_today_in_the_zone() {
    let directory = demonstration();
    let line = |now, words: &str| printed(directory.path(), now, &format!("usage statusline {words}"));
    assert_eq!(line(NOON, "--timezone UTC"), "$0.25 today, 71.0k tokens\n");
    assert_eq!(line("2026-07-05T12:00:00Z", "--timezone UTC"), "$0.00 today, 0 tokens\n");
    assert_eq!(
        line("2026-07-02T00:30:00Z", "--timezone America/New_York --format {date}:{{{sessions}}}:{model}"),
        "2026-07-01:{2}:claude-opus-4-6\n",
        "it is still the first of July in New York"
    );
    assert_eq!(line(NOON, "--timezone UTC --agent codex --format {cost}"), "$0.00\n");
}

#[test]
fn an_activity_report_is_a_summary_with_a_bar_per_bucket() {
    let directory = demonstration();
    let words = "activity report --timezone UTC --bucket 1h --date 2026-07-01";
    let text = printed(directory.path(), "2026-07-01T10:30:00Z", words);
    for line in [
        "Activity 2026-07-01T00:00:00Z to 2026-07-02T00:00:00Z (days of UTC)",
        "so far, as of 2026-07-01T10:30:00Z",
        "  Sessions 2: 2 interactive, 0 automated, 0 without activity in the range",
        "  Peak     2 at once at 2026-07-01T09:20:00Z",
        "  2026-07-01 09:00     2 ████████████████████████████████████████",
        "claude-opus-4-6       17.9m         0m  $0.25",
    ] {
        assert!(text.lines().any(|found| found == line), "{line:?} is missing in:\n{text}");
    }
}

#[test]
fn custom_prices_count_in_reports_and_a_trap_is_pointed_out() {
    let directory = demonstration();
    let settings =
        "[custom_model_pricing.local-llama]\ninput = 1000\n[custom_model_pricing.gpt-5.1]\ninput = 1\n";
    std::fs::write(directory.path().join("config.toml"), settings).unwrap();
    let output = report(directory.path(), NOON, "usage daily --since 2026-07-04 --json --timezone UTC");
    let document = output.document();
    assert_eq!(document["totals"]["totalCost"], 1.2);
    assert_eq!(document["pricing"]["source"], "custom+embedded");
    assert!(
        output.stderr.starts_with("warning: ") && output.stderr.contains("\"gpt-5.1\""),
        "an unquoted dot must be pointed out: {}",
        output.stderr
    );
}
