//! How many rows a second: through this crate, and through rusqlite alone in the same run. Asserts nothing about time.
//!
//! `cargo bench -p store`; with `INDELIBLE_TEST_POSTGRES` set, PostgreSQL too. Rows have an id, a name of about 20 bytes, and 100 bytes.

use std::time::Instant;

use anyhow::Result;
use rusqlite::Connection;
use store::contract::{Fresh, fresh_databases};
use store::{Migration, Place, Schema, params};
use tokio::task::JoinSet;

static SCHEMA: Schema = Schema { name: "bench", migrations: &[Migration { name: "row", sql: TABLE }], statements: ALL };
const TABLE: &str = "CREATE TABLE piece (id INTEGER PRIMARY KEY, name TEXT NOT NULL, body BLOB NOT NULL) STRICT";

store::statements! {
    PUT = "INSERT INTO piece (id, name, body) VALUES (:id, :name, :body)";
    FIND = "SELECT id, name, body FROM piece WHERE id = :id";
    ALL_ROWS = "SELECT id, name, body FROM piece";
}

const BODY: [u8; 100] = [7; 100];

fn main() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    plainly()?;
    for db in fresh_databases(&SCHEMA)? {
        let (title, part) = match db.place() {
            Place::Sqlite(_) => ("store, SQLite", 1),
            Place::Postgres { .. } => ("store, PostgreSQL", 20),
        };
        println!("{title}");
        through(&db, &runtime, part)?;
    }
    Ok(())
}

fn tell(what: &str, rows: i64, since: Instant) {
    println!("  {what:<44} {:>10.0} a second", rows as f64 / since.elapsed().as_secs_f64());
}

/// rusqlite in the calling thread, with the same settings.
fn plainly() -> Result<()> {
    println!("rusqlite alone");
    let folder = tempfile::tempdir()?;
    let connection = Connection::open(folder.path().join("bench.db"))?;
    connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON")?;
    connection.execute_batch(TABLE)?;
    let put = |id: i64| -> Result<()> {
        connection
            .prepare_cached(PUT.sql)?
            .execute(rusqlite::named_params! { ":id": id, ":name": format!("piece number {id}"), ":body": &BODY[..] })?;
        Ok(())
    };
    let (rows, since) = (300_000, Instant::now());
    connection.execute_batch("BEGIN")?;
    (0..rows).try_for_each(put)?;
    connection.execute_batch("COMMIT")?;
    tell("bulk insert, one transaction, rows", rows, since);
    let (reads, since) = (200_000, Instant::now());
    for at in 0..reads {
        let id = at * 7919 % rows;
        connection.prepare_cached(FIND.sql)?.query_row([id], |row| row.get::<_, Vec<u8>>("body"))?;
    }
    tell("point reads in the same thread, rows", reads, since);
    let (acts, since) = (2_000, Instant::now());
    (rows..rows + acts).try_for_each(put)?;
    tell("one insert, one commit, acts", acts, since);
    Ok(())
}

fn through(db: &Fresh, runtime: &tokio::runtime::Runtime, part: i64) -> Result<()> {
    let (rows, since) = (300_000 / part, Instant::now());
    db.write_now(move |tx| {
        (0..rows).try_for_each(|id| tx.execute(&PUT, &params! { id, name: &format!("piece number {id}"), body: &BODY }).map(drop))
    })?;
    tell("bulk insert, one act, rows", rows, since);

    let (reads, since) = (200_000 / part, Instant::now());
    db.read_now(move |tx| {
        (0..reads).try_for_each(|at| tx.one(&FIND, &params! { id: at * 7919 % rows }, |row| row.get::<Vec<u8>>("body")).map(drop))
    })?;
    tell("point reads in one act, rows", reads, since);

    let since = Instant::now();
    db.read_now(|tx| tx.for_each(&ALL_ROWS, &[], |row| row.get::<&[u8]>("body").map(drop)))?;
    tell("streamed, rows", rows, since);

    let (reads, since) = (100_000 / part, Instant::now());
    runtime.block_on(async {
        let mut readers = JoinSet::new();
        for lane in 0..50 {
            let db = (**db).clone();
            readers.spawn(async move {
                for at in 0..reads / 50 {
                    let id = (lane * 104_729 + at * 7919) % rows;
                    db.read(move |tx| tx.one(&FIND, &params! { id }, |row| row.get::<Vec<u8>>("body"))).await?;
                }
                anyhow::Ok(())
            });
        }
        readers.join_all().await.into_iter().collect::<Result<()>>()
    })?;
    tell("one read, one act, 50 tasks, acts", reads, since);

    let (acts, since) = (100_000 / part, Instant::now());
    runtime.block_on(async {
        let mut writers = JoinSet::new();
        for lane in 0..500 {
            let db = (**db).clone();
            writers.spawn(async move {
                for at in 0..acts / 500 {
                    let id = rows + at * 500 + lane;
                    db.write(move |tx| tx.execute(&PUT, &params! { id, name: &format!("piece number {id}"), body: &BODY })).await?;
                }
                anyhow::Ok(())
            });
        }
        writers.join_all().await.into_iter().collect::<Result<()>>()
    })?;
    tell("group commit, 500 tasks, acts", acts, since);

    let (acts, since) = (2_000, Instant::now());
    for at in 0..acts {
        db.write_now(move |tx| tx.execute(&PUT, &params! { id: -1 - at, name: "alone", body: &BODY }))?;
    }
    tell("one insert, one commit, acts", acts, since);
    Ok(())
}
