-- Tables and columns of an archive of release 0.37, without types and keys.
CREATE TABLE sessions(
    id, project, machine, agent, first_message, display_name, session_name, started_at, ended_at,
    message_count, user_message_count, file_path, file_size, file_mtime, next_ordinal,
    last_entry_uuid, file_inode, file_device, file_hash, local_modified_at, parent_session_id,
    relationship_type, total_output_tokens, peak_context_tokens, has_total_output_tokens,
    has_peak_context_tokens, is_automated, tool_failure_signal_count, tool_retry_count,
    edit_churn_count, consecutive_failure_max, outcome, outcome_confidence, ended_with_role,
    final_failure_streak, signals_pending_since, compaction_count, mid_task_compaction_count,
    context_pressure_max, health_score, health_grade, has_tool_calls, has_context_data,
    quality_signal_version, short_prompt_count, unstructured_start, missing_success_criteria_count,
    missing_verification_count, duplicate_prompt_count, no_code_context_count,
    runaway_tool_loop_count, data_version, cwd, git_branch, source_session_id, source_version,
    transcript_fidelity, parser_malformed_lines, is_truncated, last_write_incremental, deleted_at,
    created_at, termination_status, secret_leak_count, secrets_rules_version
);
CREATE TABLE messages(
    id, session_id, ordinal, role, content, thinking_text, timestamp, has_thinking, has_tool_use,
    content_length, is_system, model, token_usage, context_tokens, output_tokens,
    has_context_tokens, has_output_tokens, claude_message_id, claude_request_id, source_type,
    source_subtype, source_uuid, source_parent_uuid, is_sidechain, is_compact_boundary
);
CREATE TABLE usage_events(
    id, session_id, message_ordinal, source, model, input_tokens, output_tokens,
    cache_creation_input_tokens, cache_read_input_tokens, reasoning_tokens, cost_usd, cost_status,
    cost_source, occurred_at, dedup_key
);
CREATE TABLE model_pricing(
    model_pattern, input_per_mtok, output_per_mtok, cache_creation_per_mtok, cache_read_per_mtok,
    updated_at
);
CREATE TABLE archive_metadata(
    key, value, created_at, updated_at
);
CREATE TABLE project_identity_observations(
    project, machine, root_path, git_remote, git_remote_name, worktree_name, worktree_root_path,
    observed_at, normalized_remote, key_source, key
);
CREATE TABLE worktree_project_mappings(
    id, machine, path_prefix, layout, project, enabled, created_at, updated_at
);
