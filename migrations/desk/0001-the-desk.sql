-- Pieces. The moments and words are what the rows below say, kept ready for the list; `settle` works them out anew after each act.
CREATE TABLE piece (
    id INTEGER NOT NULL PRIMARY KEY,
    -- Unique key of an imported source, and a digest of what was last admitted from there.
    origin TEXT UNIQUE,
    admitted TEXT,
    locale TEXT NOT NULL,
    kind TEXT NOT NULL,
    slug TEXT NOT NULL,
    headline TEXT NOT NULL,
    words INTEGER NOT NULL,
    -- Lower case: headline, slug, authors, section.
    search TEXT NOT NULL,
    -- Number of the newest revision, and of the last one, which may be a side revision.
    newest INTEGER NOT NULL,
    last INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    ready_at INTEGER,
    scheduled_at INTEGER,
    first_published_at INTEGER,
    published_at INTEGER,
    withdrawn_at INTEGER,
    -- Number of the revision that readers have.
    live INTEGER
) STRICT;
CREATE INDEX piece_changed ON piece (changed_at, id);
CREATE INDEX piece_slug ON piece (slug);
CREATE INDEX piece_scheduled ON piece (scheduled_at);

-- A side revision is a save that came too late: kept, and not in the line.
CREATE TABLE revision (
    piece INTEGER NOT NULL REFERENCES piece (id),
    number INTEGER NOT NULL,
    base INTEGER NOT NULL,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    side INTEGER NOT NULL,
    -- Number of the revision that this one brings back.
    restores INTEGER,
    content TEXT NOT NULL,
    PRIMARY KEY (piece, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE readiness (
    piece INTEGER NOT NULL PRIMARY KEY REFERENCES piece (id),
    at INTEGER NOT NULL,
    who TEXT NOT NULL
) STRICT;

-- `id` tells the job whether the schedule that it was made for still stands.
CREATE TABLE schedule (
    piece INTEGER NOT NULL PRIMARY KEY REFERENCES piece (id),
    id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    at INTEGER NOT NULL,
    who TEXT NOT NULL
) STRICT;

-- `printed_at` says that the edition with it was served; `refused` that the paper did not take it, in a message and its arguments.
CREATE TABLE publication (
    id INTEGER NOT NULL PRIMARY KEY,
    piece INTEGER NOT NULL REFERENCES piece (id),
    revision INTEGER NOT NULL,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    sort TEXT NOT NULL,
    correction TEXT NOT NULL,
    printed_at INTEGER,
    refused TEXT
) STRICT;
CREATE INDEX publication_piece ON publication (piece, at);

CREATE TABLE withdrawal (
    id INTEGER NOT NULL PRIMARY KEY,
    piece INTEGER NOT NULL REFERENCES piece (id),
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    reason TEXT NOT NULL,
    printed_at INTEGER
) STRICT;
CREATE INDEX withdrawal_piece ON withdrawal (piece, at);

-- Keys of acts that were done: the second press of a button finds its own.
CREATE TABLE act (
    key TEXT NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL,
    outcome INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX act_at ON act (at);

-- The media library. `handed_at`: since when the paper has the picture as it stands here.
CREATE TABLE picture (
    key TEXT NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    search TEXT NOT NULL,
    doc TEXT NOT NULL,
    handed_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX picture_at ON picture (at, key);
