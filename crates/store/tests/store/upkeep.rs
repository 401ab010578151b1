//! Backup, integrity, sweeping.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;
use store::contract::fresh_databases;
use store::{Db, Place, params};

use crate::lamp::{DROP_ALL, NAME, PUT, SCHEMA, count, put};

#[test]
fn a_backup_that_is_made_while_others_write_is_whole_and_of_one_moment() -> Result<()> {
    let db = &fresh_databases(&SCHEMA)?[0];
    let glass = vec![7u8; 4_000];
    db.write_now(move |tx| {
        (1..=4_000)
            .try_for_each(|id| tx.execute(&PUT, &params! { id, name: &id.to_string(), glass: &glass, height: 1.0, lit_at: 1 }).map(drop))
    })?;
    let stop = Arc::new(AtomicBool::new(false));
    let (same, until) = ((**db).clone(), Arc::clone(&stop));
    // Two rows in each act, so that an odd number would betray half of one.
    let writer = thread::spawn(move || -> Result<i64> {
        let mut id = 10_000;
        while !until.load(Ordering::Relaxed) {
            same.write_now(move |tx| {
                tx.execute(&NAME, &params! { id, name: &format!("lamp {id}") })?;
                tx.execute(&NAME, &params! { id: id + 1, name: &format!("lamp {}", id + 1) })
            })?;
            id += 2;
        }
        Ok(id - 10_000)
    });
    let folder = tempfile::tempdir()?;
    let copy = folder.path().join("copy.db");
    let mut told = Vec::new();
    db.backup_to(&copy, |done, all| told.push((done, all)))?;
    stop.store(true, Ordering::Relaxed);
    assert!(writer.join().expect("no panic")? > 0);
    assert!(told.len() > 2 && told.last().is_some_and(|(done, all)| done == all), "{told:?}");
    let restored = Db::open(Place::Sqlite(copy.clone()), &SCHEMA)?;
    assert_eq!(restored.check()?, [""; 0]);
    assert_eq!(count(&restored)? % 2, 0);
    assert!(db.backup_to(&copy, |_, _| {}).unwrap_err().to_string().contains("a backup never overwrites"));
    Ok(())
}

#[test]
fn a_backup_of_postgresql_is_left_to_its_own_tool() -> Result<()> {
    for db in fresh_databases(&SCHEMA)?.iter().skip(1) {
        let folder = tempfile::tempdir()?;
        let refusal = db.backup_to(&folder.path().join("copy"), |_, _| {}).unwrap_err().to_string();
        assert!(refusal.contains("pg_dump --schema=quay_"), "{refusal}");
    }
    Ok(())
}

#[test]
fn damage_to_the_file_is_found() -> Result<()> {
    let db = &fresh_databases(&SCHEMA)?[0];
    for db in fresh_databases(&SCHEMA)? {
        assert_eq!(db.check()?, [""; 0]);
    }
    (1..=200).try_for_each(|id| put(db, id).map(drop))?;
    (**db).clone().close();
    let Place::Sqlite(path) = db.place() else { panic!("the first is SQLite") };
    let mut bytes = fs::read(&path)?;
    let at = bytes.windows(8).position(|window| window == b"lamp 150").expect("it is there");
    bytes[at..at + 8].copy_from_slice(b"lump 150");
    fs::write(&path, bytes)?;
    let db = Db::open(db.place(), &SCHEMA)?;
    assert!(!db.check()?.is_empty());
    Ok(())
}

#[test]
fn what_is_in_the_log_comes_home_after_its_act_was_answered() -> Result<()> {
    let db = &fresh_databases(&SCHEMA)?[0];
    let Place::Sqlite(path) = db.place() else { panic!("the first is SQLite") };
    let glass = vec![7u8; 10 << 20];
    for id in 1..=2 {
        let glass = glass.clone();
        db.write_now(move |tx| tx.execute(&PUT, &params! { id, name: &id.to_string(), glass: &glass, height: 1.0, lit_at: 1 }))?;
    }
    let begun = Instant::now();
    while fs::metadata(&path)?.len() < 20 << 20 {
        assert!(begun.elapsed() < Duration::from_secs(10), "the log stays where it is");
        thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(count(db)?, 2);
    Ok(())
}

#[tokio::test]
async fn after_a_sweep_nothing_of_what_was_deleted_is_in_any_file() -> Result<()> {
    let db = &fresh_databases(&SCHEMA)?[0];
    let Place::Sqlite(path) = db.place() else { panic!("the first is SQLite") };
    let found = || -> Result<bool> {
        let files = fs::read_dir(path.parent().expect("a folder"))?;
        let mut found = false;
        for file in files {
            found |= fs::read(file?.path())?.windows(12).any(|window| window == b"Oxana Kestle");
        }
        Ok(found)
    };
    db.write(|tx| tx.execute(&NAME, &params! { id: 1, name: "Oxana Kestle" })).await?;
    db.sweep().await?;
    assert!(found()?);
    db.write(|tx| tx.execute(&DROP_ALL, &[])).await?;
    db.sweep().await?;
    assert!(!found()?);
    for other in fresh_databases(&SCHEMA)?.iter().skip(1) {
        other.sweep().await?;
    }
    Ok(())
}
