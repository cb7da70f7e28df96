-- What 0.41 adds: nothing beside the tables that reports read, and one by which it is told.
CREATE TABLE provider_freshness (
    agent TEXT NOT NULL, file_path TEXT NOT NULL, stat_hash TEXT NOT NULL, updated_at TEXT NOT NULL,
    PRIMARY KEY (agent, file_path)
);
