-- What is made once the tables are full: the large index, under its name in release 0.37.1, and the counters.

CREATE INDEX idx_messages_usage_covering
    ON messages(timestamp, session_id, ordinal, model, claude_message_id, claude_request_id, token_usage)
    WHERE token_usage != '' AND model != '' AND model != '<synthetic>';

INSERT OR REPLACE INTO stats(key, value) VALUES
    ('session_count', (SELECT count(*) FROM sessions)),
    ('message_count', (SELECT count(*) FROM messages));

CREATE TRIGGER sessions_insert_stats AFTER INSERT ON sessions
    BEGIN UPDATE stats SET value = value + 1 WHERE key = 'session_count'; END;
CREATE TRIGGER sessions_delete_stats AFTER DELETE ON sessions
    BEGIN UPDATE stats SET value = value - 1 WHERE key = 'session_count'; END;
CREATE TRIGGER messages_insert_stats AFTER INSERT ON messages
    BEGIN UPDATE stats SET value = value + 1 WHERE key = 'message_count'; END;
CREATE TRIGGER messages_delete_stats AFTER DELETE ON messages
    BEGIN UPDATE stats SET value = value - 1 WHERE key = 'message_count'; END;
