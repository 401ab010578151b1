-- Feeds that have changed and of which hubs have not been told yet, each with the edition that changed it last.
CREATE TABLE changed_feed (
    path TEXT NOT NULL PRIMARY KEY,
    edition INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
