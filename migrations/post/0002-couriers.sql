-- Keyholders' machines that may take sealed rows away and say what became of letters. `public` is the key that signs their requests.
CREATE TABLE courier (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    public TEXT NOT NULL UNIQUE,
    paired_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;

-- How the books of an issue stood when it was sent.
CREATE TABLE issue_books (
    issue INTEGER NOT NULL PRIMARY KEY REFERENCES issue (id),
    candidates INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    unknown INTEGER NOT NULL,
    gone INTEGER NOT NULL,
    cancelled INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT;

-- What letters are named by, and where they return to. It opens no row.
CREATE TABLE secret (
    name TEXT NOT NULL PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;
