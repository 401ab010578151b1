//! A small room to try things on: lamps on a quay.

use anyhow::Result;
use store::{Db, Migration, Schema, params};

pub(crate) static SCHEMA: Schema = Schema { name: "quay", migrations: MIGRATIONS, statements: ALL };

pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "lamps",
        sql: "CREATE TABLE lamp (
                  id INTEGER PRIMARY KEY,
                  name TEXT NOT NULL UNIQUE, -- STRICT in words only
                  glass BLOB,
                  height REAL,
                  lit_at INTEGER,
                  CONSTRAINT short_name CHECK (length(name) < 100)
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
    IDS = "SELECT id FROM lamp WHERE id > 0 ORDER BY id";
    SUM = "SELECT CAST(COALESCE(sum(id), 0) AS INTEGER) AS n FROM lamp";
    LIT_SINCE = "SELECT id FROM lamp WHERE id > 0 AND (CAST(:since AS INTEGER) IS NULL OR lit_at >= :since) ORDER BY id";
    LIKE = "SELECT id FROM lamp WHERE name LIKE :pattern ORDER BY id";
    /// A long answer: `:most` rows of about 2 KiB.
    MANY = "WITH RECURSIVE n (i) AS (SELECT CAST(1 AS INTEGER) UNION ALL SELECT i + 1 FROM n WHERE i < :most)
            SELECT i, replace('12345678901234567890', '1', replace('12345678901234567890', '1', replace('1234567890123456', '1', :filling))) AS text FROM n";
    RAISE = "UPDATE lamp SET lit_at = :lit_at WHERE id = :id";
    PUT_OR_NOT = "INSERT INTO lamp (id, name) VALUES (:id, :name) ON CONFLICT DO NOTHING";
    DROP_ALL = "DELETE FROM lamp WHERE id > 0";
    PUT_MOTH = "INSERT INTO moth (lamp, kind) VALUES (:lamp, :kind)";
    TAKE = "DELETE FROM lamp WHERE id = :id RETURNING name";
}

pub(crate) fn put(db: &Db, id: i64) -> Result<usize> {
    db.write_now(move |tx| tx.execute(&NAME, &params! { id, name: &format!("lamp {id}") }))
}

pub(crate) fn count(db: &Db) -> Result<i64> {
    db.read_now(|tx| tx.one(&COUNT, &[], |row| row.get("n")))
}
