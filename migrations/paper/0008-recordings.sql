-- Recordings that published pieces play.
CREATE TABLE recording (
    key TEXT NOT NULL PRIMARY KEY,
    doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;
