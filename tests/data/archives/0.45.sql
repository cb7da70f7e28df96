-- What 0.45 adds: where subagents were read from.
CREATE TABLE claude_subagent_sources (session_id TEXT PRIMARY KEY, file_path TEXT NOT NULL);
ALTER TABLE excluded_sessions ADD COLUMN file_path TEXT;
