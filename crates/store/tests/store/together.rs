//! Many at once: acts that are committed together, and reads that see one moment.

use std::sync::mpsc;
use std::thread;

use anyhow::{Result, bail};
use store::Place;
use store::contract::{Fresh, fresh_databases};
use store::params;

use crate::lamp::{COUNT, NAME, RAISE, SCHEMA, count, put};

/// The number of commits in the write-ahead log: the frames that carry a database size. See <https://www.sqlite.org/fileformat2.html#walformat>.
fn commits(db: &Fresh) -> Result<usize> {
    let Place::Sqlite(path) = db.place() else { bail!("only SQLite has such a log") };
    let log = std::fs::read(format!("{}-wal", path.display()))?;
    let number = |at: usize| u32::from_be_bytes([log[at], log[at + 1], log[at + 2], log[at + 3]]) as usize;
    let frame = 24 + number(8);
    Ok((32..log.len()).step_by(frame).filter(|&at| at + 8 <= log.len() && number(at + 4) > 0).count())
}

#[tokio::test]
async fn acts_that_wait_are_committed_together_and_one_that_fails_among_them_falls_alone() -> Result<()> {
    for db in fresh_databases(&SCHEMA)? {
        let before = commits(&db).unwrap_or_default();
        let (go, gate) = mpsc::channel::<()>();
        let same = db.clone();
        let slow = tokio::spawn(async move { same.write(move |_| Ok(gate.recv()?)).await });
        let acts: Vec<_> = (1..=200i64)
            .map(|id| {
                let db = db.clone();
                tokio::spawn(async move {
                    db.write(move |tx| {
                        tx.execute(&NAME, &params! { id, name: &format!("lamp {id}") })?;
                        match id {
                            77 => bail!("it fell into the water"),
                            99 => panic!("on purpose, in a test"),
                            _ => Ok(()),
                        }
                    })
                    .await
                })
            })
            .collect();
        tokio::task::yield_now().await;
        go.send(())?;
        slow.await??;
        let mut failed = 0;
        for act in acts {
            failed += i32::from(act.await?.is_err());
        }
        assert_eq!((failed, count(&db)?), (2, 198));
        if let Ok(after) = commits(&db) {
            assert!(after - before < 40, "{} commits for 200 acts", after - before);
        }
    }
    Ok(())
}

#[test]
fn a_read_act_sees_one_moment_however_much_is_written_meanwhile() -> Result<()> {
    for db in fresh_databases(&SCHEMA)? {
        put(&db, 1)?;
        let ((begun, has_begun), (go, gate)) = (mpsc::channel(), mpsc::channel::<()>());
        let same = db.clone();
        let reader = thread::spawn(move || {
            same.read_now(move |tx| {
                let first: i64 = tx.one(&COUNT, &[], |row| row.get("n"))?;
                begun.send(())?;
                gate.recv()?;
                let second: i64 = tx.one(&COUNT, &[], |row| row.get("n"))?;
                Ok((first, second))
            })
        });
        has_begun.recv()?;
        put(&db, 2)?;
        go.send(())?;
        assert_eq!(reader.join().expect("no panic")?, (1, 1));
        assert_eq!(count(&db)?, 2);
    }
    Ok(())
}

#[test]
fn what_an_act_has_read_is_still_so_when_it_writes() -> Result<()> {
    for db in fresh_databases(&SCHEMA)? {
        put(&db, 1)?;
        // A second process would be a second `Db`; SQLite lets only one of them write.
        let other = match db.place() {
            Place::Sqlite(_) => db.clone(),
            place => store::Db::open(place, &SCHEMA)?,
        };
        let threads: Vec<_> = [db.clone(), other]
            .map(|db| {
                thread::spawn(move || {
                    (0..50).try_for_each(|_| {
                        db.write_now(|tx| {
                            let height: Option<i64> = tx.one(&crate::lamp::FIND, &params! { id: 1 }, |row| row.get("lit_at"))?;
                            tx.execute(&RAISE, &params! { id: 1, lit_at: height.unwrap_or(0) + 1 }).map(drop)
                        })
                    })
                })
            })
            .into_iter()
            .collect();
        for thread in threads {
            thread.join().expect("no panic")?;
        }
        let height: i64 = db.read_now(|tx| tx.one(&crate::lamp::FIND, &params! { id: 1 }, |row| row.get("lit_at")))?;
        assert_eq!(height, 100);
    }
    Ok(())
}
