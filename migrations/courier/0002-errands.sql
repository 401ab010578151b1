-- Letters of the fund that this machine has begun to write, so that none is begun twice. `key` is the SHA-256 of the server's own name for the letter; no address, no
-- token and no amount is here. `outcome` is missing while nobody knows whether the letter left.
CREATE TABLE errand (
    key BLOB NOT NULL PRIMARY KEY,
    begun_at INTEGER NOT NULL,
    outcome TEXT
) STRICT;
CREATE INDEX errand_begun ON errand (begun_at);

-- Where links of the fund's letters may lead besides the newspaper's own address: a keyholder has looked at it.
ALTER TABLE server ADD COLUMN till TEXT;
