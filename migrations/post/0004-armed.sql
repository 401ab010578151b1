-- An issue that a keyholder has armed: the server sends it by itself. The capsule lies in `armed/`, its key only in memory. `doc` is the letter as the keyholder has
-- looked at it, `date` stands in its head. `ends_at`: when key and capsule are destroyed whatever became of it.
-- `held`: why it waits for a person although its time has come. `ending`: how it ended; the ledger has what became of each letter.
CREATE TABLE arming (
    issue INTEGER NOT NULL PRIMARY KEY REFERENCES issue (id),
    courier TEXT NOT NULL,
    doc TEXT NOT NULL,
    date INTEGER NOT NULL,
    plan TEXT NOT NULL,
    at INTEGER NOT NULL,
    armed_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    held TEXT,
    released_at INTEGER,
    released_by TEXT,
    begun_at INTEGER,
    ended_at INTEGER,
    ending TEXT
) STRICT;

-- Issues that a keyholder's machine sends by itself: only that machine knows how far it is, so nobody else may begin.
CREATE TABLE issue_courier (
    issue INTEGER NOT NULL PRIMARY KEY REFERENCES issue (id),
    courier INTEGER NOT NULL REFERENCES courier (id),
    at INTEGER NOT NULL
) STRICT;

-- How many rows of a newsletter left in a week. It only counts up, because the rows themselves are erased when a keyholder opens the list.
CREATE TABLE newsletter_week (
    newsletter INTEGER NOT NULL REFERENCES newsletter (id),
    week INTEGER NOT NULL,
    left_rows INTEGER NOT NULL,
    PRIMARY KEY (newsletter, week)
) STRICT;
