-- What 0.39 adds to sessions.
ALTER TABLE sessions ADD COLUMN agent_label TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN entrypoint TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN claude_linear_parse INTEGER;
ALTER TABLE sessions ADD COLUMN deletion_cause TEXT;
ALTER TABLE sessions ADD COLUMN sync_marker TEXT;
UPDATE sessions SET agent_label = 'Somebody Else', entrypoint = 'cli';
