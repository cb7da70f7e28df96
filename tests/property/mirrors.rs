//! Mirrors of generated archives: a document does not tell which database it was made from.

#![expect(clippy::expect_used, reason = "a fixture that cannot be changed fails the test")]

use conformance::{Archive, Mirror, Postgres};
use proptest::prelude::*;
use proptest::sample::select;
use rusqlite::types::Value;

use crate::export::archives::contents;
use crate::export::cases;

/// One command line for each surface and form, with the built-in prices put over those of the archive: a mirror without
/// prices has them.
const COMMANDS: [&str; 8] = [
    "export sessions --all --include-one-shot --include-automated --include-children",
    "export sessions --format ndjson --limit 3 --include-one-shot",
    "usage daily --all --json --breakdown --offline --timezone UTC",
    "usage daily --since 2026-07-02 --until 2026-07-03 --json --offline --timezone Asia/Kathmandu",
    "usage summary --no-default-range --offline --timezone Asia/Tokyo",
    "usage summary --from 2026-07-02 --to 2026-07-03 --offline --agent claude --timezone Pacific/Auckland",
    "activity report --preset week --date 2026-07-02 --json --offline --timezone UTC",
    "activity report --preset month --date 2026-07-02 --json --offline --timezone America/St_Johns",
];

/// The tables whose texts a push may repair.
const TABLES: [&str; 6] = [
    "sessions",
    "messages",
    "usage_events",
    "model_pricing",
    "project_identity_observations",
    "worktree_project_mappings",
];

/// Makes every text what a mirror makes of it, so that the repair is out of the comparison; false when two rows become one.
fn repair_texts(archive: &Archive) -> bool {
    let connection = archive.connect();
    for table in TABLES {
        let sql = format!("SELECT name FROM pragma_table_xinfo('{table}') WHERE hidden = 0");
        let mut columns = connection.prepare(&sql).expect("the table is there");
        let columns: Vec<String> = columns
            .query_map([], |row| row.get(0))
            .expect("a list")
            .map(|name| name.expect("a name"))
            .collect();
        for column in columns {
            let sql = format!(
                "SELECT rowid, \"{column}\" FROM {table} WHERE typeof(\"{column}\") IN ('text', 'blob')"
            );
            let mut statement = connection.prepare(&sql).expect("the column is there");
            let cells: Vec<(i64, Vec<u8>)> = statement
                .query_map([], |row| {
                    let value = row.get_ref(1)?;
                    Ok((row.get(0)?, value.as_bytes().unwrap_or_default().to_vec()))
                })
                .expect("the table can be read")
                .map(|cell| cell.expect("a cell"))
                .collect();
            for (number, bytes) in cells {
                let text = String::from_utf8_lossy(&bytes).replace('\0', "");
                let sql = format!("UPDATE {table} SET \"{column}\" = ?1 WHERE rowid = ?2");
                if connection.execute(&sql, (Value::Text(text), number)).is_err() {
                    return false;
                }
            }
        }
    }
    true
}

#[test]
fn the_database_does_not_show() {
    // One server for all of them.
    let _server = Postgres::shared();
    let commands = select(vec![&COMMANDS[..4], &COMMANDS[4..]]);
    proptest!(cases(24), |(contents in contents(), commands in commands)| {
        let archive = contents.archive();
        prop_assume!(repair_texts(&archive));
        for mirror in Mirror::of_each_kind() {
            let pushed = mirror.push(&archive, &["--keep-titles"]);
            prop_assert_eq!(pushed.code, 0, "{}", pushed.stderr);
            if pushed.stderr.contains("left out") {
                continue;
            }
            for command in commands {
                let words: Vec<_> = command.split(' ').collect();
                let (expected, found) = (archive.run(&words, &[]), mirror.report(&words));
                prop_assert_ne!(expected.code, 2, "{} must be a command: {}", command, expected.stderr);
                prop_assert_eq!(found.code, expected.code, "{}: {}", command, found.stderr);
                prop_assert_eq!(
                    String::from_utf8_lossy(&found.stdout),
                    String::from_utf8_lossy(&expected.stdout),
                    "{} of {:?}",
                    command,
                    mirror.address()
                );
            }
        }
    });
}
