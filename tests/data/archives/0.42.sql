-- What 0.42 changes: another rate for caches of an hour, dated prices, billing providers, and other indexes.
ALTER TABLE messages ADD COLUMN provider_id TEXT NOT NULL DEFAULT '';
ALTER TABLE usage_events ADD COLUMN provider_id TEXT NOT NULL DEFAULT '';
UPDATE messages SET provider_id = 'somebody';
UPDATE usage_events SET provider_id = 'somebody';
ALTER TABLE sessions ADD COLUMN source_missing_at TEXT;
UPDATE sessions SET source_missing_at = '2026-07-01T00:00:00Z';
ALTER TABLE model_pricing ADD COLUMN cache_creation_1h_microdollars_per_mtok INTEGER NOT NULL DEFAULT 0;
ALTER TABLE model_pricing_bands ADD COLUMN cache_creation_1h_microdollars_per_mtok INTEGER NOT NULL DEFAULT 0;
UPDATE model_pricing SET cache_creation_1h_microdollars_per_mtok = 99000000;
CREATE TABLE genai_pricing (
    singleton INTEGER PRIMARY KEY, version TEXT NOT NULL, source_ref TEXT NOT NULL, source TEXT NOT NULL,
    data_json TEXT NOT NULL, updated_at TEXT NOT NULL
);
INSERT INTO genai_pricing VALUES (1, '1', '', '', '{"providers": []}', '2026-07-01T00:00:00Z');
DROP INDEX idx_messages_usage_covering;
CREATE INDEX idx_messages_usage_timestamp ON messages(timestamp, session_id)
 WHERE token_usage != '' AND model != '' AND model != '<synthetic>';
CREATE INDEX idx_messages_usage_session_covering
    ON messages(session_id, ordinal, timestamp, role, model, provider_id, claude_message_id, claude_request_id,
                token_usage, source_uuid)
 WHERE token_usage != '' AND model != '' AND model != '<synthetic>';
