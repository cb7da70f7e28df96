//! Mirrors that release 0.37.1 pushed: read as they are, by either backend, with its rules about prices.

use conformance::{Archive, Mirror};
use serde_json::{Value, json};

/// The schema of such a mirror in this kind of database.
pub(crate) fn schema(mirror: &Mirror) -> &'static str {
    match mirror {
        Mirror::Postgres(..) => "agentsview",
        Mirror::DuckDb(_) => "main",
    }
}

/// Statements for this kind of database.
pub(crate) fn statements(mirror: &Mirror, sql: &str) -> String {
    let instant = match mirror {
        Mirror::Postgres(..) => "timestamptz",
        Mirror::DuckDb(_) => "timestamp",
    };
    sql.replace("{schema}", schema(mirror)).replace("{instant}", instant)
}

/// An empty mirror of each kind.
pub(crate) fn mirrors() -> [Mirror; 2] {
    Mirror::of_each_kind().map(|mirror| {
        mirror.change(&statements(&mirror, include_str!("../data/mirrors/reference.sql")));
        mirror
    })
}

/// A session with two messages, an event, and what it is known by, in a mirror and in an archive.
const ROWS: &str = "
    INSERT INTO {schema}.sessions (id, machine, project, agent, display_name, created_at, started_at, ended_at,
        message_count, user_message_count, cwd) VALUES
        ('s', 'host', 'p', 'claude', 'a name', '2026-07-01 00:00:00Z', '2026-07-01 10:00:00.12Z', '2026-07-01 10:20:00Z',
        2, 2, '/src/p');
    INSERT INTO {schema}.messages (session_id, ordinal, role, \"timestamp\", model, token_usage, claude_message_id,
        claude_request_id) VALUES
        ('s', 0, 'user', '2026-07-01 10:00:00.12Z', '', '', '', ''),
        ('s', 1, 'assistant', '2026-07-01 10:05:00.5Z', 'm', '{\"input_tokens\":1000000,\"output_tokens\":10}', 'x', 'y');
    INSERT INTO {schema}.usage_events (id, session_id, source, model, input_tokens, cost_usd, occurred_at) VALUES
        (1, 's', 'provider', 'm', 5, 0.25, '2026-07-01 10:10:00Z');
    INSERT INTO {schema}.project_identity_observations (project, machine, root_path, git_remote, observed_at) VALUES
        ('p', 'local', '/src/p', 'https://github.com/acme/p.git', '2026-07-01 00:00:00Z');
";

const COMMANDS: [&str; 4] = [
    "export sessions --all --include-one-shot",
    "usage daily --all --json --breakdown --offline --timezone Europe/Berlin",
    "activity report --preset day --date 2026-07-01 --json --offline --timezone UTC",
    "usage statusline --timezone UTC",
];

/// Takes out what such a mirror does not keep: the identifier of an archive.
fn settled(mut document: Value) -> Value {
    if let Some(id) = document.get_mut("database_id") {
        *id = json!("");
    }
    document
}

#[test]
fn the_documents_are_those_of_the_archive() {
    let archive = Archive::from_rows(&[]);
    let instants = |sql: &str| sql.replace(' ', "T");
    let rows = statements(&Mirror::in_duckdb(), ROWS).replace("main.", "");
    // In an archive instants are texts.
    let rows = [
        "2026-07-01 00:00:00Z",
        "2026-07-01 10:00:00.12Z",
        "2026-07-01 10:20:00Z",
        "2026-07-01 10:05:00.5Z",
        "2026-07-01 10:10:00Z",
    ]
    .iter()
    .fold(rows, |rows, instant| rows.replace(instant, &instants(instant)));
    archive.change(
        &rows
            .replace("INTO messages (session_id,", "INTO messages (content, session_id,")
            .replace("('s', 0", "('', 's', 0")
            .replace("('s', 1", "('', 's', 1"),
    );
    for mirror in mirrors() {
        mirror.change(&statements(&mirror, ROWS));
        for command in COMMANDS {
            let words: Vec<_> = command.split(' ').collect();
            let (expected, found) = (archive.run(&words, &[]), mirror.report(&words));
            assert_eq!(found.code, 0, "{command}: {}", found.stderr);
            if command.contains("statusline") {
                assert_eq!(found.stdout, expected.stdout, "{:?}", mirror.address());
                continue;
            }
            assert_eq!(
                settled(found.document()),
                settled(expected.document()),
                "{command} of {:?}",
                mirror.address()
            );
        }
    }
}

#[test]
fn prices_in_a_mirror_are_all_there_are_and_built_in_ones_serve_one_without() {
    for mirror in mirrors() {
        mirror.change(&statements(&mirror, ROWS));
        mirror.change(&statements(
            &mirror,
            "UPDATE {schema}.messages SET model = 'claude-sonnet-4-5' WHERE model <> ''",
        ));
        let words = ["usage", "daily", "--all", "--json", "--timezone", "UTC"];
        let pricing = |cost: f64, rows: i64| {
            let document = mirror.report(&words).document();
            assert_eq!(document["pricing"]["effective_row_count"], rows, "{:?}", mirror.address());
            assert_eq!(document["totals"]["totalCost"], cost, "{:?}", mirror.address());
        };
        // 1,000,000 input and 10 output tokens at 3 and 15 dollars a million, and an event of 25 cents.
        pricing(3.250_15, 2426);
        // Rows of bookkeeping are none.
        mirror.change(&statements(
            &mirror,
            "INSERT INTO {schema}.model_pricing (model_pattern, updated_at) VALUES ('_version', 'x')",
        ));
        pricing(3.250_15, 2426);
        mirror.change(&statements(
            &mirror,
            "INSERT INTO {schema}.model_pricing (model_pattern, input_per_mtok) VALUES ('something-else', 1)",
        ));
        pricing(0.25, 1);
    }
}

#[test]
fn what_is_missing_is_named() {
    for mirror in mirrors() {
        mirror.change(&statements(&mirror, "ALTER TABLE {schema}.sessions DROP COLUMN cwd"));
        let refused = mirror.report(&["usage", "daily"]);
        assert!(refused.refusal(1).contains("lacks sessions.cwd"), "{}", refused.stderr);
        mirror.change(&statements(&mirror, "DROP TABLE {schema}.model_pricing"));
        assert!(mirror.report(&["usage", "daily"]).refusal(1).contains("lacks "));
    }
    for mirror in Mirror::of_each_kind() {
        mirror.change("CREATE TABLE other (x integer)");
        assert!(mirror.report(&["usage", "daily"]).refusal(1).contains("holds no mirror"));
    }
}
