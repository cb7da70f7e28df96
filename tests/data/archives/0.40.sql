-- What 0.40 changes: money is whole millionths of a dollar, and prices have bands of large requests.
ALTER TABLE usage_events ADD COLUMN cost_microdollars INTEGER;
UPDATE usage_events SET cost_microdollars = CAST(round(cost_usd * 1e6) AS INTEGER);
ALTER TABLE usage_events DROP COLUMN cost_usd;
ALTER TABLE cursor_usage_events ADD COLUMN charged_microdollars INTEGER NOT NULL DEFAULT 0;
ALTER TABLE cursor_usage_events ADD COLUMN cursor_token_fee_microdollars INTEGER NOT NULL DEFAULT 0;
UPDATE cursor_usage_events SET charged_microdollars = CAST(round(charged_cents * 1e4) AS INTEGER);
ALTER TABLE cursor_usage_events DROP COLUMN charged_cents;
ALTER TABLE cursor_usage_events DROP COLUMN cursor_token_fee;
ALTER TABLE model_pricing ADD COLUMN input_microdollars_per_mtok INTEGER NOT NULL DEFAULT 0;
ALTER TABLE model_pricing ADD COLUMN output_microdollars_per_mtok INTEGER NOT NULL DEFAULT 0;
ALTER TABLE model_pricing ADD COLUMN cache_creation_microdollars_per_mtok INTEGER NOT NULL DEFAULT 0;
ALTER TABLE model_pricing ADD COLUMN cache_read_microdollars_per_mtok INTEGER NOT NULL DEFAULT 0;
UPDATE model_pricing
   SET input_microdollars_per_mtok = CAST(round(input_per_mtok * 1e6) AS INTEGER),
       output_microdollars_per_mtok = CAST(round(output_per_mtok * 1e6) AS INTEGER),
       cache_creation_microdollars_per_mtok = CAST(round(cache_creation_per_mtok * 1e6) AS INTEGER),
       cache_read_microdollars_per_mtok = CAST(round(cache_read_per_mtok * 1e6) AS INTEGER);
ALTER TABLE model_pricing DROP COLUMN input_per_mtok;
ALTER TABLE model_pricing DROP COLUMN output_per_mtok;
ALTER TABLE model_pricing DROP COLUMN cache_creation_per_mtok;
ALTER TABLE model_pricing DROP COLUMN cache_read_per_mtok;
CREATE TABLE model_pricing_bands (
    model_pattern TEXT NOT NULL, above_input_tokens INTEGER NOT NULL,
    input_microdollars_per_mtok INTEGER NOT NULL, output_microdollars_per_mtok INTEGER NOT NULL,
    cache_creation_microdollars_per_mtok INTEGER NOT NULL, cache_read_microdollars_per_mtok INTEGER NOT NULL,
    updated_at TEXT NOT NULL, PRIMARY KEY (model_pattern, above_input_tokens)
);
INSERT INTO model_pricing_bands
    SELECT model_pattern, 1, 99000000, 99000000, 99000000, 99000000, updated_at FROM model_pricing;
ALTER TABLE messages ADD COLUMN prompt_source TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN session_kind TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN parser_parent_session_id TEXT;
UPDATE sessions SET session_kind = 'subagent', parser_parent_session_id = 'nobody';
ALTER TABLE worktree_project_mappings ADD COLUMN original_project TEXT NOT NULL DEFAULT '';
UPDATE worktree_project_mappings SET original_project = 'before';
