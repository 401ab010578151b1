-- Posts of live coverage. `number` is given when a post goes out first, in the order of going out; a post without one is a draft.
CREATE TABLE live_post (
    id INTEGER NOT NULL PRIMARY KEY,
    piece INTEGER NOT NULL REFERENCES piece (id),
    number INTEGER,
    made_at INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    -- Number of the newest version, and of the last one, which may be a side version.
    newest INTEGER NOT NULL,
    last INTEGER NOT NULL,
    out_at INTEGER,
    -- The last change that readers are told of.
    told_at INTEGER,
    withdrawn_at INTEGER,
    withdrawn_by TEXT,
    pinned_at INTEGER,
    key_at INTEGER,
    -- The last act that readers should see, and since when they do; null again with each act.
    acted_at INTEGER,
    printed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX live_post_number ON live_post (piece, number);

-- Every save of a post. A side version came too late: kept, and not in the line.
CREATE TABLE live_version (
    post INTEGER NOT NULL REFERENCES live_post (id),
    number INTEGER NOT NULL,
    base INTEGER NOT NULL,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    side INTEGER NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (post, number)
) STRICT, WITHOUT ROWID;

-- Coverage that the desk has ended. When it is opened again the row goes.
CREATE TABLE live_end (
    piece INTEGER NOT NULL PRIMARY KEY REFERENCES piece (id),
    at INTEGER NOT NULL,
    who TEXT NOT NULL
) STRICT;
