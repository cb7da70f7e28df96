-- What 0.43 adds to messages.
ALTER TABLE messages ADD COLUMN reasoning_effort TEXT NOT NULL DEFAULT '';
