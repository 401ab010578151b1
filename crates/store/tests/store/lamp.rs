//! A small room to try things on: lamps on a quay.

use store::{Migration, Schema};

pub(crate) static SCHEMA: Schema = Schema { name: "quay", migrations: MIGRATIONS, statements: ALL };

const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "lamps",
        sql: "CREATE TABLE lamp (
                  id INTEGER PRIMARY KEY,
                  name TEXT NOT NULL UNIQUE, -- STRICT in words only
                  glass BLOB,
                  height REAL,
                  lit_at INTEGER,
                  CHECK (length(name) < 100)
              ) STRICT;",
    },
    Migration {
        name: "moths",
        sql: "CREATE TABLE moth (lamp INTEGER NOT NULL REFERENCES lamp (id), kind TEXT NOT NULL, PRIMARY KEY (lamp, kind)) STRICT, WITHOUT ROWID;
              INSERT INTO lamp (id, name) VALUES (0, 'the first lamp; it was always there')",
    },
];

store::statements! {
    PUT = "INSERT INTO lamp (id, name, glass, height, lit_at) VALUES (:id, :name, :glass, :height, :lit_at)";
    NAME = "INSERT INTO lamp (id, name) VALUES (:id, :name)";
    FIND = "SELECT id, name, glass, height, lit_at, lit_at > 0 AS lit FROM lamp WHERE id = :id";
    NAMES = "SELECT name FROM lamp WHERE id > 0 ORDER BY name";
    COUNT = "SELECT count(*) AS n FROM lamp WHERE id > 0";
    SUM = "SELECT CAST(COALESCE(sum(id), 0) AS BIGINT) AS n FROM lamp";
    LIT_SINCE = "SELECT id FROM lamp WHERE id > 0 AND (CAST(:since AS BIGINT) IS NULL OR lit_at >= :since) ORDER BY id";
    LIKE = "SELECT id FROM lamp WHERE name LIKE :pattern ORDER BY id";
    DROP_ALL = "DELETE FROM lamp WHERE id > 0";
    PUT_MOTH = "INSERT INTO moth (lamp, kind) VALUES (:lamp, :kind)";
    TAKE = "DELETE FROM lamp WHERE id = :id RETURNING name";
}
