-- The tables of a mirror as release 0.37.1 lays them out, with the columns that reports read. {schema} is agentsview in
-- PostgreSQL and main in DuckDB, {instant} is timestamptz and timestamp.

CREATE SCHEMA IF NOT EXISTS {schema};
CREATE TABLE {schema}.sync_metadata (key text PRIMARY KEY, value text NOT NULL);
CREATE TABLE {schema}.sessions (
    id text PRIMARY KEY, machine text NOT NULL, project text NOT NULL, agent text NOT NULL, first_message text,
    display_name text, session_name text, created_at {instant}, started_at {instant}, ended_at {instant},
    deleted_at {instant}, message_count integer NOT NULL DEFAULT 0, user_message_count integer NOT NULL DEFAULT 0,
    parent_session_id text, relationship_type text NOT NULL DEFAULT '', total_output_tokens integer NOT NULL DEFAULT 0,
    peak_context_tokens integer NOT NULL DEFAULT 0, has_total_output_tokens boolean NOT NULL DEFAULT false,
    has_peak_context_tokens boolean NOT NULL DEFAULT false, is_automated boolean NOT NULL DEFAULT false,
    tool_failure_signal_count integer NOT NULL DEFAULT 0, outcome text NOT NULL DEFAULT 'unknown', health_grade text,
    termination_status text, cwd text NOT NULL DEFAULT '', git_branch text NOT NULL DEFAULT '',
    secret_leak_count integer NOT NULL DEFAULT 0, file_path text
);
CREATE TABLE {schema}.messages (
    session_id text NOT NULL, ordinal integer NOT NULL, role text NOT NULL, content text NOT NULL DEFAULT '',
    "timestamp" {instant}, is_system boolean NOT NULL DEFAULT false, model text NOT NULL DEFAULT '',
    token_usage text NOT NULL DEFAULT '', claude_message_id text NOT NULL DEFAULT '',
    claude_request_id text NOT NULL DEFAULT '', source_uuid text NOT NULL DEFAULT ''
);
CREATE TABLE {schema}.usage_events (
    id bigint NOT NULL, session_id text NOT NULL, message_ordinal integer, source text NOT NULL, model text NOT NULL,
    input_tokens integer NOT NULL DEFAULT 0, output_tokens integer NOT NULL DEFAULT 0,
    cache_creation_input_tokens integer NOT NULL DEFAULT 0, cache_read_input_tokens integer NOT NULL DEFAULT 0,
    reasoning_tokens integer NOT NULL DEFAULT 0, cost_usd float8, occurred_at {instant},
    dedup_key text NOT NULL DEFAULT ''
);
CREATE TABLE {schema}.cursor_usage_events (
    id bigint NOT NULL, occurred_at {instant} NOT NULL, model text NOT NULL, input_tokens integer NOT NULL DEFAULT 0,
    output_tokens integer NOT NULL DEFAULT 0, cache_write_tokens integer NOT NULL DEFAULT 0,
    cache_read_tokens integer NOT NULL DEFAULT 0, charged_cents float8 NOT NULL DEFAULT 0,
    is_headless boolean NOT NULL DEFAULT false, dedup_key text NOT NULL DEFAULT ''
);
CREATE TABLE {schema}.model_pricing (
    model_pattern text PRIMARY KEY, input_per_mtok float8 NOT NULL DEFAULT 0, output_per_mtok float8 NOT NULL DEFAULT 0,
    cache_creation_per_mtok float8 NOT NULL DEFAULT 0, cache_read_per_mtok float8 NOT NULL DEFAULT 0,
    updated_at text NOT NULL DEFAULT ''
);
CREATE TABLE {schema}.project_identity_observations (
    project text NOT NULL, machine text NOT NULL, root_path text NOT NULL DEFAULT '', git_remote text NOT NULL DEFAULT '',
    git_remote_name text NOT NULL DEFAULT '', worktree_name text NOT NULL DEFAULT '',
    worktree_root_path text NOT NULL DEFAULT '', observed_at {instant} NOT NULL,
    normalized_remote text NOT NULL DEFAULT '', key_source text NOT NULL DEFAULT '', key text NOT NULL DEFAULT '',
    PRIMARY KEY (project, machine, root_path, git_remote)
);
