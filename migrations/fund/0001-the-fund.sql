-- Contributions that somebody has begun. Of the person there is nothing but `sealed`, and that only when they gave an address; of the token that opens their page only a hash;
-- of times only days.
CREATE TABLE attempt (
    id INTEGER NOT NULL PRIMARY KEY,
    "interval" TEXT NOT NULL,
    method TEXT NOT NULL,
    provider TEXT NOT NULL,
    -- What is meant for the newspaper, and what is taken: more where the fee is covered. Minor units.
    minor INTEGER NOT NULL,
    total INTEGER NOT NULL,
    currency TEXT NOT NULL,
    locale TEXT NOT NULL,
    day INTEGER NOT NULL,
    token BLOB NOT NULL UNIQUE,
    sealed BLOB,
    -- What the processor calls it; null until it has answered.
    session TEXT,
    -- Nothing more is expected of it since then.
    closed_day INTEGER
) STRICT;
CREATE INDEX attempt_open ON attempt (closed_day, day);
CREATE INDEX attempt_session ON attempt (session);

-- What processors have said, each thing once, without anything of the person.
CREATE TABLE fact (
    provider TEXT NOT NULL,
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    attempt INTEGER,
    -- The object that it is about, and another that this hangs on.
    subject TEXT NOT NULL,
    thread TEXT,
    doc TEXT NOT NULL,
    PRIMARY KEY (provider, id)
) STRICT;
CREATE INDEX fact_subject ON fact (provider, subject);
CREATE INDEX fact_attempt ON fact (attempt);
CREATE INDEX fact_thread ON fact (provider, thread);

-- How a contribution stands by all of that; made anew from it whenever something is added.
CREATE TABLE standing (
    attempt INTEGER NOT NULL PRIMARY KEY REFERENCES attempt (id),
    state TEXT NOT NULL,
    minor INTEGER NOT NULL,
    since_day INTEGER,
    ended_day INTEGER,
    until_day INTEGER,
    payments INTEGER NOT NULL,
    subscription TEXT,
    customer TEXT,
    tries INTEGER NOT NULL
) STRICT;
CREATE INDEX standing_state ON standing (state);

-- Double entry. Nothing is ever changed or taken out here; the lines of an entry sum to zero in each currency.
CREATE TABLE entry (
    key TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    provider TEXT NOT NULL,
    day INTEGER NOT NULL,
    attempt INTEGER,
    payout TEXT
) STRICT;
CREATE INDEX entry_day ON entry (day, kind);
CREATE TABLE posting (
    entry TEXT NOT NULL REFERENCES entry (key),
    line INTEGER NOT NULL,
    account TEXT NOT NULL,
    minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    PRIMARY KEY (entry, line)
) STRICT;
CREATE INDEX posting_account ON posting (account, currency);

-- Which lines of the processor's account went to the bank together.
CREATE TABLE payout_line (
    provider TEXT NOT NULL,
    payout TEXT NOT NULL,
    "transaction" TEXT NOT NULL,
    PRIMARY KEY (provider, payout, "transaction")
) STRICT;

-- Letters about a failing card that are due. The address is in the attempt, sealed, so they wait for the keyholder.
CREATE TABLE notice (
    key TEXT NOT NULL PRIMARY KEY,
    attempt INTEGER NOT NULL REFERENCES attempt (id),
    kind TEXT NOT NULL,
    day INTEGER NOT NULL,
    sent_day INTEGER
) STRICT;

-- Wishes to be reminded: sealed, and gone when the letter is written. `month` is its first day, `confirmed_day` when the first letter's button was pressed.
CREATE TABLE reminder (
    id INTEGER NOT NULL PRIMARY KEY,
    sealed BLOB NOT NULL,
    token BLOB NOT NULL UNIQUE,
    month INTEGER NOT NULL,
    day INTEGER NOT NULL,
    confirmed_day INTEGER
) STRICT;
CREATE INDEX reminder_month ON reminder (month);

-- How far a processor's list has been read, by its own time.
CREATE TABLE cursor (
    name TEXT NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT;
