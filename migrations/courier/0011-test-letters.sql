-- Letters that the keyholder has sent to an address of their own, to see what a relay writes into their heads. No address and no token is here. `checked_at` is missing
-- until the letter was looked at as it arrived; `traces` says in how many places it then told of this machine.
CREATE TABLE test_letter (
    message_id TEXT NOT NULL PRIMARY KEY,
    sent_at INTEGER NOT NULL,
    checked_at INTEGER,
    traces INTEGER
) STRICT;
