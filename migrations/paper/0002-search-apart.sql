-- Pieces that the search index has to look at again. They are no pages, and a print must not wait for them.
CREATE TABLE unindexed (
    piece INTEGER NOT NULL PRIMARY KEY,
    since INTEGER NOT NULL
) STRICT;
INSERT INTO unindexed (piece, since) SELECT CAST(substr(target, 8) AS INTEGER), since FROM due WHERE target LIKE 'search %';
DELETE FROM due WHERE target LIKE 'search %';
