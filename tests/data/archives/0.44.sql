-- What 0.44 adds: labels that a person gave, beside the one that stands with the session.
CREATE TABLE session_project_assignments (
    session_id TEXT PRIMARY KEY, project TEXT NOT NULL, original_project TEXT NOT NULL, created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
INSERT INTO session_project_assignments
    SELECT id, project, 'before', '2026-07-01T00:00:00Z', '2026-07-01T00:00:00Z' FROM sessions;
