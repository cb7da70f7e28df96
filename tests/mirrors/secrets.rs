//! Credentials planted in every text column of a mirror: none reaches a document, a note or an error.

use conformance::{Archive, Message, Mirror, Observation, Row, Session};

use crate::reference::{mirrors, schema, statements};

/// What must not come out: as the user of a remote, and as a word in a column that reports need not print.
const SECRET: &str = "ghp_0123456789abcdefghijABCDEFGHIJ012345";

/// Columns whose text is what a report prints: labels, names, models, and times, which v1 prints as they are stored. Whoever writes a secret there has published it.
const PRINTED: [&str; 20] = [
    "id",
    "database_id",
    "started_at",
    "ended_at",
    "created_at",
    "project",
    "machine",
    "agent",
    "model",
    "git_branch",
    "session_id",
    "parent_session_id",
    "model_pattern",
    "pattern",
    "display_name",
    "session_name",
    "first_message",
    "relationship_type",
    "outcome",
    "health_grade",
];
/// Directories stand for projects without a remote, and are printed too.
const PLACES: [&str; 5] = ["cwd", "root_path", "worktree_root_path", "worktree_name", "path_prefix"];

const REPORTS: [&str; 2] = [
    "export sessions --all --include-one-shot --include-automated --include-children",
    "activity report --preset month --date 2026-07-01 --json --timezone UTC",
];

/// Every text column of a schema, as table and column.
fn text_columns(mirror: &Mirror) -> Vec<(String, String)> {
    let sql = format!(
        "SELECT CAST(table_name || '.' || column_name AS text) FROM information_schema.columns \
         WHERE table_schema = '{}' AND data_type IN ('text', 'VARCHAR') ORDER BY 1",
        if mirror
            .column("SELECT CAST(table_schema AS text) FROM information_schema.tables")
            .contains(&"agent_contracts".to_owned())
        {
            "agent_contracts"
        } else {
            schema(mirror)
        }
    );
    let split =
        |name: String| name.split_once('.').map(|(table, column)| (table.to_owned(), column.to_owned()));
    mirror.column(&sql).into_iter().filter_map(split).collect()
}

/// Plants a secret in one column after the other, and looks at everything that comes out.
fn plant(mirror: &Mirror, schema: &str) {
    let mut planted = 0;
    for (table, column) in text_columns(mirror) {
        // The keys of a mirror's own notes are never printed, and one only may be of a name.
        let is_key = table.ends_with("metadata") && column == "key";
        if PRINTED.contains(&column.as_str()) || PLACES.contains(&column.as_str()) || is_key {
            continue;
        }
        let secret = if column == "git_remote" {
            format!("https://user:{SECRET}@github.com/acme/a.git")
        } else {
            SECRET.to_owned()
        };
        mirror.change(&format!("CREATE TABLE kept AS SELECT * FROM {schema}.{table}"));
        mirror.change(&format!("UPDATE {schema}.{table} SET {} = '{secret}'", quoted(&column)));
        for report in REPORTS {
            let words: Vec<_> = report.split(' ').collect();
            let output = mirror.report(&words);
            let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), output.stderr);
            assert!(
                !text.contains(SECRET),
                "{table}.{column} of {} comes out in {report}: {text}",
                mirror.address().display()
            );
        }
        planted += 1;
        mirror.change(&format!("DELETE FROM {schema}.{table}"));
        mirror.change(&format!("INSERT INTO {schema}.{table} SELECT * FROM kept"));
        mirror.change("DROP TABLE kept");
    }
    assert!(planted > 10, "only {planted} columns were tried");
}

fn quoted(column: &str) -> String {
    format!("\"{column}\"")
}

#[test]
fn in_mirrors_of_ours() {
    for mirror in Mirror::of_each_kind() {
        let archive = Archive::from_rows(&[
            Row::from(&Session::default()),
            Row::from(&Message {
                model: b"claude-sonnet-4-5".to_vec(),
                token_usage: b"{\"input_tokens\":5}".to_vec(),
                ..Message::default()
            }),
            Row::from(&Observation {
                git_remote: b"https://github.com/acme/a.git".to_vec(),
                ..Observation::default()
            }),
        ]);
        assert_eq!(mirror.push(&archive, &["--keep-titles"]).code, 0);
        plant(&mirror, "agent_contracts");
    }
}

#[test]
fn in_mirrors_of_the_reference() {
    for mirror in mirrors() {
        mirror.change(&statements(
            &mirror,
            "INSERT INTO {schema}.sessions (id, machine, project, agent, started_at, ended_at, message_count) VALUES
                ('s', 'h', 'p', 'claude', '2026-07-01 10:00:00Z', '2026-07-01 10:20:00Z', 2);
             INSERT INTO {schema}.messages (session_id, ordinal, role, \"timestamp\", model, token_usage) VALUES
                ('s', 1, 'assistant', '2026-07-01 10:05:00Z', 'm', '{\"input_tokens\":5}');
             INSERT INTO {schema}.sync_metadata (key, value) VALUES ('push_marker:0123', 'h');
             INSERT INTO {schema}.project_identity_observations (project, machine, root_path, git_remote, observed_at) VALUES
                ('p', 'local', '/src/p', 'https://github.com/acme/p.git', '2026-07-01 00:00:00Z');",
        ));
        plant(&mirror, schema(&mirror));
    }
}
