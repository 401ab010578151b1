-- Pieces as published. `doc` is the whole piece, `card` what other pages show of it.
CREATE TABLE piece (
    id INTEGER NOT NULL PRIMARY KEY,
    locale TEXT NOT NULL,
    kind TEXT NOT NULL,
    slug TEXT NOT NULL,
    path TEXT NOT NULL,
    translations INTEGER NOT NULL,
    first_published_at INTEGER NOT NULL,
    withdrawn_at INTEGER,
    card TEXT NOT NULL,
    doc TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX piece_path ON piece (path);
CREATE INDEX piece_slug ON piece (slug);
CREATE INDEX piece_translations ON piece (translations);
CREATE INDEX piece_newest ON piece (first_published_at);

-- Listings: a section, tag, author, dossier, month, kind, or all of a language edition. `count` is how many rows of `listing` it has.
CREATE TABLE collection (
    id INTEGER NOT NULL PRIMARY KEY,
    locale TEXT NOT NULL,
    kind TEXT NOT NULL,
    slug TEXT NOT NULL,
    count INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX collection_name ON collection (locale, kind, slug);

CREATE TABLE listing (
    collection INTEGER NOT NULL,
    at INTEGER NOT NULL,
    piece INTEGER NOT NULL,
    PRIMARY KEY (collection, at, piece)
) STRICT, WITHOUT ROWID;
CREATE INDEX listing_piece ON listing (piece);

CREATE TABLE term (
    locale TEXT NOT NULL,
    kind TEXT NOT NULL,
    slug TEXT NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (locale, kind, slug)
) STRICT, WITHOUT ROWID;

CREATE TABLE picture (
    key TEXT NOT NULL PRIMARY KEY,
    doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The newspaper's own words in one language: name, motto …
CREATE TABLE masthead (
    locale TEXT NOT NULL PRIMARY KEY,
    doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE correction (
    piece INTEGER NOT NULL,
    at INTEGER NOT NULL,
    locale TEXT NOT NULL,
    wording TEXT NOT NULL,
    PRIMARY KEY (piece, at)
) STRICT, WITHOUT ROWID;
CREATE INDEX correction_newest ON correction (locale, at);

-- Whose “Read more” shows a piece, so that a withdrawal can reach them.
CREATE TABLE shown (
    piece INTEGER NOT NULL,
    shown_by INTEGER NOT NULL,
    PRIMARY KEY (piece, shown_by)
) STRICT, WITHOUT ROWID;
CREATE INDEX shown_by ON shown (shown_by);

CREATE TABLE redirect (
    source TEXT NOT NULL PRIMARY KEY,
    target TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What has to be printed: a set. `since` grows with each touch, so that a target touched again while it is being printed stays due.
CREATE TABLE due (
    target TEXT NOT NULL PRIMARY KEY,
    since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The pages of the edition that is served.
CREATE TABLE page (
    path TEXT NOT NULL PRIMARY KEY,
    hash BLOB NOT NULL,
    bytes INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    status INTEGER NOT NULL,
    location TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Stored bytes by their SHA-256: pages and shards. Media are files.
CREATE TABLE object (
    hash BLOB NOT NULL PRIMARY KEY,
    body BLOB NOT NULL
) STRICT;

-- The same page in brotli, made in the background.
CREATE TABLE brotli (
    hash BLOB NOT NULL PRIMARY KEY,
    body BLOB NOT NULL
) STRICT;

CREATE TABLE edition (
    number INTEGER NOT NULL PRIMARY KEY,
    printed_at INTEGER NOT NULL,
    act TEXT NOT NULL,
    pages INTEGER NOT NULL,
    head BLOB NOT NULL,
    signature TEXT NOT NULL
) STRICT;

-- What stood at a path before an edition; the way back. A null hash: nothing did.
CREATE TABLE edition_change (
    edition INTEGER NOT NULL,
    path TEXT NOT NULL,
    hash BLOB,
    bytes INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    status INTEGER NOT NULL,
    location TEXT NOT NULL,
    PRIMARY KEY (edition, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX edition_change_hash ON edition_change (hash);
