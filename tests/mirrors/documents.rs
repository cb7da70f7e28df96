//! One archive, three backends, the same bytes: every recorded case of the three surfaces, pushed and read back.

use std::fs;
use std::path::{Path, PathBuf};

use conformance::{Archive, Mirror, Postgres};

/// What is asked of each archive: surfaces, forms, filters and zones. With the built-in prices put over those of the archive
/// where a mirror without prices would be given them.
const COMMANDS: [&str; 11] = [
    "export sessions --all --include-one-shot --include-automated --include-children",
    "export sessions --format ndjson --limit 2 --include-one-shot",
    "export sessions --all --agent claude --date-from 2026-01-01 --include-one-shot",
    "usage daily --all --json --breakdown --offline --timezone UTC",
    "usage daily --since 2026-06-01 --until 2026-07-31 --json --offline --timezone Asia/Kathmandu",
    "usage daily --all --json --offline --agent codex,cursor --timezone America/New_York",
    "usage summary --from 2026-06-01 --to 2026-07-31 --offline --timezone America/St_Johns",
    "usage summary --no-default-range --offline --timezone Asia/Tokyo --exclude-agent codex",
    "activity report --preset month --date 2026-06-15 --json --offline --timezone Europe/Berlin",
    "activity report --preset week --date 2026-07-01 --json --offline --timezone Pacific/Auckland",
    "usage statusline --timezone UTC",
];

fn archives(surface: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(surface);
    let entries = fs::read_dir(folder).expect("the folder of recorded cases is there");
    let mut paths: Vec<_> = entries
        .map(|entry| entry.expect("the folder can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
        .filter(|path| !path.to_string_lossy().contains(".step"))
        .collect();
    paths.sort();
    paths
}

/// Whether every command is to be tried on every archive in every kind of mirror, which takes a while; else they take turns.
fn is_thorough() -> bool {
    std::env::var_os("MIRRORS_THOROUGH").is_some()
}

/// Compares what all backends say of every archive of a surface.
fn compare(surface: &str, at_least: usize) {
    // One server for all of them.
    let _server = Postgres::shared();
    let kinds: [fn() -> Mirror; 2] = [Mirror::in_postgres, Mirror::in_duckdb];
    let (kinds_each, commands_each) = if is_thorough() { (2, COMMANDS.len()) } else { (1, 2) };
    let (mut kinds, mut commands) = (kinds.iter().cycle(), COMMANDS.iter().cycle());
    let mut compared = 0;
    for path in archives(surface) {
        let name = path.display();
        let archive = Archive::from_sql(&fs::read_to_string(&path).expect("a case is text"));
        for mirror in kinds.by_ref().take(kinds_each).map(|kind| kind()) {
            let pushed = mirror.push(&archive, &["--keep-titles"]);
            if ["no identifier", "schema missing"].iter().any(|reason| pushed.stderr.contains(reason)) {
                continue;
            }
            assert_eq!(pushed.code, 0, "{name}: {}", pushed.stderr);
            if pushed.stderr.contains("left out") {
                // Rows that no report can use are an error of the archive's own reports, and absent from a mirror.
                continue;
            }
            for command in commands.by_ref().take(commands_each) {
                let words: Vec<_> = command.split(' ').collect();
                let (expected, found) = (archive.run(&words, &[]), mirror.report(&words));
                assert_ne!(expected.code, 2, "{command} must be a command: {}", expected.stderr);
                assert_eq!(found.code, expected.code, "{name}: {command}: {}", found.stderr);
                assert_eq!(
                    String::from_utf8_lossy(&found.stdout),
                    String::from_utf8_lossy(&expected.stdout),
                    "{name}: {command}: {} must print what the archive prints",
                    mirror.address().display()
                );
            }
            compared += 1;
        }
    }
    assert!(compared >= at_least, "only {compared} mirrors of {surface} could be compared");
}

#[test]
fn of_session_cases() {
    compare("sessions", 40);
}

#[test]
fn of_usage_cases() {
    compare("usage", 50);
}

#[test]
fn of_activity_cases() {
    compare("activity", 50);
}
