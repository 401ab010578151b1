-- Newsletters of a language edition. `doc` is what a newsletter says of itself; who reads it is no business of the paper's.
CREATE TABLE newsletter (
    locale TEXT NOT NULL,
    slug TEXT NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (locale, slug)
) STRICT, WITHOUT ROWID;

-- Issues as they went out. `doc` is the whole issue, `card` what lists show of it.
CREATE TABLE issue (
    locale TEXT NOT NULL,
    newsletter TEXT NOT NULL,
    number INTEGER NOT NULL,
    withdrawn_at INTEGER,
    card TEXT NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (locale, newsletter, number)
) STRICT, WITHOUT ROWID;

-- Which issues show a piece or lead to it, so that a withdrawal can reach them.
CREATE TABLE issue_shows (
    piece INTEGER NOT NULL,
    locale TEXT NOT NULL,
    newsletter TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (piece, locale, newsletter, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX issue_shows_by ON issue_shows (locale, newsletter, number);

-- A letter is made from what came out in a week, edition by edition.
CREATE INDEX piece_newest_of_edition ON piece (locale, first_published_at);
