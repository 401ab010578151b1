-- Posts of live coverage as readers have them. A number is never given twice, and a withdrawn post keeps its place, so that no other page moves.
CREATE TABLE live_post (
    piece INTEGER NOT NULL,
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    withdrawn_at INTEGER,
    pinned INTEGER NOT NULL,
    key INTEGER NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (piece, number)
) STRICT, WITHOUT ROWID;
-- What the head of a coverage shows of all its posts is looked up without its other posts.
CREATE INDEX live_post_pinned ON live_post (piece, number) WHERE pinned = 1;
CREATE INDEX live_post_key ON live_post (piece, number) WHERE key = 1;

-- Coverage that has ended, and when.
CREATE TABLE live_end (
    piece INTEGER NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT;
