-- What 0.38 adds: observations that describe the checkout and name every worktree, and one observation per session.
ALTER TABLE sessions ADD COLUMN transcript_revision TEXT NOT NULL DEFAULT '0';
ALTER TABLE project_identity_observations ADD COLUMN session_id TEXT NOT NULL DEFAULT '';
ALTER TABLE project_identity_observations ADD COLUMN source_archive_id TEXT NOT NULL DEFAULT '';
ALTER TABLE project_identity_observations ADD COLUMN source_archive_salt TEXT NOT NULL DEFAULT '';
ALTER TABLE project_identity_observations ADD COLUMN repository_path TEXT NOT NULL DEFAULT '';
ALTER TABLE project_identity_observations ADD COLUMN worktree_relationship TEXT NOT NULL DEFAULT 'unknown';
ALTER TABLE project_identity_observations ADD COLUMN checkout_state TEXT NOT NULL DEFAULT 'unknown';
ALTER TABLE project_identity_observations ADD COLUMN git_branch TEXT NOT NULL DEFAULT '';
ALTER TABLE project_identity_observations ADD COLUMN remote_resolution TEXT NOT NULL DEFAULT 'unknown';
ALTER TABLE project_identity_observations ADD COLUMN remote_candidate_count INTEGER NOT NULL DEFAULT 0;
UPDATE project_identity_observations
   SET worktree_name = 'checkout', worktree_root_path = root_path, worktree_relationship = 'main_worktree'
 WHERE git_remote <> '';
CREATE TABLE session_project_identity_snapshots (
    session_id TEXT PRIMARY KEY, project TEXT NOT NULL, machine TEXT NOT NULL, root_path TEXT NOT NULL,
    git_remote TEXT NOT NULL, observed_at TEXT NOT NULL, key TEXT NOT NULL
);
-- Evidence that version 1 has no place for must not show, whatever it says.
INSERT INTO session_project_identity_snapshots
    SELECT id, project, machine, '/elsewhere', 'https://example.com/another/one.git', '2026-07-01T00:00:00Z', 'p1:x'
      FROM sessions;
INSERT INTO archive_metadata(key, value) VALUES
    ('archive_id', '00000000-0000-4000-8000-00000000a4c1'), ('archive_salt', 'f00d');
