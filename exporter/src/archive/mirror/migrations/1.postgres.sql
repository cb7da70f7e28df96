-- DuckDB reads whole columns and needs no indexes; it also cannot replace a row of a unique index within a transaction.

CREATE UNIQUE INDEX ON {schema}.metadata (key);
CREATE UNIQUE INDEX ON {schema}.archives (archive);
CREATE UNIQUE INDEX ON {schema}.archives (database_id);
CREATE UNIQUE INDEX ON {schema}.sessions (archive, id);
CREATE INDEX ON {schema}.messages (archive, session_id);
CREATE INDEX ON {schema}.usage_events (archive, session_id);
