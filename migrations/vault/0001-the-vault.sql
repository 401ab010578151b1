CREATE TABLE staff (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    language TEXT,
    joined_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;

-- The code itself is nowhere: `hash` is its SHA-256.
CREATE TABLE invitation (
    hash BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;

-- `credential` is the id that the passkey goes by; `doc` its public key and counter.
CREATE TABLE passkey (
    id INTEGER NOT NULL PRIMARY KEY,
    staff INTEGER NOT NULL REFERENCES staff (id),
    credential BLOB NOT NULL UNIQUE,
    doc TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
CREATE INDEX passkey_staff ON passkey (staff);

-- `hash` is the SHA-256 of what the cookie holds. No address, no browser's name.
CREATE TABLE session (
    id INTEGER NOT NULL PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    staff INTEGER NOT NULL REFERENCES staff (id),
    began_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    demo INTEGER NOT NULL
) STRICT;
CREATE INDEX session_staff ON session (staff);

-- Each line's hash covers the line before, so none can be changed or taken out unnoticed.
CREATE TABLE audit (
    number INTEGER NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    act TEXT NOT NULL,
    about TEXT NOT NULL,
    hash BLOB NOT NULL
) STRICT;
