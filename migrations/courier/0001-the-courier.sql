-- The server that this courier is paired with: one line. `key` is the courier's own signing key; it speaks to the server and opens nothing. `counter` and `head` are
-- where the server's chain stood when it was last seen.
CREATE TABLE server (
    number INTEGER NOT NULL PRIMARY KEY,
    url TEXT NOT NULL,
    public TEXT NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    newspaper TEXT NOT NULL,
    site TEXT NOT NULL,
    paired_at INTEGER NOT NULL,
    counter INTEGER NOT NULL,
    head BLOB NOT NULL,
    synced_at INTEGER
) STRICT;

CREATE TABLE newsletter (
    id INTEGER NOT NULL PRIMARY KEY,
    locale TEXT NOT NULL,
    title TEXT NOT NULL
) STRICT;

-- Rows as they came: sealed. What happened to them is told by the counter of the chain's link that says so.
CREATE TABLE sealed_row (
    id INTEGER NOT NULL PRIMARY KEY,
    newsletter INTEGER,
    sealed BLOB,
    content BLOB NOT NULL,
    confirmed INTEGER NOT NULL,
    left_at INTEGER,
    suppressed INTEGER,
    erased INTEGER,
    -- This courier has asked the server to erase it.
    asked INTEGER NOT NULL
) STRICT;
CREATE INDEX sealed_row_newsletter ON sealed_row (newsletter, id);

-- The letter of an issue as it was when its sending began, so that the rest of it says the same after a crash.
CREATE TABLE issue (
    id INTEGER NOT NULL PRIMARY KEY,
    newsletter INTEGER NOT NULL,
    doc TEXT NOT NULL,
    secret BLOB NOT NULL,
    begun_at INTEGER NOT NULL,
    -- Since when the server knows how it came out.
    told_at INTEGER
) STRICT;
