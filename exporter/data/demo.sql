-- A small archive in the layout of release 0.37: the tables an export reads, and a week of made-up work.

CREATE TABLE sessions (
    id          TEXT PRIMARY KEY,
    project     TEXT NOT NULL,
    machine     TEXT NOT NULL DEFAULT 'local',
    agent       TEXT NOT NULL DEFAULT 'claude',
    first_message TEXT,
    display_name TEXT,
    session_name TEXT,
    started_at  TEXT,
    ended_at    TEXT,
    message_count INTEGER NOT NULL DEFAULT 0,
    user_message_count INTEGER NOT NULL DEFAULT 0,
    file_path   TEXT,
    file_size   INTEGER,
    file_mtime  INTEGER,
    next_ordinal INTEGER NOT NULL DEFAULT 0,
    last_entry_uuid TEXT,
    file_inode  INTEGER,
    file_device INTEGER,
    file_hash   TEXT,
    local_modified_at TEXT,
    parent_session_id TEXT,
    relationship_type TEXT NOT NULL DEFAULT '',
    total_output_tokens INTEGER NOT NULL DEFAULT 0,
    peak_context_tokens INTEGER NOT NULL DEFAULT 0,
    has_total_output_tokens INTEGER NOT NULL DEFAULT 0,
    has_peak_context_tokens INTEGER NOT NULL DEFAULT 0,
    is_automated INTEGER NOT NULL DEFAULT 0,
    tool_failure_signal_count INTEGER NOT NULL DEFAULT 0,
    tool_retry_count INTEGER NOT NULL DEFAULT 0,
    edit_churn_count INTEGER NOT NULL DEFAULT 0,
    consecutive_failure_max INTEGER NOT NULL DEFAULT 0,
    outcome TEXT NOT NULL DEFAULT 'unknown',
    outcome_confidence TEXT NOT NULL DEFAULT 'low',
    ended_with_role TEXT NOT NULL DEFAULT '',
    final_failure_streak INTEGER NOT NULL DEFAULT 0,
    signals_pending_since TEXT,
    compaction_count INTEGER NOT NULL DEFAULT 0,
    mid_task_compaction_count INTEGER NOT NULL DEFAULT 0,
    context_pressure_max REAL,
    health_score INTEGER,
    health_grade TEXT,
    has_tool_calls INTEGER NOT NULL DEFAULT 0,
    has_context_data INTEGER NOT NULL DEFAULT 0,
    quality_signal_version INTEGER NOT NULL DEFAULT 0,
    short_prompt_count INTEGER NOT NULL DEFAULT 0,
    unstructured_start INTEGER NOT NULL DEFAULT 0,
    missing_success_criteria_count INTEGER NOT NULL DEFAULT 0,
    missing_verification_count INTEGER NOT NULL DEFAULT 0,
    duplicate_prompt_count INTEGER NOT NULL DEFAULT 0,
    no_code_context_count INTEGER NOT NULL DEFAULT 0,
    runaway_tool_loop_count INTEGER NOT NULL DEFAULT 0,
    data_version INTEGER NOT NULL DEFAULT 0,
    cwd TEXT NOT NULL DEFAULT '',
    git_branch TEXT NOT NULL DEFAULT '',
    source_session_id TEXT NOT NULL DEFAULT '',
    source_version TEXT NOT NULL DEFAULT '',
    transcript_fidelity TEXT NOT NULL DEFAULT '',
    parser_malformed_lines INTEGER NOT NULL DEFAULT 0,
    is_truncated INTEGER NOT NULL DEFAULT 0,
    last_write_incremental INTEGER NOT NULL DEFAULT 0,
    deleted_at  TEXT,
    created_at  TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
    termination_status TEXT,
    secret_leak_count INTEGER NOT NULL DEFAULT 0,
    secrets_rules_version TEXT NOT NULL DEFAULT ''
);

CREATE TABLE messages (
    id             INTEGER PRIMARY KEY,
    session_id     TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
    ordinal        INTEGER NOT NULL,
    role           TEXT NOT NULL,
    content        TEXT NOT NULL,
    thinking_text  TEXT NOT NULL DEFAULT '',
    timestamp      TEXT,
    has_thinking   INTEGER NOT NULL DEFAULT 0,
    has_tool_use   INTEGER NOT NULL DEFAULT 0,
    content_length INTEGER NOT NULL DEFAULT 0,
    is_system      INTEGER NOT NULL DEFAULT 0,
    model TEXT NOT NULL DEFAULT '',
    token_usage TEXT NOT NULL DEFAULT '',
    context_tokens INTEGER NOT NULL DEFAULT 0,
    output_tokens INTEGER NOT NULL DEFAULT 0,
    has_context_tokens INTEGER NOT NULL DEFAULT 0,
    has_output_tokens INTEGER NOT NULL DEFAULT 0,
    claude_message_id TEXT NOT NULL DEFAULT '',
    claude_request_id TEXT NOT NULL DEFAULT '',
    source_type TEXT NOT NULL DEFAULT '',
    source_subtype TEXT NOT NULL DEFAULT '',
    source_uuid TEXT NOT NULL DEFAULT '',
    source_parent_uuid TEXT NOT NULL DEFAULT '',
    is_sidechain INTEGER NOT NULL DEFAULT 0,
    is_compact_boundary INTEGER NOT NULL DEFAULT 0,
    UNIQUE(session_id, ordinal)
);

