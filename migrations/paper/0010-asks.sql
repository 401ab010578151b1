-- What readers are asked: each ask whole, in the order of its place.
CREATE TABLE ask (
    id INTEGER NOT NULL PRIMARY KEY,
    place TEXT NOT NULL,
    position INTEGER NOT NULL,
    doc TEXT NOT NULL
) STRICT;
-- What holds for all of them (`manners`), and the month's rounded sum (`total`).
CREATE TABLE ask_note (
    name TEXT NOT NULL PRIMARY KEY,
    doc TEXT NOT NULL
) STRICT;
-- Pages that are printed anew for a change of asks, a stretch at a time: which, and how far that has come.
CREATE TABLE ask_round (
    name TEXT NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL,
    id INTEGER NOT NULL
) STRICT;
