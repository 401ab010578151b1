-- Newsletters as the newsroom has set them; the paper has what readers see of them.
CREATE TABLE newsletter (
    id INTEGER NOT NULL PRIMARY KEY,
    locale TEXT NOT NULL,
    slug TEXT NOT NULL,
    position INTEGER NOT NULL,
    doc TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    closed_at INTEGER,
    UNIQUE (locale, slug)
) STRICT;

-- Sign-ups. An address stands only in `sealed`, and there is no index of addresses: two sign-ups of one address are two rows. Of tokens there are only hashes,
-- of times only weeks (the days from 1970-01-01 to their Monday).
CREATE TABLE reader (
    id INTEGER NOT NULL PRIMARY KEY,
    newsletter INTEGER NOT NULL REFERENCES newsletter (id),
    sealed BLOB NOT NULL,
    confirmation BLOB NOT NULL UNIQUE,
    token BLOB NOT NULL UNIQUE,
    week INTEGER NOT NULL,
    confirmed_week INTEGER,
    left_week INTEGER,
    -- Why no more letters go there, though the reader did not leave.
    suppressed TEXT
) STRICT;
CREATE INDEX reader_newsletter ON reader (newsletter, confirmed_week);
CREATE INDEX reader_unconfirmed ON reader (week, confirmed_week);

-- What happened to rows since the first confirmation, as a chain: a courier that remembers its end sees what is withheld, altered or shown twice.
CREATE TABLE entry (
    counter INTEGER NOT NULL PRIMARY KEY,
    kind INTEGER NOT NULL,
    reader INTEGER NOT NULL,
    content BLOB NOT NULL,
    head BLOB NOT NULL
) STRICT;

-- Public halves of vault keys, the newest last. Rows are sealed to the newest.
CREATE TABLE vault_key (
    number INTEGER NOT NULL PRIMARY KEY,
    public TEXT NOT NULL UNIQUE,
    at INTEGER NOT NULL
) STRICT;

-- What readers ask for who have lost their link: sealed, answered at the keyholder's next unlock.
CREATE TABLE work_order (
    id INTEGER NOT NULL PRIMARY KEY,
    sealed BLOB NOT NULL,
    week INTEGER NOT NULL
) STRICT;

-- Issues. `number` is given when it is readied, and never used twice.
CREATE TABLE issue (
    id INTEGER NOT NULL PRIMARY KEY,
    newsletter INTEGER NOT NULL REFERENCES newsletter (id),
    number INTEGER,
    revision INTEGER NOT NULL,
    doc TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    -- For when it is meant.
    due_at INTEGER,
    readied_at INTEGER,
    readied_by TEXT,
    printed_at INTEGER,
    sent_at INTEGER,
    UNIQUE (newsletter, number)
) STRICT;
CREATE INDEX issue_newsletter ON issue (newsletter, made_at);
