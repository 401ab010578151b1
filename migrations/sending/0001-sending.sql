-- The delivery ledger: who is owed which letter, by row and place, never by address. It stands in `courier.db` and in `post.db` alike.

-- `counted_at`: since when all of its recipients are here and their number is final; nothing is sent before. `ends_at`: whoever was not reached by then is refused
-- as expired. `resends`: whether letters of which nobody knows whether they arrived are sent again.
CREATE TABLE sending (
    id INTEGER NOT NULL PRIMARY KEY,
    issue INTEGER NOT NULL UNIQUE,
    made_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    resends INTEGER NOT NULL,
    counted_at INTEGER,
    candidates INTEGER,
    started_at INTEGER,
    paused_at INTEGER,
    cancelled_at INTEGER,
    finished_at INTEGER
) STRICT;

-- `place` is the index of the row's record in the capsule. States: 0 waiting, 1 leased, 2 accepted, 3 deferred, 4 refused, 5 unknown, 6 gone, 7 cancelled.
-- A deferred one is due at `due_at`, and so is an unknown one that is to be sent again; without it, unknown is how it ends.
-- `attempts` were answered with “later”, `doubts` with nothing. `class`, `code` and `status` are of the last answer: a number, SMTP's code, and the enhanced
-- status of RFC 3463 as class * 1000000 + subject * 1000 + detail.
CREATE TABLE delivery (
    sending INTEGER NOT NULL REFERENCES sending (id),
    place INTEGER NOT NULL,
    person INTEGER NOT NULL,
    state INTEGER NOT NULL,
    due_at INTEGER,
    attempts INTEGER NOT NULL,
    doubts INTEGER NOT NULL,
    class INTEGER,
    code INTEGER,
    status INTEGER,
    PRIMARY KEY (sending, place)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX delivery_person ON delivery (person, sending);
CREATE INDEX delivery_due ON delivery (sending, due_at, place) WHERE due_at IS NOT NULL;

-- What became of rows, for whoever keeps the list: in the order in which it became known.
CREATE TABLE delivery_result (
    number INTEGER NOT NULL PRIMARY KEY,
    sending INTEGER NOT NULL,
    person INTEGER NOT NULL,
    class INTEGER NOT NULL
) STRICT;

-- Letters leased on a day (days since 1970-01-01, UTC), while a warm-up bounds them.
CREATE TABLE sending_day (
    day INTEGER NOT NULL PRIMARY KEY,
    letters INTEGER NOT NULL
) STRICT;
