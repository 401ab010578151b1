//! What only PostgreSQL can suffer: a connection that dies.

use std::env;

use anyhow::{Context, Result};
use store::contract::{Fresh, VARIABLE, fresh_databases};
use store::{Db, Place, params};

use crate::lamp::{NAME, SCHEMA, count, put};

/// Cuts every connection of this database, as a restart of the server would.
async fn cut(db: &Fresh) -> Result<()> {
    let Place::Postgres { url, schema } = db.place() else { return Ok(()) };
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await?;
    let driver = tokio::spawn(connection);
    let sql = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = $1";
    let cut: i64 = client.query_one(sql, &[&format!("indelible {schema}")]).await?.get(0);
    assert!(cut > 0);
    drop(client);
    Ok(driver.await??)
}

#[tokio::test]
async fn a_connection_that_died_between_two_acts_is_not_noticed_by_the_next() -> Result<()> {
    for db in fresh_databases(&SCHEMA)?.iter().skip(1) {
        put(db, 1)?;
        for id in 2..6 {
            cut(db).await?;
            put(db, id)?;
            assert_eq!(count(db)?, id);
            assert_eq!(count(db)?, id);
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_act_whose_connection_dies_fails_and_leaves_nothing() -> Result<()> {
    for db in fresh_databases(&SCHEMA)?.iter().skip(1) {
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        let (go, gate) = std::sync::mpsc::channel::<()>();
        let same = (**db).clone();
        let act = tokio::spawn(async move {
            same.write(move |tx| {
                tx.execute(&NAME, &params! { id: 1, name: "a" })?;
                begun.send(()).ok().context("nobody waits")?;
                gate.recv()?;
                tx.execute(&NAME, &params! { id: 2, name: "b" })
            })
            .await
        });
        has_begun.await?;
        cut(db).await?;
        go.send(())?;
        assert!(act.await?.is_err());
        put(db, 3)?;
        assert_eq!(count(db)?, 1);
    }
    Ok(())
}

#[test]
fn another_host_is_spoken_to_only_when_the_url_says_that_no_tls_is_meant() {
    let open = |url: &str| Db::open(Place::Postgres { url: url.into(), schema: "desk".into() }, &SCHEMA).unwrap_err().to_string();
    assert!(open("postgres://a:secret@db.example/x").contains("without TLS"));
    assert!(open("postgres://a:secret@localhost,db.example/x").contains("without TLS"));
    assert!(open("postgres:/secret").starts_with("the PostgreSQL URL is not of the form"));
}

#[test]
fn a_schema_has_a_plain_name() {
    let Ok(url) = env::var(VARIABLE) else { return };
    for bad in ["", "Desk", "a-b", "a\"b", "1a", "pg_desk", &"a".repeat(64)] {
        let refusal = Db::open(Place::Postgres { url: url.clone(), schema: bad.into() }, &SCHEMA).unwrap_err().to_string();
        assert!(refusal.contains("cannot be the name of a PostgreSQL schema"), "{bad}: {refusal}");
    }
}
