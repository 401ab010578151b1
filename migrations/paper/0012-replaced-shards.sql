-- Years, months and segments of the manifest that an edition had no more. They are loose when that edition is too old to go back to, unless a later one has written the
-- same again.
CREATE TABLE replaced (
    hash BLOB NOT NULL PRIMARY KEY,
    edition INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
