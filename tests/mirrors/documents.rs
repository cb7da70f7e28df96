//! One archive, three backends, the same bytes: every recorded case of the three surfaces, pushed and read back.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use conformance::{Archive, Mirror, Postgres, shared};
use liblzma::read::XzDecoder;

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

/// The recorded cases of a surface, each with its name.
fn cases(surface: &str) -> impl Iterator<Item = (String, Archive)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(surface);
    let is_case = |path: &PathBuf| {
        path.extension().is_some_and(|extension| extension == "sql")
            && !path.to_string_lossy().contains(".step")
    };
    files(&folder).into_iter().filter(is_case).map(|path| {
        let sql = fs::read_to_string(&path).expect("a case is text");
        (path.display().to_string(), Archive::from_sql(&sql))
    })
}

/// What is in a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a readable folder");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("a folder entry").path()).collect();
    paths.sort();
    paths
}

/// Whether every command is to be tried on every archive in every kind of mirror, which takes a while; else they take turns.
fn is_thorough() -> bool {
    std::env::var_os("MIRRORS_THOROUGH").is_some()
}

/// Compares what all backends say of every archive.
fn compare(archives: impl Iterator<Item = (String, Archive)>, at_least: usize) {
    // One server for all of them.
    let _server = Postgres::shared();
    let kinds: [fn() -> Mirror; 2] = [Mirror::in_postgres, Mirror::in_duckdb];
    let (kinds_each, commands_each) = if is_thorough() { (2, COMMANDS.len()) } else { (1, 2) };
    let (mut kinds, mut commands) = (kinds.iter().cycle(), COMMANDS.iter().cycle());
    let mut compared = 0;
    for (name, archive) in archives {
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
    assert!(compared >= at_least, "only {compared} mirrors could be compared");
}

#[test]
fn of_session_cases() {
    compare(cases("sessions"), 40);
}

#[test]
fn of_usage_cases() {
    compare(cases("usage"), 50);
}

#[test]
fn of_activity_cases() {
    compare(cases("activity"), 50);
}

#[test]
fn of_releases() {
    let Some(shared) = shared() else { return };
    let packed = files(&shared.join("releases")).into_iter().map(|path| path.join("sessions.db.xz"));
    let archives = packed.filter(|path| path.is_file()).map(|path| {
        let mut bytes = Vec::new();
        let file = fs::File::open(&path).expect("a readable file");
        XzDecoder::new(file).read_to_end(&mut bytes).expect("the archive can be unpacked");
        (path.display().to_string(), Archive::from_bytes(&bytes))
    });
    compare(archives, 11);
}
