-- A week of made-up work, for the tables that every archive has.

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
