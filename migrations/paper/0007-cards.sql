-- The picture that stands for a piece where its address is shared. `digest` is of what it says, and part of its path; `object` is null until it is drawn.
CREATE TABLE card (
    piece INTEGER NOT NULL PRIMARY KEY,
    digest TEXT NOT NULL,
    since INTEGER NOT NULL,
    object BLOB,
    bytes INTEGER NOT NULL
) STRICT;
