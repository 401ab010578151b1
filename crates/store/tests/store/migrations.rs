//! How a database gets its tables, and which databases are not opened.

use anyhow::Result;
use store::contract::fresh_databases;
use store::{Db, Migration, Place, Schema};

use crate::lamp::{self, MIGRATIONS, SCHEMA, count, put};

fn again(place: Place, schema: &'static Schema) -> String {
    Db::open(place, schema).map(|_| "it was opened".to_owned()).unwrap_or_else(|e| format!("{e:#}"))
}

#[test]
fn what_was_done_is_not_done_again() -> Result<()> {
    for db in fresh_databases(&SCHEMA)? {
        put(&db, 1)?;
        db.clone().close();
        let db = Db::open(db.place(), &SCHEMA)?;
        assert_eq!(count(&db)?, 1);
    }
    Ok(())
}

#[test]
fn a_migration_that_is_new_is_done_and_one_that_fails_leaves_nothing() -> Result<()> {
    static LONGER: Schema = Schema {
        name: "quay",
        migrations: &[
            Migration { name: "lamps", sql: MIGRATIONS[0].sql },
            Migration { name: "moths", sql: MIGRATIONS[1].sql },
            Migration {
                name: "oil",
                sql: "CREATE TABLE oil (id INTEGER PRIMARY KEY) STRICT; INSERT INTO lamp (id, name) VALUES (5, 'oil lamp')",
            },
            Migration { name: "wicks", sql: "INSERT INTO lamp (id, name) VALUES (6, 'wick'); INSERT INTO nowhere (id) VALUES (1)" },
        ],
        statements: lamp::ALL,
    };
    for db in fresh_databases(&SCHEMA)? {
        db.clone().close();
        let complaint = again(db.place(), &LONGER);
        assert!(complaint.starts_with("migration wicks of quay: ") && complaint.contains("nowhere"), "{complaint}");
        assert!(again(db.place(), &SCHEMA).contains("has had migration oil, which this program does not know"));
        assert!(again(db.place(), &LONGER).starts_with("migration wicks"));
    }
    Ok(())
}

#[test]
fn a_migration_that_was_changed_is_noticed() -> Result<()> {
    static CHANGED: Schema = Schema {
        name: "quay",
        migrations: &[Migration { name: "lamps", sql: "CREATE TABLE lamp (id INTEGER PRIMARY KEY) STRICT" }],
        statements: &[],
    };
    for db in fresh_databases(&SCHEMA)? {
        db.clone().close();
        assert_eq!(
            again(db.place(), &CHANGED),
            "migration lamps of quay is not what it was when it ran: add a new one instead of changing it"
        );
    }
    Ok(())
}

#[test]
fn the_database_of_another_room_is_not_opened() -> Result<()> {
    static OTHER: Schema = Schema { name: "pier", migrations: &[], statements: &[] };
    for db in fresh_databases(&SCHEMA)? {
        db.clone().close();
        assert_eq!(again(db.place(), &OTHER), "this is the database of quay, not of pier");
    }
    Ok(())
}

#[test]
fn a_table_can_be_rebuilt_while_others_refer_to_it_unless_that_leaves_references_to_nothing() -> Result<()> {
    static REBUILT: Schema = Schema {
        name: "quay",
        migrations: &[
            Migration { name: "lamps", sql: MIGRATIONS[0].sql },
            Migration { name: "moths", sql: MIGRATIONS[1].sql },
            Migration {
                name: "rebuild",
                sql: "INSERT INTO moth (lamp, kind) VALUES (0, 'hawk');
                      CREATE TABLE lamp2 (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
                      INSERT INTO lamp2 SELECT id, name FROM lamp;
                      DROP TABLE lamp;
                      ALTER TABLE lamp2 RENAME TO lamp",
            },
        ],
        statements: &[],
    };
    static STRAY: Schema = Schema {
        name: "quay",
        migrations: &[
            Migration { name: "lamps", sql: MIGRATIONS[0].sql },
            Migration { name: "moths", sql: MIGRATIONS[1].sql },
            Migration { name: "stray", sql: "INSERT INTO moth (lamp, kind) VALUES (44, 'hawk')" },
        ],
        statements: &[],
    };
    // PostgreSQL knows `ALTER TABLE` enough not to need this.
    let sqlite = &fresh_databases(&SCHEMA)?[0];
    (**sqlite).clone().close();
    assert!(again(sqlite.place(), &STRAY).contains("it leaves references to nothing: moth"), "{}", again(sqlite.place(), &STRAY));
    assert_eq!(again(sqlite.place(), &REBUILT), "it was opened");
    Ok(())
}