CREATE TABLE usage_events (
    id INTEGER PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
    message_ordinal INTEGER,
    source TEXT NOT NULL,
    model TEXT NOT NULL,
    input_tokens INTEGER NOT NULL DEFAULT 0,
    output_tokens INTEGER NOT NULL DEFAULT 0,
    cache_creation_input_tokens INTEGER NOT NULL DEFAULT 0,
    cache_read_input_tokens INTEGER NOT NULL DEFAULT 0,
    reasoning_tokens INTEGER NOT NULL DEFAULT 0,
    cost_usd REAL,
    cost_status TEXT NOT NULL DEFAULT '',
    cost_source TEXT NOT NULL DEFAULT '',
    occurred_at TEXT,
    dedup_key TEXT NOT NULL DEFAULT ''
);

CREATE TABLE worktree_project_mappings (
    id          INTEGER PRIMARY KEY,
    machine     TEXT NOT NULL,
    path_prefix TEXT NOT NULL,
    layout      TEXT NOT NULL DEFAULT 'explicit',
    project     TEXT NOT NULL,
    enabled     INTEGER NOT NULL DEFAULT 1,
    created_at  TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
    updated_at  TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
    UNIQUE(machine, path_prefix)
);

CREATE TABLE archive_metadata (
    key        TEXT PRIMARY KEY,
    value      TEXT NOT NULL,
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
    updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))
);

CREATE TABLE project_identity_observations (
    project            TEXT NOT NULL,
    machine            TEXT NOT NULL,
    root_path          TEXT NOT NULL DEFAULT '',
    git_remote         TEXT NOT NULL DEFAULT '',
    git_remote_name    TEXT NOT NULL DEFAULT '',
    worktree_name      TEXT NOT NULL DEFAULT '',
    worktree_root_path TEXT NOT NULL DEFAULT '',
    observed_at        TEXT NOT NULL,
    normalized_remote  TEXT NOT NULL DEFAULT '',
    key_source         TEXT NOT NULL DEFAULT '',
    key                TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (project, machine, root_path, git_remote)
);

CREATE TABLE model_pricing (
    model_pattern    TEXT PRIMARY KEY,
    input_per_mtok   REAL NOT NULL DEFAULT 0,
    output_per_mtok  REAL NOT NULL DEFAULT 0,
    cache_creation_per_mtok REAL NOT NULL DEFAULT 0,
    cache_read_per_mtok     REAL NOT NULL DEFAULT 0,
    updated_at       TEXT NOT NULL
        DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))
);

CREATE INDEX idx_messages_session_ordinal ON messages(session_id, ordinal);
CREATE INDEX idx_usage_events_session ON usage_events(session_id);

PRAGMA user_version = 59;

INSERT INTO archive_metadata(key, value) VALUES ('database_id', 'de300000-0000-4000-8000-000000000001');

INSERT INTO model_pricing VALUES
    ('claude-opus-4-6', 5, 25, 6.25, 0.5, '2026-07-01T06:00:00.000Z'),
    ('gpt-5.1-codex', 1.25, 10, 0, 0.125, '2026-07-01T06:00:00.000Z');

-- Two checkouts of one repository under two spellings, a directory without a remote, and a worktree.
INSERT INTO project_identity_observations(project, machine, root_path, git_remote, git_remote_name, worktree_name, worktree_root_path, observed_at) VALUES
    ('alpha', 'laptop', '/home/mia/src/alpha', 'https://github.com/acme/alpha.git', 'origin', '', '', '2026-07-01T08:00:00Z'),
    ('alpha', 'desk', '/srv/alpha', 'git@github.com:acme/alpha.git', 'origin', '', '', '2026-07-01T08:00:00Z'),
    ('notes', 'laptop', '/home/mia/notes', '', '', 'notes', '/home/mia/notes', '2026-07-02T08:00:00Z');

