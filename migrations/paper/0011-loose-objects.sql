-- Objects that some edition gave up which is too old to go back to. They may be in no use any more, and are looked at a few at a time: whether a page has one is
-- asked for each, and without an index every page would be read for it. So it is with cards, which are drawn anew when their pieces come back after that.
CREATE TABLE loose (
    hash BLOB NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;
CREATE INDEX page_hash ON page (hash);
CREATE INDEX card_object ON card (object);
