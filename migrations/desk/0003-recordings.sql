-- Recordings, cleared of what was written into them.
CREATE TABLE recording (
    key TEXT NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    title TEXT NOT NULL,
    doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX recording_at ON recording (at);