INSERT INTO sessions(id, project, machine, agent, started_at, ended_at, created_at, message_count, user_message_count, relationship_type, cwd, git_branch, total_output_tokens, has_total_output_tokens, peak_context_tokens, has_peak_context_tokens, parent_session_id, is_automated) VALUES
    ('5d1f0c6e-parser', 'alpha', 'laptop', 'claude', '2026-07-01T09:00:00Z', '2026-07-01T09:42:10Z', '2026-07-01T09:00:00Z', 6, 3, 'root', '/home/mia/src/alpha', 'fix-parser', 2310, 1, 48200, 1, NULL, 0),
    ('5d1f0c6e-review', 'alpha', 'laptop', 'claude', '2026-07-01T09:20:00Z', '2026-07-01T09:25:00Z', '2026-07-01T09:20:00Z', 2, 1, 'subagent', '/home/mia/src/alpha', 'fix-parser', 400, 1, 9100, 1, '5d1f0c6e-parser', 0),
    ('codex:0199c0de', 'alpha', 'desk', 'codex', '2026-07-02T14:00:00+02:00', '2026-07-02T14:08:30+02:00', '2026-07-02T12:00:00Z', 4, 2, '', '/srv/alpha', 'main', 0, 0, 0, 0, NULL, 0),
    ('9a7be111-notes', 'notes', 'laptop', 'claude', '2026-07-03T18:30:00Z', NULL, '2026-07-03T18:30:00Z', 4, 2, 'root', '/home/mia/notes/garden', '', 210, 1, 3300, 1, NULL, 0),
    ('b07-nightly', 'alpha', 'desk', 'claude', '2026-07-03T02:00:00Z', '2026-07-03T02:03:00Z', '2026-07-03T02:00:00Z', 2, 1, 'root', '/srv/alpha', 'main', 90, 1, 2100, 1, NULL, 1),
    ('c3-scratch', 'scratch', 'laptop', 'claude', '2026-07-04T08:00:00Z', '2026-07-04T08:20:00Z', '2026-07-04T08:00:00Z', 4, 2, 'root', '', '', 55, 1, 1500, 1, NULL, 0);

INSERT INTO messages(session_id, ordinal, role, content, timestamp, model, token_usage, claude_message_id, claude_request_id) VALUES
    ('5d1f0c6e-parser', 0, 'user', '', '2026-07-01T09:00:00Z', '', '', '', ''),
    ('5d1f0c6e-parser', 1, 'assistant', '', '2026-07-01T09:01:12Z', 'claude-opus-4-6', '{"input_tokens":12,"output_tokens":640,"cache_creation_input_tokens":18200,"cache_read_input_tokens":0}', 'msg_1', 'req_1'),
    ('5d1f0c6e-parser', 2, 'user', '', '2026-07-01T09:15:00Z', '', '', '', ''),
    ('5d1f0c6e-parser', 3, 'assistant', '', '2026-07-01T09:16:40Z', 'claude-opus-4-6', '{"input_tokens":20,"output_tokens":910,"cache_creation_input_tokens":6400,"cache_read_input_tokens":18200}', 'msg_2', 'req_2'),
    -- The same request logged twice counts once.
    ('5d1f0c6e-parser', 4, 'assistant', '', '2026-07-01T09:16:41Z', 'claude-opus-4-6', '{"input_tokens":20,"output_tokens":910,"cache_creation_input_tokens":6400,"cache_read_input_tokens":18200}', 'msg_2', 'req_2'),
    ('5d1f0c6e-parser', 5, 'assistant', '', '2026-07-01T09:42:10Z', 'claude-opus-4-6', '{"input_tokens":8,"output_tokens":760,"cache_creation_input_tokens":0,"cache_read_input_tokens":24600}', 'msg_3', 'req_3'),
    ('5d1f0c6e-review', 0, 'user', '', '2026-07-01T09:20:00Z', '', '', '', ''),
    ('5d1f0c6e-review', 1, 'assistant', '', '2026-07-01T09:25:00Z', 'claude-opus-4-6', '{"input_tokens":900,"output_tokens":400}', 'msg_4', 'req_4'),
    ('9a7be111-notes', 0, 'user', '', '2026-07-03T18:30:00Z', '', '', '', ''),
    ('9a7be111-notes', 1, 'assistant', '', '2026-07-03T18:31:00Z', 'claude-opus-4-6', '{"input_tokens":1400,"output_tokens":210}', 'msg_5', 'req_5'),
    ('9a7be111-notes', 2, 'user', '', '2026-07-03T18:40:00Z', '', '', '', ''),
    ('9a7be111-notes', 3, 'assistant', '', '2026-07-03T18:41:20Z', '', '', '', ''),
    ('b07-nightly', 0, 'user', '', '2026-07-03T02:00:00Z', '', '', '', ''),
    ('b07-nightly', 1, 'assistant', '', '2026-07-03T02:03:00Z', 'claude-opus-4-6', '{"input_tokens":2000,"output_tokens":90}', 'msg_6', 'req_6'),
    ('c3-scratch', 0, 'user', '', '2026-07-04T08:00:00Z', '', '', '', ''),
    ('c3-scratch', 1, 'assistant', '', '2026-07-04T08:20:00Z', 'local-llama', '{"input_tokens":1200,"output_tokens":55}', '', '');

INSERT INTO usage_events(session_id, source, model, input_tokens, output_tokens, cache_read_input_tokens, reasoning_tokens, cost_usd, occurred_at) VALUES
    ('codex:0199c0de', 'session', 'gpt-5.1-codex', 5200, 1480, 3100, 960, NULL, '2026-07-02T12:08:30Z'),
    ('codex:0199c0de', 'provider', 'gpt-5.1-codex', 0, 0, 0, 0, 0.0125, '2026-07-02T12:08:31Z');
