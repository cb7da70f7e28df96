-- What 0.46 adds: signals of friction, labels, limits of subscriptions, and remotes that only a log names.
ALTER TABLE messages ADD COLUMN dialogue_text TEXT;
ALTER TABLE sessions ADD COLUMN parser_relationship_type TEXT;
ALTER TABLE sessions ADD COLUMN pr_links TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN group_key TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN trash_includes_codex_pages INTEGER NOT NULL DEFAULT 1;
ALTER TABLE sessions ADD COLUMN friction_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN friction_rules_version TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN friction_hash TEXT NOT NULL DEFAULT '';
UPDATE sessions SET parser_relationship_type = 'fork', pr_links = '[]', friction_count = 7;
CREATE TABLE session_plan_usage (session_id TEXT PRIMARY KEY, has_plan_usage INTEGER NOT NULL, weekly_percent REAL);
INSERT INTO session_plan_usage SELECT id, 1, 50.0 FROM sessions;
ALTER TABLE session_project_identity_snapshots ADD COLUMN recorded_git_remote TEXT NOT NULL DEFAULT '';
UPDATE session_project_identity_snapshots SET recorded_git_remote = 'https://example.com/recorded/one.git';
-- A log names a remote: beside that of a checkout it is one more row, and a directory without a remote gets it.
INSERT INTO project_identity_observations(project, machine, root_path, git_remote, observed_at)
    SELECT project, machine, root_path, 'https://example.com/recorded/one.git', '2026-07-01T00:00:00Z'
      FROM project_identity_observations WHERE git_remote <> '' GROUP BY project, machine, root_path;
UPDATE project_identity_observations SET git_remote = 'https://example.com/recorded/one.git'
 WHERE git_remote = '' AND NOT EXISTS (
    SELECT 1 FROM project_identity_observations AS own
     WHERE own.project = project_identity_observations.project AND own.git_remote <> ''
       AND own.machine = project_identity_observations.machine
       AND own.root_path = project_identity_observations.root_path);
