-- Layout 1 of a mirror. {schema} and {text} are filled in; everything else is the same in both databases.
-- No text of a conversation has a column here. Titles are only filled when they are asked for.

CREATE TABLE {schema}.metadata (
    key {text} NOT NULL,
    value {text} NOT NULL
);

-- The archives whose copies are in here, each under a small number.
CREATE TABLE {schema}.archives (
    archive bigint NOT NULL,
    database_id {text} NOT NULL,
    machine {text} NOT NULL,           -- what `local` means when several archives are read at once
    is_complete boolean NOT NULL,      -- whether a push of all of it has finished
    settings_fingerprint {text} NOT NULL, -- of prices, observations, mappings and cursor events
    pushed_at {text} NOT NULL
);

CREATE TABLE {schema}.sessions (
    archive bigint NOT NULL,
    id {text} NOT NULL,
    fingerprint {text} NOT NULL,       -- of this row and of the session's messages and usage events
    position bigint NOT NULL,          -- the row's number in the archive
    project {text} NOT NULL,
    machine {text} NOT NULL,
    agent {text} NOT NULL,
    started_at {text},
    ended_at {text},
    created_at {text} NOT NULL,
    message_count bigint NOT NULL,
    user_message_count bigint NOT NULL,
    is_automated boolean NOT NULL,
    parent_session_id {text},
    relationship_type {text} NOT NULL,
    total_output_tokens bigint NOT NULL,
    peak_context_tokens bigint NOT NULL,
    has_total_output_tokens boolean NOT NULL,
    has_peak_context_tokens boolean NOT NULL,
    cwd {text} NOT NULL,
    git_branch {text} NOT NULL,
    file_path {text} NOT NULL,
    is_deleted boolean NOT NULL,
    termination_status {text},
    outcome {text} NOT NULL,
    health_grade {text},
    tool_failure_signal_count bigint NOT NULL,
    secret_leak_count bigint NOT NULL,
    display_name {text},
    session_name {text},
    first_message {text}
);

CREATE TABLE {schema}.messages (
    archive bigint NOT NULL,
    session_id {text} NOT NULL,
    position bigint NOT NULL,          -- the row's number in the archive
    ordinal bigint NOT NULL,
    is_assistant boolean NOT NULL,
    is_system boolean NOT NULL,
    "timestamp" {text},
    model {text} NOT NULL,
    input_tokens bigint,               -- the five counters are NULL together, when the message has no usage
    output_tokens bigint,
    cache_creation_tokens bigint,
    cache_read_tokens bigint,
    reasoning_tokens bigint,
    claude_message_id {text} NOT NULL,
    claude_request_id {text} NOT NULL,
    source_uuid {text} NOT NULL
);

CREATE TABLE {schema}.usage_events (
    archive bigint NOT NULL,
    session_id {text} NOT NULL,
    id bigint NOT NULL,
    message_ordinal bigint,
    source {text} NOT NULL,
    model {text} NOT NULL,
    input_tokens bigint NOT NULL,
    output_tokens bigint NOT NULL,
    cache_creation_tokens bigint NOT NULL,
    cache_read_tokens bigint NOT NULL,
    reasoning_tokens bigint NOT NULL,
    cost_usd float8,
    occurred_at {text},
    dedup_key {text} NOT NULL
);

CREATE TABLE {schema}.cursor_events (
    archive bigint NOT NULL,
    id bigint NOT NULL,
    occurred_at {text} NOT NULL,
    model {text} NOT NULL,
    input_tokens bigint NOT NULL,
    output_tokens bigint NOT NULL,
    cache_write_tokens bigint NOT NULL,
    cache_read_tokens bigint NOT NULL,
    charged_usd float8 NOT NULL,
    is_headless boolean NOT NULL,
    dedup_key {text} NOT NULL
);

CREATE TABLE {schema}.prices (
    archive bigint NOT NULL,
    pattern {text} NOT NULL,
    input_per_mtok float8 NOT NULL,
    output_per_mtok float8 NOT NULL,
    cache_write_per_mtok float8 NOT NULL,
    cache_read_per_mtok float8 NOT NULL,
    updated_at {text} NOT NULL
);

CREATE TABLE {schema}.observations (
    archive bigint NOT NULL,
    project {text} NOT NULL,
    machine {text} NOT NULL,
    root_path {text} NOT NULL,
    git_remote {text} NOT NULL,
    worktree_name {text} NOT NULL,
    worktree_root_path {text} NOT NULL
);

CREATE TABLE {schema}.mappings (
    archive bigint NOT NULL,
    machine {text} NOT NULL,
    path_prefix {text} NOT NULL,
    layout {text} NOT NULL,
    project {text} NOT NULL
);
